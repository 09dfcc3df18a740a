"""Ten citizens tell their situation in their own words, and reach the right sheet through at most six answers.

The whole decision layer takes part: the linker as it learns from the content, the decision, the guides, the reply.
Rasa's intents are left out, as they are when Rasa is away, so that nothing but the words decides. The button that
begins a guide is no answer; the one that says which service was meant is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.language.marks import fold
from services_catalog.catalogue import Catalogue
from services_catalog.content import CONTENT
from services_catalog.database import connect, sessions
from services_catalog.dialogue.decision import Conversation, Heard, decide
from services_catalog.dialogue.guiding import Guiding
from services_catalog.dialogue.pressed import pressed
from services_catalog.dialogue.reply import Reply, render
from services_catalog.guides.engine import next_question
from services_catalog.loading import load_guides, load_record
from services_catalog.migrating import migrate
from services_catalog.settings import settings
from tests.content import RECORDS

pytestmark = pytest.mark.timeout(900)  # the first of them may wait until all content is learnt

TODAY = date(2026, 11, 22)
MOST_ANSWERS = 6
SITUATIONS: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("situations.yml").read_text("utf-8"))
TOLD = [(name, opening) for name, situation in SITUATIONS.items() for opening in situation["opens"]]


@pytest.fixture(scope="module")
def published() -> Iterator[Catalogue]:
    """The content as it would be published; what the linker learnt of it is kept between runs."""
    engine = connect("sqlite://")
    migrate(engine)
    with sessions(engine).begin() as session:
        for slug, record in RECORDS.items():
            load_record(session, slug, record)
        load_guides(session, CONTENT, TODAY)
    catalogue = Catalogue(engine, settings().linker_store)
    catalogue.refresh()
    yield catalogue
    engine.dispose()


class Citizen:
    """Somebody who tells a situation, presses what fits and answers what is asked."""

    def __init__(self, catalogue: Catalogue, situation: dict[str, Any]) -> None:
        self._catalogue = catalogue
        self._situation = situation
        self._conversation = Conversation()
        self.reply = Reply("", [], {})
        self.answers = 0

    def say(self, text: str) -> None:
        """Type `text`."""
        self._turn(pressed(text) or Heard(text, {}))

    def go_on(self) -> bool:
        """Do what comes next; False when there is nothing to do: a sheet, or nothing that fits."""
        now = self._conversation.guiding
        question = None
        if now and now.guide in self._situation["guides"]:
            question = next_question(self._catalogue.guides[now.guide], now.answers)
        if question:
            said = self._situation["answers"].get(question.id)
            if said is None:
                return False
            option = question.option(said)
            self.answers += 1
            self.say(self._button(lambda each: each["title"] == option.label) if option else said)
            return True
        begins = self._begins()
        if not begins and (begins := self._service()):
            self.answers += 1
        if not begins or self.sheet():
            return False
        self.say(begins)
        return True

    def sheet(self) -> bool:
        """Whether a sheet was given."""
        return any(block["type"] == "sheet" for block in self.reply.custom["blocks"])

    def _button(self, fits: Any) -> str:
        return next((str(each["payload"]) for each in self.reply.buttons if fits(each)), "")

    def _begins(self) -> str:
        """The button that begins a fitting guide."""
        for guide in self._situation["guides"]:
            if payload := self._button(lambda each, guide=guide: _guide_of(each["payload"]) == guide):
                return payload
        return ""

    def _service(self) -> str:
        """Where several services are offered: the one that a fitting guide is about."""
        meant = {slug for guide in self._situation["guides"] for slug in self._catalogue.guides[guide].settles}
        if self.reply.custom["type"] != "clarify":
            return ""
        return self._button(lambda each: (pressed(each["payload"]) or Heard("", {})).service in meant)

    def _turn(self, heard: Heard) -> None:
        decision = decide(heard, self._conversation, self._catalogue)
        self.reply = render(decision, heard.text, self._catalogue, TODAY)
        earlier = [*self._conversation.earlier, *([] if heard.text.startswith("/") else [heard.text])]
        self._conversation = Conversation(
            decision.service or self._conversation.service,
            decision.aspect or self._conversation.aspect,
            decision.candidates if decision.kind == "clarify" else [],
            earlier,
            decision.guiding,
        )


def _guide_of(payload: str) -> str:
    if not payload.startswith("/guide"):
        return ""
    return Guiding.read(json.loads(payload.removeprefix("/guide"))["guide"]).guide


@pytest.mark.parametrize(("name", "opening"), TOLD, ids=lambda each: each[:40])
def test_a_situation_told_in_ones_own_words_leads_to_the_right_sheet(
    name: str, opening: str, published: Catalogue
) -> None:
    situation = SITUATIONS[name]
    citizen = Citizen(published, situation)
    citizen.say(opening)
    for _ in range(2 * MOST_ANSWERS):
        if not citizen.go_on():
            break

    assert citizen.sheet(), citizen.reply.text
    assert citizen.answers <= MOST_ANSWERS
    assert [said for said in situation["says"] if fold(said) not in fold(citizen.reply.text)] == []


def test_there_are_ten_situations_told_in_several_ways() -> None:
    assert len(SITUATIONS) >= 10
    assert all(len(situation["opens"]) >= 3 for situation in SITUATIONS.values())
