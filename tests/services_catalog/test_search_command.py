"""`catalogue search`, as somebody at a terminal uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services_catalog.cli import app
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.publishing import save
from services_catalog.record import Draft
from services_catalog.settings import settings
from tests.services_catalog.samples import RECORDS, published


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Four published services and a draft."""
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SEARCH_STORE", str(tmp_path / "search"))
    settings.cache_clear()
    engine = connect(url)
    migrate(engine)
    published(engine, RECORDS)
    with sessions(engine).begin() as session:
        save(session, "the-doc-sach", Draft(name="Cấp thẻ đọc sách"), "người biên tập", "thử")
    engine.dispose()
    yield
    settings.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["search", *arguments])


def test_what_fits_best_comes_first() -> None:
    done = run("lam giay khia sinh")

    assert done.exit_code == 0
    assert done.output.index("khai-sinh") < done.output.index("ket-hon")


def test_drafts_are_shown_when_asked_for_and_named_so() -> None:
    assert "the-doc-sach" not in run("đọc sách").output

    done = run("đọc sách", "--drafts")
    assert "the-doc-sach" in done.output
    assert "draft" in done.output


def test_nothing_found_says_what_to_do() -> None:
    done = run("khai sinh", "--level", "central")

    assert done.exit_code == 1
    assert "fewer filters" in done.output


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("SEARCH_STORE", str(tmp_path / "file"))
    settings.cache_clear()

    done = run("khai sinh")

    assert done.exit_code == 1
    assert "SEARCH_STORE" in done.output
