"""When Rasa is down, silent, broken or slow, the citizen gets an answer all the same, and is told so."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest

from tests.contract.conftest import Client
from tests.contract.stable import STABLE_KEYS
from tests.contract.stand_in import StandIn, good, saying
from tests.contract.test_messages import say

NOTICE = "hoạt động hạn chế"
QUESTION = "đăng ký tạm trú cần giấy tờ gì"


def assert_limited(messages: list[dict[str, Any]]) -> dict[str, Any]:
    custom: dict[str, Any] = messages[-1]["custom"]
    assert set(custom) >= STABLE_KEYS
    assert NOTICE in messages[-1]["text"]
    assert custom["blocks"][0]["type"] == "notice"
    return custom


async def test_rasa_is_down(client_of: Client) -> None:
    async with client_of(port=1) as client:
        custom = assert_limited(await say(client, QUESTION))

    assert (custom["type"], custom["service"]) == ("answer", "dang-ky-tam-tru")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"[]"),  # an action raised
        (200, b"not json"),
        (200, b"null"),
        (200, b"{}"),
        (200, b'["x"]'),
        (200, b'[{"text": 1}]'),
        (200, b'[{"recipient_id": "x", "custom": {"type": "answer"}}]'),
        (500, b"Internal Server Error"),
        (503, b""),
    ],
)
async def test_rasa_is_silent_or_broken(client: httpx.AsyncClient, rasa: StandIn, status: int, body: bytes) -> None:
    rasa.reply = saying(status, body)

    assert_limited(await say(client, QUESTION))


async def test_a_message_that_rasa_has_no_answer_to_keeps_nobody_else_from_it(
    client: httpx.AsyncClient, rasa: StandIn
) -> None:
    rasa.reply = saying(200, b"[]")
    for _ in range(8):
        assert_limited(await say(client, "…"))
    rasa.reply = good

    assert NOTICE not in (await say(client, QUESTION))[-1]["text"]


async def test_rasa_is_slow(client_of: Client, rasa: StandIn) -> None:
    enough = threading.Event()

    def never(message: dict[str, Any]) -> tuple[int, bytes]:
        enough.wait(60)
        return good(message)

    rasa.reply = never
    try:
        async with client_of(waits=0.2) as client:
            assert_limited(await say(client, QUESTION))
    finally:
        enough.set()


async def test_too_many_wait_for_rasa(client_of: Client) -> None:
    async with client_of(max_waiting=0) as client:
        assert_limited(await say(client, QUESTION))


async def test_a_button_works_without_rasa(client_of: Client) -> None:
    async with client_of(port=1) as client:
        custom = assert_limited(await say(client, '/ask_fee{"service": "can-cuoc-cap-lai"}'))

    assert (custom["type"], custom["service"], custom["aspect"]) == ("answer", "can-cuoc-cap-lai", "fee")


@pytest.mark.parametrize("text", ["?!", "😀", "/ask_fee{", "x" * 1000])
async def test_what_says_nothing_forces_no_service_without_rasa(client_of: Client, text: str) -> None:
    async with client_of(port=1) as client:
        custom = assert_limited(await say(client, text))

    assert custom["service"] is None


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("xin chào", "greet"),
        ("Chào bạn ạ!", "greet"),
        ("cam on ban nhieu nha", "thank"),
        ("bye bye nhé", "goodbye"),
        ("bạn tên là gì", "bot_identity"),
        ("bạn giúp được gì", "bot_capability"),
        ("cho tôi gặp người thật", "talk_to_person"),
    ],
)
async def test_a_greeting_is_greeted_without_rasa(client_of: Client, text: str, act: str) -> None:
    async with client_of(port=1) as client:
        assert assert_limited(await say(client, text))["act"] == act


async def test_a_swindle_is_warned_of_without_rasa(client_of: Client) -> None:
    async with client_of(port=1) as client:
        messages = await say(client, "công an gọi nói tôi liên quan vụ án rửa tiền, phải chuyển tiền để xác minh")

    assert assert_limited(messages)["act"] == "scam_checked"
    assert "dấu hiệu lừa đảo" in messages[-1]["text"]


@pytest.mark.parametrize(
    ("text", "act"),
    [("chồng tui đang đánh tui, kêu ai bây giờ", "violence"), ("tôi bị lừa chuyển 50 triệu", "swindled")],
)
async def test_whoever_needs_help_at_once_gets_it_without_rasa(client_of: Client, text: str, act: str) -> None:
    async with client_of(port=1) as client:
        messages = await say(client, text)

    assert assert_limited(messages)["act"] == act
    assert "113" in messages[-1]["text"]


@pytest.mark.parametrize("text", ["xin chào, đăng ký tạm trú cần giấy tờ gì", "chào bạn cho hỏi làm tạm trú ở trọ"])
async def test_a_question_after_a_greeting_is_answered_without_rasa(client_of: Client, text: str) -> None:
    async with client_of(port=1) as client:
        assert assert_limited(await say(client, text))["service"] == "dang-ky-tam-tru"


async def test_it_is_over_when_rasa_is_back(client: httpx.AsyncClient, rasa: StandIn) -> None:
    rasa.reply = saying(500, b"")
    assert_limited(await say(client, QUESTION))

    rasa.reply = good
    assert NOTICE not in (await say(client, QUESTION))[-1]["text"]


async def test_each_part_that_is_away_is_named(client_of: Client) -> None:
    async with client_of(port=1, actions_port=1) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (503, {"rasa": False, "actions": False, "database": True})
