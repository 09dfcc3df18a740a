"""The form of a record ⇄ the record: from a Draft to what stands in inputs, and from what was typed to a Draft.

What was typed is kept as it was typed (`Typed`), right or wrong: texts, lists of things, things. It follows the fields
of the record by themselves (`fields.py`), so a new field is edited with no further code. An input is named by its way
through the record («record.fees.2.amount_vnd»).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from services_catalog.exchange.cells import Refused, from_cell, to_cell
from services_catalog.exchange.parcel import Data, Place
from services_catalog.fields import RecordField, Shape, fields_of
from services_catalog.labels import refusal
from services_catalog.record import Draft, Fact

ROOT = "record"  # what the names of all inputs of the record begin with
KEY, VALUE = "key", "value"  # of an entry of a map whose keys people choose
DEEPEST = 8  # parts of a name; the record itself needs six
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

Typed = dict[str, Any]
"""By field: a text; a list of chosen words; a thing (Typed); a list of things; by closed key, a text."""


# What each kind of value is in a form


def refers(each: RecordField) -> bool:
    """Whether the field names sources by their keys."""
    return each.name == "sources" and each.shape.kind == "list"


def is_choices(shape: Shape) -> bool:
    """A list of words of a closed list: they are ticked."""
    return shape.kind == "list" and shape.item is not None and shape.item.kind == "choice"


def is_life_events(each: RecordField) -> bool:
    """The events in life, which staff choose from a list of ours; the record itself takes any key."""
    return each.name == "life_events"


@cache
def life_events() -> dict[str, str]:
    """Key → what staff call it."""
    return dict(yaml.safe_load(Path(__file__).with_name("life_events.yml").read_text("utf-8")))


def is_ticked(each: RecordField) -> bool:
    """Whether words are chosen for it, of whatever list."""
    return refers(each) or is_choices(each.shape) or is_life_events(each)


def words_of(value: Any) -> list[str]:
    """The words that are chosen; a text, a word a line, was kept when they were still typed."""
    return value.split() if isinstance(value, str) else value or []


def entries_of(shape: Shape) -> dict[str, RecordField] | None:
    """The fields of one entry of a list of things or of a map with keys of people's own; None for all else."""
    if shape.kind == "list" and shape.item and shape.item.model:
        return dict(fields_of(shape.item.model))
    if shape.kind == "map" and shape.key and shape.item and shape.key.kind != "choice":
        key = RecordField("", KEY, shape.key, required=True)
        if shape.item.model:
            return {KEY: key, **fields_of(shape.item.model)}
        return {KEY: key, VALUE: RecordField("", VALUE, shape.item, required=True)}
    return None


def by_closed_key(shape: Shape) -> bool:
    """A map whose keys are a closed list: every key has its input."""
    return shape.kind == "map" and shape.key is not None and shape.key.kind == "choice" and shape.item is not None


# From the record to the form


def typed(record: Data, model: type[BaseModel] = Draft) -> Typed:
    """What stands in the form of `record`, the JSON form of a `model` (defaults may be left out)."""
    return {name: _shown(record.get(name, each.default), each) for name, each in fields_of(model).items()}


def _shown(value: Any, each: RecordField) -> Any:
    shape = each.shape
    if is_ticked(each):
        return [str(word) for word in value or ()]
    if shape.model:
        return typed(value or {}, shape.model)
    if by_closed_key(shape) and shape.key and shape.item:
        item = shape.item
        return {key: as_typed((value or {}).get(key), item) for key in shape.key.choices}
    fields = entries_of(shape)
    if fields is None:
        return as_typed(value, shape)
    if shape.kind == "list":
        return [{name: _shown(one.get(name, f.default), f) for name, f in fields.items()} for one in value or ()]
    entries = []
    for key, held in (value or {}).items():
        thing = held if shape.item and shape.item.model else {VALUE: held}
        entries.append({KEY: key} | {n: _shown(thing.get(n, f.default), f) for n, f in fields.items() if n != KEY})
    return entries


def as_typed(value: Any, shape: Shape) -> str:
    """A single value as people write it: «70.000», «0,5», «2026-12-31» (the form of a date input), a line each."""
    if value is None:
        return ""
    match shape.kind:
        case "text" | "choice" | "date":
            return str(value)
        case "whole":
            return f"{value:,}".replace(",", ".")
        case "number":
            return f"{value:.16g}".replace(".", ",")
        case "flag":
            return "1" if value else ""
        case _:
            return str(to_cell(value, shape) or "")


# From the form to what was typed


