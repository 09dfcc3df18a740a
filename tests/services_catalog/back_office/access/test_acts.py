"""Every act in the audit trail has a name that staff can read."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from services_catalog.back_office import app

OFFICE = Path(app.__file__).parent
NAMES = yaml.safe_load((OFFICE / "acts.yml").read_text("utf-8"))
ACT = re.compile(r"[a-z]+(_[a-z]+)*")


def acts() -> set[str]:
    """What is written as the third argument of `record`, or assigned to `act` before."""
    found = set()
    for path in [*OFFICE.rglob("*.py"), *(OFFICE.parent / "cli").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("audit.") == "record":
                found |= _strings(node.args[2])
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "act":
                found |= _strings(node.value)
    return found


def _strings(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _strings(node.body) | _strings(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def details() -> set[str]:
    """The names of what is recorded beside."""
    found = set()
    for path in OFFICE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "record"):
                found |= {each.arg for each in node.keywords if each.arg not in (None, "about", "why")}
    return {each for each in found if each}


def test_every_detail_is_called_something_by_staff() -> None:
    named = yaml.safe_load((OFFICE / "details.yml").read_text("utf-8"))

    assert {"proposal", "due_at", "role"} <= details()
    assert details() <= set(named)


def test_acts_are_found() -> None:
    assert {"publish", "pause", "resume", "teach"} <= acts()


@pytest.mark.parametrize("act", sorted(acts()))
def test_an_act_has_a_name(act: str) -> None:
    assert ACT.fullmatch(act)
    assert NAMES.get(act)
