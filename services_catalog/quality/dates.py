"""What is past, not yet in force, or leaves days with no answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from services_catalog.quality.numbers import by_case
from services_catalog.quality.texts import Found
from services_catalog.record import Draft


def expired_laws(record: Draft, today: date) -> Iterator[Found]:
    """Laws that are no longer in force."""
    for at, law in enumerate(record.legal_basis):
        if law.in_force_to and law.in_force_to < today:
            yield Found(f"legal_basis.{at}", f"{law.number} ({_day(law.in_force_to)})")


def no_law_in_force(record: Draft, today: date) -> Iterator[Found]:
    """A record none of whose laws is in force today."""
    laws = record.legal_basis
    if laws and not any(
        (law.in_force_from is None or law.in_force_from <= today)
        and (law.in_force_to is None or today <= law.in_force_to)
        for law in laws
    ):
        yield Found("legal_basis")


def future_laws(record: Draft, today: date) -> Iterator[Found]:
    """Laws that are not in force yet."""
    for at, law in enumerate(record.legal_basis):
        if law.in_force_from and law.in_force_from > today:
            yield Found(f"legal_basis.{at}", f"{law.number} ({_day(law.in_force_from)})")


def review_due(record: Draft, today: date) -> Iterator[Found]:
    """A record that nobody has looked at for longer than it holds."""
    if record.verified and record.verified.on + timedelta(days=record.review_after_days) < today:
        yield Found("verified.on", _day(record.verified.on))


def looked_at_in_the_future(record: Draft, today: date) -> Iterator[Found]:
    """Sources seen on a day that is still to come."""
    for key, source in record.sources.items():
        if source.seen_on > today:
            yield Found(f"sources.{key}.seen_on", _day(source.seen_on))


def periods_turned_round(record: Draft, today: date) -> Iterator[Found]:
    """Facts that end before they begin."""
    for field, fact in record.facts():
        if fact.valid_from and fact.valid_to and fact.valid_to < fact.valid_from:
            yield Found(field, f"{_day(fact.valid_from)} – {_day(fact.valid_to)}")


def gaps_between_fees(record: Draft, today: date) -> Iterator[Found]:
    """Days between two periods of one fee on which none of them holds."""
    for fees in by_case(record).values():
        ordered = sorted(fees, key=lambda pair: pair[1].valid_from or date.min)
        for (_, before), (at, after) in pairwise(ordered):
            if before.valid_to and after.valid_from and after.valid_from > before.valid_to + timedelta(days=1):
                yield Found(f"fees.{at}", f"{after.label}: {_day(before.valid_to)} – {_day(after.valid_from)}")


def _day(on: date) -> str:
    return f"{on.day}/{on.month}/{on.year}"
