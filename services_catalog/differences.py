"""What changed between two versions of a record, in words: «Phí: “Lệ phí cấp lại thẻ” 70.000 đồng → 35.000 đồng»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any

from pydantic import BaseModel

from services_catalog.answers.wording import day, money
from services_catalog.fields import RecordField, Shape, fields_of
from services_catalog.guides.guide import Guide
from services_catalog.guides.told import in_words
from services_catalog.labels import choice_label, field_label, table_word
from services_catalog.record import Draft

# The fields by which people know an entry.
HEADINGS = ("label", "name", "title", "problem", "ask", "about", "service", "guide", "text")
LONGEST = 160  # characters of a text that is quoted
NEAR = 5  # words of what two long texts share that are quoted on either side of where they differ
ALIKE = 0.6  # of two headings that may be one, reworded

Data = Mapping[str, Any]


def compare(before: Data, after: Data, model: type[BaseModel] = Draft) -> list[str]:
    """Each difference between two records of `model` in their JSON form, a sentence each, in the order of its fields.

    What is not there counts as what it is by default.
    """
    if model is Guide:
        before, after = in_words(before, after)
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
    elif shape.kind == "map" and shape.item and shape.key and not isinstance(old or new, str):
        for key in dict.fromkeys((*(old or {}), *(new or {}))):
            was, is_now = (old or {}).get(key), (new or {}).get(key)
            of_key = f"{label} «{choice_label(shape.key, key)}»"
            if shape.item.model and (was is None or is_now is None):
                yield f"{of_key}: {'thêm' if was is None else 'bỏ'} {_entry(was or is_now, shape.item)}"
            elif was != is_now:
                yield from _values(of_key, shape.item, was, is_now)
    else:
        yield f"{label}: {_change(old, new, shape)}"


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
            yield f"{label}: {_change(old, new, field.shape)}"
        else:
            yield from (
                f"{named}, {each[:1].lower()}{each[1:]}"
                for each in _values(field_label(field).label, field.shape, old, new)
            )


def _of(entry: Data, field: RecordField) -> Any:
    return entry.get(field.name, entry.get(field.name.rstrip("_"), field.default))  # «from» of a guide


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


def _change(old: Any, new: Any, shape: Shape) -> str:
    if isinstance(old, str) and isinstance(new, str):
        old, new = _differing(old, new)
    return f"{said(old, shape)} → {said(new, shape)}"


def _differing(old: str, new: str) -> tuple[str, str]:
    """Two texts that fit into a sentence: of long ones, what both begin and end with is left out.

    Cut at a length alone, two texts that differ at their end would read the same.
    """
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    words, others = old.split(), new.split()
    begin = _alike(words, others)
    end = _alike(words[begin:][::-1], others[begin:][::-1])
    begin, end = max(0, begin - NEAR), max(0, end - NEAR)
    return _between(words, begin, end), _between(others, begin, end)


def _alike(words: Sequence[str], others: Sequence[str]) -> int:
    """With how many of the same words both begin."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(words, others, strict=False))
    return sum(1 for _ in same)


def _between(words: Sequence[str], begin: int, end: int) -> str:
    """`words` without the first `begin` and the last `end`."""
    return f"{'…' if begin else ''}{' '.join(words[begin : len(words) - end])}{'…' if end else ''}"


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
        case "other" if isinstance(value, list):
            return span(value)
        case _:
            return f"“{_short(str(value))}”"


def span(ends: Iterable[object]) -> str:
    """«0 đến 5», of the ages that an option of a guide stands for."""
    return " đến ".join(map(str, ends))
