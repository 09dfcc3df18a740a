"""The services most asked about lately."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from services_catalog.back_office.figures.counting import Filters, by_service

WEEK = 7


def most_asked(session: Session, today: date, most: int = 10, days: int = WEEK) -> list[tuple[str, int]]:
    """The `most` services that were asked about in the `days` days up to `today`, by slug, with how many questions.

    The most frequent first; of equal ones the first by slug. Fewer where fewer were asked about.
    """
    counts = by_service(session, Filters(today - timedelta(days=days - 1), today))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
