"""What changed between two versions of a record, in words: «Phí: “Lệ phí cấp lại thẻ” 70.000 đồng → 35.000 đồng»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel

from services_catalog.answers.wording import day, money
from services_catalog.fields import RecordField, Shape, fields_of
from services_catalog.labels import choice_label, field_label, table_word
from services_catalog.record import Draft

HEADINGS = ("label", "name", "title", "problem", "about", "service", "text")  # by which people know an entry
LONGEST = 160  # characters of a text that is quoted
ALIKE = 0.6  # of two headings that may be one, reworded

Data = Mapping[str, Any]


def compare(before: Data, after: Data, model: type[BaseModel] = Draft) -> list[str]:
    """Each difference between two records of `model` in their JSON form, a sentence each, in the order of its fields.

    What is not there counts as what it is by default.
    """
    return list(_things(fields_of(model), before, after, ""))


def _things(fields: Mapping[str, RecordField], before: Data, after: Data, said_before: str) -> Iterator[str]:
    for name in dict.fromkeys((*fields, *before, *after)):
        field = fields.get(name) or RecordField("", name, Shape("other"), required=False)
        label = field_label(field).label
        label = f"{said_before}, {label}" if said_before else label
        old, new = before.get(name, field.default), after.get(name, field.default)
        if old != new:
            yield from _values(label, field.shape, old, new)


def _values(label: str, shape: Shape, old: Any, new: Any) -> Iterator[str]:
    if shape.kind == "model" and shape.model:
        yield from _things(fields_of(shape.model), old or {}, new or {}, label)
    elif shape.kind == "list" and shape.item:
        yield from _lists(label, shape.item, old or [], new or [])
    elif shape.kind == "map" and shape.item and shape.key:
        for key in dict.fromkeys((*(old or {}), *(new or {}))):
            was, is_now = (old or {}).get(key), (new or {}).get(key)
            of_key = f"{label} «{choice_label(shape.key, key)}»"
            if shape.item.model and (was is None or is_now is None):
                yield f"{of_key}: {'thêm' if was is None else 'bỏ'} {_entry(was or is_now, shape.item)}"
            elif was != is_now:
                yield from _values(of_key, shape.item, was, is_now)
    else:
        yield f"{label}: {said(old, shape)} → {said(new, shape)}"


def _lists(label: str, item: Shape, old: list[Any], new: list[Any]) -> Iterator[str]:
    """Entries that went, came or changed; then, if nothing else, that their order changed."""
    gone, come = _without(old, new), _without(new, old)
    if not gone and not come:
        yield f"{label}: đổi thứ tự"
        return
    if item.model:
        fields = fields_of(item.model)
        for was, is_now in [(gone[i], come[j]) for i, j in pairs(gone, come, fields)]:
            gone.remove(was)
            come.remove(is_now)
            yield from _entries(label, fields, was, is_now)
    yield from (f"{label}: bỏ {_entry(each, item)}" for each in gone)
    yield from (f"{label}: thêm {_entry(each, item)}" for each in come)


def _without(these: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """`these` without as many of each as `others` hold."""
    left = list(others)
    found = []
    for each in these:
        if each in left:
            left.remove(each)
        else:
            found.append(each)
    return found


def pairs(gone: list[Data], come: list[Data], fields: Mapping[str, RecordField]) -> list[tuple[int, int]]:
    """Which new entry is which old one, changed: those that share most, of the same or nearly the same heading.

    The places in `gone` and `come`, in the order of `gone`.
    """
    ranked = []
    for i, was in enumerate(gone):
        for j, is_now in enumerate(come):
            alike = SequenceMatcher(None, heading(was), heading(is_now)).ratio()
            shared = sum(_of(was, each) == _of(is_now, each) for each in fields.values()) / len(fields)
            if alike >= ALIKE:
                ranked.append((alike + shared, -abs(i - j), i, j))
    found: dict[int, int] = {}
    for _, _, i, j in sorted(ranked, reverse=True):
        if i not in found and j not in found.values():
            found[i] = j
    return sorted(found.items())


def _entries(label: str, fields: Mapping[str, RecordField], was: Data, is_now: Data) -> Iterator[str]:
    """The changes of one entry, each after the heading by which people know the entry."""
    named = f"{label}: “{_short(heading(was))}”"
    for field in fields.values():
        old, new = _of(was, field), _of(is_now, field)
        if old == new:
            continue
        if field.name == "amount_vnd":  # an amount says what it is
            yield f"{named} {money(old)} → {money(new)}"
        elif field.name == _heading_field(was):
            yield f"{label}: “{_short(old)}” → “{_short(new)}”"
        else:
            yield from (
                f"{named}, {each[:1].lower()}{each[1:]}"
                for each in _values(field_label(field).label, field.shape, old, new)
            )


def _of(entry: Data, field: RecordField) -> Any:
    return entry.get(field.name, field.default)


def _heading_field(entry: Data) -> str:
    return next((name for name in HEADINGS if entry.get(name)), "")


def heading(entry: Data) -> str:
    """What people know an entry by."""
    borrowed = entry.get("from")  # an item of a guide that says what a record says
    return str(entry.get(_heading_field(entry)) or (borrowed.get("name", "") if isinstance(borrowed, dict) else ""))


def _entry(entry: Any, item: Shape) -> str:
    """An entry that came or went: its heading, and the amount where it has one."""
    if not item.model:
        return said(entry, item)
    amount = f" {money(entry['amount_vnd'])}" if "amount_vnd" in entry else ""
    when = f" ({entry['when']})" if entry.get("when") else ""
    return f"“{_short(heading(entry))}”{amount}{when}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def said(value: Any, shape: Shape) -> str:
    """A value as people read it."""
    if value is None:
        return table_word("none")
    match shape.kind:
        case "flag":
            return table_word("yes" if value else "no").lower()
        case "choice":
            return choice_label(shape, str(value))
        case "date":
            return day(date.fromisoformat(value))
        case "whole" | "number":
            return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
        case _:
            return f"“{_short(str(value))}”"
