"""Imports run one way: bot.language ← services_catalog ← actions, bot.webhook; bot.nlu knows language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = (
    "actions",
    "benchmarks",
    "bot.language",
    "bot.nlu",
    "bot.webhook",
    "services_catalog",
    "tests",
    "tools",
)

# package → what of ours it may import
ALLOWED = {
    "bot/language": {"bot.language"},
    "bot/nlu": {"bot.nlu", "bot.language"},
    "services_catalog": {"services_catalog", "bot.language"},
    "actions": {"actions", "services_catalog", "bot.language"},
    "bot/webhook": {"bot.webhook", "services_catalog", "bot.language"},
}
NOT_FOR = {
    "bot/language": re.compile(r"^(rasa|rasa_sdk|fastapi|starlette|pydantic|sqlalchemy|spacy)\b"),
    "bot/nlu": re.compile(r"^(rasa_sdk|fastapi|starlette|pydantic)\b"),
    "services_catalog": re.compile(r"^(rasa|rasa_sdk|fastapi|starlette)\b"),
    "actions": re.compile(r"^(rasa|fastapi|starlette)\b"),
    "bot/webhook": re.compile(r"^(rasa|rasa_sdk)\b"),
}
MAY_KNOW_FASTAPI = ("services_catalog/back_office",)


def imported(path: Path) -> Iterator[str]:
    """The dotted name of everything that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(package: str) -> list[Path]:
    """The Python files of a package."""
    return sorted((ROOT / package).rglob("*.py"))


def own(name: str) -> str | None:
    """Which of our packages a dotted name is in."""
    return next((package for package in OURS if name == package or name.startswith(f"{package}.")), None)


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_is_before_it(package: str) -> None:
    wrong = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in files(package)
        for name in imported(path)
        if (ours := own(name)) and ours not in ALLOWED[package]
    }

    assert files(package)
    assert wrong == set()


@pytest.mark.parametrize("package", NOT_FOR)
def test_a_package_does_not_know_what_is_not_its_business(package: str) -> None:
    wrong = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in files(package)
        if not path.relative_to(ROOT).as_posix().startswith(MAY_KNOW_FASTAPI)
        for name in imported(path)
        if NOT_FOR[package].match(name)
    }

    assert wrong == set()
