"""The pages on which services are found, written and merged."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Engine, select
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.language.marks import without_marks
from services_catalog.answers.wording import say
from services_catalog.back_office.access.person import Editor, Person, Viewer
from services_catalog.back_office.editing import controls as drawing
from services_catalog.back_office.editing import (
    evidence,
    evidence_pages,
    exchange_pages,
    listing,
    merging,
    opened,
    unsaved,
)
from services_catalog.back_office.editing.asked_about import by_aspect
from services_catalog.back_office.editing.binding import life_events, received, typed
from services_catalog.back_office.editing.checking import Verdict, judge
from services_catalog.back_office.editing.listing import Standing, Wanted
from services_catalog.back_office.editing.live_index import live_index
from services_catalog.back_office.editing.opened import Opened
from services_catalog.back_office.editing.preview import custom, preview
from services_catalog.back_office.editing.saving import Overtaken, save_draft
from services_catalog.back_office.editing.scores import Scores
from services_catalog.back_office.forms import Posted
from services_catalog.back_office.gaps import board
from services_catalog.back_office.pages import goto, minute, page, told_of
from services_catalog.back_office.workflow.comparing import side_by_side
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.differences import compare
from services_catalog.history import NotThere
from services_catalog.labels import labels
from services_catalog.models import Revision, Service
from services_catalog.record import Aspect, Draft, Level

router = APIRouter()
LIST = "/quan-tri/dich-vu"
SCORING_SECONDS = 0.08  # the page does not wait for more; what is left is filled in by its script
MOST_SCORES = 50
LONGEST_WHY, LONGEST_MARK = 2000, 40
MOST_ASKED = 20  # questions of a group that a new service begins with
_scores = Scores()


def _engine(request: Request) -> Engine:
    found: Engine = request.app.state.engine
    return found


def _form_path(slug: str) -> str:
    return f"{LIST}/{slug}/sua"


# The list


@router.get("/dich-vu")
def services(
    request: Request,
    person: Viewer,
    tu: Annotated[str, Query(max_length=200)] = "",
    tinh_trang: Annotated[str, Query(alias="tinh-trang")] = "",
    cap: str = "",
    su_kien: Annotated[str, Query(alias="su-kien", max_length=120)] = "",
    co_quan: Annotated[str, Query(alias="co-quan", max_length=200)] = "",
    trang: str = "1",
) -> Response:
    """The services, found by words and filters."""
    wanted = Wanted(
        words=tu.strip(),
        standing=Standing(tinh_trang) if tinh_trang in set(Standing) else None,
        level=Level(cap) if cap in set(Level) else None,
        life_event=su_kien,
        agency=co_quan.strip(),
        page=int(trang) if trang.isdecimal() and len(trang) < 9 else 1,
    )
    index, is_complete = live_index(request.app.state, _engine(request)).current(wait=wanted.needs_index)
    today = today_in_vietnam()
    with sessions(_engine(request))() as session:
        found = listing.find(session, index, wanted, today)
        digests = {row.revision_id: row.digest for row in found.rows}
        scores = _scores.of(session, digests, today, SCORING_SECONDS)
        waiting = [kept for kept in unsaved.of_account(session, person.account_id) if opened.usable(kept.slug)]
    asked = {"tu": tu, "tinh-trang": tinh_trang, "cap": cap, "su-kien": su_kien, "co-quan": co_quan}
    address = f"{LIST}?{urlencode({name: value for name, value in asked.items() if value} | {'trang': ''})}"
    return page(
        request,
        "editing/list.html.j2",
        found=found,
        wanted=wanted,
        scores=scores,
        waiting=waiting,
        address=address,
        standings=list(Standing),
        levels=[(str(level), labels()["choices"]["Level"][str(level)]) for level in Level],
        life_events=[(key, life_events().get(key, key)) for key in index.life_events()],
        is_complete=is_complete or not wanted.needs_index,
    )


@router.get("/dich-vu/diem")
def score_of(request: Request, person: Viewer, ban: Annotated[str, Query(max_length=1000)] = "") -> JSONResponse:
    """The scores of revisions («?ban=1,2,3») that the list did not wait for."""
    wanted = [int(each) for each in ban.split(",") if each.isdecimal() and len(each) < 12][:MOST_SCORES]
    with sessions(_engine(request))() as session:
        rows = session.execute(select(Revision.id, Revision.digest).where(Revision.id.in_(wanted)))
        found = _scores.of(session, {row[0]: row[1] for row in rows}, today_in_vietnam())
    return JSONResponse({str(revision): score for revision, score in found.items()})


# A new service


@router.get("/dich-vu/moi")
def new(
    request: Request,
    person: Editor,
    ten: Annotated[str, Query(max_length=300)] = "",
    cau: Annotated[str, Query(max_length=1000)] = "",
    nhom: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Name and slug of a new service. `cau`: a question asked for it; `nhom`: a group of questions of the gap board."""
    with sessions(_engine(request))() as session:
        members = board.members(session, nhom) if nhom else None
    asked = [each.text for each in members.texts[:MOST_ASKED]] if members else [cau]
    values: dict[str, Any] = {"name": ten, "slug": "", "questions": "\n".join(asked), "group": nhom if members else ""}
    return page(request, "editing/new.html.j2", **values, errors={})


