"""`catalogue import-portal`, as a clerk calls it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services_catalog.cli import app
from services_catalog.settings import settings
from tests.services_catalog.portal.records import fields, write


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.db'}")
    settings.cache_clear()
    yield
    settings.cache_clear()


def call(dump: Path, *options: str) -> tuple[int, str, list[list[str]]]:
    """Exit code, what is printed, and the rows of the report."""
    report = dump.with_name("report.csv")
    arguments = ["import-portal", str(dump), "--seen-on", "2026-06-10", "--report", str(report), *options]
    result = CliRunner().invoke(app, arguments)
    rows = list(csv.reader(report.open(encoding="utf-8-sig", newline=""))) if report.exists() else []
    return result.exit_code, " ".join(result.output.split()), rows


def test_a_second_run_finds_everything_as_before(tmp_path: Path) -> None:
    dump = write(tmp_path / "a.jsonl", fields("9.000001"), fields("9.000002"))

    first, second = call(dump), call(dump)

    assert (first[0], second[0]) == (0, 0)
    assert "2 new drafts" in first[1]
    assert "0 new drafts" in second[1]
    assert "2 as before" in second[1]


def test_the_report_names_line_code_field_and_what_to_do(tmp_path: Path) -> None:
    dump = write(tmp_path / "a.jsonl", "{", fields(can_cu_phap_ly="Không có thông tin"))

    code, printed, (head, broken, unsure) = call(dump)

    assert code == 1  # a line was no record
    assert "1 new drafts" in printed
    assert head == ["dòng", "mã thủ tục", "mục", "vấn đề", "nguyên văn", "việc cần làm"]
    assert broken[:4] == ["1", "", "dòng", "Dòng không phải JSON"]
    assert unsure[:4] == ["2", "9.000001", "can_cu_phap_ly", "Không có căn cứ pháp lý"]
    assert all(row[5] for row in (broken, unsure))


def test_words_of_the_portal_are_never_a_formula(tmp_path: Path) -> None:
    text = "=1+1; nộp ở Ủy ban nhân dân cấp huyện"
    rows = call(write(tmp_path / "a.jsonl", fields(trinh_tu_thuc_hien=text)))[2]

    assert rows[1][4] == f"«{text}»"


def test_a_dry_run_saves_nothing(tmp_path: Path) -> None:
    dump = write(tmp_path / "a.jsonl", fields())

    assert "would be saved" in call(dump, "--dry-run")[1]
    assert "1 new drafts" in call(dump)[1]


def test_a_file_that_is_not_there_is_told_without_a_trace(tmp_path: Path) -> None:
    code, printed, _ = call(tmp_path / "nothing.jsonl")

    assert code == 1
    assert "nothing.jsonl cannot be read" in printed
