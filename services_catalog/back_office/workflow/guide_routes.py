"""Pages of guides: edit the words, edit the YAML, see the picture, walk it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.responses import Response as Plain
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from services_catalog.answers.blocks import as_text
from services_catalog.back_office.access.person import Editor, Person, Viewer
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.forms import Posted
from services_catalog.back_office.pages import goto, minute, page, told_of
from services_catalog.back_office.workflow import guide_drafts, guide_faults, guide_texts
from services_catalog.back_office.workflow.forms import MOST_WORDS, Refusable
from services_catalog.back_office.workflow.guide_drafts import Opened
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.guides.conditions import SKIPPED
from services_catalog.guides.draw import svg
from services_catalog.guides.engine import back, next_question, path
from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.guides.result import result
from services_catalog.history import is_draft
from services_catalog.models import Revision, Service
from services_catalog.record import ServiceRecord

router = APIRouter(prefix="/huong-dan")
NAME = r"[a-z0-9]+(-[a-z0-9]+)*"
MOST_NAME = 100  # letters
Name = Annotated[str, Path(pattern=f"^{NAME}$", max_length=MOST_NAME)]
GUIDES = "/quan-tri/huong-dan"
LONGEST_MARK = 40
PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # it carries its own style, and runs nothing
TOP = ("title", "summary", "asked")  # texts of the guide itself; the others have a path with dots
MOST_QUESTIONS = 30  # answers that a «try» form may carry


class SaveForm(Refusable):
    """Why it was changed."""

    why = TextAreaField(
        "Vì sao sửa", [InputRequired("Bạn ghi vì sao sửa: người sau cần biết."), Length(max=MOST_WORDS)]
    )


def _sessions(request: Request) -> Any:
    engine: Engine = request.app.state.engine
    return sessions(engine)


@router.get("")
def list_guides(request: Request, person: Viewer) -> Response:
    """Every guide: whether it is published, and whether something newer waits."""
    newest = (
        select(Revision.service_id, func.max(Revision.number).label("number")).group_by(Revision.service_id).subquery()
    )
    with _sessions(request)() as session:
        rows = session.execute(
            select(Service, Revision, is_draft())
            .join(newest, newest.c.service_id == Service.id)
            .join(Revision, (Revision.service_id == Service.id) & (Revision.number == newest.c.number))
            .where(Service.kind == "guide")
            .order_by(Service.slug)
        )
        guides = [
            {
                "name": service.slug.removeprefix(f"{FOLDER}/"),
                "title": revision.record.get("title", service.slug),
                "kind": revision.record.get("kind", ""),
                "questions": len(revision.record.get("questions", [])),
                "published": service.published_id is not None,
                "newer": newer,
                "number": revision.number,
                "at": revision.at,
                "by": revision.by,
            }
            for service, revision, newer in rows
        ]
        return page(request, "workflow/guides.html.j2", guides=guides, may=person.may(Role.EDITOR))


@router.get("/moi")
def begin_guide(request: Request, person: Editor, ten: Annotated[str, Query(max_length=200)] = "") -> Response:
    """A new guide, by its name in small letters without marks."""
    name = ten.strip()
    if len(name) > MOST_NAME or not re.fullmatch(NAME, name):
        said = f"«{name[:40]}» không dùng làm tên được: chỉ chữ thường không dấu, số, gạch nối. Ví dụ: doi-ten-duong."
        return goto(request, GUIDES, said)
    return goto(request, f"{GUIDES}/{name}/yaml")


@router.get("/{name}")
def see_guide(request: Request, person: Viewer, name: Name, da: str = "") -> Response:
    """The words of a guide in a form, with its picture and what is wrong with it. `da`: the mark of what was saved."""
    with _sessions(request)() as session:
        work = guide_drafts.opened(session, person, name, da)
        if work.newest is None:  # a new one begins with its YAML
            return goto(request, f"{GUIDES}/{name}/yaml")
        return _words(request, session, person, name, work)


@router.get("/{name}/yaml")
def see_yaml(request: Request, person: Viewer, name: Name, da: str = "") -> Response:
    """The whole guide as YAML. `da`: the mark of what was just saved."""
    with _sessions(request)() as session:
        work = guide_drafts.opened(session, person, name, da)
        if work.newest is None and not person.may(Role.EDITOR):
            raise HTTPException(404)
        return _yaml(request, session, person, name, work)


def _shared(
    session: Session, person: Person, name: str, work: Opened, read: guide_faults.Read, form: SaveForm | None
) -> dict[str, Any]:
    """What both pages of a guide show."""
    published = work.newest.service.published if work.newest else None
    return {
        "name": name,
        "slug": work.slug,
        "work": work,
        "newest": work.newest,
        "published": published,
        "guide": read.guide,
        "wrong": read.wrong,
        "may_be_drawn": read.may_be_drawn,
        "form": form or SaveForm.of(None, person, why=work.why),
        "failed": bool(form and form.problems),
        "meanwhile": guide_drafts.changed_meanwhile(session, work.slug, work.base_id),
        "may": person.may(Role.EDITOR),
    }


def _words(
    request: Request,
    session: Session,
    person: Person,
    name: str,
    work: Opened,
    form: SaveForm | None = None,
    data: Mapping[str, Any] | None = None,
    both: list[guide_texts.TextField] | None = None,
) -> Response:
    """The form of words. `data`: what it shows, where that may break a rule; else what `work` says."""
    read = guide_faults.read(session, name, work.text)
    if data is None:
        if read.guide is None:  # only its YAML can be mended
            return goto(request, f"{GUIDES}/{name}/yaml")
        data = read.guide.model_dump(mode="json", exclude_defaults=True)
    return page(
        request,
        "workflow/guide_words.html.j2",
        status=422 if form and form.problems else 200,
        **_shared(session, person, name, work, read, form),
        title=data.get("title") or name,
        groups=guide_texts.groups(data),
        both=both or [],
    )


def _yaml(
    request: Request, session: Session, person: Person, name: str, work: Opened, form: SaveForm | None = None
) -> Response:
    read = guide_faults.read(session, name, work.text)
    return page(
        request,
        "workflow/guide_yaml.html.j2",
        status=422 if form and form.problems else 200,
        **_shared(session, person, name, work, read, form),
    )


@router.post("/{name}/yaml")
def save_yaml(request: Request, person: Editor, name: Name, sent: Posted) -> Response:
    """Check what was typed (`act` is «check»), or save it. It is kept in any case."""
    slug, text = f"{FOLDER}/{name}", str(sent.get("text") or "").replace("\r\n", "\n")
    form = SaveForm.of(sent, person)
    if sent.get("act") == "discard":
        return _discarded(request, person, slug, sent, f"{GUIDES}/{name}/yaml")
    with _sessions(request).begin() as session:
        base_id = _base(session, sent, slug)
        _keep(session, person, slug, text, base_id, sent)
    with _sessions(request)() as session:
        read = guide_faults.read(session, name, text)
        meanwhile = guide_drafts.changed_meanwhile(session, slug, base_id)
    if sent.get("act") != "save":
        return goto(request, f"{GUIDES}/{name}/yaml", _told(read))
    saved = None
    if form.validate():
        try:
            if meanwhile and sent.get("over") != str(meanwhile[0].id):
                raise Refused("Người khác vừa lưu bản mới. Bạn xem họ đổi gì ở dưới rồi lưu lần nữa.")
            if read.guide is None:
                raise Refused("Chưa lưu được vì còn lỗi. Điều bạn gõ vẫn được giữ.", "text")
            with _sessions(request).begin() as session:
                saved = guide_drafts.save(session, person, slug, read.guide, form.why.data or "").number
        except Refused as refused:
            form.refuse(refused)
    if saved is not None:
        return goto(request, f"{GUIDES}/{name}/yaml{_has(sent)}", f"Đã lưu thành bản {saved}. {_told(read)}")
    with _sessions(request)() as session:
        return _yaml(request, session, person, name, guide_drafts.opened(session, person, name), form)


@router.post("/{name}")
def save_words(request: Request, person: Editor, name: Name, sent: Posted) -> Response:
    """Save the words, or check them. What somebody else has saved meanwhile is merged with them."""
    slug = f"{FOLDER}/{name}"
    form = SaveForm.of(sent, person)
    typed = _words_of(sent)
    if sent.get("act") == "discard":
        return _discarded(request, person, slug, sent, f"{GUIDES}/{name}")
    with _sessions(request).begin() as session:
        work = guide_drafts.opened(session, person, name)
        newest = work.newest
        if newest is None:
            raise HTTPException(404)
        read = guide_faults.read(session, name, work.text)
        in_work = read.guide.model_dump(mode="json", exclude_defaults=True) if read.guide else newest.record
        base = session.get(Revision, _base(session, sent, slug) or newest.id) or newest
        both: list[guide_texts.TextField] = []
        if base.id == newest.id:
            data = guide_texts.with_texts(in_work, typed)
        else:
            data, both = guide_texts.typed_over(base.record, newest.record, typed)
        text = guide_drafts.dumped(data)
        _keep(session, person, slug, text, newest.id, sent)
        read = guide_faults.read(session, name, text)
    if sent.get("act") != "save" and not both:
        return goto(request, f"{GUIDES}/{name}", _told(read))
    saved = None
    if sent.get("act") == "save" and form.validate():
        try:
            if both and sent.get("over") != str(newest.id):
                raise Refused("Bạn và người khác cùng sửa một chỗ. Bạn xem chỗ đó ở dưới rồi lưu lần nữa.")
            if read.guide is None:
                raise Refused(f"Chưa lưu được: {read.wrong[0]}. Điều bạn gõ vẫn được giữ.")
            with _sessions(request).begin() as session:
                saved = guide_drafts.save(session, person, slug, read.guide, form.why.data or "").number
        except Refused as refused:
            form.refuse(refused)
    if saved is not None:
        return goto(request, f"{GUIDES}/{name}{_has(sent)}", f"Đã lưu thành bản {saved}. {_told(read)}")
    with _sessions(request)() as session:
        return _words(request, session, person, name, guide_drafts.opened(session, person, name), form, data, both)


@router.post("/{name}/yaml/giu")
def keep_yaml(request: Request, person: Editor, name: Name, sent: Posted) -> JSONResponse:
    """Keep what was typed so far into the YAML, right or wrong, for this person alone."""
    slug, text = f"{FOLDER}/{name}", str(sent.get("text") or "").replace("\r\n", "\n")
    with _sessions(request).begin() as session:
        base_id = _base(session, sent, slug)
        return _kept(request, session, slug, base_id, _keep(session, person, slug, text, base_id, sent))


@router.post("/{name}/giu")
def keep_words(request: Request, person: Editor, name: Name, sent: Posted) -> JSONResponse:
    """Keep the words that were typed so far, on the revision that the form was opened on: merging waits for saving."""
    slug = f"{FOLDER}/{name}"
    with _sessions(request).begin() as session:
        work = guide_drafts.opened(session, person, name)
        if work.newest is None:
            raise HTTPException(404)
        base = session.get(Revision, _base(session, sent, slug) or work.newest.id) or work.newest
        data: Mapping[str, Any] = base.record
        if work.is_unsaved:
            read = guide_faults.read(session, name, work.text)
            if read.guide is None:  # typed on the other page, and words would lie upon it
                raise HTTPException(409)
            data = read.guide.model_dump(mode="json", exclude_defaults=True)
        text = guide_drafts.dumped(guide_texts.with_texts(data, _words_of(sent)))
        return _kept(request, session, slug, base.id, _keep(session, person, slug, text, base.id, sent))


def _keep(session: Session, person: Person, slug: str, text: str, base_id: int | None, sent: FormData) -> datetime:
    why, mark = str(sent.get("why") or "")[:MOST_WORDS], str(sent.get("mark") or "")[:LONGEST_MARK]
    return guide_drafts.keep(session, person, slug, text[: guide_faults.MOST_LETTERS + 1], base_id, why, mark)


def _kept(request: Request, session: Session, slug: str, base_id: int | None, at: datetime) -> JSONResponse:
    """What the script is told."""
    found = guide_drafts.changed_meanwhile(session, slug, base_id)
    newer = told_of(request, found[0]) if found else None
    return JSONResponse({"at": minute(at), "newer": newer})


def _words_of(sent: FormData) -> dict[str, str]:
    """The texts of a guide that a form brings, by their path."""
    return {key: value for key, value in sent.multi_items() if isinstance(value, str) and ("." in key or key in TOP)}


def _discarded(request: Request, person: Person, slug: str, sent: FormData, path: str) -> Response:
    with _sessions(request).begin() as session:
        guide_drafts.forget(session, person, slug)
    return goto(request, f"{path}{_has(sent)}", "Đã bỏ phần chưa lưu.")


def _has(sent: FormData) -> str:
    """The end of an address that tells the script: the server has had what it gave this mark."""
    mark = str(sent.get("mark") or "")[:LONGEST_MARK]
    return f"?{urlencode({'da': mark})}" if mark else ""


def _base(session: Session, sent: FormData, slug: str) -> int | None:
    """The revision that the form was opened on; None unless it is one of this guide."""
    typed = str(sent.get("base") or "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 12):
        return None
    revision = session.get(Revision, int(typed))
    return revision.id if revision and revision.service.slug == slug else None


def _told(read: guide_faults.Read) -> str:
    if not read.wrong:
        return "Không có lỗi nào."
    return f"Còn {len(read.wrong)} lỗi; phải hết lỗi mới công bố được."


@router.get("/{name}/hinh.svg")
def draw(request: Request, person: Viewer, name: Name, ban: int | None = None) -> Response:
    """The picture of what this person is typing, or of a revision (`ban`)."""
    with _sessions(request)() as session:
        if ban is None:
            read = guide_faults.read(session, name, guide_drafts.opened(session, person, name).text)
        else:
            revision = session.scalar(
                select(Revision)
                .join(Service, Service.id == Revision.service_id)
                .where(Service.slug == f"{FOLDER}/{name}", Service.kind == "guide", Revision.number == ban)
            )
            if revision is None:
                raise HTTPException(404)
            read = guide_faults.Read(Guide.model_validate(revision.record), [])
    if read.guide is None or not read.may_be_drawn:
        raise HTTPException(404)
    return Plain(
        svg(read.guide),
        media_type="image/svg+xml",
        headers={"Content-Security-Policy": PICTURE, "X-Content-Type-Options": "nosniff"},
    )


@router.get("/{name}/thu")
def walk(request: Request, person: Viewer, name: Name) -> Response:
    """Walk the guide in work, an answer at a time; nothing is kept."""
    with _sessions(request)() as session:
        read = guide_faults.read(session, name, guide_drafts.opened(session, person, name).text)
        if read.guide is None:
            return goto(request, f"{GUIDES}/{name}/yaml", "Sửa hết lỗi cách viết rồi mới đi thử được.")
        guide = read.guide
        given = dict(list(request.query_params.items())[:MOST_QUESTIONS])
        answers = {
            each.id: given[each.id]
            for each in guide.questions
            if given.get(each.id) == SKIPPED or each.option(given.get(each.id, ""))
        }
        question = next_question(guide, answers)
        found = None
        if question is None:
            slugs = set(guide.draws_on) | {each.service for each in guide.next if each.service}
            rows = session.execute(
                select(Service.slug, Revision.record)
                .join(Revision, Revision.id == Service.published_id)
                .where(Service.slug.in_(slugs), Service.kind == "service")
            )
            records = {slug: ServiceRecord.model_validate(record) for slug, record in rows}
            found = result(guide, answers, records, today_in_vietnam())
        taken = path(guide, answers)[0]
        return page(
            request,
            "workflow/guide_walk.html.j2",
            name=name,
            guide=guide,
            question=question,
            answers=answers,
            before=back(guide, answers),
            told=[
                (each.ask, option.label if (option := each.option(taken[each.id])) else "Không rõ")
                for each in guide.questions
                if each.id in answers and each.id in taken
            ],
            skipped=SKIPPED,
            parts=[(block.get("title", ""), as_text([{**block, "title": ""}])) for block in found.blocks]
            if found
            else [],
        )
