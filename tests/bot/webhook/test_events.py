"""The reply as server-sent events."""

from __future__ import annotations

import json

import httpx
import pytest

from bot.webhook.channels import web
from tests.bot.webhook.conftest import Talk
from tests.contract.stand_in import StandIn, good

EVENTS = {"accept": "text/event-stream"}


def events(response: httpx.Response) -> list[tuple[str, object]]:
    """(event, data) in order, comments left out."""
    found = []
    for block in response.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


async def test_typing_comes_first_and_then_the_reply_itself(talk: Talk) -> None:
    response = await talk.say("phí khai sinh", "message-0001", **EVENTS)
    plain = await talk.say("phí khai sinh", "message-0001")

    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    assert events(response) == [("typing", {}), ("messages", plain.json())]


async def test_a_long_wait_shows_signs_of_life(talk: Talk, rasa: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "PING_SECONDS", 0.01)
    import time

    def slow(message: dict[str, object]) -> tuple[int, bytes]:
        time.sleep(0.2)
        return good(message)

    rasa.reply = slow

    response = await talk.say("phí khai sinh", **EVENTS)

    assert ": ping\n\n" in response.text
    assert [name for name, _ in events(response)] == ["typing", "messages"]


async def test_what_is_refused_at_sight_has_a_status(talk: Talk) -> None:
    response = await talk.say("", **EVENTS)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


async def test_what_fails_later_is_told_in_the_stream(talk: Talk) -> None:
    await talk.client.delete(talk.url)

    name, problem = events(await talk.say("phí khai sinh", **EVENTS))[-1]

    assert name == "problem"
    assert isinstance(problem, dict)
    assert problem["type"].endswith(":unknown-conversation")
