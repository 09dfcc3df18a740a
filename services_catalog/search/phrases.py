"""What a record says about how it is asked for: the phrases that the linker learns a service from."""

from __future__ import annotations

from collections.abc import Iterator

from services_catalog.record import ServiceRecord

NAME, ALIAS, SITUATION, QUESTION, KEYWORD, PROBLEM, NOTE, SUMMARY = 3.0, 2.0, 2.0, 1.0, 1.0, 0.5, 0.5, 0.5


def phrases(record: ServiceRecord) -> Iterator[tuple[str, float]]:
    """Each phrase of `record` with its weight: names weigh more than questions, these more than facts."""
    yield record.name, NAME
    yield from ((alias, ALIAS) for alias in record.aliases)
    yield from ((situation, SITUATION) for situation in record.situations)
    for questions in record.questions.values():
        yield from ((question, QUESTION) for question in questions)
    yield from ((keyword, KEYWORD) for keyword in record.keywords)
    yield from ((problem.problem, PROBLEM) for problem in record.problems)
    yield from ((note.about, NOTE) for note in record.notes)
    yield record.summary, SUMMARY
