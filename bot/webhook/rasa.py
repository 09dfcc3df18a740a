"""Rasa, as the web application sees it: messages in, messages out, or RasaUnavailable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import structlog

from bot.webhook.contract import Outgoing

log = structlog.get_logger()

PATH = "/webhooks/rest/webhook"
UNDERSTANDING = "/webhooks/understanding/"


class RasaUnavailable(Exception):
    """Rasa is down, too slow, or said nothing (a broken action is silence with status 200)."""


class RasaSilent(RasaUnavailable):
    """Rasa is there, and had nothing to say to this one message."""


class Rasa:
    """Rasa's REST channel on loopback."""

    def __init__(self, port: int, timeout_seconds: float, in_use: Path | None = None) -> None:
        """`timeout_seconds`: for a whole reply. `in_use`: a file that names the port, in place of `port`.

        tools/models.py writes the file when it switches to another Rasa: the next message goes there, and what is
        under way ends where it began.
        """
        self._port = port
        self._in_use = in_use
        self._written = 0  # when `in_use` was, as far as it was read
        self._client = httpx.AsyncClient(
            timeout=timeout_seconds,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
        )

    async def say(self, sender: str, text: str) -> list[Outgoing]:
        """The assistant's messages in reply to `text`. Raises RasaUnavailable, of which RasaSilent is one."""
        try:
            response = await self._send(PATH, {"sender": sender, "message": text})
            response.raise_for_status()
            messages = joined(response.json())
        except (httpx.HTTPError, ValueError, TypeError) as error:  # TypeError: JSON, but no list of messages
            raise RasaUnavailable(type(error).__name__) from error  # its message may quote somebody's words
        if not messages:
            raise RasaSilent("Rasa answered with no message")
        return messages

    async def understood(self, text: str) -> dict[str, Any] | None:
        """What Rasa makes of `text`, outside of any conversation; None while it is away."""
        try:
            response = await self._send(UNDERSTANDING, {"text": text})
            response.raise_for_status()
            found: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError):
            return None
        return found

    async def _send(self, path: str, message: dict[str, str]) -> httpx.Response:
        try:
            return await self._client.post(self.url + path, json=message)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # A connection that was kept open was closed by Rasa just then. If Rasa has ended, this fails at once.
            return await self._client.post(self.url + path, json=message)

    @property
    def url(self) -> str:
        """The address of the Rasa in use."""
        if self._in_use:
            try:
                written = self._in_use.stat().st_mtime_ns  # some microseconds; a message takes milliseconds
                if written != self._written:
                    self._port = int(json.loads(self._in_use.read_text("utf-8"))["port"])
                    self._written = written
            except (OSError, ValueError, KeyError) as error:
                log.warning("rasa_in_use_not_read", error=type(error).__name__)
        return f"http://127.0.0.1:{self._port}"

    async def is_ready(self) -> bool:
        """Whether Rasa answers at all."""
        try:
            return (await self._client.get(f"{self.url}/", timeout=2)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def joined(messages: list[dict[str, Any]]) -> list[Outgoing]:
    """Rasa's messages with text and custom brought together: its channel sends one reply as two messages."""
    found: list[dict[str, Any]] = []
    for message in messages:
        if "text" not in message and "custom" in message and found and "custom" not in found[-1]:
            found[-1]["custom"] = message["custom"]
        elif "text" in message:
            found.append(dict(message))
    return [Outgoing.model_validate(message) for message in found]
