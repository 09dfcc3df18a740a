"""What drafts change, for better and for worse: questions asked of what is published, and of the drafts over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from services_catalog.answers.wording import say
from services_catalog.back_office.trying import drafts, questions
from services_catalog.back_office.trying.overlay import Overlay
from services_catalog.back_office.trying.questions import Question
from services_catalog.back_office.trying.understanding import Away, Understanding, port_in_use
from services_catalog.back_office.work.progress import NotDone, Progress
from services_catalog.catalogue import Catalogue
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.dialogue.decision import Conversation, Decision, Heard, decide
from services_catalog.dialogue.hearing import heard
from services_catalog.search.linker import Odds
from services_catalog.settings import settings

MOVED = 0.02  # a likelihood that changed by less changes no decision worth looking at
MOST_SHOWN = 300  # changed questions of each sort that are kept
Understand = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """A question before and after."""

    question: Question
    before: Decision
    after: Decision

    @property
    def verdicts(self) -> tuple[str, str]:
        """Before and after."""
        return questions.verdict(self.question, self.before), questions.verdict(self.question, self.after)

    @property
    def sort(self) -> str:
        """«better», «worse», «other» (another reply, as good or as bad), or «same»."""
        gained = questions.gain(*self.verdicts)
        if gained:
            return "better" if gained > 0 else "worse"
        return "same" if _reply(self.before) == _reply(self.after) else "other"


def run(engine: Engine, about: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: `about` as `drafts.compared_with` gives it. Raises NotDone for a draft that is not complete."""
    progress.report("Đang đọc danh mục và bản nháp")
    with sessions(engine)() as session:
        over = drafts.read(session, about["revisions"], today_in_vietnam())
        asked = questions.labelled(session)
    if over.lacking:
        slugs = ", ".join(sorted(over.lacking))
        raise NotDone(f"Bản nháp {slugs} còn thiếu thông tin bắt buộc nên chưa công bố được. Bạn điền đủ rồi so lại.")
    published = Catalogue(engine, settings().linker_store)
    published.refresh()
    learning = "Đang học lại tên gọi của các dịch vụ"
    progress.report(learning)
    overlay = Overlay(
        published,
        {**over.records, **dict.fromkeys(about["withdrawn"])},
        thoroughly=True,
        told=lambda done, total: progress.report(learning, done, total),
    )
    asked += questions.of_records(published.records, overlay.records)
    with Understanding(port_in_use()) as rasa:
        understand = _understood_by(rasa)
        outcomes = list(compared(asked, published, overlay, understand, progress))
    return summary(asked, outcomes, {**names(published), **names(overlay)})


def compared(
    asked: Sequence[Question], published: Catalogue, overlay: Catalogue, understand: Understand, progress: Progress
) -> list[Outcome]:
    """Each question before and after; those of records whose likelihoods did not move are left out: nothing changed."""
    progress.report("Đang tìm những câu có thể trả lời khác đi")
    texts = [question.text for question in asked]
    is_moved = moved(published.linker.odds(texts), overlay.linker.odds(texts)).tolist()
    chosen = [question for question, moves in zip(asked, is_moved, strict=True) if question.is_labelled or moves]
    found = []
    for at, question in enumerate(chosen, 1):
        progress.report("Đang hỏi thử từng câu", at, len(chosen))
        message = understand(question.text) if question.is_labelled else None
        # What a record's question asks about is known: it stands under that aspect.
        said = heard(message) if message else Heard(question.text, {f"ask_{each}": 1.0 for each in question.aspects})
        before, after = (decide(said, Conversation(), each) for each in (published, overlay))
        found.append(Outcome(question, before, after))
    return found


def moved(before: Odds, after: Odds) -> NDArray[np.bool_]:
    """Whether each message may be decided otherwise now."""
    if not (before.names and after.names):  # one of them knows nothing
        return np.ones(len(before.doubt), dtype=np.bool_)
    columns = {name: at for at, name in enumerate(before.names)}
    gone = [at for name, at in columns.items() if name not in after.names]
    is_moved: NDArray[np.bool_] = (before.shares[:, gone] > MOVED).any(axis=1)
    is_moved |= (np.abs(before.doubt - after.doubt) > MOVED) | (_likeliest(before) != _likeliest(after))
    for at, name in enumerate(after.names):
        known = before.shares[:, columns[name]] if name in columns else 0.0
        is_moved |= np.abs(after.shares[:, at] - known) > MOVED
    return is_moved


def _likeliest(odds: Odds) -> NDArray[np.str_]:
    return np.array(odds.names)[odds.shares.argmax(axis=1)]


def summary(asked: Sequence[Question], outcomes: Sequence[Outcome], called: Mapping[str, str]) -> dict[str, Any]:
    """The job's result, as its page shows it. `called`: the services' names by slug."""
    sorts: dict[str, list[Outcome]] = {"better": [], "worse": [], "other": []}
    for outcome in outcomes:
        if outcome.sort in sorts:
            sorts[outcome.sort].append(outcome)
    return {
        "asked": len(asked),
        "labelled": sum(question.is_labelled for question in asked),
        "counts": {sort: len(found) for sort, found in sorts.items()},
        "changes": {sort: [row(outcome, called) for outcome in found[:MOST_SHOWN]] for sort, found in sorts.items()},
    }


def names(catalogue: Catalogue) -> dict[str, str]:
    """The names of services by slug."""
    return {slug: record.name for slug, record in catalogue.records.items()}


def row(outcome: Outcome, called: Mapping[str, str]) -> dict[str, Any]:
    """One changed question."""
    before, after = outcome.verdicts
    return {
        "text": outcome.question.text,
        "services": sorted(called.get(slug, slug) for slug in outcome.question.services),
        "labelled": outcome.question.is_labelled,
        "before": {"verdict": before, "reply": _reply(outcome.before, called)},
        "after": {"verdict": after, "reply": _reply(outcome.after, called)},
    }


def _reply(decision: Decision, called: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What was decided, in words for staff: the kind, what about, and under which heading."""
    about = [decision.service] if decision.service else decision.candidates
    return {
        "kind": decision.kind,
        "about": [(called or {}).get(slug, slug) for slug in about],
        "aspect": say(f"aspect.{decision.aspect}") if decision.aspect and decision.kind == "answer" else None,
    }


def _understood_by(rasa: Understanding) -> Understand:
    """Rasa's word on a text; a text alone while Rasa is away: both sides are then judged without it."""

    def understood(text: str) -> Mapping[str, Any]:
        try:
            return {**rasa.of(text), "text": text}
        except Away:
            return {"text": text}

    return understood
