"""What must be there: every aspect is answered or said to be unknown, and a draft has what publishing asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services_catalog.quality.texts import Found
from services_catalog.record import Aspect, Draft, Fact

ANSWERED_BY: dict[Aspect, tuple[str, ...]] = {
    Aspect.DOCUMENTS: ("documents",),
    Aspect.FEE: ("fees",),
    Aspect.DURATION: ("durations",),
    Aspect.STEPS: ("steps",),
    Aspect.WHERE: ("where",),
    Aspect.ONLINE: ("online",),
    Aspect.ELIGIBILITY: ("conditions",),
    Aspect.RESULT: ("results",),
    Aspect.LEGAL_BASIS: ("legal_basis",),
    Aspect.FORM: ("forms",),
    Aspect.STATUS: ("status",),
    Aspect.TROUBLE: ("problems", "scams"),
    Aspect.GENERAL: ("summary",),
    Aspect.CONTACT: ("contacts",),
}
NEEDED = ("summary", "agency", "level", "online", "legal_basis", "sources", "verified")


def silent_aspects(record: Draft, today: date) -> Iterator[Found]:
    """Aspects that no fact in force, no note and no word of not knowing answers."""
    noted = {note.aspect for note in record.notes if note.in_force(today)}
    for aspect, fields in ANSWERED_BY.items():
        held = [value for field in fields for value in _each(getattr(record, field))]
        said = any(not isinstance(value, Fact) or value.in_force(today) for value in held)
        if not said and aspect not in noted and aspect not in record.unknown:
            yield Found(fields[0], str(aspect))


def missing_fields(record: Draft, today: date) -> Iterator[Found]:
    """What a record must have before it can be published."""
    yield from (Found(field, field) for field in NEEDED if not getattr(record, field))


def unsettled(record: Draft, today: date) -> Iterator[Found]:
    """What an import left for a reviewer."""
    yield from (Found(f"flags.{at}", flag) for at, flag in enumerate(record.flags))


def unnamed_aliases(record: Draft, today: date) -> Iterator[Found]:
    """A service that is found by its official name alone."""
    if not record.aliases:
        yield Found("aliases")


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value is not None else []
