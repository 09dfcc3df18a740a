"""One message through the assistant: clean, mask, in order, to Rasa, or to the catalogue alone."""

from __future__ import annotations

import asyncio
import logging
from weakref import WeakValueDictionary

from starlette.concurrency import run_in_threadpool

from bot.language.marks import compose
from bot.language.privacy import mask
from bot.webhook.contract import Outgoing
from bot.webhook.problems import Problem
from bot.webhook.rasa import Rasa, RasaUnavailable
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby

logger = logging.getLogger(__name__)

MASKED = (
    "Bạn vừa gõ thông tin riêng (số định danh, điện thoại, mật khẩu, mã OTP…). Mình đã che đi và không lưu. "
    "Bạn không cần gửi những số này ở đây."
)


class Conversations:
    """Carries messages to the assistant, one at a time and in order within a conversation."""

    def __init__(self, rasa: Rasa, standby: Standby, settings: WebhookSettings) -> None:
        """The parts it goes through."""
        self._rasa = rasa
        self._standby = standby
        self._settings = settings
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._waiting = 0

    async def say(self, sender: str, text: str) -> list[Outgoing]:
        """The assistant's reply. Raises Problem for a message that cannot be read."""
        words = self._read(text)
        words, private = mask(words)
        turn = self._turns.setdefault(sender, asyncio.Lock())
        async with turn:
            messages = await self._reply(sender, words)
        if private:
            messages.insert(0, Outgoing(recipient_id=sender, text=MASKED))
        return messages

    def _read(self, text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError as error:  # half of a surrogate pair, which JSON can smuggle in
            raise Problem("not-utf8") from error
        words = compose(text).strip()
        if not words:
            raise Problem("empty-message")
        if len(text) > self._settings.max_message_chars:
            raise Problem("message-too-long", most=self._settings.max_message_chars)
        return words

    async def _reply(self, sender: str, words: str) -> list[Outgoing]:
        if self._waiting < self._settings.max_waiting:
            self._waiting += 1
            try:
                return await self._rasa.say(sender, words)
            except RasaUnavailable as error:
                logger.warning("Answered by the catalogue alone: %s", error)
            finally:
                self._waiting -= 1
        return await run_in_threadpool(self._standby.answer, sender, words)
