"""The conditions of a guide: what was answered, in a small declarative language.

- `{tuoi: duoi-6}`: this option was chosen; `{tuoi: [duoi-6, 6-13]}`: one of these;
- `{tuoi: duoi-6, the: co}`: both;
- `{all: [...]}`, `{any: [...]}`, `{not: {...}}`: of other conditions.

A question that was not asked was answered by nothing, so a condition on it is false. A question that was skipped
is unknown, and so is, in Kleene's three-valued logic, all that hangs on it: None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator

SKIPPED = "?"  # the answer of somebody who does not know
WORDS = frozenset({"all", "any", "not"})


def _well_formed(condition: dict[str, Any]) -> dict[str, Any]:
    if not condition:
        raise ValueError("a condition names a question, or is all, any or not")
    for key, value in condition.items():
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                raise ValueError(f"«{key}» takes a list of conditions")
            parts = value
        elif key == "not":
            parts = [value]
        else:
            options = value if isinstance(value, list) else [value]
            if not options or not all(isinstance(option, str) for option in options):
                raise ValueError(f"«{key}» takes the id of an option, or a list of them, in quotes if it is a number")
            continue
        for part in parts:
            if not isinstance(part, dict):
                raise ValueError(f"«{key}» takes conditions such as {{question: option}}")
            _well_formed(part)
    return condition


Condition = Annotated[dict[str, Any], AfterValidator(_well_formed)]


def holds(condition: Mapping[str, Any] | None, answers: Mapping[str, str]) -> bool | None:
    """Whether `condition` is true of `answers`; None if that hangs on something skipped. No condition is true."""
    return _all([_one(key, value, answers) for key, value in condition.items()]) if condition else True


def _one(key: str, value: Any, answers: Mapping[str, str]) -> bool | None:
    if key == "not":
        held = holds(value, answers)
        return None if held is None else not held
    if key == "all":
        return _all([holds(part, answers) for part in value])
    if key == "any":
        held_by = [holds(part, answers) for part in value]
        return True if True in held_by else None if None in held_by else False
    answer = answers.get(key)
    return None if answer == SKIPPED else answer in (value if isinstance(value, list) else [value])


def _all(held: list[bool | None]) -> bool | None:
    return False if False in held else None if None in held else True


def mentions(condition: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Each (question, option) that `condition` speaks of."""
    for key, value in (condition or {}).items():
        if key == "not":
            yield from mentions(value)
        elif key in WORDS:
            for part in value:
                yield from mentions(part)
        else:
            yield from ((key, option) for option in (value if isinstance(value, list) else [value]))
