"""What is wrong with a guide beyond its schema, found by walking every way through it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise, product

from services_catalog.guides.conditions import holds, mentions
from services_catalog.guides.engine import walk
from services_catalog.guides.facts import found, names, service_of
from services_catalog.guides.guide import Guide, Item, Question
from services_catalog.guides.result import is_topic, said
from services_catalog.record import ServiceRecord

MOST_QUESTIONS = 6  # on any way
LONGEST_LABEL = 40  # characters of a button
_ANSWERS = re.compile(r"(?:Không|Được|Có|Có thể|Chưa|Phải|Cần|Đúng)[.,;:]")
_POINTS = re.compile(r"(?:như|ở|nói|câu) trên(?=[.,;)]|$)")
MOST_WAYS = 20_000  # more cannot be what anybody meant


@dataclass(frozen=True)
class Fault:
    """One thing to mend: which guide, which field, which rule."""

    guide: str
    field: str
    rule: str

    def __str__(self) -> str:
        return f"{self.guide}.yml: {self.field}: {self.rule}"


def faults(
    slug: str, guide: Guide, records: Mapping[str, ServiceRecord], guides: Collection[str], today: date
) -> list[Fault]:
    """All that is wrong with `guide`, whose name is `slug`; `guides` are the names of all that there are.

    The ways are walked only when the conditions speak of questions and options that are there.
    """
    wrong = [*_conditions(guide)]
    if not wrong:
        wrong += _ways(guide)
    wrong += [*_options(guide), *_references(slug, guide, records, guides, today), *_sources(guide)]
    wrong += _out_of_place(guide, records, today)
    return [Fault(slug, field, rule) for field, rule in wrong]


def _with_conditions(guide: Guide) -> Iterator[tuple[str, Question | Item]]:
    """Questions and items with the name of their field."""
    for question in guide.questions:
        yield f"questions.{question.id}", question
    for section, at, item in guide.items():
        yield f"{section}.{at + 1}", item


def _conditions(guide: Guide) -> Iterator[tuple[str, str]]:
    order = {question.id: at for at, question in enumerate(guide.questions)}
    conditions = [(field, each.when, getattr(each, "id", None)) for field, each in _with_conditions(guide)]
    conditions += [(f"next.{at}", each.when, None) for at, each in enumerate(guide.next, 1)]
    conditions += [(f"counted.{at}", each.when, None) for at, each in enumerate(guide.counted, 1)]
    for field, when, own_id in conditions:
        sound = True
        for name, option in mentions(when):
            question = guide.question(name)
            if question is None:
                yield f"{field}.when", f"there is no question «{name}»"
            elif question.option(option) is None:
                ids = ", ".join(each.id for each in question.options)
                yield f"{field}.when", f"«{name}» has no option «{option}»; it has {ids}"
            elif own_id and order[name] >= order[own_id]:
                yield f"{field}.when", f"a loop: «{name}» is asked later, or is this question itself"
            else:
                continue
            sound = False
        if when and sound and not any(holds(when, answers) for answers in _assignments(guide, when)):
            yield f"{field}.when", "contradicts itself: no answers make it true"


def _assignments(guide: Guide, when: Mapping[str, object]) -> Iterator[dict[str, str]]:
    """Every way to answer the questions that `when` names, whether or not they are asked together."""
    asked = [question for question in guide.questions if question.id in {name for name, _ in mentions(when)}]
    for chosen in product(*([*(option.id for option in question.options), ""] for question in asked)):
        yield {question.id: option for question, option in zip(asked, chosen, strict=True) if option}


def _ways(guide: Guide) -> Iterator[tuple[str, str]]:
    ways = list(islice(walk(guide), MOST_WAYS + 1))
    if len(ways) > MOST_WAYS:
        yield "questions", f"more than {MOST_WAYS} ways through the guide: ask less, or ask it only where it matters"
        return
    longest = max(ways, key=len)
    if len(longest) > MOST_QUESTIONS:
        yield "questions", f"{len(longest)} are asked on one way ({_way(longest)}); at most {MOST_QUESTIONS}"
    for field, each in _with_conditions(guide):
        if isinstance(each, Question):
            if not any(each.id in way for way in ways):
                yield field, "cannot be reached: no way asks it"
        elif not any(holds(each.when, way) for way in ways):
            yield field, "cannot be reached: no way shows it"
    for at, following in enumerate(guide.next, 1):
        if not any(holds(following.when, way) for way in ways):
            yield f"next.{at}", "cannot be reached: no way shows it"
    mentioned = {name for _, each in _with_conditions(guide) for name, _ in mentions(each.when)}
    mentioned |= {name for each in guide.next for name, _ in mentions(each.when)}
    for question in guide.questions:
        if question.id not in mentioned:
            yield f"questions.{question.id}", "changes nothing: no condition speaks of it"
    ends = [item for section, _, item in guide.items() if section in ("papers", "steps")]
    dead = [way for way in ways if not any(holds(item.when, way) for item in ends)]
    if dead:
        more = f", and {len(dead) - 1} more" if len(dead) > 1 else ""
        yield "questions", f"a dead end, with neither papers nor steps: {_way(dead[0])}{more}"


def _way(answers: Mapping[str, str]) -> str:
    return " → ".join(f"{question}: {option}" for question, option in answers.items()) or "no questions"


def _options(guide: Guide) -> Iterator[tuple[str, str]]:
    for question in guide.questions:
        field = f"questions.{question.id}"
        for option in question.options:
            if len(option.label) > LONGEST_LABEL:
                rule = f"the label has {len(option.label)} characters; at most {LONGEST_LABEL}"
                yield f"{field}.{option.id}", rule
            if " " not in option.label.strip():  # a label is a phrase too, and «có» stands in every other message
                yield f"{field}.{option.id}", f"the label «{option.label}» is one word; say more, such as «Có thẻ rồi»"
            if option.age and option.age[0] > option.age[1]:
                yield f"{field}.{option.id}", "the ages stand the wrong way round"
        said = Counter(
            phrase
            for option in question.options
            for phrase in {each.casefold() for each in (option.label, *option.says)}
        )
        for phrase in (phrase for phrase, times in said.items() if times > 1):
            yield field, f"«{phrase}» is said of two options, so that it means neither"
        aged = sorted(option.age for option in question.options if option.age)
        if any(after[0] <= before[1] for before, after in pairwise(aged)):
            yield field, "the ages of two options overlap"


def _references(
    slug: str, guide: Guide, records: Mapping[str, ServiceRecord], guides: Collection[str], today: date
) -> Iterator[tuple[str, str]]:
    for service in guide.services:
        if service not in records:
            yield "services", f"there is no service «{service}»"
    for at, counted in enumerate(guide.counted, 1):
        if counted.service not in records:
            yield f"counted.{at}", f"there is no service «{counted.service}»"
    for section, at, item in guide.items():
        if item.from_ is None:
            continue
        field, service = f"{section}.{at + 1}.from", service_of(item.from_, guide)
        if service not in records:
            yield field, f"there is no service «{service}»"
            continue
        facts = found(section, item.from_, guide, records, today)
        if not facts:
            yield field, f"«{item.from_.name}» is no fact of «{service}» that fits here and holds today"
        elif len(facts) > 1:
            said = "; ".join(f"«{names(fact)[0]}» (case: {fact.when or 'none'})" for fact in facts[:4])
            yield field, f"«{item.from_.name}» means {len(facts)} facts of «{service}»: {said}. Say more, or add a case"
    for number, each in enumerate(guide.next, 1):
        if each.service and each.service not in records:
            yield f"next.{number}", f"there is no service «{each.service}»"
        if each.guide == slug:
            yield f"next.{number}", "leads back to this guide itself"
        elif each.guide and each.guide not in guides:
            yield f"next.{number}", f"there is no guide «{each.guide}»"


def _out_of_place(guide: Guide, records: Mapping[str, ServiceRecord], today: date) -> Iterator[tuple[str, str]]:
    """What makes no sense on a sheet, where nobody reads the question that a note answers, or what stood above it."""
    for section, at, item in guide.items():
        field = f"{section}.{at + 1}"
        text = str(said(section, item, guide, records, today)[0].get("text", ""))
        if _ANSWERS.match(text) and not is_topic(item.case):
            yield field, f"«{text[:30]}…» answers a question that is not there: say it whole, or give a `case`"
        if points := _POINTS.search(text):
            yield field, f"«{points[0]}» points at what the sheet may not show"


def _sources(guide: Guide) -> Iterator[tuple[str, str]]:
    for section, at, item in guide.items():
        field = f"{section}.{at + 1}.sources"
        if item.from_ is None and not item.sources:
            yield field, "words of its own need a source"
        for key in item.sources:
            if key not in guide.sources:
                yield field, f"«{key}» is not listed under sources"
