"""Questions are counted from both tables, most asked services are found, and open data holds no small count."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services_catalog.back_office.figures import counting, open_data
from services_catalog.back_office.figures.counting import Filters
from services_catalog.back_office.figures.exporting import as_csv
from services_catalog.back_office.figures.most_asked import most_asked
from services_catalog.back_office.figures.recording import roll_up
from services_catalog.back_office.figures.suppression import LEAST
from services_catalog.back_office.models import Asked, AskedDay
from services_catalog.database import sessions

TODAY = date(2026, 11, 22)
WEEK = Filters(TODAY - timedelta(days=6), TODAY)


def asked(day: date = TODAY, count: int = 1, **values: Any) -> list[Asked]:
    """`count` questions of the day `day`."""
    at = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    usual = {"channel": "web", "outcome": "answered", "service": "khai-sinh", "aspect": "fee", "milliseconds": 40}
    return [Asked(at=at, day=day, followed=False, **(usual | values)) for _ in range(count)]


@pytest.fixture
def session(office_engine: Engine) -> Iterator[Session]:
    """The database of the small catalogue."""
    with sessions(office_engine)() as opened:
        yield opened


def test_questions_are_counted_by_day_service_channel_place_and_outcome(session: Session) -> None:
    session.add_all(asked(count=3))
    session.add_all(asked(TODAY - timedelta(days=2), 2, outcome="declined", service=None, place="01", channel="rest"))
    session.add_all(asked(outcome="smalltalk"))
    session.add_all(asked(TODAY - timedelta(days=7)))

    counts = counting.count(session, WEEK)

    assert counts.total == {"answered": 3, "declined": 2}
    assert counts.day == {TODAY: {"answered": 3}, TODAY - timedelta(days=2): {"declined": 2}}
    assert counts.service == {"khai-sinh": {"answered": 3}}
    assert counts.channel == {"web": {"answered": 3}, "rest": {"declined": 2}}
    assert counts.place == {"01": {"declined": 2}}


def test_a_day_that_was_rolled_up_counts_as_before(session: Session) -> None:
    session.add_all([*asked(TODAY - timedelta(days=3), 4), *asked(count=2, service="ket-hon")])
    before = counting.count(session, WEEK)

    assert roll_up(session, TODAY - timedelta(days=1)) == 4
    assert session.query(Asked).count() == 2

    assert counting.count(session, WEEK) == before


def test_rows_that_come_late_are_added_to_their_day(session: Session) -> None:
    for _ in range(2):
        session.add_all(asked(TODAY - timedelta(days=40), 3))
        session.flush()
        roll_up(session, TODAY - timedelta(days=30))

    (figures,) = session.query(AskedDay)
    assert (figures.questions, figures.milliseconds) == (6, 240)


def test_a_service_is_counted_with_its_variants_and_not_with_its_namesakes(session: Session) -> None:
    for slug in ("dang-ky-xe", "dang-ky-xe/doi", "dang-ky-xe-may"):
        session.add_all(asked(service=slug))

    found = counting.by_service(session, Filters(TODAY, TODAY, service="dang-ky-xe"))

    assert set(found) == {"dang-ky-xe", "dang-ky-xe/doi"}


def test_the_most_asked_of_the_week(session: Session) -> None:
    session.add_all([*asked(count=2), *asked(count=3, service="ket-hon"), *asked(count=2, service="dang-ky-tam-tru")])
    session.add_all(asked(TODAY - timedelta(days=7), 9, service="can-cuoc-cap-lai"))
    session.add_all(asked(count=9, service=None))

    assert most_asked(session, TODAY, most=2) == [("ket-hon", 3), ("dang-ky-tam-tru", 2)]


def test_times_are_of_the_newest_replies(session: Session) -> None:
    session.add_all([each for took in range(1, 101) for each in asked(milliseconds=took)])

    found = counting.times(session, WEEK)

    assert found
    assert (found.replies, found.p50, found.p95) == (100, 51, 96)
    assert counting.times(session, Filters(TODAY, TODAY, channel="zalo")) is None


def test_open_data_is_of_whole_months_and_each_part_adds_up_without_small_counts(session: Session) -> None:
    october = date(2026, 10, 10)
    session.add_all([*asked(october, 20), *asked(october, 9, service="ket-hon"), *asked(october, 2, service=None)])
    session.add_all([*asked(october, 3, service="dang-ky-tam-tru", place="01"), *asked(count=50)])

    assert open_data.months(session, TODAY) == [date(2026, 10, 1)]
    rows = open_data.rows(session, date(2026, 10, 1))

    by = {name: {row.key: row.questions for row in rows if row.by == name} for name in ("tong", "dich-vu", "tinh")}
    assert by == {
        "tong": {"tat-ca": 34},
        "dich-vu": {"khai-sinh": 20, "ket-hon": 9, "khac": 5},
        "tinh": {"khac": 34},  # three questions with a province: shown, or the rest, they would be known
    }
    assert all(row.questions >= LEAST for row in rows)


def test_a_month_with_too_few_questions_is_not_published(session: Session) -> None:
    session.add_all(asked(date(2026, 10, 10), LEAST - 1))

    assert open_data.rows(session, date(2026, 10, 1)) == []


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1"])
def test_a_text_is_no_formula_for_a_spreadsheet(cell: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(("câu",), [(cell,)]).decode("utf-8-sig"), newline="")))

    assert rows == [["câu"], [f"'{cell}"]]
