"""The questions by which a change is judged: those that staff labelled, and those that the records hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.back_office.models import LabelledQuestion
from services_catalog.dialogue.decision import Decision
from services_catalog.record import ServiceRecord

RIGHT, PARTLY, WRONG = "right", "partly", "wrong"  # from the best to the worst
_WORTH = {RIGHT: 2, PARTLY: 1, WRONG: 0}
ANSWERING = ("answer", "guide")


@dataclass(frozen=True)
class Question:
    """A question, and the answers that it may get."""

    text: str
    services: frozenset[str]  # families, any of which is right; empty: it is outside public services
    aspects: frozenset[str]  # any of which is right; empty: no matter which
    style: str | None = None
    is_labelled: bool = False  # by staff, for this; not from a record


def labelled(session: Session) -> list[Question]:
    """The questions that staff labelled."""
    rows = session.scalars(select(LabelledQuestion).order_by(LabelledQuestion.id))
    return [
        Question(
            row.text,
            frozenset([row.service.split("/")[0]] if row.service else []),
            frozenset([row.aspect] if row.aspect else []),
            row.style,
            True,
        )
        for row in rows
    ]


def of_records(*catalogues: Mapping[str, ServiceRecord]) -> list[Question]:
    """The questions of the records, each once; one that stands with several services may get the answer of any."""
    services: dict[str, set[str]] = {}
    aspects: dict[str, set[str]] = {}
    for records in catalogues:
        for slug, record in records.items():
            for aspect, texts in record.questions.items():
                for text in texts:
                    services.setdefault(text, set()).add(slug.split("/")[0])
                    aspects.setdefault(text, set()).add(str(aspect))
    return [Question(text, frozenset(services[text]), frozenset(aspects[text])) for text in services]


def verdict(question: Question, decision: Decision) -> str:
    """RIGHT, WRONG, or PARTLY: asked back among others, or the right service under another aspect."""
    family = decision.service.split("/")[0] if decision.service else None
    if not question.services:
        return {"clarify": PARTLY}.get(decision.kind, WRONG if decision.kind in ANSWERING else RIGHT)
    if decision.kind in ANSWERING and family in question.services:
        told = {str(each) for each in (decision.aspect, decision.also) if each}
        return RIGHT if decision.kind == "guide" or not question.aspects or question.aspects & told else PARTLY
    offered = {slug.split("/")[0] for slug in decision.candidates}
    return PARTLY if decision.kind == "clarify" and offered & question.services else WRONG


def gain(before: str, after: str) -> int:
    """Above 0: better; below 0: worse."""
    return _WORTH[after] - _WORTH[before]
