"""Who asks too much, or too much at once, is asked to wait; nobody else notices."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest

from tests.bot.webhook.conftest import CONVERSATIONS, Talk, started
from tests.contract.conftest import ELSEWHERE, Client
from tests.contract.stand_in import StandIn, good, saying

REST = "/webhooks/rest/webhook"


def assert_asked_to_wait(response: httpx.Response, kind: str) -> None:
    assert response.status_code == 429
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"].endswith(f":{kind}")
    assert response.headers["retry-after"] in response.json()["title"]
    assert 0 < int(response.headers["retry-after"]) <= 60


async def test_one_conversation_has_its_limit_and_another_its_own(client_of: Client, rasa: StandIn) -> None:
    async with client_of(limit_conversation="3/minute") as client:
        one, other = await started(client), await started(client)
        assert [(await one.say("phí")).status_code for _ in range(3)] == [200] * 3

        assert_asked_to_wait(await one.say("phí"), "too-many")
        assert (await other.say("phí")).status_code == 200

    assert len(rasa.heard) == 4


async def test_one_address_has_its_limit_and_another_its_own(client_of: Client) -> None:
    async with client_of(limit_address="2/minute") as client:
        assert [(await client.post(CONVERSATIONS)).status_code for _ in range(2)] == [201, 201]
        assert_asked_to_wait(await client.post(CONVERSATIONS), "too-many")


async def test_addresses_of_one_ipv6_site_are_one(client_of: Client) -> None:
    async with client_of(limit_address="1/minute", address=("2001:db8:1:2::1", 1)) as client:
        await client.post(CONVERSATIONS)
        client._transport.client = ("2001:db8:1:2:ffff::9", 1)  # type: ignore[attr-defined]  # httpx types the base class; ours is ASGI
        assert_asked_to_wait(await client.post(CONVERSATIONS), "too-many")
        client._transport.client = ("2001:db8:1:3::1", 1)  # type: ignore[attr-defined]  # httpx types the base class; ours is ASGI
        assert (await client.post(CONVERSATIONS)).status_code == 201


async def test_the_key_has_its_limit(client_of: Client) -> None:
    async with client_of(rest_key="khoa", limit_key="2/minute", address=ELSEWHERE) as client:
        ask: dict[str, Any] = {"json": {"message": "phí"}, "headers": {"authorization": "Bearer khoa"}}
        assert [(await client.post(REST, **ask)).status_code for _ in range(2)] == [200, 200]
        assert_asked_to_wait(await client.post(REST, **ask), "too-many")


async def test_programs_on_this_machine_have_no_public_limits(client_of: Client) -> None:
    async with client_of(limit_address="1/minute", limit_conversation="1/minute", limit_key="1/minute") as client:
        answers = [await client.post(REST, json={"sender": "tool", "message": "phí"}) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via", "origin"])
async def test_who_comes_through_a_proxy_or_a_page_is_not_on_this_machine(
    client: httpx.AsyncClient, header: str
) -> None:
    response = await client.post(REST, json={"message": "phí"}, headers={header: "https://xa.example"})

    assert response.status_code == 403


async def test_the_rest_route_is_for_posting(client: httpx.AsyncClient) -> None:
    response = await client.get(REST)

    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert response.headers["content-type"] == "application/problem+json"


async def test_when_all_places_are_taken_the_next_is_asked_to_wait_and_those_inside_are_answered(
    client_of: Client, rasa: StandIn
) -> None:
    enough = threading.Event()

    def slow(message: dict[str, Any]) -> tuple[int, bytes]:
        enough.wait(60)
        return good(message)

    rasa.reply = slow
    async with client_of(max_inside=3) as client:
        talks = [await started(client) for _ in range(4)]
        inside = [asyncio.create_task(talk.say("phí")) for talk in talks[:3]]
        await asyncio.sleep(0.3)

        assert_asked_to_wait(await talks[3].say("phí"), "busy")
        enough.set()
        assert {response.status_code for response in await asyncio.gather(*inside)} == {200}
        assert (await talks[3].say("phí")).status_code == 200


async def test_a_rasa_that_keeps_failing_is_left_in_peace(client: httpx.AsyncClient, rasa: StandIn) -> None:
    rasa.reply = saying(500, b"")
    for number in range(20):
        answer = await client.post(REST, json={"sender": f"s{number}", "message": "phí khai sinh"})
        assert answer.status_code == 200

    assert len(rasa.heard) < 10


async def test_a_head_that_is_too_large_is_refused(client: httpx.AsyncClient, talk: Talk, rasa: StandIn) -> None:
    response = await talk.say("phí", **{"x-anything": "x" * 20_000})

    assert response.status_code == 431
    assert rasa.heard == []
