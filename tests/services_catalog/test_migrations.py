"""The migrations make exactly the tables that the models expect, on both databases, there and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from services_catalog.database import connect
from services_catalog.migrating import config, migrate
from services_catalog.tables import Base
from tests.services_catalog.samples import KHAI_SINH, published, small_catalogue, withdrawn


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database."""
    folder = request.getfixturevalue("tmp_path")
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else f"sqlite:///{folder / 'a.db'}"
    engine = connect(url)
    yield engine
    command.downgrade(config(engine), "base")
    engine.dispose()


def test_models_and_migrations_agree(empty: Engine) -> None:
    migrate(empty)

    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_is_migrating_once(empty: Engine) -> None:
    migrate(empty)
    migrate(empty)

    assert {"service", "revision", "publication"} <= set(inspect(empty).get_table_names())


def test_what_was_upgraded_can_be_downgraded_and_upgraded_again(empty: Engine) -> None:
    migrate(empty)
    published(empty, {"khai-sinh": KHAI_SINH})

    command.downgrade(config(empty), "base")
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}

    migrate(empty)
    published(empty, {"khai-sinh": KHAI_SINH})


def test_a_catalogue_reads_what_is_published_and_forgets_what_is_withdrawn(empty: Engine) -> None:
    catalogue = small_catalogue(empty)
    assert catalogue.records["khai-sinh"] == KHAI_SINH

    withdrawn(empty, "khai-sinh")
    catalogue.refresh()

    assert "khai-sinh" not in catalogue.records
    assert "ket-hon" in catalogue.records
