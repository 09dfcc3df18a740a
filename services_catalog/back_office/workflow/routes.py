"""Pages of the workflow: what waits for review, the calendar, the history of a service, notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import ValidationError
from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from services_catalog import history
from services_catalog.back_office.access.person import Editor, Person, Publisher, Viewer
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.editing import evidence
from services_catalog.back_office.figures.words import published_services
from services_catalog.back_office.forms import Posted
from services_catalog.back_office.models import Proposal
from services_catalog.back_office.pages import goto, page
from services_catalog.back_office.workflow import agenda, guide_routes, notices, proposals
from services_catalog.back_office.workflow.comparing import model_of, side_by_side
from services_catalog.back_office.workflow.discarding import discard
from services_catalog.back_office.workflow.forms import (
    ApproveForm,
    NoticeForm,
    ProposeForm,
    ReasonForm,
    WordsForm,
    moment,
)
from services_catalog.back_office.workflow.proposals import State
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.back_office.workflow.resuming import go_on_from
from services_catalog.back_office.workflow.review import findings, review, waiting_for
from services_catalog.clock import in_vietnam, today_in_vietnam, utc
from services_catalog.database import sessions
from services_catalog.guides.guide import FOLDER as GUIDES
from services_catalog.models import Publication, Revision, now
from services_catalog.quality import Severity

MOST_DONE = 30  # proposals that are through, on the list

router = APIRouter()
router.include_router(guide_routes.router)


@contextmanager
def working(request: Request) -> Iterator[Session]:
    """A transaction; what is not there is a page that says so."""
    engine: Engine = request.app.state.engine
    try:
        with sessions(engine).begin() as session:
            yield session
    except history.NotThere as error:
        raise HTTPException(404) from error


@router.get("/cho-duyet")
def list_proposals(request: Request, person: Viewer) -> Response:
    """What waits for review, what is scheduled, what was done last."""
    with working(request) as session:
        waiting = list(session.scalars(select(Proposal).where(Proposal.state == State.IN_REVIEW).order_by(Proposal.at)))
        scheduled = list(
            session.scalars(select(Proposal).where(Proposal.state == State.SCHEDULED).order_by(Proposal.due_at))
        )
        done = list(
            session.scalars(
                select(Proposal)
                .where(or_(Proposal.state.in_([State.DONE, State.REFUSED, State.DROPPED])))
                .order_by(Proposal.done_at.desc(), Proposal.id.desc())
                .limit(MOST_DONE)
            )
        )
        return page(
            request,
            "workflow/proposals.html.j2",
            waiting=[_row(each) for each in waiting],
            scheduled=[_row(each) | {"outdated": proposals.outdated(session, each)} for each in scheduled],
            done=[_row(each) for each in done],
        )


def _row(proposal: Proposal) -> dict[str, Any]:
    service = proposal.service
    return {
        "proposal": proposal,
        "name": agenda.name_of(service, proposal.revision or service.published),
        "slug": service.slug,
        "what": f"Công bố bản {proposal.revision.number}" if proposal.revision else "Rút, không công bố nữa",
        "state": State(proposal.state),
        "returned": proposal.state == State.IN_REVIEW and proposal.review,
    }


@router.get("/cho-duyet/moi")
def ask_to_publish_newest(request: Request, person: Editor, slug: Annotated[str, Query(max_length=120)]) -> Response:
    """As a form has it that has the slug in a field."""
    return goto(request, f"/quan-tri/cho-duyet/moi/{quote(slug)}")


@router.get("/cho-duyet/moi/{slug:path}")
def ask_to_publish(request: Request, person: Editor, slug: str, ban: int | None = None) -> Response:
    """The form to propose a revision (`ban`; the newest if none is given)."""
    with working(request) as session:
        number = ban or history.service_of(session, slug).revisions[-1].number
        form = ProposeForm.of(None, person, number=number)
        return _proposing(request, session, slug, number, form)


@router.get("/cho-duyet/rut/{slug:path}")
def ask_to_withdraw(request: Request, person: Editor, slug: str) -> Response:
    """The form to propose that a service is no longer published."""
    with working(request) as session:
        return _proposing(request, session, slug, None, ProposeForm.of(None, person, number=""))


def _proposing(
    request: Request, session: Session, slug: str, number: int | None, form: ProposeForm, status: int = 200
) -> Response:
    service = history.service_of(session, slug)
    revision = history.revision(session, slug, number) if number is not None else None
    before = service.published.record if service.published else {}
    found = findings(session, revision, today_in_vietnam()) if revision and service.kind == "service" else []
    return page(
        request,
        "workflow/propose.html.j2",
        errors=[each for each in found if each.severity is Severity.ERROR],
        status=status,
        form=form,
        slug=slug,
        name=agenda.name_of(service, revision or service.published),
        revision=revision,
        published=service.published,
        rows=side_by_side(before, revision.record, model_of(service.kind)) if revision else [],
        problem=proposals.not_publishable(session, revision) if revision else None,
    )


@router.post("/cho-duyet")
def propose(request: Request, person: Editor, sent: Posted) -> Response:
    """Propose a revision, or, without a number, the withdrawal of a service (`slug`)."""
    slug = str(sent.get("slug") or "")
    form = ProposeForm.of(sent, person)
    number = _number(sent, "number")
    if form.number.data and number is None:
        raise HTTPException(404)
    try:
        with working(request) as session:
            if form.validate():
                made = proposals.propose(session, person, slug, number, form.why.data or "")
                return goto(request, f"/quan-tri/cho-duyet/{made.id}", "Đã gửi đề nghị. Một người duyệt khác sẽ xem.")
    except Refused as refused:
        form.refuse(refused)
    with working(request) as session:
        return _proposing(request, session, slug, number, form, 422)


@router.get("/cho-duyet/{proposal_id:int}")
def see_proposal(request: Request, person: Viewer, proposal_id: int) -> Response:
    """One proposal: what would change, what the rules find, what citizens would read."""
    return _reviewing(request, person, proposal_id)


def _reviewing(
    request: Request,
    person: Person,
    proposal_id: int,
    approve: ApproveForm | None = None,
    words: WordsForm | None = None,
) -> Response:
    with working(request) as session:
        proposal = proposals.get(session, proposal_id)
        service, found = proposal.service, review(session, proposal, today_in_vietnam())
        if approve is None:
            approve = ApproveForm.of(None, person, **_wished(proposal))
        if proposal.revision is None:
            approve.of_withdrawal()
        approve.seen.data = service.published_id
        approve.seen.raw_data = None
        failed = bool(approve.problems or (words and words.problems))
        return page(
            request,
            "workflow/proposal.html.j2",
            status=422 if failed else 200,
            **_row(proposal),
            review=found,
            evidence=evidence.of_service(session, service.id),
            others=[each for each in waiting_for(session, service.slug) if each.id != proposal.id],
            hindrance=proposals.hindrance(session, proposal, person),
            outdated=proposals.outdated(session, proposal),
            problem=proposals.not_publishable(session, proposal.revision) if proposal.revision else None,
            writers=sorted(proposals.writers(session, proposal)),
            may_drop=proposal.by == person.name
            if proposal.state == State.IN_REVIEW
            else proposal.state == State.SCHEDULED and person.may(Role.PUBLISHER),
            approve=approve,
            words=words or WordsForm.of(None, person),
            failed=failed,
        )


def _wished(proposal: Proposal) -> dict[str, Any]:
    """The day that a proposal had before it came back to be reviewed, while that is still to come."""
    if proposal.due_at is None or utc(proposal.due_at) <= now():
        return {}
    due = in_vietnam(proposal.due_at)
    return {"when": "later", "due_day": due.date(), "due_time": due.time()}


@router.post("/cho-duyet/{proposal_id:int}/duyet")
def approve(request: Request, person: Publisher, proposal_id: int, sent: Posted) -> Response:
    """Approve: publish or withdraw now, or on a day."""
    form = ApproveForm.of(sent, person)
    if not form.validate():
        return _reviewing(request, person, proposal_id, form)
    try:
        due_at, until = form.times()
        with working(request) as session:
            proposal = proposals.get(session, proposal_id)
            if not form.errors_read.data and review(session, proposal, today_in_vietnam()).errors:
                raise Refused("Bản này còn lỗi. Bạn đọc các lỗi rồi đánh dấu vào ô này nếu vẫn công bố.", "errors_read")
            proposals.approve(
                session, proposal_id, person, form.remark.data or "", seen=form.seen.data, due_at=due_at, until=until
            )
            said = "Đã duyệt, sẽ tự làm đúng giờ." if due_at else "Xong. Người dân thấy thay đổi trong vài giây."
        return goto(request, f"/quan-tri/cho-duyet/{proposal_id}", said)
    except Refused as refused:
        form.refuse(refused)
        return _reviewing(request, person, proposal_id, form)


@router.post("/cho-duyet/{proposal_id:int}/tu-choi")
def refuse(request: Request, person: Publisher, proposal_id: int, sent: Posted) -> Response:
    """Send it back with words."""
    form = WordsForm.of(sent, person)
    try:
        with working(request) as session:
            proposals.refuse(session, proposal_id, person, form.words.data or "")
        return goto(request, "/quan-tri/cho-duyet", "Đã trả lại cho người đề nghị, kèm lời nhắn.")
    except Refused as refused:
        form.refuse(refused)
        return _reviewing(request, person, proposal_id, words=form)


@router.post("/cho-duyet/{proposal_id:int}/bo")
def drop(request: Request, person: Editor, proposal_id: int, sent: Posted) -> Response:
    """Take a proposal back, or off the calendar."""
    form = WordsForm.of(sent, person)
    try:
        with working(request) as session:
            proposals.drop(session, proposal_id, person, form.words.data or "")
        return goto(request, "/quan-tri/cho-duyet", "Đã bỏ đề nghị.")
    except Refused as refused:
        form.refuse(refused)
        return _reviewing(request, person, proposal_id, words=form)


@router.get("/lich")
def see_month(request: Request, person: Viewer, thang: Annotated[str, Query(max_length=7)] = "") -> Response:
    """A month as a table: what is scheduled, what ends, what is due for review."""
    today = today_in_vietnam()
    try:
        first = date.fromisoformat(f"{thang}-01") if thang else today.replace(day=1)
    except ValueError as error:
        raise HTTPException(404) from error
    if not 2000 <= first.year <= 2100:
        raise HTTPException(404)
    engine: Engine = request.app.state.engine
    found = agenda.month(engine, first)
    by_day: dict[date, list[agenda.Event]] = {}
    for each in found:
        by_day.setdefault(each.on, []).append(each)
    return page(
        request,
        "workflow/calendar.html.j2",
        first=first,
        before=date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1),
        after=date(first.year + (first.month == 12), first.month % 12 + 1, 1),
        weeks=agenda.weeks(first),
        days=agenda.DAYS,
        by_day=by_day,
        today=today,
        overdue=agenda.overdue(engine, today),
    )


@router.get("/lich-su/{slug:path}")
def see_history(request: Request, person: Viewer, slug: str, cu: int | None = None, moi: int | None = None) -> Response:
    """The revisions of a service or guide; any two of them side by side."""
    return _history(request, person, slug, cu, moi)


def _history(
    request: Request, person: Person, slug: str, old: int | None, new: int | None, form: ReasonForm | None = None
) -> Response:
    with working(request) as session:
        service = history.service_of(session, slug)
        versions = history.versions(session, slug)
        end = versions[-1].number if new is None else new
        start = max(end - 1, 0) if old is None else old
        before: Revision | None = history.revision(session, slug, start) if start else None
        after = history.revision(session, slug, end)
        public = set(
            session.scalars(
                select(Revision.number)
                .join(Publication, Publication.revision_id == Revision.id)
                .where(Revision.service_id == service.id)
            )
        )
        failed = bool(form and form.problems)
        return page(
            request,
            "workflow/history.html.j2",
            status=422 if failed else 200,
            slug=slug,
            kind=service.kind,
            name=agenda.name_of(service, after),
            versions=versions[::-1],
            acts=history.acts(session, slug)[::-1],
            published=service.published,
            public=public,
            drafts=history.drafts(session, slug),
            evidence=evidence.of_service(session, service.id),
            start=start,
            end=end,
            sentences=history.differences(session, slug, start, end),
            rows=side_by_side(before.record if before else {}, after.record, model_of(service.kind)),
            waiting=waiting_for(session, slug),
            form=form or ReasonForm.of(None, person),
            failed=failed,
        )


@router.post("/lich-su/{slug:path}")
def go_back(request: Request, person: Publisher, slug: str, sent: Posted) -> Response:
    """Publish again what a revision (`number`) said; one that was never public is proposed."""
    form = ReasonForm.of(sent, person)
    number = _number(sent, "number")
    if number is None:
        raise HTTPException(404)
    try:
        with working(request) as session:
            done = proposals.back_to(session, person, slug, number, form.why.data or "", _number(sent, "newest"))
            if isinstance(done, Proposal):
                said = f"Bản {number} chưa từng công bố, nên đã thành đề nghị chờ một người khác duyệt."
                return goto(request, f"/quan-tri/cho-duyet/{done.id}", said)
            said = f"Đã công bố lại nội dung của bản {number} (nay là bản {done.number})."
            return goto(request, f"/quan-tri/lich-su/{slug}", said)
    except Refused as refused:
        form.refuse(refused)
    except ValidationError:
        form.refuse(Refused(f"Bản {number} không còn đúng mẫu hiện nay nên chưa đổi gì. Bạn mở bản đó để sửa."))
    return _history(request, person, slug, None, number, form)


def _number(sent: FormData, field: str) -> int | None:
    """The number of a revision that a form names; None: none."""
    typed = str(sent.get(field) or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None


@router.post("/sua-tiep/{slug:path}")
def go_on(request: Request, person: Editor, slug: str, sent: Posted) -> Response:
    """Open what a revision (`number`) says in the form, to be saved upon the newest."""
    number = _number(sent, "number")
    if number is None:
        raise HTTPException(404)
    try:
        with working(request) as session:
            go_on_from(session, person, slug, number)
    except Refused as refused:
        form = ReasonForm.of(None, person)
        form.refuse(refused)
        return _history(request, person, slug, None, number, form)
    is_guide = slug.startswith(f"{GUIDES}/")
    path = f"/quan-tri/huong-dan/{slug.removeprefix(f'{GUIDES}/')}" if is_guide else f"/quan-tri/dich-vu/{slug}/sua"
    return goto(request, path, f"Bạn đang sửa tiếp từ bản {number}. Lưu lại thì thành bản mới nhất.")


@router.post("/bo-ban-nhap/{slug:path}")
def throw_away(request: Request, person: Editor, slug: str, sent: Posted) -> Response:
    """Throw away the draft of a service or guide, of which `number` is the newest revision."""
    form = ReasonForm.of(sent, person)
    try:
        with working(request) as session:
            discard(session, person, slug, _number(sent, "number"), form.why.data or "")
        return goto(request, f"/quan-tri/lich-su/{slug}", "Đã bỏ bản nháp. Các bản đã viết vẫn còn ở đây.")
    except Refused as refused:
        form.refuse(refused)
    return _history(request, person, slug, None, None, form)


@router.get("/thong-bao")
def see_notices(request: Request, person: Viewer, ve: Annotated[str, Query(max_length=120)] = "") -> Response:
    """What citizens are told today, and the form to say something. `ve`: the service that is chosen in it."""
    chosen = {"scope": "one", "slug": ve} if ve else {}
    return _notices(request, person, NoticeForm.of(None, person, **chosen))


def _notices(request: Request, person: Person, form: NoticeForm, ending: ReasonForm | None = None) -> Response:
    with working(request) as session:
        failed = bool(form.problems or (ending and ending.problems))
        standing, ended = notices.standing(session), notices.ended(session)
        return page(
            request,
            "workflow/notices.html.j2",
            status=422 if failed else 200,
            form=form,
            problems=[*form.problems, *(ending.problems if ending else [])],
            failed=failed,
            standing=standing,
            ended=ended,
            names=agenda.names_of(session, {each.slug for each in (*standing, *ended) if each.slug}),
            may=person.may(Role.PUBLISHER),
            services=published_services(session),
        )


@router.post("/thong-bao")
def put_up(request: Request, person: Publisher, sent: Posted) -> Response:
    """Pause, or say something above the answers."""
    form = NoticeForm.of(sent, person)
    if form.validate():
        try:
            about = form.about()
            with working(request) as session:
                notices.put_up(
                    session,
                    person,
                    about,
                    form.text.data or "",
                    form.why.data or "",
                    pauses=form.pauses.data == "yes",
                    ends_at=moment(form.ends_day, form.ends_time),
                )
            return goto(request, "/quan-tri/thong-bao", "Đã đặt. Người dân thấy trong vài giây.")
        except Refused as refused:
            form.refuse(refused)
    return _notices(request, person, form)


@router.post("/thong-bao/{notice_id:int}/ket-thuc")
def end_notice(request: Request, person: Publisher, notice_id: int, sent: Posted) -> Response:
    """Take a notice down."""
    ending = ReasonForm.of(sent, person)
    try:
        with working(request) as session:
            notices.end(session, person, notice_id, ending.why.data or "")
        return goto(request, "/quan-tri/thong-bao", "Đã kết thúc. Trợ lý trở lại như thường trong vài giây.")
    except Refused as refused:
        ending.refuse(refused)
    return _notices(request, person, NoticeForm.of(None, person), ending)
