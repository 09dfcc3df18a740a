"""Bringing the database to the tables this release expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def config(engine: Engine | None = None) -> Config:
    """Alembic's configuration; no alembic.ini is needed."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    if engine is not None:
        made.attributes["engine"] = engine
    return made


def migrate(engine: Engine) -> None:
    """Upgrade the database behind `engine` to the newest tables."""
    command.upgrade(config(engine), "head")
