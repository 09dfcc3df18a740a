"""What was asked, on its way to the figures: written in the background, many at once, never waited for.

The figures are worth less than a reply: while the database is away they wait in memory, and then the oldest go.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.webhook.contract import Custom
from bot.webhook.metrics import Metrics
from services_catalog.back_office.figures.recording import Event, Heard, Question, Rated, forget, write
from services_catalog.database import sessions
from services_catalog.models import now

log = structlog.get_logger()

MOST_WAITING = 10_000  # events in memory while the database is away
MOST_WORDS = 2_000  # messages whose words are at hand, should a citizen vote their reply down
GATHER_SECONDS = 0.5  # what comes in within that time is written together
RETRY_SECONDS = 5.0

# Replies that may show a gap, by their act. Danger, despair, abuse and the like are answered as they should be.
_GAPS = frozenset({None, "not_understood", "which_service", "unlisted", "out_of_scope", "failed"})


class Asking:
    """Takes down what became of each message. Nothing here raises or waits, save `forget` and `close`."""

    def __init__(self, engine: Engine, pseudonym: Callable[[str], str], metrics: Metrics) -> None:
        """`engine`: of the catalogue's database. `pseudonym`: of a conversation's name."""
        self._sessions = sessions(engine)
        self._pseudonym = pseudonym
        self._metrics = metrics
        self._waiting: list[Event] = []
        self._words: OrderedDict[tuple[str, str], str] = OrderedDict()  # by conversation and message id
        self._writing: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._closing = asyncio.Event()

    def replied(
        self,
        channel: str,
        sender: str,
        words: str,
        custom: Custom | None,
        outcome: str,
        seconds: float,
        message_id: str | None,
    ) -> None:
        """`words` (masked) of `sender` got a reply, after `seconds`."""
        conversation, at = self._pseudonym(sender), now()
        events: list[Event] = [Heard(at, conversation)]
        if not words.startswith("/"):  # what a button sends is no question
            more = (custom.model_extra or {}) if custom else {}
            act = "no_information" if more.get("unknown") else more.get("act")
            events.insert(
                0,
                Question(
                    at=at,
                    channel=channel,
                    outcome=outcome,
                    act=act,
                    service=custom.service if custom else None,
                    aspect=custom.aspect if custom else None,
                    place=more.get("place"),
                    milliseconds=round(seconds * 1000),
                    text=words if may_show_gap(custom) else None,
                    conversation=conversation,
                    message_id=message_id,
                ),
            )
            if message_id:
                self._words[conversation, message_id] = words
                while len(self._words) > MOST_WORDS:
                    self._words.popitem(last=False)
        self._take(*events)

    def rated(self, sender: str, message_id: str, useful: bool) -> None:
        """The citizen said whether the reply to `message_id` was of use."""
        conversation = self._pseudonym(sender)
        self._take(Rated(conversation, message_id, useful, self._words.get((conversation, message_id))))

    async def forget(self, sender: str) -> None:
        """Take the words and the name of a conversation away. Raises SQLAlchemyError while the database is away."""
        conversation = self._pseudonym(sender)
        for known in [each for each in self._words if each[0] == conversation]:
            del self._words[known]
        async with self._one_at_a_time:
            self._waiting = [event for event in self._waiting if event.conversation != conversation]
            await run_in_threadpool(self._forget, conversation)

    async def close(self, seconds: float = 5.0) -> None:
        """Write what waits, if that can be done within `seconds`."""
        self._closing.set()
        if self._writing:
            await asyncio.wait({self._writing}, timeout=seconds)
            self._writing.cancel()

    def _take(self, *events: Event) -> None:
        self._waiting += events
        self._drop_oldest()
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    def _drop_oldest(self) -> None:
        if (lost := len(self._waiting) - MOST_WAITING) > 0:
            del self._waiting[:lost]
            self._metrics.figures_lost(lost)

    async def _write(self) -> None:
        await self._pause(GATHER_SECONDS)
        while self._waiting:
            async with self._one_at_a_time:
                events, self._waiting = self._waiting, []
                try:
                    await run_in_threadpool(self._store, events)
                    continue
                except (OperationalError, InterfaceError) as error:  # away, or locked for long
                    log.warning("figures_not_written", error=type(error).__name__, waiting=len(events))
                    self._waiting = [*events, *self._waiting]
                    self._drop_oldest()
                except SQLAlchemyError as error:  # would fail again
                    log.warning("figures_refused", error=type(error).__name__, lost=len(events))
                    self._metrics.figures_lost(len(events))
                    continue
            if self._closing.is_set():
                return
            await self._pause(RETRY_SECONDS)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when this is closing."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)

    def _store(self, events: list[Event]) -> None:
        with self._sessions.begin() as session:
            write(session, events)

    def _forget(self, conversation: str) -> None:
        with self._sessions.begin() as session:
            forget(session, conversation)


def may_show_gap(custom: Custom | None) -> bool:
    """Whether a reply leaves the citizen without what they asked for, so that their words help to mend it."""
    if custom is None:
        return True
    more = custom.model_extra or {}
    if custom.type == "fallback":
        return more.get("act") in _GAPS
    return custom.type == "clarify" or bool(more.get("unknown"))
