"""Two models side by side on the same questions: which is right more often, by aspect and by style."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine

from services_catalog.answers.wording import say
from services_catalog.back_office.teaching import models, training
from services_catalog.back_office.trying import questions
from services_catalog.back_office.trying.labelled import STYLES
from services_catalog.back_office.trying.questions import RIGHT, Question
from services_catalog.back_office.trying.regression import Outcome, names, row
from services_catalog.back_office.trying.understanding import Away, Understanding, port_in_use
from services_catalog.back_office.work.progress import NotDone, Progress
from services_catalog.catalogue import Catalogue
from services_catalog.database import sessions
from services_catalog.dialogue.decision import Conversation, decide
from services_catalog.dialogue.hearing import heard
from services_catalog.settings import settings

PER_ASPECT = 30  # questions of records; the models have seen these, so they tell less than the labelled ones
MOST_SHOWN = 200


def run(engine: Engine, about: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: compare the model in use with `about["file"]`, served by a second Rasa for as long as this takes."""
    present = next((model for model in models.on_record() if model.place == "current"), None)
    progress.report("Đang đọc danh mục")
    catalogue = Catalogue(engine, settings().linker_store)
    catalogue.refresh()
    with sessions(engine)() as session:
        asked = [*questions.labelled(session), *sample(questions.of_records(catalogue.records))]
    with (
        training.beside(about["file"], progress) as port,
        Understanding(port_in_use()) as one,
        Understanding(port) as other,
    ):
        try:
            outcomes = [
                _asked(question, catalogue, one, other, progress, at, len(asked))
                for at, question in enumerate(asked, 1)
            ]
        except Away as error:
            raise NotDone("Rasa ngừng trả lời giữa chừng. Bạn thử so sánh lại sau ít phút.") from error
    return {"present": present.file if present else None, "file": about["file"], **summary(outcomes, names(catalogue))}


def sample(asked: Iterable[Question]) -> list[Question]:
    """Some questions of each aspect, always the same ones while the records stay the same."""
    by_aspect: defaultdict[str, list[Question]] = defaultdict(list)
    for question in asked:
        if len(question.aspects) == 1:
            by_aspect[next(iter(question.aspects))].append(question)
    mixed = {aspect: sorted(found, key=lambda each: _mark(each.text)) for aspect, found in by_aspect.items()}
    return [question for aspect in sorted(mixed) for question in mixed[aspect][:PER_ASPECT]]


def summary(outcomes: Sequence[Outcome], called: Mapping[str, str]) -> dict[str, Any]:
    """The job's result, as its page shows it: tables, and the questions that changed sides."""
    sides: dict[str, list[Outcome]] = {"better": [], "worse": []}
    for outcome in outcomes:
        if outcome.sort in sides:
            sides[outcome.sort].append(outcome)
    labelled = [outcome for outcome in outcomes if outcome.question.is_labelled]
    return {
        "all": _figures("Tất cả", outcomes),
        "labelled": _figures("Câu kiểm tra", labelled),
        "records": _figures("Câu mẫu trong hồ sơ", [each for each in outcomes if not each.question.is_labelled]),
        "aspects": _grouped(outcomes, _aspects),
        "styles": _grouped(labelled, lambda question: [STYLES.get(question.style or "", "không ghi")]),
        "changes": {side: [row(outcome, called) for outcome in found[:MOST_SHOWN]] for side, found in sides.items()},
    }


def _asked(
    question: Question,
    catalogue: Catalogue,
    one: Understanding,
    other: Understanding,
    progress: Progress,
    at: int,
    total: int,
) -> Outcome:
    progress.report("Đang hỏi hai mô hình cùng những câu như nhau", at, total)
    before, after = (
        decide(heard({**rasa.of(question.text), "text": question.text}), Conversation(), catalogue)
        for rasa in (one, other)
    )
    return Outcome(question, before, after)


def _aspects(question: Question) -> list[str]:
    if not question.services:
        return ["ngoài dịch vụ công"]
    return [say(f"aspect.{aspect}") for aspect in sorted(question.aspects)] or ["không ghi"]


def _grouped(outcomes: Sequence[Outcome], groups_of: Callable[[Question], list[str]]) -> list[dict[str, Any]]:
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for name in groups_of(outcome.question):
            groups[name].append(outcome)
    return [_figures(name, groups[name]) for name in sorted(groups)]


def _figures(name: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    verdicts = [outcome.verdicts for outcome in outcomes]
    sorts = [outcome.sort for outcome in outcomes]
    return {
        "name": name,
        "questions": len(outcomes),
        "before": sum(before == RIGHT for before, _ in verdicts),
        "after": sum(after == RIGHT for _, after in verdicts),
        "better": sorts.count("better"),
        "worse": sorts.count("worse"),
    }


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
