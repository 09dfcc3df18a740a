"""`action_reply`: every message of a citizen leads here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from services_catalog.catalogue import Catalogue
from services_catalog.clock import today_in_vietnam
from services_catalog.dialogue import hearing
from services_catalog.dialogue.decision import Conversation, Decision, decide
from services_catalog.dialogue.guiding import line, recalled
from services_catalog.dialogue.reply import Reply, render
from services_catalog.record import Aspect

logger = logging.getLogger(__name__)


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
            heard, conversation = hearing.heard(tracker.latest_message), conversation_in(tracker)
            decision = decide(heard, conversation, self._catalogue)
            reply = render(decision, heard.text, self._catalogue, self._today())
        except Exception:
            logger.exception("No reply could be made")
            reply, decision, conversation = (
                Reply.failed(),
                Decision("fallback", "failed", confidence=0.0),
                Conversation(),
            )
        dispatcher.utter_message(text=reply.text, buttons=reply.buttons, json_message=reply.custom)
        return remembered(decision, conversation)


def conversation_in(tracker: Tracker) -> Conversation:
    """What the slots and the earlier messages of `tracker` say."""
    said = [event.get("text") or "" for event in tracker.events if event.get("event") == "user"]
    aspect = tracker.get_slot("aspect")
    guiding, left = recalled(tracker.get_slot("guide"))
    return Conversation(
        tracker.get_slot("service"),
        Aspect(aspect) if aspect else None,
        tracker.get_slot("offered") or [],
        [text for text in said[:-1] if text and not text.startswith("/")],
        guiding,
        tracker.get_slot("place"),
        left,
    )


def remembered(decision: Decision, conversation: Conversation) -> list[EventType]:
    """The slots to set after `decision` in `conversation`."""
    if decision.act == "start_over":
        return [AllSlotsReset()]
    events: list[EventType] = []
    if decision.service:
        events.append(SlotSet("service", decision.service))
    if decision.aspect:
        events.append(SlotSet("aspect", str(decision.aspect)))
    events.append(SlotSet("guide", line(decision.guiding, decision.left or conversation.left)))
    events.append(SlotSet("offered", decision.candidates if decision.kind == "clarify" else None))
    return events
