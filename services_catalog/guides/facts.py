"""The facts of the records that a guide refers to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from services_catalog.guides.guide import Guide, Reference
from services_catalog.record import Fact, ServiceRecord

# section of a guide → where its facts stand in a record
FIELDS: dict[str, tuple[str, ...]] = {
    "papers": ("documents",),
    "fees": ("fees",),
    "durations": ("durations", "notes"),
    "ask_whom": ("contacts", "notes", "problems"),
}
LOCAL = ("fees", "durations", "where", "contacts", "notes")  # what may differ from place to place
STATEMENTS = ("steps", "problems", "notes", "where", "conditions", "results", "status", "scams", "online")
NAMES = ("name", "label", "problem", "about", "title", "text")  # the words by which a fact is called


def service_of(reference: Reference, guide: Guide) -> str:
    """The slug of the service that `reference` speaks of."""
    return reference.service or guide.services[0]


def found(
    section: str, reference: Reference, guide: Guide, records: Mapping[str, ServiceRecord], today: date
) -> list[Fact]:
    """The facts in force on `today` that `reference` may mean; a good reference means one. Best named first."""
    named = [fact for fact in called(section, reference, guide, records) if fact.in_force(today)]
    if len(named) < 2:
        return named
    exact = [fact for fact in named if any(each.casefold() == reference.name.casefold() for each in names(fact))]
    return exact or named


def called(section: str, reference: Reference, guide: Guide, records: Mapping[str, ServiceRecord]) -> list[Fact]:
    """The facts of any day that `reference` may mean."""
    record = records.get(service_of(reference, guide))
    return _of(record, reference.place).called(section, reference.name, reference.case) if record else []


class _Names:
    """What the facts of one record are called. What was looked up is kept: guides ask for the same ones again."""

    def __init__(self, record: ServiceRecord, place: str | None) -> None:
        """Of `record`, or of what holds at `place` alone."""
        self.record = record
        self._under: dict[str, list[tuple[Fact, list[str]]]] = {}  # field → facts, each with its names, folded
        self._found: dict[tuple[str, str, str | None], list[Fact]] = {}
        if place:
            held = [(field, getattr(each, field)) for each in record.local if each.place == place for field in LOCAL]
        else:
            held = [(field, [fact]) for field, fact in record.facts()]
        for field, facts in held:
            named = ((fact, [each.casefold() for each in names(fact)]) for fact in facts)
            self._under.setdefault(field, []).extend(named)

    def called(self, section: str, name: str, case: str | None) -> list[Fact]:
        """The facts that a reference from `section` may mean."""
        key = (section, name, case)
        if key not in self._found:
            folded = name.casefold()
            self._found[key] = [
                fact
                for field in FIELDS.get(section, STATEMENTS)
                for fact, its_names in self._under.get(field, ())
                if any(each.startswith(folded) for each in its_names) and (not case or _starts(fact.when, case))
            ]
        return self._found[key]


_KNOWN: dict[tuple[int, str | None], _Names] = {}  # by the record's identity and the place
MOST_KNOWN = 1000


def _of(record: ServiceRecord, place: str | None) -> _Names:
    known = _KNOWN.get((id(record), place))
    if known is None or known.record is not record:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(record), place] = _Names(record, place)
    return known


def names(fact: Fact) -> list[str]:
    """The words that `fact` is called by."""
    return [value for name in _called_by(type(fact)) if isinstance(value := getattr(fact, name), str)]


@lru_cache
def _called_by(kind: type[Fact]) -> tuple[str, ...]:
    """Those of NAMES that facts of this kind have: asking a pydantic model for what it lacks is slow."""
    return tuple(name for name in NAMES if name in kind.model_fields)


def _starts(text: str | None, beginning: str) -> bool:
    return text is not None and text.casefold().startswith(beginning.casefold())
