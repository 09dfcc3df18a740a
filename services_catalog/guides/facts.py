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
STATEMENTS = ("steps", "problems", "notes", "where", "conditions", "results", "status", "scams", "online")
NAMES = ("name", "label", "problem", "about", "title", "text")  # the words by which a fact is called


def service_of(reference: Reference, guide: Guide) -> str:
    """The slug of the service that `reference` speaks of."""
    return reference.service or guide.services[0]


def found(
    section: str, reference: Reference, guide: Guide, records: Mapping[str, ServiceRecord], today: date
) -> list[Fact]:
    """The facts in force on `today` that `reference` may mean; a good reference means one. Best named first."""
    record = records.get(service_of(reference, guide))
    if record is None:
        return []
    fields = FIELDS.get(section, STATEMENTS)
    facts = [fact for field, fact in record.facts() if field in fields and fact.in_force(today)]
    if reference.case:
        facts = [fact for fact in facts if _starts(fact.when, reference.case)]
    named = [fact for fact in facts if any(_starts(each, reference.name) for each in names(fact))]
    exact = [fact for fact in named if any(each.casefold() == reference.name.casefold() for each in names(fact))]
    return exact or named


def names(fact: Fact) -> list[str]:
    """The words that `fact` is called by."""
    return [value for name in _called_by(type(fact)) if isinstance(value := getattr(fact, name), str)]


@lru_cache
def _called_by(kind: type[Fact]) -> tuple[str, ...]:
    """Those of NAMES that facts of this kind have: asking a pydantic model for what it lacks is slow."""
    return tuple(name for name in NAMES if name in kind.model_fields)


def _starts(text: str | None, beginning: str) -> bool:
    return text is not None and text.casefold().startswith(beginning.casefold())
