"""What citizens ask, as open data: whole months, no small count, nothing personal. docs/open-data.md describes it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from services_catalog.back_office.figures import counting, words
from services_catalog.back_office.figures.counting import Filters, Outcomes
from services_catalog.back_office.figures.exporting import as_csv
from services_catalog.back_office.figures.suppression import publishable
from services_catalog.back_office.models import Asked, AskedDay
from services_catalog.database import sessions

LICENCE = "CC BY 4.0"
COLUMNS = ("thang", "chieu", "ma", "ten", "so_cau_hoi")
OTHERS = "khac"  # in the place of a key: small counts together
NONE = "khong-ro"  # the same: questions that have no value; every dimension adds up to the total
ALL = "tat-ca"
MOST_MONTHS = 24


@dataclass(frozen=True)
class Row:
    """`questions` of a month with the value `key`, called `name`, in the dimension `by`."""

    month: str  # 2026-10
    by: str  # tong, dich-vu, dieu-duoc-hoi, ket-qua, kenh, tinh
    key: str
    name: str
    questions: int


class OpenData:
    """The file, made once a day."""

    def __init__(self, engine: Engine) -> None:
        """The database that holds the figures."""
        self._sessions = sessions(engine)
        self._made_on: date | None = None
        self._made = b""

    def read(self, today: date) -> bytes:
        """The CSV of the months that are over on the day `today`. Raises SQLAlchemyError."""
        if self._made_on != today:
            with self._sessions() as session:
                found = [row for month in months(session, today) for row in rows(session, month)]
            self._made = as_csv(COLUMNS, [(row.month, row.by, row.key, row.name, row.questions) for row in found])
            self._made_on = today
        return self._made


def months(session: Session, today: date) -> list[date]:
    """The first days of the months that hold questions and are over, the newest first.

    A month that is not over is not published: two files of different days would tell what was asked between them.
    """
    days = [session.scalar(select(func.min(model.day))) for model in (Asked, AskedDay)]
    first = min((day for day in days if day), default=today).replace(day=1)
    found: list[date] = []
    month = _before(today.replace(day=1))
    while month >= first and len(found) < MOST_MONTHS:
        found.append(month)
        month = _before(month)
    return found


def rows(session: Session, month: date) -> list[Row]:
    """What is published of the month that begins on `month`. Empty where there were too few questions."""
    counts = counting.count(session, Filters(month, month.replace(day=calendar.monthrange(month.year, month.month)[1])))
    name = f"{month:%Y-%m}"
    total = sum(counts.total.values())
    if publishable({ALL: total}) is None:
        return []
    found = [Row(name, "tong", ALL, "Tất cả", total)]
    services = words.service_names(session, counts.service)
    dimensions: tuple[tuple[str, Mapping[str, int], Callable[[str], str]], ...] = (
        ("ket-qua", counts.total, words.outcome),
        ("dich-vu", _summed(counts.service), lambda slug: services[slug]),
        ("dieu-duoc-hoi", _summed(counts.aspect), words.aspect),
        ("kenh", _summed(counts.channel), words.channel),
        ("tinh", _summed(counts.place), lambda code: words.provinces().get(code, code)),
    )
    for by, values, called in dimensions:
        allowed = publishable({**values, NONE: total - sum(values.values())})
        if allowed is None:
            continue
        names = {NONE: "Không rõ"} | {key: called(key) for key in values}
        found += [Row(name, by, key, names[key], questions) for key, questions in allowed.shown.items()]
        if allowed.others:
            found.append(Row(name, by, OTHERS, "Khác", allowed.others))
    return found


def _summed(values: Mapping[str, Outcomes]) -> dict[str, int]:
    return {key: sum(outcomes.values()) for key, outcomes in values.items()}


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
