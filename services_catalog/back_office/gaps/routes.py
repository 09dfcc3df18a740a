"""Pages of the gap board: the groups, one group with what can be made of it, what was dealt with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BeforeValidator
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from services_catalog.back_office.access.person import Editor, Person, Viewer
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.figures import words
from services_catalog.back_office.forms import Form, Posted
from services_catalog.back_office.gaps import acts, board, finding
from services_catalog.back_office.gaps.forms import LabelForm, OutsideForm, SettleForm, WordsForm
from services_catalog.back_office.pages import goto, page
from services_catalog.back_office.trying import labelled
from services_catalog.database import sessions
from services_catalog.guides.guide import FOLDER
from services_catalog.record import Aspect
from services_catalog.teams import reports
from services_catalog.teams.choices import choices

PATH = "/quan-tri/khoang-trong"
KINDS = {
    board.Kind.NOT_ANSWERED: "Không trả lời được",
    board.Kind.NO_INFORMATION: "Thiếu thông tin",
    board.Kind.ASKED_BACK: "Phải hỏi lại",
    board.Kind.LEFT: "Bỏ đi sau khi được hỏi lại",
    board.Kind.VOTED_DOWN: "Bị chê",
}
DAYS = {1: "Hôm nay", 7: "7 ngày qua", 30: "30 ngày qua"}
# Where on the form of a service stands what an aspect is answered from.
FIELDS = {
    Aspect.DOCUMENTS: "documents",
    Aspect.FEE: "fees",
    Aspect.DURATION: "durations",
    Aspect.STEPS: "steps",
    Aspect.WHERE: "where",
    Aspect.ONLINE: "online",
    Aspect.ELIGIBILITY: "conditions",
    Aspect.RESULT: "results",
    Aspect.LEGAL_BASIS: "legal_basis",
    Aspect.FORM: "forms",
    Aspect.STATUS: "status",
    Aspect.TROUBLE: "problems",
    Aspect.GENERAL: "summary",
    Aspect.CONTACT: "contacts",
}

UNLESS_EMPTY = BeforeValidator(lambda value: value or None)  # a field of a form that was left empty

router = APIRouter(prefix="/khoang-trong")


@router.get("")
def board_(
    request: Request,
    person: Viewer,
    loai: Annotated[board.Kind | None, UNLESS_EMPTY] = None,
    ngay: Annotated[int, Query(ge=1, le=30)] = 7,
    kenh: Annotated[str | None, Query(max_length=20)] = None,
    moi: bool = False,
    trang: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The groups that nobody has dealt with, and what community teams met."""
    filters = board.Filters(loai, ngay, kenh or None, moi)
    with _sessions(request)() as session:
        found, total = board.groups(session, filters, trang)
        met = board.obstacles(session, ngay)
        called = reports.names(session, (each.service for each in met))
        channels = board.channels(session)
    chosen = {"loai": loai, "ngay": ngay, "kenh": kenh, "moi": int(moi)}
    return page(
        request,
        "gaps/board.html.j2",
        groups=found,
        total=total,
        pages=-(-total // board.PER_PAGE),
        number=trang,
        address=f"{PATH}?{urlencode({key: value for key, value in chosen.items() if value})}&trang=",
        filters=filters,
        kinds=KINDS,
        days=DAYS,
        channels={key: words.channel(key) for key in channels},
        obstacles=[
            (called.get(each.service, each.service), _to_edit(each.service) if person.may(Role.EDITOR) else None, each)
            for each in met
        ],
    )


@router.get("/da-xu-ly")
def settled(request: Request, person: Viewer, trang: Annotated[int, Query(ge=1, le=10_000)] = 1) -> Response:
    """What was dealt with, and the way back."""
    with _sessions(request)() as session:
        found, total = board.settled(session, trang)
    return page(
        request,
        "gaps/settled.html.j2",
        gaps=found,
        pages=-(-total // board.PER_PAGE),
        number=trang,
        address=f"{PATH}/da-xu-ly?trang=",
    )


@router.get("/{key}")
def group(
    request: Request,
    person: Viewer,
    key: str,
    tim: Annotated[str | None, Query(max_length=200)] = None,
    them: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    """One group. `tim`: words by which a service is looked for; `them`: the service that words were just added to."""
    return _group(request, person, key, search=tim, added=them)


@router.post("/{key}/them")
def add(request: Request, person: Editor, key: str, sent: Posted) -> Response:
    """Add words to a service; the draft then waits to be proposed."""
    form = WordsForm.of(sent, person)
    if not form.validate():
        return _group(request, person, key, status=422, add=form)
    slug, text = form.service.data or "", form.text.data or ""
    kind, aspect = acts.Words(form.kind.data), Aspect(form.aspect.data)

    def act(session: Session) -> None:
        acts.add_words(session, slug, kind, text, aspect, person.name, form.why.data or "")
        acts.settle(session, key, f"Thêm «{text}» vào {slug}", person.name)

    if refused := _refused(request, act):
        form.text.errors = [refused]
        return _group(request, person, key, status=422, add=form)
    said = "Đã lưu vào bản nháp. Người dân chỉ thấy sau khi bản này được duyệt."
    return goto(request, f"{PATH}/{key}?{urlencode({'them': slug})}", said)


@router.post("/{key}/ngoai")
def outside(request: Request, person: Editor, key: str, sent: Posted) -> Response:
    """Teach that such questions are about no public service."""
    form = OutsideForm.of(sent, person)
    if not form.validate():
        return _group(request, person, key, status=422, outside=form)
    phrases = [line for line in (form.phrases.data or "").splitlines() if line.strip()]
    if refused := _refused(
        request, lambda session: acts.teach_outside(session, key, phrases, person.name, form.reason.data or "")
    ):
        form.phrases.errors = [refused]
        return _group(request, person, key, status=422, outside=form)
    return goto(request, PATH, "Đã ghi là ngoài phạm vi. Trợ lý học ngay trong vài giây.")


@router.post("/{key}/kiem-tra")
def label(request: Request, person: Editor, key: str, sent: Posted) -> Response:
    """Make a question one of those by which changes are judged."""
    form = LabelForm.of(sent, person)
    if not form.validate():
        return _group(request, person, key, status=422, label=form)
    service = None if form.meant.data == labelled.OUTSIDE else form.meant.data
    aspect = Aspect(form.about.data) if form.about.data else None
    if refused := _refused(
        request,
        lambda session: labelled.add(session, form.question.data or "", labelled.Label(service, aspect), person.name),
    ):
        form.question.errors = [refused]
        return _group(request, person, key, status=422, label=form)
    return goto(request, f"{PATH}/{key}", "Đã thêm vào bộ câu kiểm tra.")


@router.post("/{key}/xong")
def settle(request: Request, person: Editor, key: str, sent: Posted) -> Response:
    """The group is dealt with."""
    form = SettleForm.of(sent, person)
    if not form.validate():
        return _group(request, person, key, status=422, settle=form)
    with _sessions(request).begin() as session:
        acts.settle(session, key, form.what.data or "", person.name)
    return goto(request, PATH, "Đã đánh dấu là xong. Nếu người dân hỏi lại, nhóm này sẽ hiện trở lại.")


@router.post("/{key}/mo-lai")
def reopen(request: Request, person: Editor, key: str, sent: Posted) -> Response:
    """Undo what was made of a group."""
    with _sessions(request).begin() as session:
        is_undone = acts.reopen(session, key, person.name)
    return goto(request, f"{PATH}/da-xu-ly", "Đã mở lại nhóm câu hỏi." if is_undone else "Nhóm này đang mở rồi.")


def _group(
    request: Request,
    person: Person,
    key: str,
    *,
    search: str | None = None,
    added: str | None = None,
    status: int = 200,
    **given: Form,
) -> Response:
    """The page of one group. `given`: a form that was sent and is wrong, by its name."""
    with _sessions(request)() as session:
        members = board.members(session, key)
        if members is None:
            raise HTTPException(404)
        text = members.texts[0].text
        chosen = [form[name].data for form in given.values() for name in ("service", "meant") if name in form]
        found = finding.services(session, search or text, *chosen, None if search else members.service)
        names = words.service_names(session, {slug for slug in (members.service, added) if slug})
    guess = members.aspect or str(Aspect.GENERAL)
    forms = {
        "add": WordsForm.of(None, person, text=text, aspect=guess, service=members.service or ""),
        "outside": OutsideForm.of(
            None, person, phrases="\n".join(each.text for each in members.texts[: acts.MOST_PHRASES])
        ),
        "label": LabelForm.of(None, person, question=text, about=members.aspect or "", meant=""),
        "settle": SettleForm.of(None, person),
    } | given
    return page(
        request,
        "gaps/group.html.j2",
        status=status,
        key=key,
        members=members,
        names=names,
        kinds=KINDS,
        search=search,
        found=found,
        added=added,
        aspect_name=words.aspect(members.aspect) if members.aspect else None,
        field=FIELDS[Aspect(members.aspect)] if members.aspect else None,
        new_service=f"/quan-tri/dich-vu/moi?{urlencode({'nhom': key})}",
        not_chosen=[("", "Chưa chọn")],
        not_services=[("", "Chưa chọn"), (labelled.OUTSIDE, "Ngoài dịch vụ công")],
        may_edit=person.may(Role.EDITOR),
        problems=[problem for form in given.values() for problem in form.problems],
        forms=forms,
    )


def _to_edit(topic: str) -> str | None:
    """Where the content of what a visit was about is edited; None where it was about nothing listed."""
    if topic == choices().other.id:
        return None
    guide = topic.removeprefix(f"{FOLDER}/")
    return f"/quan-tri/huong-dan/{guide}" if guide != topic else f"/quan-tri/dich-vu/{topic}/sua"


def _sessions(request: Request) -> sessionmaker[Session]:
    engine: Engine = request.app.state.engine
    return sessions(engine)


def _refused(request: Request, act: Callable[[Session], object]) -> str | None:
    """Do `act` in a transaction; why it was refused, if it was."""
    try:
        with _sessions(request).begin() as session:
            act(session)
    except (acts.Refused, labelled.Refused) as refused:
        return str(refused)
    return None