def received(pairs: Iterable[tuple[str, Any]], act: str = "", model: type[BaseModel] = Draft) -> Typed:
    """What the form's pairs of name and text hold; entries are in the order in which they came.

    `act`: a button that was pressed, done on what was typed: «add:record.fees», and «remove:», «up:» or «down:» with
    the name of an entry («record.fees.2»).
    """
    tree = _tree(pairs)
    verb, _, name = act.partition(":")
    if name:
        _do(tree, verb, name.split("."))
    return _thing(tree.get(ROOT), fields_of(model))


def _tree(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in pairs:
        parts = name.split(".")
        if parts[0] != ROOT or len(parts) > DEEPEST or not isinstance(value, str):
            continue
        node = tree
        for part in parts[:-1]:
            inner = node.setdefault(part, {})
            if not isinstance(inner, dict):  # no input of ours is called so
                break
            node = inner
        else:
            values = node.setdefault(parts[-1], [])
            if isinstance(values, list):
                values.append(clean(value))
    return tree


def clean(text: str) -> str:
    """Letters composed, lines ended as Python ends them, nothing that no text can hold."""
    return unicodedata.normalize("NFC", _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _do(tree: dict[str, Any], verb: str, parts: list[str]) -> None:
    """One act on the entries of a list. A name that is not there does nothing."""
    above = parts if verb == "add" else parts[:-1]
    node: Any = tree
    for part in above:
        if not isinstance(node, dict):
            return
        node = node.setdefault(part, {}) if verb == "add" else node.get(part)
    if not isinstance(node, dict):
        return
    ids = list(node)
    if verb == "add":
        node[f"new{len(ids)}"] = {}
        return
    if parts[-1] not in ids:
        return
    at = ids.index(parts[-1])
    if verb == "remove":
        del node[parts[-1]]
    elif (other := at - 1 if verb == "up" else at + 1) in range(len(ids)):
        ids[at], ids[other] = ids[other], ids[at]
        ordered = {each: node[each] for each in ids}
        node.clear()
        node.update(ordered)


def _thing(node: Any, fields: Any) -> Typed:
    held = node if isinstance(node, dict) else {}
    return {name: _of_node(held.get(name), each) for name, each in fields.items()}


def _of_node(node: Any, each: RecordField) -> Any:
    shape = each.shape
    if is_ticked(each):
        return list(dict.fromkeys(node)) if isinstance(node, list) else []
    if shape.model:
        return _thing(node, fields_of(shape.model))
    if by_closed_key(shape) and shape.key:
        held = node if isinstance(node, dict) else {}
        return {key: _text(held.get(key)) for key in shape.key.choices}
    fields = entries_of(shape)
    if fields is None:
        return _text(node)
    entries = [_thing(one, fields) for one in node.values()] if isinstance(node, dict) else []
    if KEY in fields:
        _name_entries(entries, fields, each)
    return entries


def _text(node: Any) -> str:
    return str(node[-1]) if isinstance(node, list) and node else ""


def _name_entries(entries: list[Typed], fields: dict[str, RecordField], each: RecordField) -> None:
    """An entry with something in it and no key gets one, so that facts can refer to it."""
    taken = {entry[KEY].strip() for entry in entries}
    stem = {"sources": "nguon"}.get(each.name, each.name)
    for number, entry in enumerate(entries, 1):
        others = {name: f for name, f in fields.items() if name != KEY}
        if not entry[KEY].strip() and not _is_blank_thing(entry, others):
            at = number
            while f"{stem}-{at}" in taken:
                at += 1
            entry[KEY] = f"{stem}-{at}"
            taken.add(entry[KEY])


# From what was typed to the record


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the name of the input beside which it is told."""

    name: str
    reason: str


@dataclass
class Reading:
    """What was typed as the JSON form of a record, and what in it is no value of its kind."""

    data: Data = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    places: dict[Place, str] = field(default_factory=dict)  # of entries in the record: the names of their inputs

    def name_of(self, place: Place) -> str:
        """The name of the input, or of the list, that holds the value at `place`."""
        for length in range(len(place), 0, -1):
            if known := self.places.get(place[:length]):
                rest = [str(part) for part in place[length:] if not isinstance(part, int) and part != "[key]"]
                return ".".join([known, *rest])
        return ROOT


def read(what: Typed, model: type[BaseModel] = Draft) -> Reading:
    """The record in what was typed. Entries in which nothing stands are left out."""
    reading = Reading()
    reading.data = _Reader(reading).thing(what, fields_of(model), (), ROOT)
    return reading


def checked(what: Typed, model: type[Draft] = Draft) -> tuple[Draft | None, Reading]:
    """The record in what was typed, None if it breaks rules of `model`; the faults tell which."""
    reading = read(what, model)
    try:
        record = model.model_validate(reading.data)
    except ValidationError as error:
        told = {fault.name for fault in reading.faults}
        reading.faults += [fault for fault in faults_of(error, reading) if fault.name not in told]
        return None, reading
    return (None if reading.faults else record), reading


def faults_of(error: ValidationError, reading: Reading) -> Iterator[Fault]:
    """Each broken rule beside its input."""
    for each in error.errors(include_url=False):
        about = each.get("ctx", {})
        place = (*each["loc"], about["field"]) if "field" in about else each["loc"]
        yield Fault(reading.name_of(place), refusal(each["type"], **about) or each["msg"])


@dataclass
class _Reader:
    reading: Reading

    def thing(self, what: Typed, fields: Any, place: Place, name: str) -> Data:
        """The values of a thing that are not left empty."""
        data: Data = {}
        for key, each in fields.items():
            here, called = (*place, key), f"{name}.{key}"
            self.reading.places[here] = called
            value = self.value(what.get(key), each, here, called)
            if value is not None:
                data[key] = value
        return data

    def value(self, what: Any, each: RecordField, place: Place, name: str) -> Any:
        """A value for pydantic; None where nothing was typed, or where it is told to be wrong."""
        shape = each.shape
        if is_ticked(each):
            return words_of(what) or None
        if shape.model:
            fields = fields_of(shape.model)
            return None if _is_blank_thing(what, fields) else self.thing(what, fields, place, name)
        if by_closed_key(shape) and shape.item:
            held = {}
            for key, text in (what or {}).items():
                self.reading.places[(*place, key)] = f"{name}.{key}"
                if (value := self.single(text, shape.item, f"{name}.{key}")) not in (None, []):
                    held[key] = value
            return held or None
        entry_fields = entries_of(shape)
        if entry_fields is None:
            return self.single(what, shape, name)
        return self.entries(what or [], shape, entry_fields, place, name) or None

    def entries(self, what: list[Typed], shape: Shape, fields: Any, place: Place, name: str) -> Any:
        """A list of things, or a map of them."""
        several: list[Data] = []
        by_key: Data = {}
        for at, entry in enumerate(what):
            called = f"{name}.{at}"
            if _is_blank_thing(entry, fields):
                continue
            if shape.kind == "list":
                here = (*place, len(several))
                self.reading.places[here] = called
                several.append(self.thing(entry, fields, here, called))
                continue
            key = entry[KEY].strip()
            here = (*place, key)
            self.reading.places[here] = called
            if not key:
                self.fault(f"{called}.{KEY}", refusal("missing"))
            elif key in by_key:
                self.fault(f"{called}.{KEY}", refusal("key_twice", text=key))
            elif shape.item and shape.item.model:
                by_key[key] = self.thing(entry, fields_of(shape.item.model), here, called)
            else:
                self.reading.places[here] = f"{called}.{VALUE}"
                by_key[key] = self.value(entry[VALUE], fields[VALUE], here, f"{called}.{VALUE}")
        return several if shape.kind == "list" else by_key

    def single(self, what: Any, shape: Shape, name: str) -> Any:
        text = what if isinstance(what, str) else ""
        if shape.kind == "flag":
            return bool(text)
        if not text.strip():
            return None
        if shape.kind == "text":
            return text.strip()
        try:
            return from_cell(text, shape)
        except Refused as error:
            self.fault(name, str(error))
            return None

    def fault(self, name: str, reason: str | None) -> None:
        self.reading.faults.append(Fault(name, reason or ""))


def is_blank(what: Any, each: RecordField) -> bool:
    """Whether nothing was typed: what a new entry brings along does not count."""
    shape = each.shape
    if shape.model:
        return _is_blank_thing(what, fields_of(shape.model))
    if (fields := entries_of(shape)) is not None:
        return all(_is_blank_thing(one, fields) for one in what or ())
    if by_closed_key(shape):
        return not any(str(text).strip() for text in (what or {}).values())
    if isinstance(what, list):
        return not what
    return not str(what or "").strip() or (what == as_typed(each.default, shape) and shape.kind != "text")


def _is_blank_thing(what: Any, fields: Any) -> bool:
    held = what if isinstance(what, dict) else {}
    return all(is_blank(held.get(name), each) for name, each in fields.items())


def new_entry(fields: dict[str, RecordField]) -> Typed:
    """What stands in an entry that was just added."""
    return {name: _shown(each.default, each) for name, each in fields.items()}


def is_fact(model: type[BaseModel] | None) -> bool:
    """Whether a thing has to name its sources."""
    return model is not None and issubclass(model, Fact)
