"""What is kept of conversations, all in one database beside Rasa's own table, and how it is removed.

`rasa_conversation` is written by Rasa (bot/nlu/tracker_store.py); an empty `tracker` there says that the conversation
was deleted, and keeps Rasa from writing it again should it still be at work on a message. `web_reply` holds the replies
to messages with an id, for those that are sent again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
import structlog
from pydantic import TypeAdapter
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.webhook.contract import Outgoing

log = structlog.get_logger()

REPLY_DAYS = 2  # a device that was without network for longer is answered anew
_DAY_SECONDS = 86_400
_MOST_UNWRITTEN = 1000  # replies in memory while the database is away
_RETRY_SECONDS = 1.0
_WAIT_SECONDS = 1.0  # for a reply to be written before it leaves

_REPLIES = TypeAdapter(list[Outgoing])

_metadata = sa.MetaData()
_conversation = sa.Table(
    "rasa_conversation",
    _metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("tracker", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Float, nullable=False, index=True),  # seconds since 1970
)
_reply = sa.Table(
    "web_reply",
    _metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("message_id", sa.String(64), primary_key=True),
    sa.Column("messages", sa.Text, nullable=False),  # JSON, as they left
    sa.Column("at", sa.Float, nullable=False, index=True),  # seconds since 1970
)


@dataclass(frozen=True)
class Past:
    """What the database holds of one conversation."""

    is_deleted: bool = False
    replies: dict[str, list[Outgoing]] = field(default_factory=dict)  # by message id, the oldest first


@dataclass(frozen=True)
class Purged:
    """How many rows went."""

    conversations: int
    replies: int


class Kept:
    """The two tables. Every method blocks and raises SQLAlchemyError."""

    def __init__(self, engine: sa.Engine) -> None:
        """`engine`: of the database that Rasa's CONVERSATIONS_URL names."""
        self._engine = engine
        self._has_tables = False
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _overwriting)

    def past(self, sender: str) -> Past:
        """What is known of `sender`'s conversation."""
        with self._begin() as connection:
            tracker = connection.execute(
                sa.select(_conversation.c.tracker).where(_conversation.c.sender_id == sender)
            ).scalar()
            rows = connection.execute(
                sa.select(_reply.c.message_id, _reply.c.messages).where(_reply.c.sender_id == sender).order_by("at")
            ).all()
        return Past(tracker == "", {row.message_id: _REPLIES.validate_json(row.messages) for row in rows})

    def write(self, replies: Sequence[dict[str, Any]]) -> None:
        """Store rows of `web_reply`, in the place of those of the same message."""
        same = sa.and_(_reply.c.sender_id == sa.bindparam("of"), _reply.c.message_id == sa.bindparam("to"))
        with self._begin() as connection:
            connection.execute(
                sa.delete(_reply).where(same),
                [{"of": reply["sender_id"], "to": reply["message_id"]} for reply in replies],
            )
            connection.execute(sa.insert(_reply), list(replies))

    def delete(self, sender: str) -> None:
        """Remove a conversation, and leave word that it was removed."""
        nothing = {"tracker": "", "updated_at": time.time()}
        with self._begin() as connection:
            connection.execute(sa.delete(_reply).where(_reply.c.sender_id == sender))
            emptied = connection.execute(
                sa.update(_conversation).where(_conversation.c.sender_id == sender).values(**nothing)
            )
            if not emptied.rowcount:
                connection.execute(sa.insert(_conversation).values(sender_id=sender, **nothing))

    def purge(self, days: int) -> Purged:
        """Remove conversations whose last message is older than `days`, and replies older than REPLY_DAYS."""
        now = time.time()
        with self._begin() as connection:
            replies = connection.execute(
                sa.delete(_reply).where(_reply.c.at < now - min(days, REPLY_DAYS) * _DAY_SECONDS)
            )
            conversations = connection.execute(
                sa.delete(_conversation).where(_conversation.c.updated_at < now - days * _DAY_SECONDS)
            )
        return Purged(conversations.rowcount, replies.rowcount)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _begin(self) -> Any:  # the context manager of a transaction
        if not self._has_tables:
            try:
                _metadata.create_all(self._engine)
            except OperationalError:  # Rasa made them in the same moment
                _metadata.create_all(self._engine)
            self._has_tables = True
        return self._engine.begin()


class Recorder:
    """Kept, for the event loop: writes many replies at once, and never writes what was deleted meanwhile."""

    def __init__(self, kept: Kept) -> None:
        """`kept`: closed by `close`."""
        self._kept = kept
        self._unwritten: list[dict[str, Any]] = []
        self._written = asyncio.Event()  # of those that wait now
        self._writing: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def past(self, sender: str) -> Past | None:
        """What is known of a conversation; None while the database is away."""
        try:
            return await run_in_threadpool(self._kept.past, sender)
        except SQLAlchemyError as error:
            log.warning("past_not_read", error=type(error).__name__)
            return None

    async def remember(self, sender: str, message_id: str, messages: list[Outgoing]) -> None:
        """Store a reply before it leaves, so that it is the same one if this process ends now.

        A database that is away is not waited for longer than a second; the newest replies then wait in memory.
        """
        row = {
            "sender_id": sender,
            "message_id": message_id,
            "messages": _REPLIES.dump_json(messages).decode(),
            "at": time.time(),
        }
        self._unwritten = [*self._unwritten, row][-_MOST_UNWRITTEN:]
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._written.wait(), _WAIT_SECONDS)

    async def delete(self, sender: str) -> None:
        """Remove a conversation. Raises SQLAlchemyError while the database is away."""
        async with self._one_at_a_time:
            self._unwritten = [row for row in self._unwritten if row["sender_id"] != sender]
            await run_in_threadpool(self._kept.delete, sender)

    async def close(self, seconds: float = 5.0) -> None:
        """Write what is unwritten, if that can be done within `seconds`, and close the database."""
        if self._writing:
            await asyncio.wait({self._writing}, timeout=seconds)
            self._writing.cancel()
        self._kept.close()

    async def _write(self) -> None:
        while self._unwritten:
            async with self._one_at_a_time:
                rows, self._unwritten = self._unwritten, []
                written, self._written = self._written, asyncio.Event()
                try:
                    await run_in_threadpool(self._kept.write, rows)
                    written.set()
                    continue
                except SQLAlchemyError as error:
                    log.warning("replies_not_written", error=type(error).__name__, waiting=len(rows))
                    self._unwritten = [*rows, *self._unwritten][-_MOST_UNWRITTEN:]
            await asyncio.sleep(_RETRY_SECONDS)


def _overwriting(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA secure_delete=ON")  # what was deleted is not to be found in the file
