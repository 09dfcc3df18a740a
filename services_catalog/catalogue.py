"""What is published, in memory, and kept up with the database: the one door for whoever answers citizens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services_catalog import notices, publishing
from services_catalog.answers import Answer, compose
from services_catalog.database import sessions
from services_catalog.guides import sheets
from services_catalog.guides.guide import Guide
from services_catalog.memory import give_back
from services_catalog.places import Location
from services_catalog.record import Aspect, ServiceRecord
from services_catalog.search.linker import Linker
from services_catalog.search.linker_store import LinkerStore
from services_catalog.search.names import Names
from services_catalog.search.teaching import Teaching, read_teaching, taught_outside

logger = logging.getLogger(__name__)


class Catalogue:
    """The published records and the linker that finds the one meant.

    `follow` keeps both at most a few seconds behind the database. When the database is away, what was read last
    goes on being answered.
    """

    def __init__(self, engine: Engine, store: Path | None = None, teaching: Teaching | None = None) -> None:
        """Nothing is read before `refresh` or `follow`. `store`: a folder that keeps what the linker learnt.

        `teaching`: what is learnt beside the services; that of the content folder if none is given.
        """
        self._sessions = sessions(engine)
        self._stop = threading.Event()
        self.version = -1
        self.records: dict[str, ServiceRecord] = {}
        self.guides: dict[str, Guide] = {}  # by their name in the folder: «khai-sinh»
        self.notices = notices.Notices()
        self._given = read_teaching() if teaching is None else teaching
        self._outside: list[str] = []  # what staff marked as out of scope
        self._teaching = self._given
        self.unlisted = self._given.unlisted
        self.linker = Linker.empty()
        self.names = Names()
        self._settled: Linker | None = None  # the last one whose labels all knew of each other, if `linker` is another
        self._store = LinkerStore(store) if store else None

    def refresh(self) -> bool:
        """Read the notices that stand, and what was published or taught since the last time: whether anything was.

        Raises SQLAlchemyError when the database cannot be read; what was read before stays.
        """
        with self._sessions() as session:
            self.notices = notices.read(session)  # first: a pause does not wait until new words are learnt
            version, outside = publishing.version(session), taught_outside(session)
            if version == self.version and outside == self._outside:
                return False
            records, guides = publishing.published(session)
        if (outside, guides) != (self._outside, self.guides):
            self._teaching, self._outside = self._given.with_outside(outside).with_events(guides), outside
        before = self.linker if self.version >= 0 else self._last(records)
        if before.is_of(records, self._teaching):
            linker = before
        else:  # what changed is learnt at once; the others learn to tell themselves from it a little later
            linker = before.relearnt(records, self._teaching)
            self._settled = self._settled or before
        self.records, self.guides, self.linker, self.version = records, guides, linker, version
        self.names = Names(records)
        return True

    @property
    def is_settled(self) -> bool:
        """Whether all services have learnt to tell themselves from what was published last."""
        return self._settled is None

    def learn_afresh(self) -> None:
        """Let all services learn to tell themselves from what changed, which takes some seconds.

        Of the processes that do, one learns and the others read it. A publication that overtakes it leaves all as it
        is.
        """
        if self._settled is None:
            return
        version, records, teaching = self.version, self.records, self._teaching
        if self._store:
            linker = self._store.settled(records, teaching, self._settled)
        else:
            linker = self._settled.relearnt(records, teaching, thoroughly=True)
        if (version, teaching) == (self.version, self._teaching):
            self.linker, self._settled = linker, None
        give_back()

    def _last(self, records: Mapping[str, ServiceRecord]) -> Linker:
        """What this process, or another, had learnt when it ended; of `records`, if nothing was kept."""
        if self._store:
            return self._store.last(records, self._teaching)
        return Linker.learnt(records, self._teaching)

    def follow(self, every_seconds: float) -> None:
        """Refresh now, then again and again on a thread of its own until `close`."""
        self._try_refresh()

        def watch() -> None:
            learning: threading.Thread | None = None
            while not self._stop.wait(every_seconds):
                self._try_refresh()
                if not (self.is_settled or (learning and learning.is_alive())):
                    learning = threading.Thread(target=self.learn_afresh, name="linker", daemon=True)
                    learning.start()

        threading.Thread(target=watch, name="catalogue", daemon=True).start()

    def _try_refresh(self) -> None:
        try:
            if self.refresh():
                give_back()
        except SQLAlchemyError:
            logger.exception("The catalogue could not be read; going on with version %s", self.version)

    def close(self) -> None:
        """Stop following."""
        self._stop.set()

    def sheet(self, guide: str, answers: Mapping[str, str], today: date) -> str | None:
        """Keep the result of a guide under a code; None when the database cannot take it just now."""
        try:
            with self._sessions() as session:
                code = sheets.issue(session, guide, answers, today)
                session.commit()
        except (SQLAlchemyError, sheets.NoGuide):
            logger.exception("A sheet of the guide %s could not be kept", guide)
            return None
        return code

    def has_sheet(self, code: str, today: date) -> bool:
        """Whether the sheet of `code` can be opened; also when the database cannot say just now."""
        try:
            with self._sessions() as session:
                sheets.opened(session, code, today)
        except (sheets.NoSheet, sheets.Expired):
            return False
        except SQLAlchemyError:
            logger.exception("A sheet could not be looked for")
        return True

    def variants(self, slug: str) -> list[str]:
        """The slugs of the variants of a family, in order; empty for a service that has none."""
        return sorted(other for other in self.records if other.startswith(f"{slug}/"))

    def answer(self, slug: str, aspect: Aspect, question: str, today: date, place: Location | None = None) -> Answer:
        """What is said of one aspect of one published service, `place` being where the citizen is.

        Raises KeyError if it is not published.
        """
        return compose(self.records[slug], aspect, question, today, place)
