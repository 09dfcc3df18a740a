"""The settings of everything that reads the catalogue, from the environment or a `.env` file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class CatalogueSettings(BaseSettings):
    """One setting a line: name, default, what it does."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    database_url: str = Field(
        f"sqlite:///{ROOT / 'var' / 'catalogue.db'}",
        description="SQLAlchemy address of the database: SQLite or PostgreSQL.",
    )
    linker_store: Path = Field(
        ROOT / "var" / "linker", description="Folder that keeps what was learnt of the published services."
    )
    search_store: Path = Field(ROOT / "var" / "search", description="Folder of the search index.")
    refresh_seconds: float = Field(
        1.0, description="How often a process asks the database whether something new was published."
    )


@lru_cache
def settings() -> CatalogueSettings:
    """The settings of this process."""
    return CatalogueSettings()
