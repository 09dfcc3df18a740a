"""What is published, in memory, and kept up with the database: the one door for whoever answers citizens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from services_catalog import publishing
from services_catalog.answers import Answer, compose
from services_catalog.database import sessions
from services_catalog.models import Revision, Service
from services_catalog.record import Aspect, ServiceRecord
from services_catalog.search.linker import Linker, fingerprint
from services_catalog.search.teaching import read_teaching

logger = logging.getLogger(__name__)


class Catalogue:
    """The published records and the linker that finds the one meant.

    `follow` keeps both at most a few seconds behind the database. When the database is away, what was read last
    goes on being answered.
    """

    def __init__(self, engine: Engine, store: Path | None = None) -> None:
        """Nothing is read before `refresh` or `follow`. `store`: a folder that keeps what the linker learnt."""
        self._sessions = sessions(engine)
        self._stop = threading.Event()
        self.version = -1
        self.records: dict[str, ServiceRecord] = {}
        self._teaching = read_teaching()
        self.unlisted = self._teaching.unlisted
        self.linker = Linker.empty()
        self._stored = Path(store) if store else None

    def refresh(self) -> bool:
        """Read what was published since the last time. Returns whether anything was.

        Raises SQLAlchemyError when the database cannot be read; what was read before stays.
        """
        with self._sessions() as session:
            version = publishing.version(session)
            if version == self.version:
                return False
            rows = session.execute(
                select(Service.slug, Revision.record).join(Revision, Revision.id == Service.published_id)
            ).all()
        records = {slug: ServiceRecord.model_validate(record) for slug, record in rows}
        known = self.linker if self.version >= 0 else None
        linker = self._from_store(records) or (known or Linker.empty()).relearnt(records, self._teaching)
        self.records, self.linker, self.version = records, linker, version
        if known is not None:
            self.learn_afresh()
        return True

    def learn_afresh(self) -> None:
        """Learn all services anew, and keep the result for the next process that starts.

        A refresh learns the changed services only; the others have yet to learn to tell themselves from these.
        """
        records, version = self.records, self.version
        linker = self._from_store(records) or Linker.learnt(records, self._teaching)
        if self._stored:
            linker.save(self._file(records))
        if version == self.version:
            self.linker = linker

    def _file(self, records: dict[str, ServiceRecord]) -> Path:
        assert self._stored is not None  # noqa: S101 (callers have looked)
        return self._stored / f"linker-{fingerprint(records, self._teaching)}.npz"

    def _from_store(self, records: dict[str, ServiceRecord]) -> Linker | None:
        return Linker.load(self._file(records)) if self._stored else None

    def follow(self, every_seconds: float, changed: Callable[[], None] | None = None) -> None:
        """Refresh now, then again and again on a thread of its own until `close`."""
        self._try_refresh()

        def watch() -> None:
            while not self._stop.wait(every_seconds):
                if self._try_refresh() and changed:
                    changed()

        threading.Thread(target=watch, name="catalogue", daemon=True).start()

    def _try_refresh(self) -> bool:
        try:
            return self.refresh()
        except SQLAlchemyError:
            logger.exception("The catalogue could not be read; going on with version %s", self.version)
            return False

    def close(self) -> None:
        """Stop following."""
        self._stop.set()

    def variants(self, slug: str) -> list[str]:
        """The slugs of the variants of a family, in order; empty for a service that has none."""
        return sorted(other for other in self.records if other.startswith(f"{slug}/"))

    def answer(self, slug: str, aspect: Aspect, question: str, today: date) -> Answer:
        """What is said of one aspect of one published service. Raises KeyError if it is not published."""
        return compose(self.records[slug], aspect, question, today)
