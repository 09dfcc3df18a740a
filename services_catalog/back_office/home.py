"""The first page: what waits for this person, and the way to everything."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from services_catalog.back_office.access.person import Viewer
from services_catalog.back_office.editing import opened, unsaved
from services_catalog.back_office.models import Proposal
from services_catalog.back_office.pages import page
from services_catalog.back_office.transactions import begin
from services_catalog.back_office.workflow import notices, proposals
from services_catalog.back_office.workflow.agenda import name_of, names_of
from services_catalog.back_office.workflow.proposals import State
from services_catalog.guides.guide import FOLDER as GUIDES

router = APIRouter()


@router.get("/")
def home(request: Request, person: Viewer) -> Response:
    """What there is to do."""
    with begin(request) as session:
        waiting = session.scalar(select(func.count()).where(Proposal.state == State.IN_REVIEW))
        returned = [
            (each, name_of(each.service, each.revision or each.service.published), by)
            for each, by in proposals.returned_to(session, person)
        ]
        typed = [
            (each.slug, str(each.record.get("record", {}).get("name") or ""))
            for each in unsaved.of_account(session, person.account_id)
            if opened.usable(each.slug) or each.slug.startswith(f"{GUIDES}/")
        ]
        paused = [each for each in notices.standing(session) if each.pauses]
        known = {slug for slug, name in typed if not name} | {each.slug for each in paused if each.slug}
        return page(
            request,
            "home.html.j2",
            counts={"/quan-tri/cho-duyet": f"{waiting} đề nghị đang chờ"} if waiting else {},
            returned=returned,
            typed=typed,
            paused=paused,
            names=names_of(session, known),
        )
