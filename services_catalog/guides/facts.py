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
    if record is None:
        return []
    name, under = reference.name.casefold(), _of(record, reference.place)
    facts = [
        fact
        for field in FIELDS.get(section, STATEMENTS)
        for fact, its_names in under.get(field, ())
        if any(each.startswith(name) for each in its_names)
    ]
    return [fact for fact in facts if _starts(fact.when, reference.case)] if reference.case else facts


_Named = dict[str, list[tuple[Fact, list[str]]]]  # field → its facts, each with what it is called by, in small letters
_KNOWN: dict[tuple[int, str | None], tuple[ServiceRecord, _Named]] = {}  # by the record's identity and the place
MOST_KNOWN = 1000


def _of(record: ServiceRecord, place: str | None) -> _Named:
    """The facts of `record`, or those that hold at `place` alone. Put in order once: a guide asks for many of them."""
    known = _KNOWN.get((id(record), place))
    if known and known[0] is record:
        return known[1]
    if place:
        held = [(field, getattr(each, field)) for each in record.local if each.place == place for field in LOCAL]
    else:
        held = [(field, [fact]) for field, fact in record.facts()]
    named: _Named = {}
    for field, facts in held:
        named.setdefault(field, []).extend((fact, [each.casefold() for each in names(fact)]) for fact in facts)
    if len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN[id(record), place] = (record, named)
    return named


def names(fact: Fact) -> list[str]:
    """The words that `fact` is called by."""
    return [value for name in _called_by(type(fact)) if isinstance(value := getattr(fact, name), str)]


@lru_cache
def _called_by(kind: type[Fact]) -> tuple[str, ...]:
    """Those of NAMES that facts of this kind have: asking a pydantic model for what it lacks is slow."""
    return tuple(name for name in NAMES if name in kind.model_fields)


def _starts(text: str | None, beginning: str) -> bool:
    return text is not None and text.casefold().startswith(beginning.casefold())
