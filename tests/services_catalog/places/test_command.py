"""`catalogue place`, as staff use it."""

from __future__ import annotations

from typer.testing import CliRunner

from services_catalog.cli import app


def test_a_place_is_shown_with_what_it_is_today() -> None:
    result = CliRunner().invoke(app, ["place", "p. bến nghé q1"])

    assert result.exit_code == 0
    assert "26740" in result.output
    assert "nay thuộc phường Sài Gòn" in result.output


def test_a_text_without_a_place_says_what_to_type() -> None:
    result = CliRunner().invoke(app, ["place", "cần giấy tờ gì"])

    assert result.exit_code == 1
    assert "Name its kind" in result.output
