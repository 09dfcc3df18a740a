"""`POST /webhooks/rest/webhook`: what goes in, what comes out, and what Rasa gets to see."""

from __future__ import annotations

import asyncio
import threading
import unicodedata
from typing import Any

import httpx
import pytest

from tests.contract.conftest import Client
from tests.contract.stable import STABLE_KEYS, TYPES
from tests.contract.stand_in import CUSTOM, StandIn, good

URL = "/webhooks/rest/webhook"


async def say(client: httpx.AsyncClient, text: str, sender: str = "ba-nam") -> list[dict[str, Any]]:
    response = await client.post(URL, json={"sender": sender, "message": text})
    assert response.status_code == 200, response.text
    messages: list[dict[str, Any]] = response.json()
    return messages


async def test_a_reply_is_one_message_with_all_the_stable_keys(client: httpx.AsyncClient) -> None:
    messages = await say(client, "khai sinh mất bao nhiêu tiền")

    assert messages == [
        {
            "recipient_id": "ba-nam",
            "text": "Miễn phí",
            "buttons": [{"title": "Nơi làm", "payload": "/ask_where"}],
            "custom": CUSTOM,
        }
    ]
    assert set(messages[-1]["custom"]) >= STABLE_KEYS
    assert messages[-1]["custom"]["valid_from"] is None  # null stays where it says something


async def test_a_message_without_sender_or_with_metadata_is_taken_too(client: httpx.AsyncClient) -> None:
    response = await client.post(URL, json={"message": "xin chào", "metadata": {"kênh": "web"}})

    assert response.status_code == 200
    assert response.json()[0]["recipient_id"] == "default"


@pytest.mark.parametrize("text", ["đ" * 1000, "x", "👨‍👩‍👧 gia đình", '"; DROP TABLE service; --', "<b>đậm</b>"])
async def test_what_may_be_said(client: httpx.AsyncClient, rasa: StandIn, text: str) -> None:
    await say(client, text)

    assert len(rasa.heard) == 1


async def test_rasa_gets_composed_letters_and_nothing_invisible(client: httpx.AsyncClient, rasa: StandIn) -> None:
    await say(client, unicodedata.normalize("NFD", "đăng ký\u200b tạm trú\u202e") + "\x00")

    assert rasa.messages == ["đăng ký tạm trú"]


@pytest.mark.parametrize(
    "secret",
    [
        "001200012345",
        "123456789",
        "0912345678",
        "lan@example.com",
        "9704123456789012",
        "mật khẩu là hoa12345",
    ],
)
async def test_personal_data_never_reaches_rasa_and_the_citizen_is_told(
    client: httpx.AsyncClient, rasa: StandIn, secret: str
) -> None:
    messages = await say(client, f"của tôi: {secret}")

    assert secret not in str(rasa.heard)
    assert "đã che" in messages[0]["text"]
    assert messages[-1]["custom"]["type"] == "answer"


async def test_personal_data_is_masked_without_rasa_too(client_of: Client) -> None:
    async with client_of(port=1) as client:
        messages = await say(client, "căn cước 001200012345 của tôi bị mất")

    assert "001200012345" not in str(messages)


async def test_conversations_of_two_channels_are_two(client: httpx.AsyncClient, rasa: StandIn) -> None:
    started = (await client.post("/webhooks/web/conversations")).json()["id"]
    await say(client, "một", sender=started)
    await client.post(f"/webhooks/web/conversations/{started}/messages", json={"message": "hai"})

    assert len({message["sender"] for message in rasa.heard}) == 2


async def test_messages_of_a_conversation_are_answered_in_order_one_at_a_time(
    client: httpx.AsyncClient, rasa: StandIn
) -> None:
    at_once: list[int] = []

    def watched(message: dict[str, Any]) -> tuple[int, bytes]:
        at_once.append(len(rasa.heard) - len(rasa.finished))
        return good(message)

    rasa.reply = watched
    texts = [f"câu {number}" for number in range(12)]

    await asyncio.gather(*(say(client, text) for text in texts))

    assert rasa.messages == texts
    assert set(at_once) == {1}


async def test_one_conversation_does_not_wait_for_another(client: httpx.AsyncClient, rasa: StandIn) -> None:
    second_came = threading.Event()

    def first_waits_for_second(message: dict[str, Any]) -> tuple[int, bytes]:
        if message["message"] == "hai":
            second_came.set()
        assert second_came.wait(60)
        return good(message)

    rasa.reply = first_waits_for_second

    first, second = await asyncio.gather(say(client, "một", "ba-nam"), say(client, "hai", "ong-tu"))

    assert first[-1]["custom"]["type"] == second[-1]["custom"]["type"] == "answer"


async def test_the_widgets_channel_answers_alike(client: httpx.AsyncClient) -> None:
    started = await client.post("/webhooks/web/conversations")
    assert started.status_code == 201

    url = f"/webhooks/web/conversations/{started.json()['id']}/messages"
    messages = (await client.post(url, json={"message": "phí khai sinh"})).json()

    assert messages[-1]["custom"] == CUSTOM
    assert messages[-1]["custom"]["type"] in TYPES


async def test_no_two_conversations_of_the_widget_have_one_id(client: httpx.AsyncClient) -> None:
    ids = {(await client.post("/webhooks/web/conversations")).json()["id"] for _ in range(50)}

    assert len(ids) == 50
    assert {len(each) for each in ids} == {32}
