"""Databases for the catalogue's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_catalog.catalogue import Catalogue
from services_catalog.database import connect
from services_catalog.migrating import migrate
from tests.services_catalog.samples import small_catalogue


@pytest.fixture(scope="session")
def _tables(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database without a row, migrated once, to be copied."""
    path = tmp_path_factory.mktemp("tables") / "catalogue.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path.read_bytes()


@pytest.fixture
def engine(_tables: bytes, tmp_path: Path) -> Iterator[Engine]:
    """An SQLite database with the tables of this release."""
    path = tmp_path / "catalogue.db"
    path.write_bytes(_tables)
    made = connect(f"sqlite:///{path}")
    yield made
    made.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database with the tables of this release, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("engine")
        return
    made = connect(request.getfixturevalue("postgres_url"))
    migrate(made)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Four services; tests only read it."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('catalogue') / 'catalogue.db'}")
    made = small_catalogue(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server, started for this run."""
    pgserver = pytest.importorskip("pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """The address of an empty database on it, whatever the test before left there."""
    engine = connect(postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return postgres
