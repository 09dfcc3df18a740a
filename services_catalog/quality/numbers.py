"""Money and time: written alike, and the same wherever they are said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations

from bot.language.marks import fold
from services_catalog.quality.texts import UNITS, Found, amounts, sentences, texts, times
from services_catalog.record import Aspect, Draft, Fee

Case = tuple[str, str, str, str]
NAMED_UNITS = {unit: said for said, unit in UNITS.items()}
MISWRITTEN_MONEY = re.compile(r"(?<![\d.,/])\d{4,}\s*(?:đồng|đ)\b|\d,\d{3}\s*(?:đồng|đ)\b|\d\s*k\b|VNĐ|\bVND\b|\d\s?₫")
SHORT_UNIT = re.compile(r"\d\s*(?:tr|củ|ngày LV)\b|\bngày lv\b")
FREE = re.compile(r"(?<!không )(?:miễn phí|không mất (?:tiền|phí)|không thu (?:tiền|phí))", re.IGNORECASE)
GENERAL_LABEL = 3  # words; a shorter label («Lệ phí») says nothing that two services would have in common


def by_case(record: Draft) -> dict[Case, list[tuple[int, Fee]]]:
    """The fees of `record`, with their place, by what they are for, the case, the channel and the unit."""
    found: defaultdict[Case, list[tuple[int, Fee]]] = defaultdict(list)
    for at, fee in enumerate(record.fees):
        found[_case(fee)].append((at, fee))
    return found


def _case(fee: Fee) -> Case:
    return fold(fee.label), fold(fee.when or ""), str(fee.channel or ""), fold(fee.unit or "")


def _overlap(one: Fee, other: Fee) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_to or date.max, other.valid_to or date.max)


def two_amounts(record: Draft, today: date) -> Iterator[Found]:
    """One fee in one case with two amounts, or with one amount twice, on the same day."""
    for fees in by_case(record).values():
        for (_, one), (at, other) in combinations(fees, 2):
            if _overlap(one, other) and None not in (one.amount_vnd, other.amount_vnd):
                yield Found(f"fees.{at}", f"{other.label}: {_money(one.amount_vnd)}, {_money(other.amount_vnd)}")


def fee_said_otherwise(record: Draft, today: date) -> Iterator[Found]:
    """A sentence that repeats a fee's name with an amount that the fee never has."""
    known: defaultdict[str, set[int]] = defaultdict(set)
    for fee in record.fees:
        if fee.amount_vnd is not None:
            known[fold(fee.label)] |= {fee.amount_vnd, *amounts(fee.note or "")}
    for field, text in texts(record):
        if field.startswith("fees."):
            continue
        for sentence in sentences(text):
            said = amounts(sentence)
            for label, held in known.items():
                if len(label.split()) >= GENERAL_LABEL and label in fold(sentence) and said and not said & held:
                    yield Found(field, sentence)


def free_otherwise(record: Draft, today: date) -> Iterator[Found]:
    """A summary that says it is free, of a service all of whose fees are more than 0."""
    if FREE.search(record.summary or "") and record.fees and all(fee.amount_vnd for fee in record.fees):
        yield Found("summary", record.summary or "")


def amounts_that_no_fee_has(record: Draft, today: date) -> Iterator[Found]:
    """Money in the summary or in a note about fees that the list of fees does not hold."""
    held = {fee.amount_vnd for fee in record.fees}
    for fee in record.fees:
        held |= amounts(f"{fee.note or ''}. {fee.when or ''}. {fee.label}")
    if not held:
        return
    about_fees = [(f"notes.{at}.text", note.text) for at, note in enumerate(record.notes) if note.aspect is Aspect.FEE]
    for field, text in [("summary", record.summary or ""), *about_fees]:
        for amount in sorted(amounts(text) - held):
            yield Found(field, _money(amount))


def duration_said_otherwise(record: Draft, today: date) -> Iterator[Found]:
    """A time whose sentence says other numbers than its value."""
    for at, duration in enumerate(record.durations):
        said = times(duration.text)
        if duration.value is None or duration.unit is None or not said:
            continue
        if not _same_time(duration.value, duration.unit) & said:
            yield Found(f"durations.{at}", f"{duration.value:g} {NAMED_UNITS[duration.unit]} ≠ «{duration.text}»")


def summary_says_another_time(record: Draft, today: date) -> Iterator[Found]:
    """A time in the summary that stands nowhere else in the record."""
    held: set[tuple[float, str]] = set()
    for duration in record.durations:
        if duration.value is not None and duration.unit:
            held |= _same_time(duration.value, duration.unit)
    for field, text in texts(record):
        if field != "summary":
            held |= times(text)
    for value, unit in sorted(times(record.summary or "") - held):
        yield Found("summary", f"{value:g} {NAMED_UNITS[unit]}")


def _same_time(value: float, unit: str) -> set[tuple[float, str]]:
    """The ways to say one time: a day is 24 hours, a year 12 months; working days are no days."""
    same = {(value, unit)}
    for smaller, larger, times_as_many in (("hour", "day", 24), ("minute", "hour", 60), ("month", "year", 12)):
        same |= {(each / times_as_many, larger) for each, held in same if held == smaller}
        same |= {(each * times_as_many, smaller) for each, held in same if held == larger}
    return same


def halves_of_a_time(record: Draft, today: date) -> Iterator[Found]:
    """A time with a number and no unit, or a unit and no number."""
    for at, duration in enumerate(record.durations):
        if (duration.value is None) != (duration.unit is None):
            yield Found(f"durations.{at}", duration.text)


def miswritten(record: Draft, today: date) -> Iterator[Found]:
    """Money and time as they are not written here: «35000 đồng», «35k», «35,000đ», «VNĐ», «3 ngày LV»."""
    for field, text in texts(record):
        for pattern in (MISWRITTEN_MONEY, SHORT_UNIT):
            yield from (Found(field, found.group()) for found in pattern.finditer(text))


def variants_disagree(records: Mapping[str, Draft]) -> Iterator[tuple[str, Found]]:
    """A fee that a family and one of its variants, or two variants, state differently for the same case and day."""
    yield from _disagreeing(records, related=True)


def same_fee_elsewhere(records: Mapping[str, Draft]) -> Iterator[tuple[str, Found]]:
    """A fee of the same name and case with another amount in a service of another family."""
    yield from _disagreeing(records, related=False)


def _disagreeing(records: Mapping[str, Draft], related: bool) -> Iterator[tuple[str, Found]]:
    fees: defaultdict[Case, list[tuple[str, int, Fee]]] = defaultdict(list)
    for slug, record in records.items():
        for case, held in by_case(record).items():
            if len(case[0].split()) > GENERAL_LABEL or related:
                fees[case] += [(slug, at, fee) for at, fee in held if fee.amount_vnd is not None]
    for held_by in fees.values():
        for (one, _, first), (other, at, second) in combinations(held_by, 2):
            kin = one.split("/")[0] == other.split("/")[0]
            if one == other or kin is not related or not _overlap(first, second):
                continue
            if first.amount_vnd != second.amount_vnd:
                said = f"{second.label}: {_money(second.amount_vnd)}; {one}: {_money(first.amount_vnd)}"
                yield other, Found(f"fees.{at}", said)


def _money(amount: int | None) -> str:
    return f"{amount or 0:,} đồng".replace(",", ".")