@router.post("/dich-vu/moi")
async def make(request: Request, person: Editor, sent: Posted) -> Response:
    """Open the form of a new service. Saving it puts it into the catalogue, and settles its group of questions."""
    lines = map(str.strip, _sent(sent, "questions", 10_000).splitlines())
    questions = await by_aspect(request.app.state.rasa, list(dict.fromkeys(filter(None, lines))))
    return await run_in_threadpool(_make, request, person, sent, questions)


def _make(request: Request, person: Person, sent: FormData, questions: dict[str, list[str]]) -> Response:
    name, given, group = _sent(sent, "name", 300), _sent(sent, "slug", 120), _sent(sent, "group", 64)
    slug = given or slug_for(name)
    errors = {}
    if not name:
        errors["name"] = "Bạn ghi tên dịch vụ."
    with sessions(_engine(request)).begin() as session:
        if not opened.usable(slug):
            errors["slug"] = "Mã chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ khai-sinh hay dang-ky-xe/lan-dau."
        elif session.scalar(select(Service.id).where(Service.slug == slug)) is not None:
            errors["slug"] = f"Mã «{slug}» đã có. Bạn mở dịch vụ đó, hay đặt mã khác."
        elif not errors and unsaved.find(session, person.account_id, slug) is None:
            what = typed({"name": name, "questions": questions})
            opened.keep(session, person.account_id, Opened(slug, None, None, None, what, group=group))
    if errors:
        typed_lines = _sent(sent, "questions", 10_000)
        values: dict[str, Any] = {"name": name, "slug": given, "questions": typed_lines, "group": group}
        return page(request, "editing/new.html.j2", status=422, **values, errors=errors)
    return goto(request, _form_path(slug), "Bạn điền dần; những gì bạn gõ được giữ lại. Lưu xong thì có bản nháp.")


def slug_for(name: str) -> str:
    """A slug from a name: «Cấp thẻ thư viện» is «cap-the-thu-vien»."""
    return "-".join(re.findall(r"[a-z0-9]+", without_marks(name).lower()))[:80].strip("-")


def _sent(sent: FormData, name: str, longest: int) -> str:
    value = sent.get(name)
    return value.strip()[:longest] if isinstance(value, str) else ""


# The form


@router.get("/dich-vu/{slug:path}/sua")
def edit(request: Request, person: Editor, slug: str, muc: str = "", da: str = "") -> Response:
    """The form of a service, with what this person had not saved.

    `muc`: the field to open; `da`: the mark of what was just saved.
    """
    with sessions(_engine(request))() as session:
        mine = _opened_by(session, person, slug)
    mine.mark = mine.mark or da
    return _form(request, person, mine, part=muc)


