"""Content files into the database, without running over what staff have edited since."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.models import Revision, Service
from services_catalog.publishing import digest, publish, save
from services_catalog.record import ServiceRecord

BY = "content files"


def load_record(session: Session, slug: str, record: ServiceRecord) -> bool:
    """Publish `record` if its file changed since it was last loaded. Returns whether anything was published."""
    last_loaded = session.scalar(
        select(Revision.digest)
        .join(Service, Service.id == Revision.service_id)
        .where(Service.slug == slug, Revision.by == BY)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if last_loaded == digest(record.model_dump(mode="json", exclude_defaults=True)):
        return False
    revision = save(session, slug, record, BY, "loaded from services_catalog/content")
    return publish(session, revision, BY, "loaded from services_catalog/content")
