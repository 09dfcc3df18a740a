"""The revisions of a service or a guide: who wrote which, when and why, what changed, and going back to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from services_catalog.clock import utc
from services_catalog.differences import compare
from services_catalog.guides.guide import Guide
from services_catalog.models import Publication, Revision, Service
from services_catalog.publishing import publish, save
from services_catalog.record import Draft, ServiceRecord


class NotThere(LookupError):
    """A service or a revision that the catalogue does not have. Its text says which."""


@dataclass(frozen=True)
class Version:
    """A revision as a list shows it. `at` is UTC."""

    number: int
    at: datetime
    by: str
    why: str
    published: bool  # what citizens read now


@dataclass(frozen=True)
class Act:
    """A publication or a withdrawal. `at` is UTC."""

    number: int | None  # the revision that was published; None: withdrawn
    at: datetime
    by: str
    why: str


def service_of(session: Session, slug: str) -> Service:
    """The service `slug`. Raises NotThere."""
    found = session.scalar(select(Service).where(Service.slug == slug))
    if found is None:
        raise NotThere(f"Không có dịch vụ «{slug}».")
    return found


def versions(session: Session, slug: str) -> list[Version]:
    """The revisions of a service, oldest first. Raises NotThere."""
    service = service_of(session, slug)
    return [
        Version(
            each.number,
            utc(each.at),
            each.by,
            each.why,
            each.id == service.published_id,
        )
        for each in service.revisions
    ]


def drafts(session: Session, slug: str) -> list[Version]:
    """The revisions since the last that was public, says what is public, or was thrown away, oldest first.

    Raises NotThere.
    """
    service = service_of(session, slug)
    said = service.published.digest if service.published else None
    discarded = service.discarded_id or 0
    settled = [each.number for each in service.revisions if each.digest == said or each.id <= discarded]
    last = max((*settled, *(each.number or 0 for each in acts(session, slug))), default=0)
    return [each for each in versions(session, slug) if each.number > last]


def is_draft() -> ColumnElement[bool]:
    """In a query of services, each with its newest revision: whether `drafts` holds that revision."""
    published = aliased(Revision)
    same = select(published.id).where(published.id == Service.published_id, published.digest == Revision.digest)
    public = select(Publication.id).where(Publication.service_id == Service.id, Publication.revision_id == Revision.id)
    kept = or_(Service.discarded_id.is_(None), Service.discarded_id < Revision.id)
    return and_(kept, ~same.exists(), ~public.exists())


def acts(session: Session, slug: str) -> list[Act]:
    """What was published and withdrawn of a service, oldest first. Raises NotThere."""
    found = session.execute(
        select(Publication, Revision.number)
        .outerjoin(Revision, Revision.id == Publication.revision_id)
        .where(Publication.service_id == service_of(session, slug).id)
        .order_by(Publication.id)
    ).all()
    return [Act(number, utc(each.at), each.by, each.why) for each, number in found]


def revision(session: Session, slug: str, number: int) -> Revision:
    """The revision `number` of a service. Raises NotThere, naming those that there are."""
    service = service_of(session, slug)
    found = next((each for each in service.revisions if each.number == number), None)
    if found is None:
        raise NotThere(f"«{slug}» không có bản {number}; có bản 1 đến {len(service.revisions)}.")
    return found


def differences(session: Session, slug: str, old: int, new: int) -> list[str]:
    """What changed from the revision `old` to `new`, in sentences; from 0: from nothing. Raises NotThere."""
    before = revision(session, slug, old).record if old else {}
    after = revision(session, slug, new)
    return compare(before, after.record, Guide if after.service.kind == "guide" else Draft)


def roll_back(session: Session, slug: str, number: int, by: str, why: str) -> Revision:
    """Publish again what revision `number` said, as a new revision, so that the history tells it in order.

    Raises NotThere, and pydantic.ValidationError if that revision is not complete by today's rules.
    """
    old = revision(session, slug, number)
    model = Guide if old.service.kind == "guide" else ServiceRecord
    again = save(session, slug, model.model_validate(old.record), by, why)
    publish(session, again, by, why)
    return again
