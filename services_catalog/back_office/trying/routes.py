"""`/quan-tri/thu-nghiem`: ask drafts in private, and see what they change before they are published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from bot.language.marks import compose
from bot.language.privacy import mask
from services_catalog.back_office.access.person import Editor, NotAllowed, Person, Viewer
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.forms import Posted
from services_catalog.back_office.models import Job, Proposal
from services_catalog.back_office.pages import goto, page
from services_catalog.back_office.trying import drafts, labelled_pages
from services_catalog.back_office.work import jobs
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.labels import labels

if TYPE_CHECKING:  # the catalogue and its linker are 90 MB, which a process in which nobody tries anything saves
    from services_catalog.back_office.trying.chat import Chat, Chats
    from services_catalog.catalogue import Catalogue

HERE = "/quan-tri/thu-nghiem"
MOST_DRAFTS = 20  # laid over at once
MOST_CHARS = 1000

router = APIRouter(prefix="/thu-nghiem")
router.include_router(labelled_pages.router)


class _Standby(Protocol):
    """What keeps the published catalogue of this process: `app.state.standby`."""

    def catalogue(self) -> Catalogue:
        """It, opened if need be."""


class _Rasa(Protocol):
    """The Rasa in use: `app.state.rasa`."""

    async def understood(self, text: str) -> dict[str, Any] | None:
        """What it makes of a text; None while it is away."""


@router.get("")
def show(request: Request, person: Viewer) -> Response:
    """The chat, and the drafts that could be tried."""
    return _shown(request, person)


@router.post("")
def begin(request: Request, person: Viewer, sent: Posted) -> Response:
    """A new chat over the drafts that were chosen, or a comparison of them with what is published."""
    revisions = _chosen(sent)
    if "so_sanh" in sent:
        if not person.may(Role.EDITOR):
            raise NotAllowed(Role.EDITOR)
        if not revisions:
            return _shown(request, person, status=422, problem="Bạn chọn ít nhất một bản nháp để so sánh.")
        return _compare(request, person, revisions)
    from services_catalog.back_office.trying.chat import Chat
    from services_catalog.back_office.trying.overlay import Overlay

    with sessions(request.app.state.engine)() as session:
        found = drafts.read(session, revisions, today_in_vietnam())
    standby: _Standby = request.app.state.standby
    published = standby.catalogue()
    catalogue = Overlay(published, found.records, thoroughly=False) if found.records else published
    _chats(request).begin(person.account_id, Chat(tuple(revisions), catalogue))
    return goto(request, f"{HERE}#hoi", "Bạn hỏi thử được rồi. Chỉ mình bạn thấy cuộc trò chuyện này.")


@router.post("/hoi")
async def ask(request: Request, person: Viewer, sent: Posted) -> Response:
    """One message of the private chat. It is neither stored nor counted."""
    pressed = str(sent.get("payload") or "")
    text = pressed if pressed.startswith("/") else _readable(str(sent.get("message") or ""))
    rasa: _Rasa = request.app.state.rasa
    message = await rasa.understood(text) if text else None
    return await run_in_threadpool(_answered, request, person, text, message)


@router.post("/xoa")
def forget(request: Request, person: Viewer, sent: Posted) -> Response:
    """Forget the chat."""
    _chats(request).end(person.account_id)
    return goto(request, HERE, "Đã xoá cuộc trò chuyện thử.")


@router.get("/so-sanh/{job_id}")
def comparison(request: Request, person: Viewer, job_id: int) -> Response:
    """How far a comparison is, or what it found."""
    with sessions(request.app.state.engine)() as session:
        job = session.get(Job, job_id)
        if job is None or job.kind != "regression":
            raise HTTPException(404)
        told = drafts.told(session, job.about["revisions"])
        stale = drafts.compared_with(session, [])["version"] != job.about["version"]
    return page(
        request,
        "trying/comparison.html.j2",
        job=job,
        is_under_way=jobs.is_under_way(job),
        drafts=told,
        is_stale=stale,
    )


@router.post("/so-sanh/{job_id}/lai")
def again(request: Request, person: Editor, job_id: int, sent: Posted) -> Response:
    """The same comparison once more, with what is published now."""
    with sessions(request.app.state.engine)() as session:
        job = session.get(Job, job_id)
        if job is None or job.kind != "regression":
            raise HTTPException(404)
        about = job.about
    return _compare(request, person, about["revisions"], about["withdrawn"])


@router.get("/de-xuat/{proposal_id}")
def of_proposal(request: Request, person: Viewer, proposal_id: int) -> Response:
    """What a proposal would change: the newest comparison of it, or the button that starts one."""
    with sessions(request.app.state.engine)() as session:
        proposal = _proposal(session, proposal_id)
        job = jobs.newest(session, "regression", _about(session, proposal))
        if job and (job.state != "failed" and not jobs.is_lost(job)):
            return goto(request, f"{HERE}/so-sanh/{job.id}")
        told = drafts.told(session, [proposal.revision_id] if proposal.revision_id else [])
        return page(request, "trying/proposal.html.j2", proposal=proposal, slug=proposal.service.slug, drafts=told)


@router.post("/de-xuat/{proposal_id}")
def compare_proposal(request: Request, person: Editor, proposal_id: int, sent: Posted) -> Response:
    """Compare a proposal with what is published."""
    with sessions(request.app.state.engine)() as session:
        proposal = _proposal(session, proposal_id)
        about = _about(session, proposal)
    return _compare(request, person, about["revisions"], about["withdrawn"])


def _answered(request: Request, person: Person, text: str, message: dict[str, Any] | None) -> Response:
    chat = _chats(request).of(person.account_id)
    if chat is None:
        return goto(request, HERE, "Cuộc trò chuyện trước đã được xoá. Bạn chọn bản nháp rồi bắt đầu lại nhé.")
    if not text:
        return _shown(request, person, status=422, problem="Bạn chưa gõ câu hỏi.", field="cau")
    chat.say(text, message, today_in_vietnam())
    return goto(request, f"{HERE}#moi-nhat")


def _readable(text: str) -> str:
    """What was typed, composed, masked and not too long: staff, too, paste what is private."""
    return mask(compose(text).strip()[:MOST_CHARS])[0]


def _compare(request: Request, person: Person, revisions: Iterable[int], withdrawn: Iterable[str] = ()) -> Response:
    engine = request.app.state.engine
    with sessions(engine).begin() as session:
        about = drafts.compared_with(session, revisions, withdrawn)
        job, is_new = jobs.start(session, "regression", about, person.name)
        job_id = job.id
    if is_new:
        jobs.run(engine, job_id)
    return goto(request, f"{HERE}/so-sanh/{job_id}")


def _shown(
    request: Request, person: Person, *, status: int = 200, problem: str | None = None, field: str = ""
) -> Response:
    chat: Chat | None = _chats(request).of(person.account_id) if hasattr(request.app.state, "chats") else None
    with sessions(request.app.state.engine)() as session:
        waiting = drafts.waiting(session)
        tried = drafts.told(session, chat.revisions) if chat else []
        lacking = drafts.read(session, chat.revisions, today_in_vietnam()).lacking if chat else {}
    return page(
        request,
        "trying/chat.html.j2",
        status=status,
        failed=bool(problem),
        errors=[(field, problem)] if problem else [],
        waiting=waiting,
        chat=chat,
        tried=tried,
        lacking={slug: [_field(name) for name in names] for slug, names in lacking.items()},
        preselected=_asked_for(request, waiting),
    )


def _asked_for(request: Request, waiting: list[drafts.DraftRevision]) -> set[int]:
    """The drafts that the address asks for, «?dich-vu=khai-sinh»: links of other pages lead here."""
    slugs = set(request.query_params.getlist("dich-vu"))
    return {each.revision_id for each in waiting if each.slug in slugs}


def _chosen(sent: FormData) -> list[int]:
    ids = (str(each) for each in sent.getlist("ban"))
    return [int(each) for each in ids if each.isdigit()][:MOST_DRAFTS]


def _field(name: str) -> str:
    """What staff call a field of a record."""
    return str(labels()["fields"].get(name, {}).get("label", name))


def _chats(request: Request) -> Chats:
    from services_catalog.back_office.trying.chat import Chats

    state = request.app.state
    if not hasattr(state, "chats"):
        state.chats = Chats()
    chats: Chats = state.chats
    return chats


def _proposal(session: Session, proposal_id: int) -> Proposal:
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise HTTPException(404)
    return proposal


def _about(session: Session, proposal: Proposal) -> dict[str, Any]:
    if proposal.revision_id is None:
        return drafts.compared_with(session, [], [proposal.service.slug])
    return drafts.compared_with(session, [proposal.revision_id])
