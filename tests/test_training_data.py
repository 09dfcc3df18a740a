"""Rasa's own files agree with each other and with the catalogue's aspects."""

from __future__ import annotations

from typing import Any

import yaml

from services_catalog.dialogue.decision import SAFETY_ACTS, SMALLTALK_ACTS
from services_catalog.dialogue.reply import sentences
from services_catalog.record import Aspect
from services_catalog.search.teaching import read_teaching
from tools.paths import ROOT

BUTTONS_ALONE = {"guide"}  # pressed, never said


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def intents() -> set[str]:
    return set(read("domain.yml")["intents"])


def test_every_intent_leads_to_the_one_action() -> None:
    rules = read("data/rules/reply.yml")["rules"]

    assert {rule["steps"][0]["intent"] for rule in rules} == intents()
    assert {rule["steps"][1]["action"] for rule in rules} == {"action_reply"}
    assert read("domain.yml")["actions"] == ["action_reply"]


def test_every_aspect_is_an_intent() -> None:
    assert {f"ask_{aspect}" for aspect in Aspect} == {intent for intent in intents() if intent.startswith("ask_")}


def test_every_dialogue_act_has_its_words() -> None:
    acts = {intent for intent in intents() if not intent.startswith("ask_")} - BUTTONS_ALONE

    assert acts <= set(sentences())
    assert {*SAFETY_ACTS, *SMALLTALK_ACTS} <= acts


def test_every_intent_that_is_no_aspect_is_taught() -> None:
    taught = {
        entry["intent"]
        for path in sorted((ROOT / "data/nlu").glob("*.yml"))
        for entry in yaml.safe_load(path.read_text("utf-8")).get("nlu", [])
        if "intent" in entry
    }

    outside = {label[1:] for _, label, _ in read_teaching().phrases if label.startswith("!")}  # the linker's

    assert {intent for intent in intents() if not intent.startswith("ask_")} <= taught | outside | BUTTONS_ALONE
    assert taught <= intents()


def test_no_phrase_is_taught_as_two_dialogue_acts() -> None:
    owners: dict[str, set[str]] = {}
    for entry in read("data/nlu/acts.yml")["nlu"]:
        for line in entry.get("examples", "").splitlines():
            owners.setdefault(line.removeprefix("- ").strip().lower(), set()).add(entry["intent"])

    assert {phrase: acts for phrase, acts in owners.items() if len(acts) > 1} == {}
