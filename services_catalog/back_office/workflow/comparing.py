"""Two versions of a record side by side: for each field that differs, what each says, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from services_catalog.answers.wording import day, money
from services_catalog.differences import HEADINGS, span
from services_catalog.fields import RecordField, Shape, fields_of
from services_catalog.guides.guide import Guide
from services_catalog.guides.told import in_words
from services_catalog.labels import choice_label, field_label, table_word
from services_catalog.record import Draft

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """An entry of a field as one side has it; `only_here`: the other side has it not, or otherwise."""

    text: str
    only_here: bool


@dataclass(frozen=True)
class Row:
    """A field that differs: what staff call it, and its entries before and after."""

    label: str
    before: list[Line]
    after: list[Line]

    @property
    def same(self) -> int:
        """How many entries are on both sides."""
        return sum(not each.only_here for each in self.after)


def model_of(kind: str) -> type[BaseModel]:
    """What a record of a service of that kind is compared as."""
    return Guide if kind == "guide" else Draft


def side_by_side(before: Data, after: Data, model: type[BaseModel]) -> list[Row]:
    """The fields of `model` that differ between two records in their JSON form, in the order of the fields."""
    if model is Guide:
        before, after = in_words(before, after)
    rows = []
    for field in fields_of(model).values():
        old, new = before.get(field.name, field.default), after.get(field.name, field.default)
        if old != new:
            left, right = list(_lines(old, field.shape)), list(_lines(new, field.shape))
            rows.append(
                Row(
                    field_label(field).label,
                    [Line(each, each not in right) for each in left],
                    [Line(each, each not in left) for each in right],
                )
            )
    return rows


def _lines(value: Any, shape: Shape) -> Iterator[str]:
    """A value, one line an entry. Entries within an entry (the options of a question) have lines of their own."""
    if value in (None, [], {}, ""):
        return
    if shape.kind == "list" and shape.item:
        for each in value:
            if shape.item.model:
                yield from _entry(each, fields_of(shape.item.model))
            else:
                yield told(each, shape.item)
    elif shape.kind == "map" and shape.item and shape.key and not isinstance(value, str):
        for key, each in value.items():
            for line in _lines(each, shape.item):
                yield f"{choice_label(shape.key, key)}: {line}"
    else:
        yield told(value, shape)


def _entry(entry: Data, fields: Mapping[str, RecordField]) -> Iterator[str]:
    within = [each for each in fields.values() if each.shape.item and each.shape.item.model]
    yield "; ".join(_parts(entry, [each for each in fields.values() if each not in within]))
    for field in within:
        for line in _lines(_of(entry, field), field.shape):
            yield f"{entry.get('about') or _heading(entry)} › {line}"


def told(value: Any, shape: Shape) -> str:
    """A value in one line, with all that stands in it."""
    if shape.kind == "model" and shape.model:
        return "; ".join(_parts(value, fields_of(shape.model).values()))
    if isinstance(value, (list, dict)) and shape.item:
        return ", ".join(_lines(value, shape))
    match shape.kind:
        case "flag":
            return table_word("yes" if value else "no")
        case "choice":
            return choice_label(shape, str(value))
        case "date":
            return day(date.fromisoformat(value))
        case "number":
            return f"{value:g}".replace(".", ",")
        case "other" if isinstance(value, list):
            return span(value)
        case _:
            return str(value)


def _parts(entry: Data, fields: Iterable[RecordField]) -> Iterator[str]:
    """The fields of an entry that are filled in: first what it is called, last its sources."""
    heading = _heading_field(entry)
    ordered = sorted(fields, key=lambda each: (each.name != heading, each.name == "sources"))
    for field in ordered:
        value = _of(entry, field)
        if field.name == heading:
            yield str(value)
        elif field.name == "amount_vnd":
            yield money(value)
        elif value not in (None, [], {}, "", field.default):
            yield f"{field_label(field).label}: {told(value, field.shape)}"


def _of(entry: Data, field: RecordField) -> Any:
    return entry.get(field.name, entry.get(field.name.rstrip("_"), field.default))  # «from» of a guide


def _heading_field(entry: Data) -> str:
    return next((name for name in HEADINGS if isinstance(entry.get(name), str)), "")


def _heading(entry: Data) -> str:
    return str(entry.get(_heading_field(entry), ""))
