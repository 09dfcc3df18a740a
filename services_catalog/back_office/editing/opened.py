"""A service as somebody has it open: the revision it rests on, what they have typed, and what others did meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.back_office.editing import unsaved
from services_catalog.back_office.editing.binding import Typed, typed
from services_catalog.exchange.importing import newest
from services_catalog.exchange.parcel import Data
from services_catalog.guides.guide import FOLDER as GUIDES
from services_catalog.history import NotThere, is_draft
from services_catalog.models import Revision, Service
from services_catalog.record import SLUG


@dataclass
class Opened:
    """`base_id`: the revision that the form rests on; None for a service that is not saved yet.

    `mark`: what the script gave what was typed last, by which it knows that the server has it.
    `group`: of the gap board, for which a new service is written.
    """

    slug: str
    service: Service | None
    newest: Revision | None
    base_id: int | None
    what: Typed
    why: str = ""
    mark: str = ""
    unsaved_at: datetime | None = None  # UTC; None: as it was saved
    group: str = ""
    has_draft: bool = False  # the newest revision says something that citizens have not read, and was not thrown away

    @property
    def overtaken(self) -> bool:
        """Whether somebody saved a revision after this form was opened."""
        return self.newest is not None and self.newest.id != self.base_id

    @property
    def name(self) -> str:
        """What the page is called."""
        return str(self.what.get("name") or "").strip() or self.slug


def of(session: Session, account_id: int, slug: str) -> Opened:
    """The service as this account left it: what they have not saved, else the newest revision. Raises NotThere."""
    service = session.scalar(select(Service).where(Service.slug == slug))
    kept = unsaved.find(session, account_id, slug)
    if (service is None and kept is None) or (service is not None and service.kind != "service") or not usable(slug):
        raise NotThere(f"Không có dịch vụ «{slug}».")
    latest = newest(session, slug)
    if kept is not None:
        held = kept.record
        what, why, mark, group = held["record"], held["why"], held["mark"], held.get("group", "")
        return Opened(slug, service, latest, kept.base_id, what, why, mark, kept.at, group, _is_draft(session, latest))
    if latest is None:
        raise NotThere(f"Không có dịch vụ «{slug}».")
    return Opened(slug, service, latest, latest.id, typed(latest.record), has_draft=_is_draft(session, latest))


def _is_draft(session: Session, newest: Revision | None) -> bool:
    query = select(is_draft()).select_from(Service).join(Revision, Revision.service_id == Service.id)
    return newest is not None and bool(session.scalar(query.where(Revision.id == newest.id)))


def keep(session: Session, account_id: int, mine: Opened) -> datetime:
    """Keep what was typed for this account; when it was kept, UTC."""
    held = {"record": mine.what, "why": mine.why, "mark": mine.mark, "group": mine.group}
    return unsaved.keep(session, account_id, mine.slug, mine.base_id, held).at


def usable(slug: str) -> bool:
    """Whether a service may be called so."""
    return bool(SLUG.fullmatch(slug)) and not slug.startswith(f"{GUIDES}/") and len(slug) <= 120


def record_of(session: Session, revision_id: int | None) -> Data:
    """The record of a revision; {} for none."""
    found: dict[str, Any] | None = session.scalar(select(Revision.record).where(Revision.id == revision_id))
    return found or {}
