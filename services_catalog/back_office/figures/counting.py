"""Questions counted by day, service, aspect, channel, province and outcome: one reading of both tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services_catalog.back_office.models import Asked, AskedDay

NOT_QUESTIONS = ("smalltalk",)  # a greeting asks nothing
UNANSWERED = ("asked_back", "declined", "degraded")
_TOGETHER = (("day",), ("service", "aspect"), ("channel", "place"))  # columns of one query: each reads all the rows
MOST_RECENT = 5_000  # replies, the newest, whose times are looked at

_TABLES: tuple[tuple[type[Asked] | type[AskedDay], Any], ...] = (
    (AskedDay, func.sum(AskedDay.questions)),
    (Asked, func.count()),
)


@dataclass(frozen=True)
class Filters:
    """Which questions are counted: those of the days `since` to `until`, both included. None: all."""

    since: date
    until: date
    service: str | None = None  # a slug; its variants are counted with it
    channel: str | None = None
    place: str | None = None  # code of a province

    def before(self) -> Filters:
        """The same for as many days just before."""
        days = (self.until - self.since).days + 1
        return Filters(
            self.since - timedelta(days=days), self.since - timedelta(days=1), self.service, self.channel, self.place
        )


Outcomes = Counter[str]  # outcome → questions


@dataclass(frozen=True)
class Counts:
    """How many questions there were, with each outcome, by the values of each column that have any."""

    day: dict[date, Outcomes]
    service: dict[str, Outcomes]
    aspect: dict[str, Outcomes]
    channel: dict[str, Outcomes]
    place: dict[str, Outcomes]

    @property
    def total(self) -> Outcomes:
        """Of all of them; every question has a channel."""
        return sum(self.channel.values(), Counter())


@dataclass(frozen=True)
class Times:
    """How long replies took, in milliseconds: half of them less than `p50`, 19 of 20 less than `p95`."""

    replies: int
    p50: int
    p95: int


def count(session: Session, filters: Filters) -> Counts:
    """The questions that `filters` lets through."""
    found: dict[str, dict[Any, Outcomes]] = {}
    for names in _TOGETHER:
        found |= {name: {} for name in names}
        for *values, outcome, questions in _rows(session, filters, names):
            for name, value in zip(names, values, strict=True):
                if value:
                    found[name].setdefault(value, Counter())[outcome] += questions
    return Counts(**found)


def by_service(session: Session, filters: Filters) -> Counter[str]:
    """Questions about each service, by slug; those that named none are left out."""
    found: Counter[str] = Counter()
    for model, number in _TABLES:
        query = select(model.service, number).group_by(model.service)
        for service, questions in session.execute(_narrowed(query, model, filters)):
            if service:
                found[service] += questions
    return found


def by_aspect(session: Session, filters: Filters) -> Counter[tuple[str, str]]:
    """Questions about each aspect of each service, by (slug, aspect); those that named none are left out."""
    found: Counter[tuple[str, str]] = Counter()
    for service, aspect, _, questions in _rows(session, filters, ("service", "aspect")):
        if service and aspect:
            found[service, aspect] += questions
    return found


def times(session: Session, filters: Filters) -> Times | None:
    """How long the newest replies took; None where there were none."""
    query = select(Asked.milliseconds).order_by(Asked.id.desc()).limit(MOST_RECENT)
    took = sorted(session.scalars(_narrowed(query, Asked, filters)))
    if not took:
        return None
    return Times(len(took), took[len(took) // 2], took[min(len(took) - 1, len(took) * 95 // 100)])


def _rows(session: Session, filters: Filters, names: tuple[str, ...]) -> Iterator[Any]:
    """(a value for each of `names`, outcome, questions) of both tables."""
    for model, number in _TABLES:
        columns = [*(getattr(model, name) for name in names), model.outcome]
        yield from session.execute(_narrowed(select(*columns, number).group_by(*columns), model, filters))


def _narrowed(query: Select[Any], model: type[Asked] | type[AskedDay], filters: Filters) -> Select[Any]:
    query = query.where(model.day >= filters.since, model.day <= filters.until, model.outcome.not_in(NOT_QUESTIONS))
    if filters.service:
        query = query.where((model.service == filters.service) | model.service.startswith(f"{filters.service}/"))
    if filters.channel:
        query = query.where(model.channel == filters.channel)
    if filters.place:
        query = query.where(model.place == filters.place)
    return query
