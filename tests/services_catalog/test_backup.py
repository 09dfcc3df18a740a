"""The database is lost, and everything is there again: for both kinds of database, and from one to the other."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from services_catalog.back_office.access import audit
from services_catalog.back_office.models import AuditEntry, Evidence, Notice, Proposal
from services_catalog.backup import NotRestorable, backup, restore
from services_catalog.cli import app
from services_catalog.database import connect, sessions
from services_catalog.exchange import exporting
from services_catalog.history import service_of, versions
from services_catalog.migrating import config, migrate
from services_catalog.publishing import publish, save
from services_catalog.settings import settings
from services_catalog.tables import Base
from tests.services_catalog.samples import KHAI_SINH, RECORDS, published

PHOTOGRAPH = bytes(range(256))


def lived_in(engine: Engine) -> None:
    """Services, a draft, a proposal, a notice, a photograph, entries in the audit trail."""
    migrate(engine)
    published(engine, RECORDS)
    with sessions(engine).begin() as session:
        changed = KHAI_SINH.model_copy(update={"name": "Khai sinh «mới» – 50 % \n 😀"})
        revision = save(session, "khai-sinh", changed, "lan", "đổi tên")
        session.add(Proposal(service=revision.service, revision=revision, state="in_review", by="lan", why="vì sao"))
        session.add(Notice(slug=None, pauses=True, text="Tạm dừng", by="minh", why="thử"))
        session.add(
            Evidence(
                service_id=revision.service_id,
                name="a.png",
                media_type="image/png",
                sha256="0",
                content=PHOTOGRAPH,
                by="l",
            )
        )
        audit.record(session, "lan", "propose", "khai-sinh", "vì sao", revision=2)
        audit.record(session, "minh", "pause", None, "thử")


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(str(value.replace(tzinfo=None)) if hasattr(value, "tzinfo") else value for value in row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
        }


Opened = Callable[[str], Engine]


@pytest.fixture
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """`opened("sqlite")`, `opened("postgres")`: a new, empty database of that kind."""
    made: list[Engine] = []

    def new(kind: str) -> Engine:
        if kind == "postgres":
            engine = connect(request.getfixturevalue("postgres_url"))
            command.downgrade(config(engine), "base")
        else:
            engine = connect(f"sqlite:///{tmp_path / f'{len(made)}.db'}")
        made.append(engine)
        return engine

    yield new
    for each in made:
        if each.dialect.name == "postgresql":
            command.downgrade(config(each), "base")
        each.dispose()


POSTGRES = pytest.mark.postgres


@pytest.mark.parametrize(
    ("lost", "new"),
    [
        ("sqlite", "sqlite"),
        pytest.param("postgres", "postgres", marks=POSTGRES),
        pytest.param("sqlite", "postgres", marks=POSTGRES),
        pytest.param("postgres", "sqlite", marks=POSTGRES),
    ],
)
def test_all_is_there_again_and_work_goes_on(opened: Opened, tmp_path: Path, lost: str, new: str) -> None:
    file = tmp_path / "backup.zip"
    engine = opened(lost)
    lived_in(engine)
    before = contents(engine)
    done = backup(engine, file)
    assert done.tables["revision"] == 5
    engine.dispose()

    fresh = opened(new)
    assert restore(fresh, file).rows == done.rows

    assert contents(fresh) == before
    with sessions(fresh).begin() as session:
        assert exporting.records(session) == RECORDS
        assert session.scalars(select(Evidence.content)).one() == PHOTOGRAPH
        publish(session, service_of(session, "khai-sinh").revisions[-1], "minh", "sau khi khôi phục")
        save(session, "khai-sinh", KHAI_SINH, "lan", "trở lại")
        audit.record(session, "minh", "publish", "khai-sinh", "sau khi khôi phục")
    with sessions(fresh)() as session:
        assert [each.number for each in versions(session, "khai-sinh")] == [1, 2, 3]
        chain = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [each.before_hash for each in chain[1:]] == [each.hash for each in chain[:-1]]
        assert all(each.hash == audit.hash_of(each) for each in chain)


def test_it_is_one_moment_although_others_write(opened: Opened, tmp_path: Path) -> None:
    engine = opened("sqlite")
    lived_in(engine)
    added = False

    def writing(table: str, _rows: int) -> None:
        nonlocal added
        if not added and table != "service":  # a service and its revision come in between
            added = True
            with sessions(engine).begin() as session:
                save(session, "sau", KHAI_SINH, "lan", "trong lúc sao lưu")

    before = contents(engine)
    backup(engine, tmp_path / "a.zip", writing)
    fresh = opened("sqlite")
    restore(fresh, tmp_path / "a.zip")

    assert added
    assert contents(fresh) == before


def test_what_is_there_is_never_overwritten(opened: Opened, tmp_path: Path) -> None:
    engine = opened("sqlite")
    lived_in(engine)
    backup(engine, tmp_path / "a.zip")

    with pytest.raises(NotRestorable, match="not empty"):
        restore(engine, tmp_path / "a.zip")
    assert len(contents(engine)["service"]) == 4


def test_a_damaged_file_is_refused_before_anything_is_written(opened: Opened, tmp_path: Path) -> None:
    engine = opened("sqlite")
    lived_in(engine)
    good, bad = tmp_path / "a.zip", tmp_path / "b.zip"
    backup(engine, good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"lan", b"lam") if name == "revision.jsonl" else content)

    fresh = opened("sqlite")
    with pytest.raises(NotRestorable, match="damaged"):
        restore(fresh, bad)
    bad.write_bytes(good.read_bytes()[:-500])
    with pytest.raises(NotRestorable, match="no whole backup"):
        restore(fresh, bad)
    restore(fresh, good)


def test_only_its_owner_may_read_it_and_a_failure_leaves_the_last_one(opened: Opened, tmp_path: Path) -> None:
    engine = opened("sqlite")
    lived_in(engine)
    file = tmp_path / "a.zip"
    backup(engine, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = file.read_bytes()

    with pytest.raises(KeyError):  # a database without any table
        backup(opened("sqlite"), file)
    assert file.read_bytes() == first
    assert [each.name for each in tmp_path.glob(".*")] == []


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner()

    def use(name: str) -> None:
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / name}")
        settings.cache_clear()

    use("old.db")
    lived_in(connect())
    said = run.invoke(app, ["backup", str(tmp_path / "a.zip")])
    assert said.exit_code == 0, said.output
    again = run.invoke(app, ["restore", str(tmp_path / "a.zip")])
    assert (again.exit_code, "not empty" in again.output) == (1, True)
    use("new.db")
    restored = run.invoke(app, ["restore", str(tmp_path / "a.zip")])
    assert restored.exit_code == 0, restored.output
    settings.cache_clear()
    use("new.db")
    assert len(contents(connect())["service"]) == 4
    settings.cache_clear()
