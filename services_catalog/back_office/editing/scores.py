"""The score of quality of many revisions: worked out once a day for each, since it takes some 20 ms."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.models import Revision
from services_catalog.quality.findings import score
from services_catalog.quality.rules import check
from services_catalog.record import Draft


class Scores:
    """What was worked out today, by the digest of the record. One for a process."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._known: dict[str, int | None] = {}

    def of(
        self, session: Session, digests: Mapping[int, str], today: date, seconds: float | None = None
    ) -> dict[int, int | None]:
        """The score, 0 to 100, of each revision in `digests`, by its id; None of what is no record any more.

        `seconds`: how long there is time for it; those that are left over are not in the result.
        """
        if self._day != today:
            self._day, self._known = today, {}
        known = self._known
        ends = time.monotonic() + seconds if seconds is not None else None
        for revision, digest in digests.items():
            if digest in known:
                continue
            if ends is not None and time.monotonic() > ends:
                break
            known[digest] = _worked_out(session.scalar(select(Revision.record).where(Revision.id == revision)), today)
        return {revision: known[digest] for revision, digest in digests.items() if digest in known}


def _worked_out(record: object, today: date) -> int | None:
    try:
        return score(check({"": Draft.model_validate(record)}, today))
    except ValidationError:  # written by an older release
        return None
