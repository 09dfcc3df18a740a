"""Going on from any revision: what it says is put into the form, to be changed and saved as the newest."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services_catalog import history
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.editing import opened, unsaved
from services_catalog.back_office.editing.binding import typed
from services_catalog.back_office.workflow import guide_drafts
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.models import Revision


def go_on_from(session: Session, person: Person, slug: str, number: int) -> None:
    """Open revision `number` of a service or guide for `person`, as something typed and not saved yet.

    Raises NotThere, and Refused: what they have typed before is never overwritten.
    """
    if not person.may(Role.EDITOR):
        raise Refused("Chỉ người soạn mới sửa được.")
    revision = history.revision(session, slug, number)
    if unsaved.find(session, person.account_id, slug) is not None:
        raise Refused("Bạn còn phần gõ dở chưa lưu ở đây. Bạn mở ra, lưu hoặc bỏ phần ấy, rồi quay lại.")
    if revision.service.kind == "guide":
        newest = revision.service.revisions[-1]
        guide_drafts.keep(session, person, slug, guide_drafts.dumped(revision.record), newest.id)
    else:
        _open(session, person, revision)


def _open(session: Session, person: Person, revision: Revision) -> None:
    mine = opened.of(session, person.account_id, revision.service.slug)
    mine.what, mine.why = typed(revision.record), f"Sửa tiếp từ bản {revision.number}."
    opened.keep(session, person.account_id, mine)
