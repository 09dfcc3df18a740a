"""How far a job is, written where its page reads it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services_catalog.back_office.models import Job
from services_catalog.database import sessions
from services_catalog.models import now

logger = logging.getLogger(__name__)

SIGN_SECONDS = 5.0  # between signs of life
REPORT_SECONDS = 0.5  # reports that come faster are left out


class NotDone(Exception):
    """A job that cannot be done: the sentence says to staff why, and what to do."""


class Progress:
    """Of one job. It gives signs of life on a thread of its own until the end of the `with`."""

    def __init__(self, engine: Engine, job_id: int) -> None:
        """`job_id`: of a waiting job."""
        self._engine = engine
        self._job_id = job_id
        self._reported = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, name="signs of life", daemon=True)

    def __enter__(self) -> Progress:
        self._change(state="running")
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def report(self, said: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done, and how far it is: `done` of `total`, where that is known."""
        if done and time.monotonic() - self._reported < REPORT_SECONDS:
            return
        self._reported = time.monotonic()
        self._change(said=said, done=done, total=total)

    def finish(self, result: dict[str, Any]) -> None:
        """It is done."""
        self._change(state="done", result=result, said=None, ended_at=now())

    def fail(self, why: str) -> None:
        """It could not be done."""
        self._change(state="failed", said=why, ended_at=now())

    def _live(self) -> None:
        while not self._ended.wait(SIGN_SECONDS):
            try:
                self._change()
            except SQLAlchemyError:  # the database is away just now; the next sign may reach it
                logger.exception("A sign of life was not written")

    def _change(self, **values: Any) -> None:
        with sessions(self._engine).begin() as session:
            job = session.get_one(Job, self._job_id)
            for name, value in {**values, "seen_at": now()}.items():
                setattr(job, name, value)


Work = Callable[[Engine, dict[str, Any], Progress], dict[str, Any]]
"""What does a kind of job: the database, what it is done with, where to report; gives the result. Raises NotDone."""