@router.post("/dich-vu/{slug:path}/sua")
def act(request: Request, person: Editor, slug: str, sent: Posted) -> Response:
    """What a button of the form does: save, preview, drop what was typed, or change a list."""
    pressed = _sent(sent, "do", 200)
    what = received(sent.multi_items(), pressed if ":" in pressed else "")
    why, base_id = _sent(sent, "why", LONGEST_WHY), _base(sent)
    engine = _engine(request)
    with sessions(engine).begin() as session:
        mine = _opened_by(session, person, slug, typed_now=True)
        given = _sent(sent, "mark", LONGEST_MARK)
        if pressed == "bo":
            unsaved.drop(session, person.account_id, slug)
            return goto(request, _form_path(slug) if mine.service else LIST, "Đã bỏ phần bạn gõ mà chưa lưu.")
        mine.what, mine.why, mine.base_id, mine.mark = what, why, base_id, given
        mine.unsaved_at = opened.keep(session, person.account_id, mine)
        if pressed != "luu":
            return _form(request, person, mine, sent=sent, part=pressed.partition(":")[2], shows=pressed == "xem")
        verdict = judge(slug, what, today_in_vietnam())
        if verdict.record is None or not why:
            return _form(request, person, mine, sent=sent, verdict=verdict, tried=True)
    try:
        saved = save_draft(engine, person, slug, verdict.record, base_id, why, mine.group)
    except Overtaken:
        return goto(request, f"{LIST}/{slug}/gop")
    said = f"Đã lưu bản {saved.revision.number}. Người dân chưa thấy cho đến khi được duyệt."
    back = f"{_form_path(slug)}?{urlencode({'da': given})}" if given else _form_path(slug)
    return goto(request, back, said if saved.changed else "Không có gì thay đổi so với bản đã lưu.")


@router.post("/dich-vu/{slug:path}/giu")
def keep(request: Request, person: Editor, slug: str, sent: Posted) -> JSONResponse:
    """Keep what was typed so far, right or wrong, for this person alone."""
    what = received(sent.multi_items())
    with sessions(_engine(request)).begin() as session:
        mine = _opened_by(session, person, slug, typed_now=True)
        mine.what, mine.why, mine.base_id = what, _sent(sent, "why", LONGEST_WHY), _base(sent)
        mine.mark = _sent(sent, "mark", LONGEST_MARK)
        at = opened.keep(session, person.account_id, mine)
        newer = told_of(request, mine.newest) if mine.newest and mine.overtaken else None
    return JSONResponse({"at": minute(at), "newer": newer})


@router.post("/dich-vu/{slug:path}/xem")
def look(request: Request, person: Editor, slug: str, sent: Posted) -> JSONResponse:
    """What is wrong with what was typed, and what a citizen would read; nothing is kept."""
    what = received(sent.multi_items())
    today = today_in_vietnam()
    verdict = judge(slug, what, today)
    names = drawing.labels_of(drawing.controls(what))
    aspect, question, day = _asked(sent, today)
    shown = preview(verdict.reading, aspect, question, day)
    return JSONResponse(
        {
            "faults": [
                {"id": _id(each.name), "where": names.get(each.name, ""), "message": each.reason}
                for each in verdict.faults
            ],
            "advice": [
                {
                    "id": _id(each.name),
                    "where": names.get(each.name, ""),
                    "message": each.message,
                    "tag": each.tag,
                    "error": each.is_error,
                }
                for each in verdict.advice
            ],
            "score": verdict.score,
            "left_out": shown.left_out,
            "reply": {"text": shown.answer.text, "custom": custom(slug, shown, aspect)},
        }
    )


# Two people, one record


@router.get("/dich-vu/{slug:path}/gop")
def merge_page(request: Request, person: Editor, slug: str) -> Response:
    """What somebody else saved meanwhile, and where both changed the same."""
    with sessions(_engine(request))() as session:
        mine = _opened_by(session, person, slug)
        if not mine.overtaken or mine.newest is None:
            return goto(request, _form_path(slug))
        verdict = judge(slug, mine.what, today_in_vietnam())
        if verdict.record is None:
            return _form(request, person, mine, verdict=verdict, tried=True)
        base = opened.record_of(session, mine.base_id)
        merged = merging.merge(base, mine.newest.record, _data(verdict.record))
        authors = session.execute(
            select(Revision.number, Revision.by, Revision.at, Revision.why)
            .where(Revision.service_id == mine.newest.service_id, Revision.id > (mine.base_id or 0))
            .order_by(Revision.id)
        ).all()
        return page(
            request,
            "editing/merge.html.j2",
            opened=mine,
            theirs=compare(base, mine.newest.record),
            their_rows=side_by_side(base, mine.newest.record, Draft),
            mine=compare(base, _data(verdict.record)),
            my_rows=side_by_side(base, _data(verdict.record), Draft),
            conflicts=merged.conflicts,
            authors=authors,
        )


