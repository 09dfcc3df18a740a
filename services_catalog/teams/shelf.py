"""The items of packs as this process made them: anew after a publication, a pause, or midnight."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine

from services_catalog import notices
from services_catalog.database import sessions
from services_catalog.guides.guide import Guide
from services_catalog.publishing import published, version
from services_catalog.record import ServiceRecord
from services_catalog.teams import packs
from services_catalog.teams.packs import Json, PackItem


@dataclass
class _Made:
    """What was published at one moment, and the items made of it so far."""

    wanted: tuple[int, date, frozenset[str | None]]
    records: Mapping[str, ServiceRecord]
    guides: Mapping[str, Guide]
    notices: list[Json]
    today: date
    items: dict[tuple[str, str], PackItem] = field(default_factory=dict)

    def pack(self, services: Collection[str]) -> list[PackItem]:
        """The pack for `services`; what was made before is not made again."""
        return packs.pack(services, self.records, self.guides, self.today, self.items)


class Shelf:
    """Packs out of one database. Every method may block for a second or two after a publication.

    All raise SQLAlchemyError when the database cannot be read.
    """

    def __init__(self, engine: Engine) -> None:
        """`engine`: of the database that holds what is published."""
        self._sessions = sessions(engine)
        self._lock = threading.Lock()
        self._made: _Made | None = None
        self._bodies: dict[str, bytes] = {}  # of now and of the publication before: a phone may be fetching still

    def pack(self, services: Collection[str], today: date) -> tuple[list[PackItem], list[Json]]:
        """The items for a team that chose `services`, and the notices of the office."""
        with self._lock:
            made = self._now(today)
            items = made.pack(services)
            self._bodies |= {item.digest: item.body for item in items}
            return items, made.notices

    def body(self, digest: str, today: date) -> bytes | None:
        """The item of that digest; None if there is none any more."""
        with self._lock:
            if digest not in self._bodies:  # another process told of it
                made = self._now(today)
                self._bodies |= {item.digest: item.body for item in made.pack(made.records)}
            return self._bodies.get(digest)

    def services(self, today: date) -> tuple[Mapping[str, ServiceRecord], Mapping[str, Guide]]:
        """What may be chosen."""
        with self._lock:
            made = self._now(today)
            return made.records, made.guides

    def _now(self, today: date) -> _Made:
        with self._sessions() as session:
            standing = notices.read(session)
            wanted = (version(session), today, standing.paused())
            told = [_notice(each) for each in standing.standing()]
            if self._made is None or self._made.wanted != wanted:
                records, guides = published(session)
                records = {
                    slug: each for slug, each in records.items() if not standing.pause() and not standing.pause(slug)
                }
                guides = {name: each for name, each in guides.items() if each.services[0] in records}
                before = self._made.items if self._made else {}
                self._bodies = {item.digest: item.body for item in before.values()}
                self._made = _Made(wanted, records, guides, told, today)
        self._made.notices = told
        return self._made


def _notice(standing: notices.Standing) -> Json:
    return {
        "service": standing.slug,
        "text": standing.text,
        "until": standing.ends_at.isoformat() if standing.ends_at else None,
    }
