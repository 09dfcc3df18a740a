"""Where Rasa keeps conversations: one row each, the last turns only."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import SingletonThreadPool

UNUSED_LATER = ("intent_ranking", "clauses", "text_tokens")  # of what was understood of a message

_metadata = sa.MetaData()
_conversation = sa.Table(
    "rasa_conversation",
    _metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("tracker", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Float, nullable=False, index=True),  # seconds since 1970
)

# Built once: to build them costs more than the database does.
_ITS = _conversation.c.sender_id == sa.bindparam("its_id")
_READ = sa.select(_conversation.c.tracker).where(_ITS)
_REPLACE = (
    _conversation.update()
    .where(_ITS, _conversation.c.tracker != "")
    .values(tracker=sa.bindparam("new_tracker"), updated_at=sa.bindparam("now"))
)
_ADD = _conversation.insert().values(
    sender_id=sa.bindparam("its_id"), tracker=sa.bindparam("new_tracker"), updated_at=sa.bindparam("now")
)


class RecentTurns(TrackerStore, SerializedTrackerAsText):
    """Keeps the last `turns` turns of a conversation and the slots as they stand.

    Rasa reads, copies and sends the whole tracker at every turn, so that a long conversation gets slower and
    slower, and its stores never forget. Here the 200th turn costs what the 5th does.

    The webhook removes what is old or was asked to be removed (bot/webhook/kept.py). A conversation that it has deleted
    stays as a row with an empty tracker, which is never written again: Rasa may still be at work on its last message.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        url: str = "sqlite:///var/conversations.db",
        turns: int = 5,
        **kwargs: Any,
    ) -> None:
        """`url`: an SQLAlchemy address; the environment variable CONVERSATIONS_URL goes before it."""
        super().__init__(domain, event_broker, **kwargs)
        self._turns = turns
        address = sa.engine.make_url(os.environ.get("CONVERSATIONS_URL", url))
        if address.get_backend_name() == "sqlite" and address.database:
            os.makedirs(os.path.dirname(address.database) or ".", exist_ok=True)
        sqlite = address.get_backend_name() == "sqlite"
        # Rasa calls the store from one thread; SQLAlchemy would open a file anew at each call.
        self._engine = sa.create_engine(address, **({"poolclass": SingletonThreadPool} if sqlite else {}))
        if sqlite:
            sa.event.listen(self._engine, "connect", _fast_sqlite)
        _metadata.create_all(self._engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the conversation, shortened; one in which nothing was said yet is not worth a write."""
        if not any(isinstance(event, UserUttered) for event in tracker.events):
            return
        await self.stream_events(tracker)
        state = tracker.as_dialogue().as_dict()
        state["events"] = [slim(event) for event in recent_events(state["events"], self._turns)]
        its = {"its_id": tracker.sender_id}
        row = {**its, "new_tracker": json.dumps(state, ensure_ascii=False), "now": time.time()}
        with self._engine.begin() as connection:
            changed = connection.execute(_REPLACE, row).rowcount
            if not changed and connection.execute(_READ, its).first() is None:
                connection.execute(_ADD, row)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation, or None if it is not known."""
        with self._engine.connect() as connection:
            stored = connection.execute(_READ, {"its_id": sender_id}).scalar()
        return self.deserialise_tracker(sender_id, stored) if stored else None

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_conversation.c.sender_id)).scalars())


def recent_events(events: list[dict[str, Any]], turns: int) -> list[dict[str, Any]]:
    """`events` from the `turns`-th last user turn on, led by the slots that were set before it."""
    starts = [at for at, event in enumerate(events) if event.get("event") == "user"]
    if len(starts) <= turns:
        return events
    cut = starts[-turns]
    slots = {event["name"]: event for event in events[:cut] if event.get("event") == "slot"}
    listen = {"event": "action", "name": "action_listen", "timestamp": events[cut].get("timestamp")}
    return [*(event for event in slots.values() if event.get("value") is not None), listen, *events[cut:]]


def slim(event: dict[str, Any]) -> dict[str, Any]:
    """`event` without how likely each intent was: half of a conversation's size, and of no use at a later turn."""
    understood = event.get("parse_data")
    if not understood:
        return event
    return {**event, "parse_data": {key: value for key, value in understood.items() if key not in UNUSED_LATER}}


def _fast_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # a power cut may lose the last turn, never the file
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA secure_delete=ON")  # what was removed is not to be found in the file
