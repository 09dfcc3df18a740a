"""Rasa, as the web application sees it: messages in, messages out, or RasaUnavailable."""

from __future__ import annotations

from typing import Any

import httpx

from bot.webhook.contract import Outgoing

PATH = "/webhooks/rest/webhook"


class RasaUnavailable(Exception):
    """Rasa is down, too slow, or said nothing (a broken action is silence with status 200)."""


class Rasa:
    """Rasa's REST channel on loopback."""

    def __init__(self, port: int, timeout_seconds: float) -> None:
        """`timeout_seconds`: for a whole reply."""
        self._client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            timeout=timeout_seconds,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
        )

    async def say(self, sender: str, text: str) -> list[Outgoing]:
        """The assistant's messages in reply to `text`. Raises RasaUnavailable."""
        try:
            response = await self._send({"sender": sender, "message": text})
            response.raise_for_status()
            messages = joined(response.json())
        except (httpx.HTTPError, ValueError, TypeError) as error:  # TypeError: JSON, but no list of messages
            raise RasaUnavailable(type(error).__name__) from error  # its message may quote somebody's words
        if not messages:
            raise RasaUnavailable("Rasa answered with no message")
        return messages

    async def _send(self, message: dict[str, str]) -> httpx.Response:
        try:
            return await self._client.post(PATH, json=message)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # A connection that was kept open was closed by Rasa just then. If Rasa has ended, this fails at once.
            return await self._client.post(PATH, json=message)

    async def is_ready(self) -> bool:
        """Whether Rasa answers at all."""
        try:
            return (await self._client.get("/", timeout=2)).status_code == 200
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
