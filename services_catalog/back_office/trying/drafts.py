"""Which drafts there are to try, and their records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from services_catalog.back_office.editing.preview import readable
from services_catalog.guides.guide import Guide
from services_catalog.history import is_draft
from services_catalog.models import Revision, Service
from services_catalog.publishing import version
from services_catalog.record import Draft, ServiceRecord


@dataclass(frozen=True)
class DraftRevision:
    """A revision that could be tried."""

    slug: str
    name: str
    revision_id: int
    number: int
    by: str
    at: datetime
    is_new: bool  # nothing of it is published


@dataclass
class Drafts:
    """Drafts by slug, as they would be read, and what those that are not complete lack."""

    records: dict[str, ServiceRecord | Guide] = field(default_factory=dict)
    lacking: dict[str, list[str]] = field(default_factory=dict)  # slug → names of fields


def waiting(session: Session) -> list[DraftRevision]:
    """Services and guides whose newest revision is a draft, the newest first."""
    newest = (
        select(Revision.service_id, func.max(Revision.number).label("number")).group_by(Revision.service_id).subquery()
    )
    rows = session.execute(
        select(Service, Revision)
        .join(newest, newest.c.service_id == Service.id)
        .join(Revision, and_(Revision.service_id == Service.id, Revision.number == newest.c.number))
        .where(is_draft())
        .order_by(Revision.at.desc(), Revision.id.desc())
    )
    return [_told(service, revision) for service, revision in rows]


def told(session: Session, revisions: Iterable[int]) -> list[DraftRevision]:
    """The same of some revisions, by slug."""
    rows = session.execute(
        select(Service, Revision)
        .join(Revision, Revision.service_id == Service.id)
        .where(Revision.id.in_(list(revisions)))
        .order_by(Service.slug)
    )
    return [_told(service, revision) for service, revision in rows]


def read(session: Session, revisions: Iterable[int], today: date) -> Drafts:
    """The records of `revisions`; what one lacks is read as not yet written. Unknown ids are left out."""
    rows = session.execute(
        select(Service.slug, Service.kind, Revision.record)
        .join(Revision, Revision.service_id == Service.id)
        .where(Revision.id.in_(list(revisions)))
    )
    found = Drafts()
    for slug, kind, record in rows:
        try:
            found.records[slug] = (Guide if kind == "guide" else ServiceRecord).model_validate(record)
        except ValidationError as error:
            if kind != "guide":
                found.records[slug] = readable(Draft.model_validate(record), today)
            found.lacking[slug] = list(dict.fromkeys(str(each["loc"][0]) for each in error.errors() if each["loc"]))
    return found


def compared_with(session: Session, revisions: Iterable[int], withdrawn: Iterable[str] = ()) -> dict[str, Any]:
    """What a regression job is done with: drafts, slugs that are withdrawn, and what is published at this moment."""
    return {"revisions": sorted(revisions), "withdrawn": sorted(withdrawn), "version": version(session)}


def _told(service: Service, revision: Revision) -> DraftRevision:
    name = revision.record.get("name") or revision.record.get("title") or service.slug
    is_new = service.published_id is None
    return DraftRevision(service.slug, str(name), revision.id, revision.number, revision.by, revision.at, is_new)
