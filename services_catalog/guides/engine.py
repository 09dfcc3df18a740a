"""Walks any guide. Pure: a guide and the answers so far, {question id: option id}.

Answers may come in any order and may hold more than was asked, as when a citizen said something before it was asked
for. Only what lies on the path counts. SKIPPED is the answer of somebody who does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services_catalog.guides.conditions import SKIPPED, holds, mentions
from services_catalog.guides.guide import Guide, Question

Answers = Mapping[str, str]


def is_asked(question: Question, taken: Answers) -> bool:
    """Whether `question` is asked after `taken`. What is skipped rules nothing out: «không phải …» goes on asking."""
    return holds(question.when, {name: answer for name, answer in taken.items() if answer != SKIPPED}) is True


def path(guide: Guide, answers: Answers) -> tuple[dict[str, str], Question | None]:
    """The answers that count, in the order of asking, and the question that is open; None at the end.

    A question that needs an answer which was skipped is not asked, and unknown as well.
    """
    taken: dict[str, str] = {}
    for question in guide.questions:
        if is_asked(question, taken):
            answer = answers.get(question.id)
            if answer is None or (answer != SKIPPED and question.option(answer) is None):
                return taken, question
            taken[question.id] = answer
        elif holds(question.when, taken) is None:
            taken[question.id] = SKIPPED
    return taken, None


def next_question(guide: Guide, answers: Answers) -> Question | None:
    """The question to ask now; None when the result is ready."""
    return path(guide, answers)[1]


def back(guide: Guide, answers: Answers) -> dict[str, str]:
    """`answers` without the last one that was asked for."""
    taken, _ = path(guide, answers)
    asked = [question for question in guide.questions if question.id in taken and is_asked(question, taken)]
    return {key: value for key, value in answers.items() if not asked or key != asked[-1].id}


def progress(guide: Guide, answers: Answers) -> tuple[int, int]:
    """(the number of the open question, how many there are at most on this way). At the end both are the same.

    What was told before it was asked counts from the start: the number goes up by one with each question.
    """
    left, of = _longest(guide, answers)
    return (of - left + 1 if left else of), of


def _longest(guide: Guide, answers: Answers) -> tuple[int, int]:
    """The most questions that may still be asked, and how many that way has with those that are answered.

    Only what a later condition tells apart is told apart.
    """
    taken, question = path(guide, answers)
    if question is None:
        return 0, sum(is_asked(each, taken) for each in guide.questions if each.id in taken)
    mentioned = {option for each in guide.questions for name, option in mentions(each.when) if name == question.id}
    told_apart = [option.id for option in question.options if option.id in mentioned]
    others = [option.id for option in question.options if option.id not in mentioned][:1]
    left, of = max(_longest(guide, {**answers, question.id: option}) for option in told_apart + others)
    return left + 1, of


def walk(guide: Guide, answers: Answers | None = None) -> Iterator[dict[str, str]]:
    """Every complete way through `guide` from `answers` on, without skipping."""
    taken, question = path(guide, answers or {})
    if question is None:
        yield taken
        return
    for option in question.options:
        yield from walk(guide, {**taken, question.id: option.id})


def complete(guide: Guide, answers: Answers) -> dict[str, str]:
    """The answers that count, with what is still open skipped."""
    taken, question = path(guide, answers)
    return complete(guide, {**answers, question.id: SKIPPED}) if question else taken
