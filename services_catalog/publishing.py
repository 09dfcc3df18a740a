"""The acts that change what is public. Each writes a revision or moves the pointer, and logs it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.models import Publication, Revision, Service
from services_catalog.record import Draft, ServiceRecord


@dataclass(eq=False)  # not frozen: a context manager sets the traceback of what passes through it
class NotPublishable(Exception):
    """A revision that is not complete enough for citizens: which service, which field, which rule."""

    slug: str
    field: str
    rule: str

    def __str__(self) -> str:
        return f"{self.slug} cannot be published: {self.field}: {self.rule}"


def digest(record: dict[str, Any]) -> str:
    """SHA-256 of a record's JSON form, by which two versions are the same or not."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def save(session: Session, slug: str, record: Draft | Guide, by: str, why: str) -> Revision:
    """The revision that holds `record`, a draft or complete: a new one, or the service's newest if nothing changed."""
    return save_all(session, {slug: record}, by, why)[slug]


def save_all(session: Session, records: Mapping[str, Draft | Guide], by: str, why: str) -> dict[str, Revision]:
    """What `save` does for each slug of `records`, in as few statements as for one."""
    services = {each.slug: each for each in session.scalars(select(Service).where(Service.slug.in_(records)))}
    last = (
        select(Revision.service_id, func.max(Revision.number).label("number"))
        .where(Revision.service_id.in_([service.id for service in services.values()]))
        .group_by(Revision.service_id)
        .subquery()
    )
    newest = {
        each.service_id: each
        for each in session.scalars(
            select(Revision).join(
                last, and_(Revision.service_id == last.c.service_id, Revision.number == last.c.number)
            )
        )
    }
    saved: dict[str, Revision] = {}
    for slug, record in records.items():
        service = services.get(slug)
        before = newest.get(service.id) if service else None
        data = record.model_dump(mode="json", exclude_defaults=True)
        mark = digest(data)
        if before is not None and before.digest == mark:
            saved[slug] = before
            continue
        if service is None:
            kind = "guide" if isinstance(record, Guide) else "service"
            service = Service(slug=slug, family=slug.split("/")[0], kind=kind)
        saved[slug] = Revision(
            service=service, number=before.number + 1 if before else 1, record=data, digest=mark, by=by, why=why
        )
    session.add_all(saved.values())
    session.flush()
    return saved


def publish(session: Session, revision: Revision, by: str, why: str) -> bool:
    """Make `revision` what citizens read. False if it is that already.

    Raises NotPublishable when the revision holds a draft that lacks what a `ServiceRecord` must have.
    """
    service = session.get_one(Service, revision.service_id)
    if service.published_id == revision.id:
        return False
    check(revision)
    service.published_id = revision.id
    session.add(Publication(service_id=service.id, revision_id=revision.id, by=by, why=why))
    session.flush()
    return True


def check(revision: Revision) -> None:
    """Raises NotPublishable when `revision` holds a draft that lacks what citizens must be told."""
    service = revision.service
    try:
        (Guide if service.kind == "guide" else ServiceRecord).model_validate(revision.record)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "record"
        raise NotPublishable(service.slug, field, first["msg"]) from error


def withdraw(session: Session, slug: str, by: str, why: str) -> bool:
    """Take a service out of what citizens read; its revisions stay. False if it was not published."""
    service = session.scalar(select(Service).where(Service.slug == slug))
    if service is None or service.published_id is None:
        return False
    service.published_id = None
    session.add(Publication(service_id=service.id, revision_id=None, by=by, why=why))
    session.flush()
    return True


def published(session: Session) -> tuple[dict[str, ServiceRecord], dict[str, Guide]]:
    """All that citizens read: records by slug, and guides by their name in the folder («khai-sinh»)."""
    rows = session.execute(
        select(Service.slug, Service.kind, Revision.record).join(Revision, Revision.id == Service.published_id)
    ).all()
    records = {slug: ServiceRecord.model_validate(record) for slug, kind, record in rows if kind == "service"}
    guides = {
        slug.removeprefix(f"{FOLDER}/"): Guide.model_validate(record) for slug, kind, record in rows if kind == "guide"
    }
    return records, guides


def version(session: Session) -> int:
    """The version of the catalogue: grows with each publication or withdrawal."""
    return session.scalar(select(func.max(Publication.id))) or 0
