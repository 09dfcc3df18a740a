"""What a record says about how it is asked for: the phrases that the linker learns a service from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services_catalog.record import ServiceRecord

NAME, ALIAS, SITUATION, QUESTION, KEYWORD, PROBLEM, NOTE, SUMMARY, INITIALS = (
    3.0,
    2.0,
    2.0,
    1.0,
    1.0,
    0.5,
    0.5,
    0.5,
    1.0,
)


def phrases(record: ServiceRecord) -> Iterator[tuple[str, float]]:
    """Each phrase of `record` with its weight: names weigh more than questions, these more than facts."""
    for name in (record.name, *record.aliases):
        yield name, NAME if name == record.name else ALIAS
        if short := initials(name):
            yield short, INITIALS
    yield from ((situation, SITUATION) for situation in record.situations)
    for questions in record.questions.values():
        yield from ((question, QUESTION) for question in questions)
    yield from ((keyword, KEYWORD) for keyword in record.keywords)
    yield from ((problem.problem, PROBLEM) for problem in record.problems)
    yield from ((note.about, NOTE) for note in record.notes)
    yield record.summary, SUMMARY


def initials(name: str) -> str | None:
    """The abbreviation that clerks would write: «Khai báo tạm vắng» gives KBTV; None for other than 3 to 6 words."""
    words = re.findall(r"\w+", name)
    return "".join(word[0] for word in words).upper() if 3 <= len(words) <= 6 else None
