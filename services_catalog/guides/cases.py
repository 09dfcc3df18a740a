"""In which case something holds that hangs on skipped questions: which of them matter, and the case in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services_catalog.guides.conditions import SKIPPED, holds, mentions
from services_catalog.guides.engine import Answers
from services_catalog.guides.guide import Guide, Question
from services_catalog.guides.wording import say

Condition = Mapping[str, Any]
Ways = list[dict[str, str]]


def settled(guide: Guide, when: Condition | None, taken: Answers) -> bool | None:
    """Whether `when` holds whatever the skipped questions of `taken` may turn out to be; None if that differs."""
    held = holds(when, taken)
    if held is not None or when is None:
        return held
    turns_out = {holds(when, way) for way in ways(guide, when, taken)}
    return turns_out.pop() if len(turns_out) == 1 else None


def share(guide: Guide, when: Condition | None, taken: Answers) -> float:
    """The share of the ways in which the skipped questions of `taken` may turn out that have `when` hold."""
    if when is None:
        return 1.0
    possible = ways(guide, when, taken)
    return sum(holds(when, way) is True for way in possible) / len(possible)


def case(guide: Guide, when: Condition, taken: Answers) -> str:
    """The case in which `when` holds, in words: «nếu «Thẻ: Mất thẻ», trừ khi «Tuổi: Dưới 6 tuổi»»."""
    needed = _needed(guide, when, ways(guide, when, taken))
    parts = needed.get("all", [needed])
    wanted = [part for part in parts if "not" not in part]
    unwanted = [part["not"] for part in parts if "not" in part]
    said = [say("if_case", case=_in_words(guide, _one("all", wanted)))] if wanted else []
    return ", ".join([*said, say("unless", case=_in_words(guide, _one("any", unwanted)))] if unwanted else said)


def ways(guide: Guide, when: Condition, taken: Answers) -> Ways:
    """Every way in which the questions that `when` hangs on may turn out; what was answered stays."""
    names = {name for name, _ in mentions(when)}
    for question in reversed(guide.questions):
        if question.id in names:
            names |= {name for name, _ in mentions(question.when)}
    found: Ways = [{}]
    for question in guide.questions:
        if question.id in names:
            found = [{**way, **answer} for way in found for answer in _turning_out(question, way, taken)]
    return found


def _turning_out(question: Question, way: Answers, taken: Answers) -> Iterator[dict[str, str]]:
    answer = taken.get(question.id, SKIPPED)
    if answer != SKIPPED:
        yield {question.id: answer}
    elif holds(question.when, way):
        yield from ({question.id: option.id} for option in question.options)
    else:
        yield {}


def _needed(guide: Guide, when: Condition, possible: Ways) -> dict[str, Any]:
    """`when` with one key, and without the parts that change nothing in any of the `possible` ways."""
    if len(when) > 1:
        return _needed(guide, {"all": [{key: value} for key, value in when.items()]}, possible)
    ((key, value),) = when.items()
    if key == "not":
        inner = _needed(guide, value, possible)
        denied: dict[str, Any] = inner.get("not", {"not": inner})
        return denied
    if key not in ("all", "any"):
        return _shortest(guide, key, value if isinstance(value, list) else [value], possible)
    parts = list(value)
    for part in value:
        others = [other for other in parts if other is not part]
        if others and _alike({key: others}, {key: parts}, possible):
            parts = others
    needed = [_needed(guide, part, possible) for part in parts]
    flat = [inner for part in needed for inner in part.get(key, [part])]
    return _one(key, flat)


def _shortest(guide: Guide, name: str, options: list[str], possible: Ways) -> dict[str, Any]:
    """«one of these», «none of the others» where that is shorter and as true, or, of all, when it is asked."""
    question = guide.question(name)
    others = [option.id for option in question.options if option.id not in options] if question else []
    if question and question.when and not others:
        return _needed(guide, question.when, possible)
    denied = {"not": {name: others}}
    return denied if len(others) < len(options) and _alike({name: options}, denied, possible) else {name: options}


def _one(key: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {key: parts}


def _alike(one: Condition, other: Condition, possible: Ways) -> bool:
    return all(holds(one, way) == holds(other, way) for way in possible)


def _in_words(guide: Guide, needed: Condition) -> str:
    ((key, value),) = needed.items()
    if key == "not":
        return say("not_case", case=_grouped(guide, value))
    if key in ("all", "any"):
        parts = dict.fromkeys(_grouped(guide, part) for part in value)  # two questions may read the same
        return say("and" if key == "all" else "or").join(parts)
    question = guide.question(key)
    assert question is not None  # noqa: S101 (the check finds conditions that name what is not there)
    labels = say("either").join(option.label for option in question.options if option.id in value)
    return say("answer", question=question.about or question.ask, answer=labels)


def _grouped(guide: Guide, part: Condition) -> str:
    said = _in_words(guide, part)
    return f"({said})" if "all" in part or "any" in part else said
