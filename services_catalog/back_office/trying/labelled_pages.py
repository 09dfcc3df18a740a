"""`/quan-tri/thu-nghiem/cau-kiem-tra`: the questions by which every change is judged, as staff labelled them."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from services_catalog.back_office.access.person import Editor, Person, Viewer
from services_catalog.back_office.figures import words
from services_catalog.back_office.forms import Form, Posted, choices
from services_catalog.back_office.gaps import finding
from services_catalog.back_office.models import LabelledQuestion
from services_catalog.back_office.pages import goto, page
from services_catalog.back_office.transactions import begin
from services_catalog.back_office.trying import labelled
from services_catalog.back_office.trying.labelled import NOT_CHOSEN, OUTSIDE, STYLES, Label
from services_catalog.record import Aspect

HERE = "/quan-tri/thu-nghiem/cau-kiem-tra"
PER_PAGE = 50
MOST_LETTERS = 300
ASPECTS = {str(aspect): words.aspect(str(aspect)) for aspect in Aspect}

router = APIRouter(prefix="/cau-kiem-tra")


class QuestionForm(Form):
    """A question and its label. `search` only finds services to choose from."""

    text = StringField("Câu hỏi", [InputRequired(), Length(max=MOST_LETTERS)])
    search = StringField("Tìm dịch vụ theo tên", [Length(max=200)])
    service = SelectField(  # the choices are those found; nothing is chosen beforehand: who forgets it labels wrongly
        "Phải trả lời về dịch vụ", [InputRequired(NOT_CHOSEN)], validate_choice=False
    )
    aspect = SelectField(
        "Và về điều",
        choices=choices(("", "Điều gì cũng được"), *ASPECTS.items()),
    )
    style = SelectField("Cách gõ", choices=choices(("", "Không ghi"), *STYLES.items()))

    def label(self) -> Label:
        """What was chosen."""
        aspect = Aspect(self.aspect.data) if self.aspect.data else None
        service = None if self.service.data == OUTSIDE else self.service.data
        return Label(service, aspect, self.style.data or None)


class CorrectionForm(QuestionForm):
    """The same of a question that is there."""

    why = StringField("Lý do sửa", [InputRequired(), Length(max=MOST_LETTERS)])


class RemovalForm(Form):
    """Why a question is removed."""

    reason = StringField("Lý do bỏ", [InputRequired(), Length(max=MOST_LETTERS)])


@router.get("")
def list_(request: Request, person: Viewer, q: str = "", dich_vu: str = "", dieu: str = "", trang: int = 1) -> Response:
    """The questions, by words, service and aspect."""
    with begin(request) as session:
        found = labelled.find(session, q[:MOST_LETTERS], dich_vu, dieu)
        services = labelled.services(session)
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, trang), pages)
    chosen = {"q": q, "dich_vu": dich_vu, "dieu": dieu}
    return page(
        request,
        "trying/labelled.html.j2",
        found=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        count=len(found),
        chosen=chosen,
        services=services,
        aspects=ASPECTS,
        styles=STYLES,
        outside=OUTSIDE,
        number=number,
        pages=pages,
        address=f"{HERE}?{urlencode({name: value for name, value in chosen.items() if value})}&trang=",
    )


@router.get("/moi")
def new(request: Request, person: Editor) -> Response:
    """The form of a new question."""
    with begin(request) as session:
        return _form(request, session, person, QuestionForm.of(None, person))


@router.post("/moi")
def add(request: Request, person: Editor, sent: Posted) -> Response:
    """Add a question, or find services for its label."""
    form = QuestionForm.of(sent, person)
    with begin(request) as session:
        if "tim" in sent:
            return _form(request, session, person, form)
        if form.validate():
            try:
                labelled.add(session, form.text.data or "", form.label(), person.name)
                return goto(request, HERE, "Đã thêm câu kiểm tra.")
            except labelled.Refused as refused:
                form.text.errors = [str(refused)]
        return _form(request, session, person, form, status=422)


@router.get("/{question_id:int}")
def show(request: Request, person: Editor, question_id: int) -> Response:
    """The form of a question, to correct or remove it."""
    with begin(request) as session:
        question = _the(session, question_id)
        return _form(request, session, person, _correcting(person, question), question)


@router.post("/{question_id:int}")
def correct(request: Request, person: Editor, question_id: int, sent: Posted) -> Response:
    """Correct a question, or find services for its label."""
    form = CorrectionForm.of(sent, person)
    with begin(request) as session:
        question = _the(session, question_id)
        if "tim" in sent:
            return _form(request, session, person, form, question)
        if form.validate():
            try:
                labelled.correct(
                    session, question, form.text.data or "", form.label(), person.name, form.why.data or ""
                )
                return goto(request, HERE, "Đã sửa câu kiểm tra.")
            except labelled.Refused as refused:
                form.text.errors = [str(refused)]
        return _form(request, session, person, form, question, status=422)


@router.post("/{question_id:int}/bo")
def remove(request: Request, person: Editor, question_id: int, sent: Posted) -> Response:
    """Remove a question."""
    removal = RemovalForm.of(sent, person)
    with begin(request) as session:
        question = _the(session, question_id)
        if not removal.validate():
            form = _correcting(person, question)
            return _form(request, session, person, form, question, removal=removal, status=422)
        text = question.text
        labelled.remove(session, question, person.name, removal.reason.data or "")
    return goto(request, HERE, f"Đã bỏ câu «{text}». Nhật ký vẫn giữ câu này.")


def _the(session: Session, question_id: int) -> LabelledQuestion:
    question = session.get(LabelledQuestion, question_id)
    if question is None:
        raise HTTPException(404)
    return question


def _correcting(person: Person, question: LabelledQuestion) -> CorrectionForm:
    form = CorrectionForm.of(None, person, question)
    form.service.data = question.service or OUTSIDE
    return form


def _form(
    request: Request,
    session: Session,
    person: Person,
    form: QuestionForm,
    question: LabelledQuestion | None = None,
    *,
    removal: RemovalForm | None = None,
    status: int = 200,
) -> Response:
    about = form.search.data or form.text.data or ""
    found = finding.services(session, about, form.service.data, question.service if question else None)
    form.service.choices = choices(("", "Chưa chọn"), (OUTSIDE, "Ngoài dịch vụ công"), *found)
    removal = removal or RemovalForm.of(None, person)
    return page(
        request,
        "trying/label.html.j2",
        status=status,
        failed=status != 200,
        problems=[*form.problems, *removal.problems],
        form=form,
        question=question,
        removal=removal,
    )
