"""The linker that was learnt last, in a folder that all processes of one machine share."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from services_catalog.record import ServiceRecord
from services_catalog.search.linker import Linker, kind
from services_catalog.search.teaching import Teaching

logger = logging.getLogger(__name__)


class LinkerStore:
    """One file. Where the folder cannot be written, each process learns for itself."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when there is something to keep."""
        self._folder = folder
        self._file = folder / f"linker-{kind()}.npz"

    def last(self, records: Mapping[str, ServiceRecord], teaching: Teaching) -> Linker:
        """What was learnt last, be it of other records; of these if nothing was."""
        return Linker.load(self._file) or self.settled(records, teaching)

    def settled(self, records: Mapping[str, ServiceRecord], teaching: Teaching, before: Linker | None = None) -> Linker:
        """What was learnt of exactly these: stored, or learnt now from `before` or what is stored, and then stored.

        Of processes that ask for the same at the same time one learns, and the others read what it stored.
        """
        with self._alone():
            stored = Linker.load(self._file)
            if stored and stored.is_of(records, teaching):
                return stored
            linker = (before or stored or Linker.empty()).relearnt(records, teaching, thoroughly=True)
            self._keep(linker)
        return linker

    def _keep(self, linker: Linker) -> None:
        try:
            linker.save(self._file)
            for older in self._folder.glob("linker-*.npz"):
                if older != self._file:
                    older.unlink(missing_ok=True)
        except OSError:  # a full disk, say: the next process learns for itself
            logger.exception("What was learnt could not be stored")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process learns for this folder meanwhile; where it cannot be written, nobody waits."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / "learning.lock").open("w")
        except OSError:
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
