"""The acts that change what is public. Each writes a revision or moves the pointer, and logs it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.models import Publication, Revision, Service
from services_catalog.record import ServiceRecord


def digest(record: dict[str, Any]) -> str:
    """SHA-256 of a record's JSON form, by which two versions are the same or not."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def save(session: Session, slug: str, record: ServiceRecord, by: str, why: str) -> Revision:
    """The revision that holds `record`: a new one, or the service's newest if nothing changed."""
    service = session.scalar(select(Service).where(Service.slug == slug))
    if service is None:
        service = Service(slug=slug, family=slug.split("/")[0])
        session.add(service)
        session.flush()
    data = record.model_dump(mode="json", exclude_defaults=True)
    mark = digest(data)
    newest = session.scalar(
        select(Revision).where(Revision.service_id == service.id).order_by(Revision.number.desc()).limit(1)
    )
    if newest is not None and newest.digest == mark:
        return newest
    number = newest.number + 1 if newest else 1
    revision = Revision(service_id=service.id, number=number, record=data, digest=mark, by=by, why=why)
    session.add(revision)
    session.flush()
    return revision


def publish(session: Session, revision: Revision, by: str, why: str) -> bool:
    """Make `revision` what citizens read. False if it is that already."""
    service = session.get_one(Service, revision.service_id)
    if service.published_id == revision.id:
        return False
    service.published_id = revision.id
    session.add(Publication(service_id=service.id, revision_id=revision.id, by=by, why=why))
    session.flush()
    return True


def withdraw(session: Session, slug: str, by: str, why: str) -> bool:
    """Take a service out of what citizens read; its revisions stay. False if it was not published."""
    service = session.scalar(select(Service).where(Service.slug == slug))
    if service is None or service.published_id is None:
        return False
    service.published_id = None
    session.add(Publication(service_id=service.id, revision_id=None, by=by, why=why))
    session.flush()
    return True


def version(session: Session) -> int:
    """The version of the catalogue: grows with each publication or withdrawal."""
    return session.scalar(select(func.max(Publication.id))) or 0
