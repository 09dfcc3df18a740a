"""Reports count right; what is published tells no small count and nothing it could be worked out from."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import count

import pytest
from sqlalchemy import Engine, delete

from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.publishing import publish, save
from services_catalog.teams.models import Team, Visit
from services_catalog.teams.registering import create
from services_catalog.teams.reports import Month, Obstacle, months, obstacles, public_csv, report, staff_csv
from tests.services_catalog.guides.guides import guide

TODAY = date(2026, 11, 22)
NUMBERS = count()


@pytest.fixture
def teams(engine: Engine) -> list[int]:
    """Two teams of two communes."""
    return made(engine)


def made(engine: Engine) -> list[int]:
    with sessions(engine).begin() as session:
        names = [("Tổ Một", "26740"), ("Tổ Hai", "00004")]
        return [create(session, name=name, commune=commune, by="lan")[0].id for name, commune in names]


def helped(
    engine: Engine,
    team: int,
    times: int,
    day: str,
    service: str = "khai-sinh",
    reason: str | None = None,
    led_by: str | None = None,
) -> None:
    with sessions(engine).begin() as session:
        for _ in range(times):
            outcome = "come_back" if reason else "done"
            session.add(
                Visit(
                    id=f"{next(NUMBERS)}", team_id=team, day=date.fromisoformat(day), service=service, guide=led_by,
                    outcome=outcome, reason=reason, hamlet="Thôn Đông", minutes=10,
                )
            )  # fmt: skip


def published(engine: Engine) -> list[dict[str, str]]:
    with sessions(engine)() as session:
        return list(csv.DictReader(io.StringIO(public_csv(session, TODAY))))


def test_a_report_is_of_its_month_its_team_and_its_commune(engine: Engine, teams: list[int]) -> None:
    one, two = teams
    helped(engine, one, 3, "2026-11-01")
    helped(engine, one, 2, "2026-11-30", reason="no-otp")
    helped(engine, two, 4, "2026-11-15", service="ket-hon")
    helped(engine, one, 9, "2026-10-31")
    with sessions(engine)() as session:
        assert [str(each) for each in months(session)] == ["2026-11", "2026-10"]
        november = Month.read("2026-11")
        assert report(session, november).visits == 9
        assert report(session, november, commune="00004").visits == 4
        of_one = report(session, november, team=one)

    assert (of_one.visits, of_one.minutes_each) == (5, 10)
    assert of_one.by(lambda row: row.reason) == [("no-otp", 2)]
    assert of_one.outcomes(lambda row: row.service) == [("khai-sinh", {"done": 3, "come_back": 2}, 5)]


def test_the_obstacles_most_met_come_first(engine: Engine, teams: list[int]) -> None:
    helped(engine, teams[0], 2, "2026-11-10", reason="no-otp")
    helped(engine, teams[1], 1, "2026-11-11", reason="no-otp")
    helped(engine, teams[0], 2, "2026-11-12", service="ket-hon", reason="missing-paper")
    helped(engine, teams[0], 5, "2026-10-01", reason="system")
    helped(engine, teams[0], 5, "2026-11-01")
    with sessions(engine)() as session:
        assert obstacles(session, date(2026, 11, 1)) == [
            Obstacle("khai-sinh", "no-otp", "Không nhận được mã OTP", 3, 2),
            Obstacle("ket-hon", "missing-paper", "Thiếu giấy tờ", 2, 1),
        ]


def test_what_is_published_has_no_small_count_no_team_and_no_month_that_is_not_over(
    engine: Engine, teams: list[int]
) -> None:
    helped(engine, teams[0], 5, "2026-10-10")
    helped(engine, teams[0], 4, "2026-10-11", reason="no-otp")
    helped(engine, teams[1], 1, "2025-12-31", service="ket-hon")
    helped(engine, teams[0], 50, "2026-11-02")

    rows = published(engine)

    assert [(row["thang"], row["ma_xa"], row["ket_qua"], row["so_luot"]) for row in rows] == [
        ("2025-12", "00004", "Xong việc", "dưới 5"),
        ("2026-10", "26740", "Hẹn quay lại", "dưới 5"),
        ("2026-10", "26740", "Xong việc", "5"),
    ]
    assert set(rows[0]) == {"thang", "ma_xa", "xa", "ma_dich_vu", "dich_vu", "ket_qua", "ly_do", "so_luot"}


def test_what_leads_through_several_services_is_counted_as_what_it_is(engine: Engine, teams: list[int]) -> None:
    """A suspicious call is no «Gửi phản ánh, kiến nghị», and a lost purse more than one card."""
    with sessions(engine).begin() as session:
        for name, kind in (("thu-lua-dao", "scam_check"), ("thu-the", "checklist")):
            written = guide(("title", f"Hướng dẫn {name}"), ("kind", kind))
            publish(session, save(session, f"guides/{name}", written, "lan", "mới"), "lan", "mới")
    helped(engine, teams[0], 5, "2026-10-10", reason="scam", led_by="thu-lua-dao")
    helped(engine, teams[0], 6, "2026-10-10", reason="scam", led_by="thu-the")
    helped(engine, teams[0], 7, "2026-10-10", service="viec-khac")
    with sessions(engine)() as session:
        october = report(session, Month(2026, 10))
        met = [(each.service, each.visits) for each in obstacles(session, date(2026, 10, 1))]
        staff = staff_csv(session, october)

    counted = {"guides/thu-lua-dao": 5, "khai-sinh": 6, "viec-khac": 7}
    assert dict(october.by(lambda row: row.service)) == counted
    assert met == [("khai-sinh", 6), ("guides/thu-lua-dao", 5)]
    assert "Hướng dẫn thu-lua-dao" in staff
    assert "Việc khác" in staff
    assert {row["ma_dich_vu"]: int(row["so_luot"]) for row in published(engine)} == counted


def test_teams_of_one_commune_are_counted_together(engine: Engine, teams: list[int]) -> None:
    with sessions(engine).begin() as session:
        third = create(session, name="Tổ Ba", commune="26740", by="lan")[0].id
    helped(engine, teams[0], 3, "2026-10-10")
    helped(engine, third, 3, "2026-10-10")

    assert [row["so_luot"] for row in published(engine)] == ["6"]


@pytest.mark.postgres
def test_it_counts_on_postgres_as_well(postgres_url: str) -> None:
    engine = connect(postgres_url)
    migrate(engine)
    with sessions(engine).begin() as session:
        session.execute(delete(Visit))
        session.execute(delete(Team))
    helped(engine, made(engine)[0], 5, "2026-10-10")
    with sessions(engine)() as session:
        assert months(session) == [Month(2026, 10)]
        assert report(session, Month(2026, 10)).visits == 5
    assert [row["so_luot"] for row in published(engine)] == ["5"]
    engine.dispose()
