"""Services from a file into the catalogue: checked, compared with what is there, then written as revisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.differences import compare
from services_catalog.exchange.parcel import Data, Entry, Parcel, Trouble, troubles_of
from services_catalog.guides.guide import FOLDER as GUIDES
from services_catalog.labels import refusal
from services_catalog.models import Revision, Service
from services_catalog.publishing import publish, save
from services_catalog.record import Draft, ServiceRecord


@dataclass(frozen=True)
class Change:
    """A service that can be written: its record, and what differs from its newest revision."""

    slug: str
    record: Draft
    new: bool  # the catalogue did not have it
    differences: list[str]


def check(session: Session, parcel: Parcel, *, to_publish: bool) -> Iterator[Change | list[Trouble]]:
    """Each service of a file: what it would change, or why it is left out.

    A service of which anything was refused is left out as a whole. To be published, it must be complete; otherwise a
    draft will do.
    """
    refused = {each.slug for each in parcel.troubles}
    for entry in parcel.entries:
        if entry.slug not in refused:
            yield _checked(session, entry, ServiceRecord if to_publish else Draft)


def _checked(session: Session, entry: Entry, model: type[Draft]) -> Change | list[Trouble]:
    present = newest(session, entry.slug)
    if entry.slug.startswith(f"{GUIDES}/") or (present and present.service.kind != "service"):
        return [Trouble(entry.locate(()), str(refusal("not_a_service", text=entry.slug)), entry.slug)]
    before: Data = present.record if present else {}
    try:
        record = model.model_validate(entry.data(before))
    except ValidationError as error:
        return troubles_of(entry, error)
    after = record.model_dump(mode="json", exclude_defaults=True)
    return Change(entry.slug, record, present is None, compare(before, after))


def write(session: Session, change: Change, by: str, why: str, *, to_publish: bool) -> bool:
    """Write a revision, unless nothing changed, and publish it if so wished. Returns whether anything was done."""
    present = newest(session, change.slug)
    revision = save(session, change.slug, change.record, by, why)
    published = to_publish and publish(session, revision, by, why)
    return published or present is None or present.id != revision.id


def newest(session: Session, slug: str) -> Revision | None:
    """The newest revision of a service; None if the catalogue does not have it."""
    return session.scalar(
        select(Revision)
        .join(Service, Service.id == Revision.service_id)
        .where(Service.slug == slug)
        .order_by(Revision.number.desc())
        .limit(1)
    )
