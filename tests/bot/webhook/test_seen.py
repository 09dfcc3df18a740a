"""What an operator sees of the traffic, and what nobody may see of it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog

from bot.webhook import logs
from tests.bot.webhook.conftest import Talk, started
from tests.contract.conftest import ELSEWHERE, Client
from tests.contract.stand_in import StandIn, saying
from tools.paths import ROOT

SECRET = "bí mật của bà Năm"
REST = "/webhooks/rest/webhook"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the logs of this test go."""
    before = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    logs.configure(written)
    yield written
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = before


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_a_message_leaves_two_lines_under_one_request_id(talk: Talk, stream: io.StringIO) -> None:
    response = await talk.say("phí khai sinh", **{"x-request-id": "from-the-proxy-1"})

    reply, request = lines(stream)
    assert reply["event"] == "reply"
    assert (reply["channel"], reply["outcome"]) == ("web", "answered")
    assert request["event"] == "request"
    assert (request["method"], request["status"]) == ("POST", 200)
    assert request["route"] == "/webhooks/web/conversations/{conversation_id}/messages"
    assert {reply["request_id"], request["request_id"], response.headers["x-request-id"]} == {"from-the-proxy-1"}


async def test_no_line_holds_words_ids_or_addresses(client_of: Client, rasa: StandIn, stream: io.StringIO) -> None:
    async with client_of() as client:
        talk = await started(client)
        await talk.say(SECRET, "message-0001")
        rasa.reply = saying(200, json.dumps([{"text": SECRET, "custom": {"type": SECRET}}]).encode())
        await talk.say(SECRET, "message-0002")
        await client.post(f"{talk.url}/ratings", json={"useful": False, "why": SECRET, "service": SECRET})
        await client.post(REST, json={"sender": SECRET, "message": SECRET})
        await client.get(f"/{SECRET}")
        await client.delete(talk.url)

    written = stream.getvalue()
    assert len(written.splitlines()) > 8
    for private in (SECRET, talk.id, "message-0001", "127.0.0.1"):
        assert private not in written


async def test_a_failure_is_told_by_place_and_not_by_its_words(client_of: Client, stream: io.StringIO) -> None:
    async with client_of() as client:

        @client._transport.app.get("/breaks")  # type: ignore[attr-defined]  # httpx types the base class; ours is ASGI
        async def breaks() -> None:
            raise RuntimeError(SECRET)

        routes = client._transport.app.router.routes  # type: ignore[attr-defined]  # httpx types the base class; ours is ASGI
        routes.insert(0, routes.pop())  # before the pages
        response = await client.get("/breaks")

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "x-content-type-options" in response.headers
    (failed,) = (line for line in lines(stream) if line["event"] == "request_failed")
    assert failed["error"] == "RuntimeError"
    assert "test_seen.py" in failed["where"][-1]
    assert SECRET not in stream.getvalue()


def test_what_libraries_log_is_told_without_their_words_too(stream: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception("it failed")

    (line,) = lines(stream)
    assert (line["event"], line["error"], line["logger"]) == ("it failed", "ValueError", "some.library")
    assert SECRET not in stream.getvalue()


async def test_why_a_reply_was_of_no_use_is_no_second_rating(client: httpx.AsyncClient, talk: Talk) -> None:
    await talk.say("phí khai sinh", "message-0001")
    for why in (None, "Khó hiểu"):
        rating = {"message_id": "message-0001", "useful": False, "why": why}
        await client.post(f"{talk.url}/ratings", json=rating)

    assert 'webhook_ratings_total{useful="no"} 1.0' in (await client.get("/metrics")).text


async def test_figures_tell_channel_outcome_and_duration(client: httpx.AsyncClient, talk: Talk, rasa: StandIn) -> None:
    await talk.say("phí khai sinh, số tôi 0912345678")
    rasa.reply = saying(500, b"")
    await client.post(REST, json={"message": "phí khai sinh"})

    figures = (await client.get("/metrics")).text

    assert 'webhook_replies_total{channel="web",outcome="answered"} 1.0' in figures
    assert 'webhook_replies_total{channel="rest",outcome="degraded"} 1.0' in figures
    assert 'webhook_reply_seconds_count{channel="web"} 1.0' in figures
    assert 'webhook_masked_total{kind="dien_thoai"} 1.0' in figures
    assert "webhook_rasa_failures_total 1.0" in figures
    assert "webhook_rasa_circuit_open 0.0" in figures
    assert talk.id not in figures


async def test_figures_are_for_this_machine_or_the_holder_of_the_key(client_of: Client) -> None:
    async with client_of(address=ELSEWHERE) as client:
        assert (await client.get("/metrics")).status_code == 403
    async with client_of(address=ELSEWHERE, rest_key="khoa") as client:
        assert (await client.get("/metrics")).status_code == 401
        assert (await client.get("/metrics", headers={"authorization": "Bearer khoa"})).status_code == 200


async def test_the_dashboard_shows_figures_that_there_are(client: httpx.AsyncClient, talk: Talk) -> None:
    await talk.say("phí khai sinh, số tôi 0912345678")
    await client.post(f"{talk.url}/ratings", json={"useful": True})
    figures = (await client.get("/metrics")).text
    dashboard = json.loads((ROOT / "deploy/grafana/dashboard.json").read_text("utf-8"))

    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]

    assert len(asked) >= 8
    for expression in asked:
        for name in set(__import__("re").findall(r"\b(?:webhook|process)_\w+", expression)):
            assert name.removesuffix("_bucket") in figures, name
