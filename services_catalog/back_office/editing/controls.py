"""What the form of a record draws: a control for each field, with its label, help, what was typed, and what is wrong.

The controls follow the fields of the record; what a field is called comes from `labels.yml`. Templates only draw them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from services_catalog.back_office.editing.binding import (
    KEY,
    ROOT,
    Fault,
    Typed,
    by_closed_key,
    entries_of,
    is_choices,
    is_life_events,
    life_events,
    new_entry,
    refers,
    words_of,
)
from services_catalog.differences import HEADINGS
from services_catalog.fields import RecordField, Shape, fields_of
from services_catalog.labels import choice_label, field_label
from services_catalog.record import Draft

Kind = Literal["line", "text", "lines", "number", "date", "flag", "choice", "many", "group", "entries"]
SHORT = {KEY, "code", "field", "unit", "phone", "number", "form", "by", "place", "url", "service", "articles"}
"""Texts of a few words; all others may grow."""
BEHIND = ("when", "valid_from", "valid_to", "sources")
HEADING_LETTERS = 70


@dataclass
class Entry:
    """One thing of a list: its name («record.fees.2»), what people know it by, and its controls."""

    name: str
    heading: str
    controls: list[Control]


@dataclass
class Control:
    """One field as it is drawn. `value` is a text, or the words that are ticked."""

    kind: Kind
    name: str
    label: str
    help: str = ""
    value: Any = ""
    choices: list[tuple[str, str]] = field(default_factory=list)  # word → what it is called
    required: bool = False
    refers: bool = False  # its choices are the record's own sources
    controls: list[Control] = field(default_factory=list)  # of a group
    entries: list[Entry] = field(default_factory=list)
    blank: Entry | None = None  # what a new entry looks like; «__0__» stands for its number
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The element's id."""
        return self.name.replace(".", "-")

    @property
    def mark(self) -> str:
        """What stands for the number of a new entry."""
        return self.blank.name.rpartition(".")[2] if self.blank else ""

    @property
    def faulty(self) -> bool:
        """Whether something is wrong in it or below it."""
        below = [*self.controls, *(control for entry in self.entries for control in entry.controls)]
        return bool(self.errors) or any(control.faulty for control in below)

    def __iter__(self) -> Iterator[Control]:
        """It and all below it."""
        yield self
        for control in [*self.controls, *(control for entry in self.entries for control in entry.controls)]:
            yield from control


def controls(what: Typed, faults: list[Fault] = [], model: type[BaseModel] = Draft) -> list[Control]:  # noqa: B006
    """A control for each field of the record in `what`, each fault beside the control that its name belongs to."""
    by_name: dict[str, list[str]] = {}
    for fault in faults:
        by_name.setdefault(fault.name, []).append(fault.reason)
    return _Drawer(by_name, _sources(what)).things(what, fields_of(model), ROOT)


def _sources(what: Typed) -> list[tuple[str, str]]:
    """The record's own sources, from which facts choose."""
    found = []
    for source in what.get("sources") or ():
        if key := source[KEY].strip():
            title = " ".join(str(source.get("title", "")).split())
            found.append((key, title or key))
    return found


@dataclass
class _Drawer:
    faults: Mapping[str, list[str]]
    sources: list[tuple[str, str]]

    def things(self, what: Typed, fields: Mapping[str, RecordField], name: str, depth: int = 0) -> list[Control]:
        # What was looked up is best read last, as in the tables: sources and days follow what they are about.
        ordered = sorted(fields.items(), key=lambda item: name != ROOT and item[0] in BEHIND)
        return [self.control(what.get(key), each, f"{name}.{key}", depth) for key, each in ordered]

    def control(self, value: Any, each: RecordField, name: str, depth: int) -> Control:
        shape, label = each.shape, field_label(each)
        made = Control(
            "text",
            name,
            label.label,
            label.help or label.meaning,
            errors=self.faults.get(name, []),
            required=each.required and each.name != KEY,
        )
        if refers(each):
            made.kind, made.refers, made.value = "many", True, value or []
            known = dict(self.sources)
            # Ticked ones first, in their order: that is how a browser sends them back.
            ticked = [(key, known.get(key, f"{key} (không có trong mục Nguồn)")) for key in made.value]
            made.choices = [*ticked, *(each for each in self.sources if each[0] not in made.value)]
        elif is_choices(shape) and shape.item:
            made.kind, made.value = "many", value or []
            made.choices = [(word, choice_label(shape.item, word)) for word in shape.item.choices]
        elif is_life_events(each):
            made.kind, made.value, made.help = "many", words_of(value), ""
            known = life_events()
            chosen = [(key, known.get(key, key)) for key in made.value]  # first, and in their order, as above
            made.choices = [*chosen, *((key, label) for key, label in known.items() if key not in made.value)]
        elif shape.model:
            made.kind, made.controls = "group", self.things(value or {}, fields_of(shape.model), name, depth)
        elif by_closed_key(shape) and shape.key and shape.item:
            made.kind = "group"
            made.controls = [
                self._single(
                    Control(
                        "text",
                        f"{name}.{key}",
                        choice_label(shape.key, key),
                        errors=self.faults.get(f"{name}.{key}", []),
                    ),
                    (value or {}).get(key, ""),
                    shape.item,
                    each,
                )
                for key in shape.key.choices
            ]
        elif (fields := entries_of(shape)) is not None:
            made.kind = "entries"
            made.entries = [self.entry(one, fields, f"{name}.{at}", depth) for at, one in enumerate(value or ())]
            made.blank = _Drawer({}, self.sources).entry(new_entry(fields), fields, f"{name}.__{depth}__", depth)
        else:
            self._single(made, value or "", shape, each)
        return made

    def entry(self, what: Typed, fields: Mapping[str, RecordField], name: str, depth: int) -> Entry:
        return Entry(name, heading(what), self.things(what, fields, name, depth + 1))

    def _single(self, made: Control, value: str, shape: Shape, each: RecordField) -> Control:
        made.value = value
        match shape.kind:
            case "choice":
                made.kind = "choice"
                optional = [] if each.default is not None or (each.required and value) else [("", "chưa chọn")]
                made.choices = [*optional, *((word, choice_label(shape, word)) for word in shape.choices)]
                if value and value not in shape.choices:  # typed by nobody's hand, but not to be lost
                    made.choices.append((value, value))
            case "date":
                made.kind = "date"
            case "flag":
                made.kind = "flag"
            case "whole" | "number":
                made.kind = "number"
            case "text":
                made.kind = "line" if each.name in SHORT and "\n" not in value else "text"
            case _:
                made.kind = "lines"
        return made


def heading(what: Typed) -> str:
    """What people know an entry by, as far as something was typed."""
    for name in HEADINGS:
        if isinstance(text := what.get(name), str) and text.strip():
            said = " ".join(text.split())
            return said if len(said) <= HEADING_LETTERS else said[: HEADING_LETTERS - 1] + "…"
    return ""


def labels_of(drawn: list[Control]) -> dict[str, str]:
    """What each control is called with all that is around it: «Phí 2, Số tiền (đồng)»."""
    found: dict[str, str] = {}

    def walk(several: list[Control], before: str) -> None:
        for control in several:
            said = f"{before}, {control.label}" if before else control.label
            found[control.name] = said
            walk(control.controls, said)
            for number, entry in enumerate(control.entries, 1):
                found[entry.name] = f"{said} {number}"
                walk(entry.controls, f"{said} {number}")

    walk(drawn, "")
    return found
