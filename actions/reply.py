"""`action_reply`: every message of a citizen leads here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from services_catalog.catalogue import Catalogue
from services_catalog.dialogue.decision import Conversation, Decision, Heard, decide
from services_catalog.dialogue.reply import Reply, render
from services_catalog.record import Aspect

logger = logging.getLogger(__name__)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def today_in_vietnam() -> date:
    """The day on which facts have to be in force."""
    return datetime.now(VIETNAM).date()


class ActionReply(Action):
    """Decides what kind of reply a message gets, renders it from the catalogue, and says it.

    Always utters: when an action raises, Rasa answers 200 with no message at all.
    """

    def __init__(self, catalogue: Catalogue, today: Callable[[], date] = today_in_vietnam) -> None:
        """`catalogue` is followed by whoever made it."""
        self._catalogue = catalogue
        self._today = today

    def name(self) -> str:
        """As in domain.yml."""
        return "action_reply"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Reply to the newest message; remember what it was about."""
        try:
            heard, conversation = heard_in(tracker), conversation_in(tracker)
            decision = decide(heard, conversation, self._catalogue)
            reply = render(decision, heard.text, self._catalogue, self._today())
        except Exception:
            logger.exception("No reply could be made")
            reply, decision = Reply.failed(), Decision("fallback", "failed", confidence=0.0)
        dispatcher.utter_message(text=reply.text, buttons=reply.buttons, json_message=reply.custom)
        return remembered(decision)


def heard_in(tracker: Tracker) -> Heard:
    """The newest message of `tracker`."""
    message = tracker.latest_message
    intents = {item["name"]: float(item["confidence"]) for item in message.get("intent_ranking") or []}
    intent = (message.get("intent") or {}).get("name")
    if intent and not intents:
        intents = {intent: 1.0}
    pressed = next((e["value"] for e in message.get("entities") or [] if e["entity"] == "service"), None)
    aspect = Aspect(intent.removeprefix("ask_")) if pressed and intent and intent.startswith("ask_") else None
    return Heard(message.get("text") or "", intents, pressed, aspect)


def conversation_in(tracker: Tracker) -> Conversation:
    """What the slots and the earlier messages of `tracker` say."""
    said = [event.get("text") or "" for event in tracker.events if event.get("event") == "user"]
    aspect = tracker.get_slot("aspect")
    return Conversation(
        tracker.get_slot("service"),
        Aspect(aspect) if aspect else None,
        tracker.get_slot("offered") or [],
        [text for text in said[:-1] if text and not text.startswith("/")],
    )


def remembered(decision: Decision) -> list[EventType]:
    """The slots to set after `decision`."""
    if decision.act == "start_over":
        return [AllSlotsReset()]
    events: list[EventType] = []
    if decision.service:
        events.append(SlotSet("service", decision.service))
    if decision.aspect:
        events.append(SlotSet("aspect", str(decision.aspect)))
    events.append(SlotSet("offered", decision.candidates if decision.kind == "clarify" else None))
    return events
