"""Whatever stands in a field, nothing breaks and nothing comes back as anything but text."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.privacy import mask
from bot.webhook.conversation import readable
from bot.webhook.problems import Problem
from tests.bot.webhook.conftest import Talk
from tests.contract.stand_in import StandIn

NAUGHTY = [
    "\u202ephí\u202c khai\u2066 sinh\u2069",  # right to left, isolated
    "phí\u200b\u200c\u200d\u2060 khai\ufeff sinh",
    "p" + "\u0301" * 900 + "hi",
    "phí\x00khai\x1b[31m sinh\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} %s %n <%= 1 %>",
    "'; DROP TABLE feedback; --",
    '/ask_fee{"service": "khai-sinh"}',
    '/ask_fee{"service": {"$ne": null}}',
    "/restart",
    "ﷺ" * 300,
    "👨‍👩‍👧‍👦" * 90,
    "𝓅𝒽í 𝓀𝒽𝒶𝒾 𝓈𝒾𝓃𝒽",
]


@pytest.mark.parametrize("text", NAUGHTY)
async def test_a_naughty_message_gets_a_reply(talk: Talk, rasa: StandIn, text: str) -> None:
    response = await talk.say(text, "message-0001")

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert not set(rasa.messages[0]) & set("\u202e\u202c\u2066\u2069\u200b\ufeff\x00\x1b")
    assert "set-cookie" not in response.headers


async def test_ten_thousand_combining_marks_are_refused_calmly(talk: Talk, rasa: StandIn) -> None:
    response = await talk.say("a" + "\u0301" * 10_000)

    assert response.status_code == 422
    assert rasa.heard == []


@pytest.mark.parametrize("text", NAUGHTY)
async def test_a_naughty_reason_is_stored_as_text(client: httpx.AsyncClient, talk: Talk, text: str) -> None:
    response = await client.post(f"{talk.url}/ratings", json={"useful": False, "why": text[:500]})

    assert response.status_code == 204


@pytest.mark.parametrize("text", NAUGHTY)
async def test_a_naughty_sender_comes_back_as_it_was_and_goes_no_further(
    client: httpx.AsyncClient, rasa: StandIn, text: str
) -> None:
    sender = text[:100]
    response = await client.post("/webhooks/rest/webhook", json={"sender": sender, "message": "phí"})

    assert response.status_code == 200
    assert response.json()[0]["recipient_id"] == sender
    assert rasa.heard[0]["sender"].removeprefix("rest-").isalnum()


async def test_lone_surrogates_are_refused_in_every_field(client: httpx.AsyncClient, talk: Talk) -> None:
    headers = {"content-type": "application/json"}
    for path, body in (
        ("/messages", rb'{"message": "\ud800"}'),
        ("/messages", rb'{"message": "x", "id": "\ud800aaaaaaaaa"}'),
        ("/ratings", rb'{"useful": true, "why": "\udfff"}'),
        ("/ratings", rb'{"useful": true, "service": "\udfff"}'),
    ):
        response = await client.post(talk.url + path, content=body, headers=headers)
        assert response.status_code in {400, 422}, response.text


@pytest.mark.parametrize("given_id", ["x", "<script>", "a" * 500, "a b c d e f g h"])
async def test_a_request_id_that_is_none_is_not_repeated(client: httpx.AsyncClient, given_id: str) -> None:
    response = await client.get("/healthz", headers={"x-request-id": given_id})

    assert response.headers["x-request-id"] != given_id


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_reading_and_masking_any_text_gives_text_or_a_problem(text: str) -> None:
    try:
        words, _ = mask(readable(text, 1000))
    except Problem:
        return
    assert words.strip()
    words.encode()
