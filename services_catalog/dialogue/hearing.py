"""From what Rasa made of a message to what `decision` goes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services_catalog.dialogue.decision import Heard
from services_catalog.dialogue.pressed import pressed


def heard(message: Mapping[str, Any]) -> Heard:
    """A message in Rasa's form: `text`, `intent`, `intent_ranking`, `entities` and our `clauses`."""
    intents = {item["name"]: float(item["confidence"]) for item in message.get("intent_ranking") or []}
    intent = (message.get("intent") or {}).get("name")
    if intent and not intents:
        intents = {intent: 1.0}
    text = message.get("text") or ""
    clauses = [(each["intent"] or "", float(each["confidence"])) for each in message.get("clauses") or []]
    return pressed(text) or Heard(text, intents, clauses=clauses, dossier=entity(message, "dossier_code"))


def entity(message: Mapping[str, Any], name: str) -> str | None:
    """What was found under `name` («province»); the last one where there are several."""
    found = {each["entity"]: each["value"] for each in message.get("entities") or []}
    return found.get(name)
