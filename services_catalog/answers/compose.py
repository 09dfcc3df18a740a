"""An answer: the fact that settles the question first, then the aspect asked about, then what to be careful of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from services_catalog.answers.aspects import blocks_of
from services_catalog.answers.blocks import Block, as_text
from services_catalog.answers.fitting import fitting_first
from services_catalog.answers.focus import STRONG, ranked
from services_catalog.answers.local import differs, local_blocks, standing, variants_at
from services_catalog.answers.wording import day, headed, say
from services_catalog.places import Location
from services_catalog.record import Aspect, Note, Problem, ServiceRecord

MOST_NOTES = 3  # further notes under the aspect that are worth saying
MOST_SETTLING = 2  # facts that are said before all others
NEARLY = 0.9  # share of the best one's likeness that the second has to reach
MOST_PROBLEMS = 4  # problems listed when none is the one that was told
PLACE_MATTERS = frozenset({Aspect.WHERE, Aspect.CONTACT, Aspect.STEPS, Aspect.GENERAL})
"""Aspects under which the citizen is told first what their place is today."""


F = TypeVar("F", Note, Problem, Note | Problem)


@dataclass(frozen=True)
class Answer:
    """One rendered answer: the same facts as `blocks` and as `text`."""

    blocks: list[Block]
    text: str
    sources: list[dict[str, str | None]]  # {number, title, url}
    verified_at: date
    valid_from: date | None
    is_unknown: bool = False  # the record holds nothing under the aspect, and says so


def compose(record: ServiceRecord, aspect: Aspect, question: str, today: date, place: Location | None = None) -> Answer:
    """What `record` says under `aspect`, for a citizen who asked `question` on the day `today` and is at `place`.

    Nothing is said that the record does not hold; what it does not know is said to be unknown, with whom to ask.
    What holds only at `place` comes before what holds in the whole country.
    """
    variants = variants_at(record, place)
    record = standing(record, variants)
    blocks: list[Block] = [*_validity(record, today)]
    if place and place.lead and aspect in PLACE_MATTERS:
        blocks.insert(0, {"type": "text", "text": place.lead})
    if record.alert and record.alert.in_force(today):
        blocks.append({"type": "notice", "level": "warning", "text": record.alert.text})
    settled = _settling(record, aspect, question, today)
    if settled:
        blocks.append({"type": "text", "title": say("asked"), "text": "\n".join(_told(fact) for fact in settled)})
    if aspect is Aspect.TROUBLE:  # what is most like the question is among those listed
        record = record.model_copy(
            update={"problems": [fact for _, fact in _ranked(record, question, record.problems)]}
        )
    facts = fitting_first(blocks_of(record, aspect, today), question)
    if aspect is Aspect.TROUBLE:
        facts = _fewer_problems(facts, bool(settled))
    if local := local_blocks(record, variants, aspect, today):
        general = [{**block, "title": say("local.whole_country", title=block["title"])} for block in facts]
        facts = [*fitting_first(local, question), *general]
    else:
        blocks += differs(record, place, aspect)
    blocks += facts
    notes = [note for note in record.notes if note.aspect is aspect and note not in settled and note.in_force(today)]
    if notes and not settled:
        near = [note for _, note in _ranked(record, question, notes)][:MOST_NOTES]
        items = [{"text": headed(note.about, note.text)} for note in near]
        blocks.append({"type": "list", "title": say("more"), "items": items})
    is_unknown = not facts and not settled and not notes
    if aspect in record.unknown:
        blocks.append({"type": "notice", "level": "info", "text": record.unknown[aspect]})
    elif is_unknown:
        text = f"{say('unknown')} {say('ask_whom', agency=record.agency)}"
        blocks.append({"type": "notice", "level": "info", "text": text})
    text = as_text(blocks) + "\n\n" + say("checked", day=day(record.verified.on))
    return Answer(blocks, text, _sources(record, today), record.verified.on, record.valid_from, is_unknown)


def _validity(record: ServiceRecord, today: date) -> list[Block]:
    sentence = None
    if record.valid_to and record.valid_to < today:
        sentence = say("expired", day=day(record.valid_to + timedelta(days=1)))
    elif record.valid_from and record.valid_from > today:
        sentence = say("not_yet", day=day(record.valid_from))
    elif record.verified.on + timedelta(days=record.review_after_days) < today:
        sentence = say("stale", day=day(record.verified.on), agency=record.agency)
    return [{"type": "notice", "level": "warning", "text": sentence}] if sentence else []


def _topic(fact: Note | Problem) -> str:
    return fact.about if isinstance(fact, Note) else fact.problem


def _body(fact: Note | Problem) -> str:
    return f"{fact.when or ''} {fact.text if isinstance(fact, Note) else fact.remedy}"


def _ranked(record: ServiceRecord, question: str, facts: Sequence[F]) -> list[tuple[float, F]]:
    asked = [each for of_aspect in record.questions.values() for each in of_aspect]
    return ranked(question, facts, _topic, _body, asked)


def _told(fact: Note | Problem) -> str:
    if isinstance(fact, Note):
        return headed(fact.about, fact.text)
    contact = f" ({fact.contact})" if fact.contact else ""
    return f"{headed(fact.problem, fact.remedy)}{contact}"


def _settling(record: ServiceRecord, aspect: Aspect, question: str, today: date) -> list[Note | Problem]:
    """The one or two facts that speak of what was asked, those under the aspect before others."""
    candidates: list[Note | Problem] = [*record.notes, *record.problems]
    candidates = [fact for fact in candidates if fact.in_force(today)]
    best = _ranked(record, question, candidates)
    near = [fact for score, fact in best if score >= STRONG and score >= best[0][0] * NEARLY]
    by_text = {_told(fact): fact for fact in reversed(near)}  # one fact may stand under two aspects
    return [fact for fact in near if by_text[_told(fact)] is fact][:MOST_SETTLING]


def _fewer_problems(blocks: list[Block], settled: bool) -> list[Block]:
    if settled:
        return [block for block in blocks if block["type"] == "notice"]
    return [{**block, "items": block["items"][:MOST_PROBLEMS]} if "items" in block else block for block in blocks]


def _sources(record: ServiceRecord, today: date) -> list[dict[str, str | None]]:
    laws: list[dict[str, str | None]] = [
        {"number": law.number, "title": law.title, "url": str(law.url) if law.url else None}
        for law in record.legal_basis
        if not law.in_force_to or law.in_force_to >= today
    ]
    pages: list[dict[str, str | None]] = [
        {"number": None, "title": source.title, "url": str(source.url) if source.url else None}
        for source in record.sources.values()
        if source.kind != "law"
    ]
    return laws + pages
