"""The audit trail cannot be edited, and whoever gets around that is found out. On both databases."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from services_catalog.back_office.access.audit import record, verify
from services_catalog.back_office.models import AuditEntry
from services_catalog.cli import app
from services_catalog.database import connect, sessions
from services_catalog.settings import settings

TAKE_AWAY = {
    "sqlite": ["DROP TRIGGER audit_entry_update", "DROP TRIGGER audit_entry_delete"],
    "postgresql": ["DROP TRIGGER audit_entry_refuse ON audit_entry"],
}


@pytest.fixture
def trail(either_engine: Engine) -> Engine:
    """A database with five entries."""
    for number in range(5):
        with sessions(either_engine).begin() as session:
            record(session, "lan", "publish", f"dich-vu-{number}", "sửa lệ phí", fee=8_000.5, cũ=[None, "«5»"])
    return either_engine


def verdict(engine: Engine, known: str | None = None) -> str | None:
    with sessions(engine)() as session:
        return verify(session, known).broken


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET why = 'khác'",
        "UPDATE audit_entry SET why = why WHERE id = 1",
        "DELETE FROM audit_entry WHERE id = 3",
        "DELETE FROM audit_entry",
    ],
)
def test_no_statement_edits_or_deletes_an_entry(trail: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="the audit trail cannot be edited"), trail.begin() as connection:
        connection.execute(text(statement))

    assert verdict(trail) is None


def test_no_entry_is_replaced_or_cut_off_at_once(trail: Engine) -> None:
    if trail.dialect.name == "sqlite":
        columns = "id, at, by, act, about, why, details, before_hash, hash"
        statement = f"INSERT OR REPLACE INTO audit_entry ({columns}) SELECT {columns} FROM audit_entry WHERE id = 2"
    else:
        statement = "TRUNCATE audit_entry"

    with pytest.raises(DBAPIError, match="the audit trail cannot be edited"), trail.begin() as connection:
        connection.execute(text(statement))

    assert verdict(trail) is None


def test_an_act_that_is_rolled_back_leaves_no_entry(trail: Engine) -> None:
    with sessions(trail)() as session:
        record(session, "lan", "publish")
        session.rollback()

    with sessions(trail)() as session:
        assert (verify(session).entries, verify(session).broken) == (5, None)


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("UPDATE audit_entry SET why = 'khác' WHERE id = 3", "Việc số 3 đã bị sửa."),
        ("UPDATE audit_entry SET by = 'hoa' WHERE id = 5", "Việc số 5 đã bị sửa."),
        ("UPDATE audit_entry SET at = '2026-01-01 00:00:00' WHERE id = 1", "Việc số 1 đã bị sửa."),
        ("""UPDATE audit_entry SET details = '{"fee": 0}' WHERE id = 2""", "Việc số 2 đã bị sửa."),
        ("DELETE FROM audit_entry WHERE id = 3", "Trước việc số 4 có việc bị bỏ đi hoặc chen vào."),
        ("DELETE FROM audit_entry WHERE id = 1", "Trước việc số 2 có việc bị bỏ đi hoặc chen vào."),
        ("DELETE FROM audit_entry WHERE id = 5", "Nhật ký có 4 việc, nhưng đã từng ghi 5 việc."),
        ("DELETE FROM audit_entry", "Nhật ký có 0 việc, nhưng đã từng ghi 5 việc."),
    ],
)
def test_who_takes_the_triggers_away_first_is_found_out(trail: Engine, tampering: str, said: str) -> None:
    with trail.begin() as connection:
        for statement in [*TAKE_AWAY[trail.dialect.name], tampering]:
            connection.execute(text(statement))

    assert verdict(trail) == said


def test_who_writes_the_whole_trail_anew_is_found_out_by_a_hash_kept_elsewhere(trail: Engine) -> None:
    with sessions(trail)() as session:
        known = verify(session).hash
    assert verdict(trail, known) is None

    with trail.begin() as connection:
        for statement in TAKE_AWAY[trail.dialect.name]:
            connection.execute(text(statement))
        connection.execute(text("DELETE FROM audit_entry"))
        connection.execute(text("UPDATE audit_head SET entries = 0, hash = :start"), {"start": "0" * 64})
    with sessions(trail).begin() as session:
        record(session, "lan", "publish", "chuyện khác")

    assert verdict(trail) is None
    assert verdict(trail, known) is not None


def test_many_who_write_at_once_make_one_chain(trail: Engine) -> None:
    failed: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(20):
                with sessions(trail).begin() as session:
                    session.scalars(text("SELECT hash FROM audit_entry")).all()  # a look before, as routes have
                    record(session, name, "publish", f"{name}-{number}")
        except BaseException as error:  # noqa: BLE001 (told below)
            failed.append(error)

    threads = [threading.Thread(target=work, args=(f"người {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    with sessions(trail)() as session:
        found = verify(session)
        assert (found.entries, found.broken) == (125, None)
        assert session.query(AuditEntry).filter_by(by="người 3").count() == 20


def test_the_command_says_whether_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    try:
        assert CliRunner().invoke(app, ["account", "add", "lan"]).exit_code == 0
        whole = CliRunner().invoke(app, ["audit", "verify"])
        with connect(url).begin() as connection:
            for statement in [*TAKE_AWAY["sqlite"], "UPDATE audit_entry SET by = 'hoa'"]:
                connection.execute(text(statement))
        broken = CliRunner().invoke(app, ["audit", "verify"])
    finally:
        settings.cache_clear()

    assert (whole.exit_code, "Nhật ký nguyên vẹn: 1 việc" in whole.output) == (0, True)
    assert (broken.exit_code, "Việc số 1 đã bị sửa" in broken.output) == (1, True)
