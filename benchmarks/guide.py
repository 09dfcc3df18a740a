"""What a step of a guide costs beside an ordinary answer: deciding and rendering, in one process."""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

from benchmarks.report import Bar, Result, percentile, ratio, table
from services_catalog.catalogue import Catalogue
from services_catalog.clock import today_in_vietnam
from services_catalog.content import CONTENT, ContentError, read_folder
from services_catalog.database import connect, sessions
from services_catalog.dialogue.decision import Conversation, Heard, decide
from services_catalog.dialogue.guided import payload
from services_catalog.dialogue.guiding import Guiding
from services_catalog.dialogue.pressed import pressed
from services_catalog.dialogue.reply import render
from services_catalog.guides.engine import next_question
from services_catalog.loading import load_guides, load_record
from services_catalog.migrating import migrate
from services_catalog.settings import settings
from tools.console import step

WAYS = 4  # through each guide
QUESTIONS = 400
SEED = 20261122
BAR = 1.0
NAMES = {
    "answer": "an ordinary question, answered",
    "pressed": "a step by its button",
    "typed": "a step in words",
    "result": "the last step, with its result and sheet",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> Result:
    """Ask questions of the content, and walk every guide by buttons and in words."""
    with tempfile.TemporaryDirectory() as folder:
        with step("guide: loading the content"):
            catalogue = _catalogue(Path(folder))
        with step("guide: questions and steps, in turn"):
            times = _measured(catalogue)
    rows = [
        (NAMES[kind], str(len(found)), f"{statistics.median(found):.2f}", f"{percentile(found, 95):.2f}")
        for kind, found in times.items()
    ]
    table(("in one process, ms", "how many", "median", "p95"), rows)
    median = {kind: statistics.median(found) for kind, found in times.items()}
    bars = [
        Bar(f"{NAMES[kind]}, of an ordinary answer", ratio(median[kind], median["answer"]), BAR, at_least=False)
        for kind in ("pressed", "typed", "result")
    ]
    return Result("guide", vars(options), {"median_ms": median}, bars)


def _catalogue(folder: Path) -> Catalogue:
    engine = connect(f"sqlite:///{folder / 'catalogue.db'}")
    migrate(engine)
    with sessions(engine).begin() as session:
        for slug, record in read_folder():
            if isinstance(record, ContentError):
                raise record
            load_record(session, slug, record)
        load_guides(session, CONTENT, today_in_vietnam())
    catalogue = Catalogue(engine, settings().linker_store)
    catalogue.refresh()
    return catalogue


def _measured(catalogue: Catalogue) -> dict[str, list[float]]:
    """Milliseconds by what was done. Questions and guides take turns, so that a busy moment hits both."""
    dice, today = random.Random(SEED), today_in_vietnam()
    asked = [text for record in catalogue.records.values() for texts in record.questions.values() for text in texts]
    questions = dice.sample(asked, QUESTIONS)
    guides = sorted(catalogue.guides) * WAYS
    times: defaultdict[str, list[float]] = defaultdict(list)
    for text in questions[:20]:  # what is read once is read now
        _said(Heard(text, {"ask_documents": 0.9}), Conversation(), catalogue, today)
    for at, text in enumerate(questions):
        heard = Heard(text, {"ask_documents": 0.9})
        times["answer"].append(_said(heard, Conversation(), catalogue, today))
        if at < len(guides):
            _walk(guides[at], at % 2 == 0, catalogue, today, dice, times)
    return {kind: times[kind] for kind in NAMES}


def _walk(
    name: str, typed: bool, catalogue: Catalogue, today: date, dice: random.Random, times: dict[str, list[float]]
) -> None:
    guide, now = catalogue.guides[name], Guiding(name)
    conversation = Conversation(service=guide.services[0])
    while question := next_question(guide, now.answers):
        option = dice.choice(question.options)
        following = now.answered(question, option.id)
        said = option.label if typed else payload(following)
        heard = pressed(said) or Heard(said, {"affirm": 0.4})
        earlier = Conversation(conversation.service, earlier=[guide.asked[0]], guiding=now)
        took = _said(heard, earlier, catalogue, today)
        last = next_question(guide, following.answers) is None
        times["result" if last else "typed" if typed else "pressed"].append(took)
        now = following


def _said(heard: Heard, conversation: Conversation, catalogue: Catalogue, today: date) -> float:
    """The milliseconds until the reply to `heard` stands."""
    began = time.perf_counter()
    render(decide(heard, conversation, catalogue), heard.text, catalogue, today)
    return (time.perf_counter() - began) * 1000
