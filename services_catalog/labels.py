"""What staff call the fields of a record, their values and the rules they break (`labels.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from services_catalog.answers.wording import say
from services_catalog.content import read_yaml
from services_catalog.fields import RecordField, Shape
from services_catalog.record import Aspect


@dataclass(frozen=True)
class Label:
    """What a field is called, and what is to be written there.

    `help`: the same beside an input of a form, where what is said of a cell of a table does not fit.
    """

    label: str
    meaning: str
    help: str = ""


@lru_cache
def labels() -> dict[str, Any]:
    """The contents of `labels.yml`."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).with_name("labels.yml"))
    return loaded


def field_label(field: RecordField) -> Label:
    """The label of a field; its own name where none is written yet."""
    known = labels()["fields"]
    found = known.get(f"{field.model}.{field.name}") or known.get(field.name)
    return Label(**found) if found else Label(field.name, "")


def place_label(path: str) -> str:
    """What staff call a place in a record: «notes.18.text» is «Giải đáp, mục 19»."""
    field, *entry = path.split(".")
    known = labels()["fields"].get(field)
    called = str(known["label"]) if known else field
    if not entry:
        return called
    return f"{called}, mục {int(entry[0]) + 1}" if entry[0].isdigit() else f"{called}, {entry[0]}"


def choice_label(shape: Shape, value: str) -> str:
    """What a word of a closed list is called; itself where nothing is written yet."""
    if shape.vocabulary == Aspect.__name__:
        return say(f"aspect.{value}")
    return str(labels()["choices"].get(shape.vocabulary, {}).get(value, value))


def table_word(key: str) -> str:
    """A word of the tables («slug»)."""
    return str(labels()["table"][key])


def refusal(rule: str, **values: Any) -> str | None:
    """Why a value is refused, in a sentence that says what to do; None for a rule that has no sentence."""
    found = labels()["refused"].get(rule)
    return str(found).format(**values) if found else None
