"""`/quan-tri/day`: what Rasa learns from, and the models trained with it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from services_catalog.back_office.access import audit
from services_catalog.back_office.access.person import Editor, Person, Publisher
from services_catalog.back_office.forms import Form, Posted
from services_catalog.back_office.models import Job
from services_catalog.back_office.pages import goto, page
from services_catalog.back_office.teaching import models, phrases
from services_catalog.back_office.work import jobs
from services_catalog.database import sessions

HERE = "/quan-tri/day"
PER_PAGE = 50
KINDS = ("training", "comparison", "switch")

router = APIRouter(prefix="/day")


class PhraseForm(Form):
    """Phrases to teach."""

    intent = SelectField(
        "Người dân muốn gì",
        [InputRequired("Bạn chọn người dân muốn gì.")],
        choices=lambda: [("", "Chưa chọn"), *phrases.intents().items()],
    )
    texts = TextAreaField("Các câu, mỗi dòng một câu", [InputRequired(), Length(max=20_000)])


class SwitchForm(Form):
    """Another model to be used."""

    why = StringField("Vì sao đổi", [InputRequired(), Length(max=500)])


@router.get("")
def list_(request: Request, person: Editor, q: str = "", y: str = "", trang: int = 1) -> Response:
    """The phrases, by words and intent; without either those of staff alone."""
    return _listed(request, person, PhraseForm.of(None, person, intent=y or None), q=q[:200], y=y, number=trang)


@router.post("")
def add(request: Request, person: Editor, sent: Posted) -> Response:
    """Teach phrases; those that cannot be are shown again, each with the reason."""
    form = PhraseForm.of(sent, person)
    if not form.validate():
        return _listed(request, person, form, status=422)
    lines = [line for line in (form.texts.data or "").splitlines() if line.strip()]
    with sessions(request.app.state.engine).begin() as session:
        result = phrases.add(session, form.intent.data, lines[: phrases.MOST_AT_ONCE], person.name)
    kept = [each.text for each in result.refused] + lines[phrases.MOST_AT_ONCE :]
    said = f"Đã thêm {len(result.added)} câu."
    if result.masked:
        said += f" {result.masked} câu có thông tin riêng, đã được che."
    if not kept:
        return goto(request, HERE, f"{said} Trợ lý hiểu chúng sau lần học tới.")
    form.texts.data = "\n".join(kept)
    form.texts.errors = [f"«{each.text}»: {each.why}" for each in result.refused]
    if len(lines) > phrases.MOST_AT_ONCE:
        form.texts.errors.append(
            f"Mỗi lần thêm được {phrases.MOST_AT_ONCE} câu. Bạn bấm thêm lần nữa cho phần còn lại."
        )
    return _listed(request, person, form, status=422, said=said if result.added else None)


@router.post("/{phrase_id:int}/bo")
def remove(request: Request, person: Editor, phrase_id: int, sent: Posted) -> Response:
    """Teach a phrase no more."""
    with sessions(request.app.state.engine).begin() as session:
        row = phrases.remove(session, phrase_id, person.name)
        text = row.text if row else None
    return goto(request, HERE, f"Đã bỏ câu «{text}»." if text else "Câu này đã được bỏ từ trước.")


@router.get("/mo-hinh")
def show_models(request: Request, person: Editor) -> Response:
    """The models, and what was done with them."""
    return _models(request, person)


@router.post("/mo-hinh/hoc")
def train(request: Request, person: Publisher, sent: Posted) -> Response:
    """Train a model beside the one in use."""
    return _start(request, person, "training", {})


@router.post("/mo-hinh/so-sanh")
def compare(request: Request, person: Publisher, sent: Posted) -> Response:
    """Compare a model with the one in use."""
    return _start(request, person, "comparison", {"file": _on_record(str(sent.get("file")))})


@router.post("/mo-hinh/doi")
def switch(request: Request, person: Publisher, sent: Posted) -> Response:
    """Switch to a model."""
    file = _on_record(str(sent.get("file")))
    form = SwitchForm.of(sent, person)
    if not form.validate():
        return _models(request, person, form=form, file=file, status=422)
    return _start(request, person, "switch", {"file": file}, why=form.why.data)


@router.get("/viec/{job_id:int}")
async def work(request: Request, person: Editor, job_id: int) -> Response:
    """How far a job is, or what came of it."""
    return await run_in_threadpool(_job, request, job_id)


def _job(request: Request, job_id: int) -> Response:
    with sessions(request.app.state.engine)() as session:
        job = session.get(Job, job_id)
    if job is None or job.kind not in KINDS:
        raise HTTPException(404)
    return page(request, "teaching/job.html.j2", job=job, is_under_way=jobs.is_under_way(job))


def _listed(
    request: Request,
    person: Person,
    form: PhraseForm,
    *,
    q: str = "",
    y: str = "",
    number: int = 1,
    status: int = 200,
    **more: Any,
) -> Response:
    with sessions(request.app.state.engine)() as session:
        found = phrases.find(session, q, y) if q.strip() or y else phrases.taught(session)
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, number), pages)
    return page(
        request,
        "teaching/phrases.html.j2",
        status=status,
        failed=status != 200,
        form=form,
        q=q,
        y=y,
        intents=phrases.intents(),
        found=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        count=len(found),
        number=number,
        pages=pages,
        **more,
    )


def _models(
    request: Request, person: Person, form: SwitchForm | None = None, file: str | None = None, status: int = 200
) -> Response:
    with sessions(request.app.state.engine)() as session:
        recent = jobs.recent(session, *KINDS)
        on_record = [
            {"model": model, "trained": _newest(session, "training", model.file), **_figures(session, model.file)}
            for model in models.on_record()
        ]
    return page(
        request,
        "teaching/models.html.j2",
        status=status,
        failed=status != 200,
        models=on_record,
        recent=recent,
        is_busy=any(jobs.is_under_way(job) for job in recent),
        is_under_way=jobs.is_under_way,
        form=form or SwitchForm.of(None, person),
        wrong=file,
    )


def _figures(session: Session, file: str) -> dict[str, Any]:
    """The newest comparison of a model with the one in use, and who switched to it last."""
    return {"compared": _newest(session, "comparison", file), "switched": _newest(session, "switch", file)}


def _newest(session: Session, kind: str, file: str) -> Job | None:
    done = (job for job in jobs.recent(session, kind) if job.state == "done" and job.result)
    return next((job for job in done if job.result and job.result.get("file") == file), None)


def _on_record(file: str) -> str:
    if file not in {model.file for model in models.on_record()}:
        raise HTTPException(404)
    return file


def _start(request: Request, person: Person, kind: str, about: dict[str, Any], why: str | None = None) -> Response:
    engine = request.app.state.engine
    with sessions(engine).begin() as session:
        under_way = next((job for job in jobs.recent(session, *KINDS) if jobs.is_under_way(job)), None)
        if under_way:
            return goto(request, f"{HERE}/viec/{under_way.id}", "Việc này đang chạy. Bạn chờ xong rồi làm tiếp.")
        job, _ = jobs.start(session, kind, about, person.name)
        job_id = job.id
        audit.record(session, person.name, _ACTS[kind], about.get("file"), why, job=job_id)
    jobs.run(engine, job_id)
    return goto(request, f"{HERE}/viec/{job_id}")


_ACTS = {"training": "train_model", "comparison": "compare_models", "switch": "switch_model"}
