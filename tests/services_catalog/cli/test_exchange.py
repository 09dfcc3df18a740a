"""`catalogue export | import | history | diff | withdraw | rollback`, as staff call them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine
from typer.testing import CliRunner

from services_catalog.cli import app
from services_catalog.settings import settings
from tests.services_catalog.samples import fee, published, record

Run = Callable[..., Result]


@pytest.fixture
def run(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Call the command line on a database with one service, «the-thu-vien»."""
    published(engine, {"the-thu-vien": record(fees=[fee(70_000, "Lệ phí thẻ")])})
    monkeypatch.setenv("DATABASE_URL", str(engine.url))
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])
    settings.cache_clear()


def changed(run: Run, tmp_path: Path, old: str = "70000", new: str = "35000") -> Path:
    """The service in a file, with something changed."""
    file = tmp_path / "the.yml"
    assert run("export", "--out", file).exit_code == 0
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    return file


def test_a_dry_run_shows_the_change_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    file = changed(run, tmp_path)

    shown = run("import", file, "--dry-run")

    assert shown.exit_code == 0
    assert "Phí: “Lệ phí thẻ” 70.000 đồng → 35.000 đồng" in shown.stdout
    assert "Chưa ghi gì. Sẽ có 0 dịch vụ mới, 1 dịch vụ thay đổi" in shown.stdout
    assert "70000" in run("export", "--drafts").stdout


def test_an_import_waits_until_it_is_published(run: Run, tmp_path: Path) -> None:
    file = changed(run, tmp_path)

    assert run("import", file).exit_code == 0
    assert "70000" in run("export").stdout
    assert "35000" in run("export", "--drafts").stdout

    assert run("import", file, "--publish").exit_code == 0
    assert "35000" in run("export").stdout


def test_a_mistake_ends_with_1_and_is_named(run: Run, tmp_path: Path) -> None:
    shown = run("import", changed(run, tmp_path, new="rẻ"), tmp_path / "khong-co.xlsx")

    assert shown.exit_code == 1
    assert (
        "Không nhập the.yml, the-thu-vien, fees (Phí) 1, amount_vnd (Số tiền (đồng)): Cần là số nguyên." in shown.stdout
    )
    assert "Không nhập khong-co.xlsx: Không đọc được tệp: không có tệp khong-co.xlsx" in shown.stdout


def test_who_and_why_are_in_the_history(run: Run, tmp_path: Path) -> None:
    run("import", changed(run, tmp_path), "--publish", "--by", "phong-tu-phap", "--why", "nghị quyết [mới]")

    shown = run("history", "the-thu-vien").stdout

    assert "phong-tu-phap" in shown
    assert "nghị quyết [mới]" in shown
    assert "đang công bố" in shown
    assert "70.000 đồng → 35.000 đồng" in run("diff", "the-thu-vien").stdout
    assert "35.000 đồng → 70.000 đồng" in run("diff", "the-thu-vien", "2", "1").stdout


def test_going_back_and_taking_out(run: Run, tmp_path: Path) -> None:
    run("import", changed(run, tmp_path), "--publish")

    assert "nay là bản 3" in run("rollback", "the-thu-vien", "1", "--why", "nhầm").stdout
    assert "70000" in run("export").stdout
    assert "đã rút" in run("withdraw", "the-thu-vien", "--why", "bãi bỏ").stdout
    assert "70000" not in run("export").stdout
    assert "rút" in run("history", "the-thu-vien").stdout


@pytest.mark.parametrize(
    "command", [["history"], ["diff"], ["withdraw", "--why", "x"], ["rollback", "--why", "x", "1"]]
)
def test_a_service_that_is_not_there_is_said(run: Run, command: list[str]) -> None:
    shown = run(command[0], "khong-co", *command[1:])

    assert shown.exit_code == 1
    assert "Không có dịch vụ «khong-co»." in shown.stdout


def test_for_other_programs(run: Run, tmp_path: Path) -> None:
    assert run("export", "--out", tmp_path / "a.jsonld").exit_code == 0
    assert json.loads((tmp_path / "a.jsonld").read_text("utf-8"))["@graph"][0]["@type"] == "cpsv:PublicService"
    shown = json.loads(run("export", "--format", "schema-org").stdout)
    assert shown["@graph"][0]["@type"] == "GovernmentService"


def test_what_cannot_be_exported_is_said(run: Run) -> None:
    assert run("export", "khong-co").exit_code == 1
    assert "--out" in run("export", "--format", "xlsx").stderr
