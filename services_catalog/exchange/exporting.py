"""Services out of the catalogue: what citizens read, or the newest of each, published or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services_catalog.models import Revision, Service
from services_catalog.record import Draft, ServiceRecord


def records(session: Session, slugs: Sequence[str] = (), *, drafts: bool = False) -> dict[str, Draft]:
    """The records of the services `slugs`, or of all, by slug: as published, or with `drafts` the newest revision.

    A record that is complete is a ServiceRecord. A service with neither is not in the result.
    """
    query: Select[Any] = select(Service.slug, Revision.record)
    if drafts:
        latest = select(Revision.service_id, func.max(Revision.number).label("number")).group_by(Revision.service_id)
        last = latest.subquery()
        query = query.join(Revision, Revision.service_id == Service.id).join(
            last, (last.c.service_id == Revision.service_id) & (last.c.number == Revision.number)
        )
    else:
        query = query.join(Revision, Revision.id == Service.published_id)
    query = query.where(Service.kind == "service")
    if slugs:
        query = query.where(Service.slug.in_(slugs))
    return {slug: _record(data) for slug, data in session.execute(query.order_by(Service.slug)).all()}


def _record(data: dict[str, Any]) -> Draft:
    try:
        return ServiceRecord.model_validate(data)
    except ValidationError:
        return Draft.model_validate(data)
