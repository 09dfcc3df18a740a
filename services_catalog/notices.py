"""What the office says above every answer, and what it has paused. Read along with the catalogue, once a second.

Written in the back office (`back_office/workflow/notices.py`); applied by `dialogue`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services_catalog.back_office.models import Notice
from services_catalog.clock import utc
from services_catalog.models import now


@dataclass(frozen=True)
class Standing:
    """A notice that nobody has ended. It stands until `ends_at` (UTC), or until somebody ends it."""

    slug: str | None  # a service and its variants; None: everything
    pauses: bool  # nothing else is answered
    text: str
    ends_at: datetime | None

    def about(self, slug: str | None) -> bool:
        """Whether it is about the service `slug`, itself or as a variant; None: about everything."""
        return self.slug == slug or (slug is not None and slug.split("/")[0] == self.slug)


class Notices:
    """The notices that stand, newest first. Each ends by itself, also while the database is away."""

    def __init__(self, standing: Collection[Standing] = ()) -> None:
        """`standing`: newest first."""
        self._standing = tuple(standing)

    def pause(self, slug: str | None = None) -> Standing | None:
        """What pauses the service `slug`; what pauses everything, if none is given. None: nothing does."""
        return next((each for each in self._at(now()) if each.pauses and each.about(slug)), None)

    def banners(self, slug: str | None = None) -> list[str]:
        """What stands above an answer about `slug`: the words about everything, then those about the service."""
        found = [each for each in self._at(now()) if not each.pauses]
        of_everything = [each.text for each in found if each.slug is None]
        return of_everything + [each.text for each in found if each.slug is not None and each.about(slug)]

    def standing(self) -> list[Standing]:
        """All that stand, newest first."""
        return self._at(now())

    def paused(self) -> frozenset[str | None]:
        """The slugs that are paused; None among them: everything is."""
        return frozenset(each.slug for each in self._at(now()) if each.pauses)

    def _at(self, time: datetime) -> list[Standing]:
        return [each for each in self._standing if each.ends_at is None or each.ends_at > time]


def read(session: Session) -> Notices:
    """The notices that stand now: one query of few rows."""
    rows = session.scalars(
        select(Notice)
        .where(Notice.ended_by.is_(None), or_(Notice.ends_at.is_(None), Notice.ends_at > now()))
        .order_by(Notice.id.desc())
    )
    return Notices([Standing(each.slug, each.pauses, each.text, each.ends_at and utc(each.ends_at)) for each in rows])
