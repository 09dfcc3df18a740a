"""Throwing a draft away: what citizens read is again what staff edit. Its revisions stay in the history."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services_catalog import history
from services_catalog.back_office.access import audit
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.back_office.workflow.review import waiting_for
from services_catalog.models import Revision


def discard(session: Session, person: Person, slug: str, newest: int | None, why: str) -> None:
    """Throw away the draft of a service or guide, of which `newest` is the last revision that this person has seen.

    Raises NotThere and Refused.
    """
    if not person.may(Role.EDITOR):
        raise Refused("Chỉ người soạn mới bỏ được bản nháp.")
    if not why.strip():
        raise Refused("Bạn ghi lý do bỏ bản nháp.", "why")
    drafts = history.drafts(session, slug)
    if not drafts:
        raise Refused("Không còn bản nháp nào để bỏ.")
    if drafts[-1].number != newest:
        raise Refused(f"Vừa có bản {drafts[-1].number} mới hơn. Bạn xem rồi bỏ lần nữa.")
    if proposed := [each for each in waiting_for(session, slug) if each.revision_id]:
        raise Refused(f"Bản nháp đang ở đề nghị số {proposed[0].id}. Đề nghị ấy cần được rút lại trước.")
    _discard(session, person, slug, why.strip())
    audit.record(session, person.name, "discard", slug, why.strip(), revision=newest)


def _discard(session: Session, person: Person, slug: str, why: str) -> None:
    service = history.service_of(session, slug)
    newest, public = service.revisions[-1], service.published
    if public is None:
        service.discarded_id = newest.id
        return
    session.add(  # a revision is never taken away: the next to edit begins with the newest
        Revision(
            service=service,
            number=newest.number + 1,
            record=public.record,
            digest=public.digest,
            by=person.name,
            why=f"Bỏ bản nháp: {why}",
        )
    )
