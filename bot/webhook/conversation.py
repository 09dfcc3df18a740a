"""One message through the assistant: clean, mask, once, in order, to Rasa, or to the catalogue alone."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import anyio
import structlog
from anyio import CapacityLimiter

from bot.language.marks import compose
from bot.language.privacy import mask
from bot.webhook.asking import Asking
from bot.webhook.breaker import Breaker
from bot.webhook.contract import Outgoing
from bot.webhook.kept import Recorder
from bot.webhook.metrics import Metrics, outcome
from bot.webhook.problems import Problem
from bot.webhook.public import with_whole_links
from bot.webhook.rasa import Rasa, RasaSilent, RasaUnavailable
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.dialogue.pressed import pressed

log = structlog.get_logger()

MASKED = (
    "Bạn vừa gõ thông tin riêng (số định danh, điện thoại, mật khẩu, mã OTP, địa chỉ nhà…). "
    "Mình đã che đi và không lưu, để không ai khác thấy được. "
    "Bạn không cần gửi những thông tin này ở đây, mình vẫn trả lời được."
)
HIDDEN = "[đã che]"  # stands where private data was, on the device too
MOST_TALKS = 1000  # conversations in memory; of others the database knows the replies
MOST_REPLIES = 5  # in memory, of one conversation
STANDBY_THREADS = 2  # more would only take the processor from Rasa
SLASH_ALONE = "?"  # what is left of a message of nothing but slashes
BUSY_SECONDS = 2
AWAY_SECONDS = 5


@dataclass
class Talk:
    """One conversation as this process knows it."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # who holds it is being answered
    is_recalled: bool = False  # whether the database was asked about it
    is_deleted: bool = False
    replies: OrderedDict[str, list[Outgoing]] = field(default_factory=OrderedDict)  # by message id
    under_way: dict[str, asyncio.Task[list[Outgoing]]] = field(default_factory=dict)  # by message id

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered."""
        return not self.turn.locked() and not self.under_way

    def keep(self, message_id: str, messages: list[Outgoing]) -> None:
        """Remember a reply; the oldest goes when there are too many."""
        self.replies[message_id] = messages
        while len(self.replies) > MOST_REPLIES:
            self.replies.popitem(last=False)


class Conversations:
    """Carries messages to the assistant: each once, one at a time and in order within a conversation."""

    def __init__(
        self,
        rasa: Rasa,
        standby: Standby,
        settings: WebhookSettings,
        recorder: Recorder,
        asking: Asking,
        metrics: Metrics,
    ) -> None:
        """The parts it goes through."""
        self._rasa = rasa
        self._standby = standby
        self._settings = settings
        self._recorder = recorder
        self._asking = asking
        self._metrics = metrics
        self._breaker = Breaker()
        self._limited = CapacityLimiter(STANDBY_THREADS)
        self._talks: OrderedDict[str, Talk] = OrderedDict()  # the one used last is at the end
        self._tasks: set[asyncio.Task[list[Outgoing]]] = set()
        self._at_rasa = 0
        metrics.gauge("messages_inside", "Messages worked on or waiting.", lambda: len(self._tasks))
        metrics.gauge("messages_at_rasa", "Messages that Rasa is asked about now.", lambda: self._at_rasa)
        metrics.gauge("rasa_circuit_open", "1 while Rasa is taken to be away.", lambda: self._breaker.is_open)

    async def say(self, channel: str, name: str, text: str, message_id: str | None = None) -> list[Outgoing]:
        """The assistant's reply to `text`. As `accept`, and waits."""
        return await asyncio.shield(self.accept(channel, name, text, message_id))

    def accept(self, channel: str, name: str, text: str, message_id: str | None = None) -> asyncio.Task[list[Outgoing]]:
        """Take a message of the conversation `name` of `channel`. The task gives the reply, waited for or not.

        The same `message_id` again gives the same reply. Raises Problem for a message that cannot be read or taken; the
        task raises Problem for a conversation that was deleted, or when nothing can answer.
        """
        words, private = mask(readable(text, self._settings.max_message_chars))
        sender = f"{channel}-{name}"
        talk = self._talk(sender)
        if message_id and message_id in talk.under_way:
            return talk.under_way[message_id]
        if len(self._tasks) >= self._settings.max_inside:
            raise Problem("busy", retry_after=BUSY_SECONDS)
        task = asyncio.create_task(self._turn(channel, sender, talk, words, private, message_id))
        self._tasks.add(task)
        if message_id:
            talk.under_way[message_id] = task

        def done(task: asyncio.Task[list[Outgoing]]) -> None:
            self._tasks.discard(task)
            if message_id:
                talk.under_way.pop(message_id, None)
            if not task.cancelled():
                task.exception()  # whoever waited has seen it; nobody may have waited

        task.add_done_callback(done)
        return task

    def rated(self, channel: str, name: str, message_id: str, useful: bool) -> None:
        """The citizen said whether the reply to `message_id` was of use: the figures are told."""
        self._asking.rated(f"{channel}-{name}", message_id, useful)

    async def delete(self, channel: str, name: str) -> None:
        """Forget a conversation for good, after the message that is being answered. Raises SQLAlchemyError."""
        sender = f"{channel}-{name}"
        talk = self._talk(sender)
        talk.is_deleted = True  # what waits in line is not answered any more
        async with talk.turn:
            talk.replies.clear()
            await self._recorder.delete(sender)
            await self._asking.forget(sender)

    async def close(self) -> None:
        """Let what is under way come to its end, and write what is unwritten."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._settings.rasa_timeout_seconds)
        await self._recorder.close()
        await self._asking.close()

    def _talk(self, sender: str) -> Talk:
        talk = self._talks.setdefault(sender, Talk())
        self._talks.move_to_end(sender)
        if len(self._talks) > MOST_TALKS:
            oldest = next(iter(self._talks))
            if self._talks[oldest].is_idle:
                del self._talks[oldest]
            else:
                self._talks.move_to_end(oldest)  # so that the next one is looked at another time
        return talk

    async def _turn(
        self, channel: str, sender: str, talk: Talk, words: str, private: list[str], message_id: str | None
    ) -> list[Outgoing]:
        began = time.perf_counter()
        async with talk.turn:
            await self._recall(sender, talk)
            if talk.is_deleted:
                raise Problem("unknown-conversation")
            if message_id and message_id in talk.replies:
                return talk.replies[message_id]
            messages = await self._reply(sender, words)
            if public := self._settings.public_url:
                messages = [with_whole_links(message, public) for message in messages]
            custom = messages[-1].custom
            if private:
                messages.insert(0, Outgoing(recipient_id=sender, text=MASKED, masked=shown(words, private)))
            if message_id and not talk.is_deleted:
                talk.keep(message_id, messages)
                await self._recorder.remember(sender, message_id, messages)
            took, how = time.perf_counter() - began, outcome(custom)
            if not talk.is_deleted:
                self._asking.replied(channel, sender, words, custom, how, took, message_id)
        self._metrics.reply(channel, how, took)
        self._metrics.masked(private)
        log.info("reply", channel=channel, outcome=how, ms=round(took * 1000), masked=private)
        return messages

    async def _recall(self, sender: str, talk: Talk) -> None:
        """Ask the database about a conversation that this process has not met yet."""
        if talk.is_recalled or not (past := await self._recorder.past(sender)):
            return
        talk.is_recalled = True
        talk.is_deleted = talk.is_deleted or past.is_deleted
        for message_id, messages in past.replies.items():
            talk.keep(message_id, messages)

    async def _reply(self, sender: str, words: str) -> list[Outgoing]:
        if self._at_rasa < self._settings.max_waiting and self._breaker.allows():
            self._at_rasa += 1
            try:
                messages = await self._rasa.say(sender, words)
                self._breaker.succeeded()
                return messages
            except RasaUnavailable as error:
                if isinstance(error, RasaSilent):  # one odd message must not shut out everybody
                    self._breaker.succeeded()
                else:
                    self._breaker.failed()
                self._metrics.rasa_failed()
                log.warning("answered_by_the_catalogue_alone", reason=str(error))
            finally:
                self._at_rasa -= 1
        try:
            return await anyio.to_thread.run_sync(self._standby.answer, sender, words, limiter=self._limited)
        except Exception as error:
            log.exception("not_answered")
            raise Problem("not-now", retry_after=AWAY_SECONDS) from error


def shown(words: str, private: list[str]) -> str:
    """The masked `words` as a citizen sees them: each kind of `private` data under one name."""
    return re.sub(rf"\[(?:{'|'.join(private)})\]", HIDDEN, words)


def readable(text: str, most: int) -> str:
    """`text` composed, and without what is invisible. Raises Problem if nothing, too much, or no text is left.

    A slash begins a command to Rasa («/restart»): it stays on what our buttons send, and nowhere else.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair, which JSON can smuggle in
        raise Problem("not-utf8") from error
    words = compose(text).strip()
    if not words:
        raise Problem("empty-message")
    if len(text) > most:
        raise Problem("message-too-long", most=most)
    return words if pressed(words) else words.lstrip("/ ") or SLASH_ALONE
