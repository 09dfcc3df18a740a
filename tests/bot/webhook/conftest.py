"""The web application of the contract tests, here with a conversation and what is kept of it at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.contract.conftest import (  # noqa: F401 (fixtures)
    Client,
    catalogue,
    client,
    client_of,
    conversations_url,
    engine,
    listening,
    rasa,
)

CONVERSATIONS = "/webhooks/web/conversations"


@dataclass
class Talk:
    """A conversation of the widget."""

    client: httpx.AsyncClient
    id: str

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{CONVERSATIONS}/{self.id}"

    async def say(self, text: str, message_id: str | None = None, **headers: str) -> httpx.Response:
        """One message."""
        body: dict[str, Any] = {"message": text} | ({"id": message_id} if message_id else {})
        return await self.client.post(f"{self.url}/messages", json=body, headers=headers)


async def started(client: httpx.AsyncClient) -> Talk:  # noqa: F811 (the fixture of that name)
    """A new conversation."""
    return Talk(client, (await client.post(CONVERSATIONS)).json()["id"])


@pytest.fixture
async def talk(client: httpx.AsyncClient) -> Talk:  # noqa: F811
    """A new conversation with the usual settings."""
    return await started(client)