@router.post("/dich-vu/{slug:path}/gop")
def merge_now(request: Request, person: Editor, slug: str, sent: Posted) -> Response:
    """Put both together as chosen, and go on in the form; nothing is saved yet."""
    with sessions(_engine(request)).begin() as session:
        mine = _opened_by(session, person, slug)
        if mine.newest is None or not mine.overtaken:
            return goto(request, _form_path(slug))
        if _sent(sent, "newest", 20) != str(mine.newest.id):
            return goto(request, f"{LIST}/{slug}/gop", "Lại vừa có người lưu thêm. Bạn xem lại chỗ gộp nhé.")
        verdict = judge(slug, mine.what, today_in_vietnam())
        if verdict.record is None:
            return goto(request, _form_path(slug))
        base, theirs = opened.record_of(session, mine.base_id), mine.newest.record
        count = len(merging.merge(base, theirs, _data(verdict.record)).conflicts)
        chosen = [_sent(sent, f"choice.{number}", 10) == "theirs" for number in range(count)]
        if any(f"choice.{number}" not in sent for number in range(count)):
            return goto(request, f"{LIST}/{slug}/gop", "Bạn chọn một bên ở từng chỗ khác nhau nhé.")
        merged = merging.merge(base, theirs, _data(verdict.record), chosen)
        mine.what, mine.base_id = typed(merged.record), mine.newest.id
        opened.keep(session, person.account_id, mine)
    return goto(request, _form_path(slug), "Đã gộp hai bản vào form. Bạn xem lại rồi bấm Lưu.")


def _data(record: Draft) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True)


# What they share


def _opened_by(session: Any, person: Person, slug: str, *, typed_now: bool = False) -> Opened:
    """The service as this person has it open; a 404 page if there is none.

    `typed_now`: the request itself brings what was typed, so a new service may be open that nothing is kept of.
    """
    try:
        return opened.of(session, person.account_id, slug)
    except NotThere as error:
        if typed_now and opened.usable(slug) and session.scalar(select(Service.id).where(Service.slug == slug)) is None:
            return Opened(slug, None, None, None, {})
        raise HTTPException(404) from error


def _base(sent: FormData) -> int | None:
    given = _sent(sent, "base", 12)
    return int(given) if given.isdecimal() else None


def _asked(sent: FormData | None, today: date) -> tuple[Aspect, str, date]:
    """Aspect, question and day of the preview."""
    if sent is None:
        return Aspect.GENERAL, "", today
    aspect, day = _sent(sent, "xem.muc", 20), _sent(sent, "xem.ngay", 10)
    try:
        on = date.fromisoformat(day) if day else today
    except ValueError:
        on = today
    return Aspect(aspect) if aspect in set(Aspect) else Aspect.GENERAL, _sent(sent, "xem.cau", 500), on


def _id(name: str) -> str:
    return name.replace(".", "-")


def _form(
    request: Request,
    person: Person,
    mine: Opened,
    *,
    sent: FormData | None = None,
    verdict: Verdict | None = None,
    part: str = "",
    tried: bool = False,
    shows: bool = False,
) -> Response:
    """The page of the form. `tried`: saving was, and the page tells what is in its way."""
    today = today_in_vietnam()
    verdict = verdict or judge(mine.slug, mine.what, today)
    drawn = drawing.controls(mine.what, verdict.faults)
    names = drawing.labels_of(drawn)
    told = [(_id(each.name), f"{names.get(each.name, '')}: {each.reason}".lstrip(": ")) for each in verdict.faults]
    if tried and not mine.why:
        told.append(("why", "Bạn ghi lý do: người sau cần biết vì sao sửa."))
    aspect, question, day = _asked(sent, today)
    wanted = f"record.{part}" if part and not part.startswith("record") else part
    with sessions(_engine(request))() as session:
        pieces = evidence.of_service(session, mine.service.id) if mine.service else []
    return page(
        request,
        "editing/form.html.j2",
        status=422 if tried else 200,
        failed=tried,
        opened=mine,
        controls=drawn,
        names=names,
        id=_id,
        errors=told if tried else [],
        verdict=verdict,
        tried=tried,
        part=".".join(wanted.split(".")[:2]),
        changed_id=_id(wanted),
        aspects=[(str(each), say(f"aspect.{each}")) for each in Aspect],
        aspect=str(aspect),
        question=question,
        on=day.isoformat(),
        shown=preview(verdict.reading, aspect, question, day),
        shows=shows,
        evidence=pieces,
    )


router.include_router(evidence_pages.router)
router.include_router(exchange_pages.router)
