"""What is wrong with a record that is being typed, and what could be better, each beside its input."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services_catalog.answers.wording import say
from services_catalog.back_office.editing.binding import Fault, Reading, Typed, checked
from services_catalog.labels import labels
from services_catalog.quality.findings import Finding, Severity, score
from services_catalog.quality.rules import check
from services_catalog.record import Aspect, Draft

HINDERING = ("missing-field", "unsettled")  # rules that no reviewer can set aside: see `ServiceRecord`


@dataclass(frozen=True)
class Advice:
    """What a rule of quality found, beside which input. `tag`: how grave it is, as staff read it."""

    name: str
    message: str
    tag: str
    is_error: bool


@dataclass(frozen=True)
class Verdict:
    """What is to be said of what was typed. `record` is None while something is wrong with its form."""

    record: Draft | None
    reading: Reading
    advice: list[Advice]
    score: int | None  # 0 to 100; None while something is wrong with its form

    @property
    def faults(self) -> list[Fault]:
        """What stands in the way of saving."""
        return self.reading.faults


def judge(slug: str, what: Typed, today: date) -> Verdict:
    """What is wrong with `what`, and what the rules of quality find in it on the day `today`."""
    record, reading = checked(what)
    if record is None:
        return Verdict(None, reading, [], None)
    found = check({slug: record}, today)
    advice = [
        Advice(reading.name_of(_place(each.field)), said(each.message), _tag(each), each.severity is Severity.ERROR)
        for each in found
    ]
    return Verdict(record, reading, advice, score(found))


def _tag(finding: Finding) -> str:
    if finding.code in HINDERING:
        return "Chưa công bố được"
    return "Lỗi: người duyệt phải đồng ý" if finding.severity is Severity.ERROR else "Nên xem"


def _place(field: str) -> tuple[str | int, ...]:
    """«fees.2.note» as pydantic tells a place."""
    return tuple(int(part) if part.isdecimal() else part for part in field.split("."))


def said(message: str) -> str:
    """`message` with the names of fields and aspects in it as staff read them: «Thiếu «summary»» names the field."""
    before, mark, rest = message.partition("«")
    name, end, after = rest.partition("»")
    if not (mark and end):
        return message
    if name in set(Aspect):
        return f"{before}«{say(f'aspect.{name}')}»{after}"
    known = labels()["fields"].get(name)
    return f"{before}«{known['label']}»{after}" if known else message
