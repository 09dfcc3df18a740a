"""`catalogue load`: the content files of a folder, and what the next start does when nothing has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from services_catalog.cli import app
from services_catalog.settings import settings
from tests.services_catalog.samples import record

UNCHANGED = "Nothing changed"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Call the command line on a database that is not there yet."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("LINKER_STORE", str(tmp_path / "linker"))
    settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])
    settings.cache_clear()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder of content with one service."""
    folder = tmp_path / "content"
    folder.mkdir()
    write(folder, "the-thu-vien", "Cấp thẻ thư viện")
    return folder


def write(folder: Path, slug: str, name: str) -> None:
    data = record(name).model_dump(mode="json", exclude_defaults=True)
    (folder / f"{slug}.yml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")


def test_a_second_load_finds_nothing_to_do(run: Run, content: Path) -> None:
    first, second = run("load", content), run("load", content)

    assert "1 services read, 1 published anew" in first.stdout
    assert UNCHANGED in second.stdout


def test_a_file_that_was_changed_added_or_removed_is_noticed(run: Run, content: Path) -> None:
    run("load", content)
    write(content, "the-thu-vien", "Cấp thẻ thư viện mới")
    assert "1 services read, 1 published anew" in run("load", content).stdout

    write(content, "muon-sach", "Mượn sách về nhà")
    assert "2 services read, 1 published anew" in run("load", content).stdout

    (content / "muon-sach.yml").unlink()
    assert UNCHANGED not in run("load", content).stdout


def test_a_faulty_file_is_named_at_each_start_until_it_is_mended(run: Run, content: Path) -> None:
    (content / "hong.yml").write_text("name: Hỏng\n", "utf-8")
    for _ in range(2):
        told = run("load", content)
        assert told.exit_code == 3
        assert "hong.yml" in told.stdout

    write(content, "hong", "Dịch vụ đã sửa")
    assert run("load", content).exit_code == 0
    assert UNCHANGED in run("load", content).stdout
