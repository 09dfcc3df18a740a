"""Recording, board and figures give the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import Engine

from services_catalog.back_office.figures import open_data, tables
from services_catalog.back_office.figures.counting import Filters
from services_catalog.back_office.figures.recording import Heard, Question, Rated, forget, roll_up, write
from services_catalog.back_office.gaps import acts, board
from services_catalog.clock import today_in_vietnam
from services_catalog.database import connect, sessions
from services_catalog.migrating import config
from services_catalog.models import Feedback, now
from tests.services_catalog.samples import small_catalogue


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A small catalogue."""
    folder = request.getfixturevalue("tmp_path")
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else f"sqlite:///{folder / 'a.db'}"
    made = connect(url)
    small_catalogue(made).close()
    yield made
    command.downgrade(config(made), "base")
    made.dispose()


def question(text: str | None, minutes_ago: int, conversation: str, **values: object) -> Question:
    usual = {"channel": "web", "outcome": "declined", "act": "not_understood", "service": None, "aspect": None}
    usual |= {"place": "01", "milliseconds": 30, "message_id": f"m-{minutes_ago}"}
    at = now() - timedelta(minutes=minutes_ago)
    return Question(at=at, text=text, conversation=conversation, **(usual | values))  # type: ignore[arg-type]


def test_what_is_recorded_is_counted_grouped_settled_and_forgotten(engine: Engine) -> None:
    asked_back = {"outcome": "asked_back", "act": None}
    with sessions(engine).begin() as session:
        session.add(Feedback(useful=True, service="khai-sinh"))
        write(
            session,
            [
                question("nhận con nuôi", 50, "a"),
                question("nhan con nuoi", 49, "b"),
                question("làm giấy cho con", 48, "c", **asked_back),
                question("đổi giấy của xe", 47, "d", **asked_back),
                question(None, 46, "e", outcome="answered", act=None, service="khai-sinh", aspect="fee"),
                Heard(now() - timedelta(minutes=40), "c"),  # went on within half an hour
                Heard(now() - timedelta(minutes=1), "d"),  # came back much later
                Rated("e", "m-46", False, "phí khai sinh"),
            ],
        )
        assert board.group_new(session) == 5

    today = today_in_vietnam()
    with sessions(engine).begin() as session:
        found, total = board.groups(session, board.Filters(days=2))
        assert (total, found[0].questions) == (4, 2)
        left, _ = board.groups(session, board.Filters(board.Kind.LEFT, days=2))
        assert [group.text for group in left] == ["đổi giấy của xe"]
        members = board.members(session, found[0].key)
        assert members
        assert members.questions == 2

        made = tables.all_tables(session, Filters(today - timedelta(days=1), today), today)
        by_name = {table.name: table.rows for table in made}
        assert ("Đăng ký khai sinh", 1, 1, 0, 0, 0, 0) in by_name["dich-vu"]
        assert by_name["hai-long"][0][:3] == ("Đăng ký khai sinh", 1, 1)
        assert by_name["qua-han"] == [("Uỷ ban nhân dân cấp xã", 0, 4)]

        acts.teach_outside(session, found[0].key, ["nhận con nuôi"], "lan", "thử")
        assert board.groups(session, board.Filters(days=2))[1] == 3
        forget(session, "d")
        assert board.groups(session, board.Filters(days=2))[1] == 2
        assert roll_up(session, today + timedelta(days=1)) == 5
        assert board.groups(session, board.Filters(days=2)) == ([], 0)
        counted = tables.one_table("ket-qua", session, Filters(today - timedelta(days=1), today), today)
        assert counted.rows[-1][1] == 5
        assert open_data.months(session, today) in ([], [(today.replace(day=1) - timedelta(days=1)).replace(day=1)])
