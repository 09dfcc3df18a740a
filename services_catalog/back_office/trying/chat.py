"""The private chat over drafts: one for each person who is signed in, in memory alone."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services_catalog.catalogue import Catalogue
from services_catalog.dialogue.decision import Conversation, Decision, decide
from services_catalog.dialogue.hearing import entity, heard
from services_catalog.dialogue.reply import Reply, render

MOST_CHATS = 4  # each holds a linker of its own: some tens of megabytes
IDLE_SECONDS = 20 * 60
MOST_TURNS = 50
MOST_EARLIER = 4  # messages that are remembered; the decision reads the last two


@dataclass(frozen=True)
class Turn:
    """A message and the reply to it."""

    asked: str  # as it is shown: the title of a button, or the message, masked
    reply: Reply
    is_limited: bool  # Rasa was away


@dataclass
class Chat:
    """Somebody's chat over the drafts they chose."""

    revisions: tuple[int, ...]
    catalogue: Catalogue
    conversation: Conversation = field(default_factory=Conversation)
    turns: list[Turn] = field(default_factory=list)
    used: float = 0.0

    def say(self, text: str, message: Mapping[str, Any] | None, today: date) -> Turn:
        """The reply to `text`; `message`: what Rasa made of it, None while it is away. Nothing is stored or counted."""
        understood = heard(message or {"text": text})
        place = entity(message or {}, "province") or self.conversation.place
        conversation = replace(self.conversation, place=place)
        decision = decide(understood, conversation, self.catalogue)
        titles = {each["payload"]: each["title"] for turn in self.turns for each in turn.reply.buttons}
        reply = render(decision, text, self.catalogue, today)
        turn = Turn(titles.get(text, text), reply, message is None and not text.startswith("/"))
        self.conversation = after(conversation, text, decision)
        self.turns = [*self.turns, turn][-MOST_TURNS:]
        return turn


def after(conversation: Conversation, text: str, decision: Decision) -> Conversation:
    """What is remembered after `decision`, as the slots of domain.yml remember it."""
    if decision.act == "start_over":
        return Conversation()
    earlier = conversation.earlier if text.startswith("/") else [*conversation.earlier, text][-MOST_EARLIER:]
    return replace(
        conversation,
        service=decision.service or conversation.service,
        aspect=decision.aspect or conversation.aspect,
        offered=decision.candidates if decision.kind == "clarify" else [],
        earlier=earlier,
        guiding=decision.guiding,
        left=None if decision.guiding else decision.left or conversation.left,
    )


class Chats:
    """The chats of this process, by account. Those that are not used go, and their memory with them."""

    def __init__(self) -> None:
        self._chats: OrderedDict[int, Chat] = OrderedDict()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def of(self, account_id: int) -> Chat | None:
        """The chat of an account, if there is one."""
        with self._lock:
            chat = self._chats.get(account_id)
            if chat:
                self._used(account_id, chat)
        return chat

    def begin(self, account_id: int, chat: Chat) -> None:
        """Put `chat` in the place of the one before it."""
        with self._lock:
            self._chats[account_id] = chat
            self._used(account_id, chat)
            while len(self._chats) > MOST_CHATS:
                self._chats.popitem(last=False)

    def end(self, account_id: int) -> None:
        """Forget a chat."""
        with self._lock:
            self._chats.pop(account_id, None)

    def _used(self, account_id: int, chat: Chat) -> None:
        chat.used = time.monotonic()
        self._chats.move_to_end(account_id)
        if self._timer is None:
            self._tidy_later()

    def _tidy_later(self) -> None:
        self._timer = threading.Timer(IDLE_SECONDS, self._tidy)
        self._timer.daemon = True
        self._timer.start()

    def _tidy(self) -> None:
        with self._lock:
            oldest = time.monotonic() - IDLE_SECONDS
            for account_id in [account_id for account_id, chat in self._chats.items() if chat.used <= oldest]:
                del self._chats[account_id]
            self._timer = None
            if self._chats:
                self._tidy_later()
