"""What the teams did, counted: for staff in full, for the public without small counts.

A visit is counted under what it was about, its topic: the slug of its service, or of its guide («guides/mat-vi») where
that leads through several services, or through none.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Label, case, extract, func, literal, select
from sqlalchemy.orm import Session

from services_catalog.exchange.csv_files import guarded
from services_catalog.guides.guide import FOLDER, Kind
from services_catalog.models import Revision, Service
from services_catalog.teams.choices import choices
from services_catalog.teams.models import Team, Visit
from services_catalog.teams.registering import commune_of

TOPICS = (Kind.LIFE_EVENT, Kind.SCAM_CHECK)  # guides that are what a visit was about, rather than one service
LEAST_PUBLIC = 5  # visits; fewer in one row might be recognised as somebody's
FEW = f"dưới {LEAST_PUBLIC}"
"""What stands in place of a small count."""


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of `day`."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month:
        """«2026-11». Raises ValueError."""
        return cls.of(date.fromisoformat(f"{text}-01"))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


@dataclass(frozen=True)
class Row:
    """Visits of one team that are alike."""

    team: str
    commune: str  # code
    service: str  # topic
    outcome: str
    reason: str | None
    hamlet: str | None
    visits: int
    minutes: int  # of all of them


@dataclass(frozen=True)
class Obstacle:
    """Why residents of a service had to come back or were sent on."""

    service: str  # topic
    reason: str
    label: str
    visits: int
    teams: int


@dataclass(frozen=True)
class Report:
    """One month, of one team, one commune, or all."""

    month: Month
    rows: list[Row]

    @property
    def visits(self) -> int:
        """How many there were."""
        return sum(row.visits for row in self.rows)

    @property
    def minutes_each(self) -> int | None:
        """Minutes a visit took, on average; None where there was none."""
        return round(sum(row.minutes for row in self.rows) / self.visits) if self.visits else None

    def by(self, key: Callable[[Row], str | None]) -> list[tuple[str, int]]:
        """How many visits there were of each `key`, the most first. Those without one are left out."""
        counted: Counter[str] = Counter()
        for row in self.rows:
            if name := key(row):
                counted[name] += row.visits
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    def outcomes(self, key: Callable[[Row], str | None]) -> list[tuple[str, dict[str, int], int]]:
        """For each `key`: how often each outcome, and all together; the most first."""
        found: dict[str, Counter[str]] = {}
        for row in self.rows:
            if name := key(row):
                found.setdefault(name, Counter())[row.outcome] += row.visits
        return sorted(((name, dict(each), each.total()) for name, each in found.items()), key=lambda one: -one[2])


def report(session: Session, month: Month, team: int | None = None, commune: str | None = None) -> Report:
    """The visits of a month, of a team or a commune if one is given."""
    topic = _topic(session)
    by = (Team.name, Team.commune, topic, Visit.outcome, Visit.reason, Visit.hamlet)
    grouped = (Team.name, Team.commune, topic.name, Visit.outcome, Visit.reason, Visit.hamlet)
    chosen = (
        select(*by, func.count(), func.sum(Visit.minutes))
        .join(Visit, Visit.team_id == Team.id)
        .where(Visit.day.between(month.first, month.last))
        .group_by(Team.id, *grouped)
        .order_by(*grouped)
    )
    if team is not None:
        chosen = chosen.where(Visit.team_id == team)
    if commune is not None:
        chosen = chosen.where(Team.commune == commune)
    return Report(month, [Row(*each) for each in session.execute(chosen)])


def months(session: Session) -> list[Month]:
    """The months of which there are visits, the newest first."""
    year, number = extract("year", Visit.day), extract("month", Visit.day)
    found = session.execute(select(year, number).distinct()).all()
    return sorted((Month(int(each[0]), int(each[1])) for each in found), key=str, reverse=True)


def obstacles(session: Session, since: date) -> list[Obstacle]:
    """What has kept residents from being done since the day `since`, the most frequent first."""
    visits, teams, topic = func.count(), func.count(Visit.team_id.distinct()), _topic(session)
    found = session.execute(
        select(topic, Visit.reason, visits, teams)
        .where(Visit.day >= since, Visit.reason.is_not(None))
        .group_by(topic.name, Visit.reason)
        .order_by(visits.desc(), topic.name, Visit.reason)
    )
    return [
        Obstacle(service, reason, choices().reason_label(reason), count, of)
        for service, reason, count, of in found
        if reason
    ]


def names(session: Session, slugs: Iterable[str]) -> dict[str, str]:
    """What topics are called; a slug that is no longer published stands for itself."""
    found = session.execute(
        select(Service.slug, Revision.record)
        .join(Revision, Revision.id == Service.published_id)
        .where(Service.slug.in_({*slugs}))
    )
    other = choices().other
    return {other.id: other.label} | {slug: str(record.get("name") or record["title"]) for slug, record in found}


def _topic(session: Session) -> Label[str]:
    """The topic of a visit; to be grouped by its name, as databases know no parameter again in another clause."""
    found = session.execute(
        select(Service.slug, Revision.record["kind"].as_string())
        .join(Revision, Revision.id == Service.published_id)
        .where(Service.kind == "guide")
    )
    guides = [slug.removeprefix(f"{FOLDER}/") for slug, kind in found if kind in TOPICS]
    return case((Visit.guide.in_(guides), literal(f"{FOLDER}/") + Visit.guide), else_=Visit.service).label("topic")


def staff_csv(session: Session, made: Report) -> str:
    """The report with every count, for those who may see it."""
    called = names(session, (row.service for row in made.rows))
    head = ["thang", "to", "ma_xa", "xa", "thon", "ma_dich_vu", "dich_vu", "ket_qua", "ly_do", "so_luot", "tong_phut"]
    lines = [
        [
            str(made.month),
            row.team,
            row.commune,
            commune_name(row.commune),
            row.hamlet or "",
            row.service,
            called.get(row.service, row.service),
            choices().outcomes.get(row.outcome, row.outcome),
            choices().reason_label(row.reason),
            row.visits,
            row.minutes,
        ]
        for row in made.rows
    ]
    return _csv(head, lines)


def public_csv(session: Session, today: date) -> str:
    """Whole months that are over, by commune, service, outcome and reason; no team, hamlet, minutes or totals.

    A count below LEAST_PUBLIC is told as FEW. As nothing is told that it is part of, it cannot be worked out.
    """
    year, number, topic = extract("year", Visit.day), extract("month", Visit.day), _topic(session)
    grouped = (year, number, Team.commune, topic.name, Visit.outcome, Visit.reason)
    chosen = (
        select(year, number, Team.commune, topic, Visit.outcome, Visit.reason, func.count())
        .join(Team)
        .where(Visit.day < Month.of(today).first)
        .group_by(*grouped)
        .order_by(*grouped)
    )
    rows = session.execute(chosen).all()
    called = names(session, (row[3] for row in rows))
    head = ["thang", "ma_xa", "xa", "ma_dich_vu", "dich_vu", "ket_qua", "ly_do", "so_luot"]
    lines = [
        [
            str(Month(int(each_year), int(each_month))),
            commune,
            commune_name(commune),
            service,
            called.get(service, service),
            choices().outcomes.get(outcome, outcome),
            choices().reason_label(reason),
            visits if visits >= LEAST_PUBLIC else FEW,
        ]
        for each_year, each_month, commune, service, outcome, reason, visits in rows
    ]
    return _csv(head, lines)


def commune_name(code: str) -> str:
    """«Phường Sài Gòn, Thành phố Hồ Chí Minh»; the code where there is no such commune."""
    commune = commune_of(code)
    return commune.full if commune else code


def _csv(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines)
    return file.getvalue()
