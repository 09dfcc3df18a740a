"""Sending is safe to repeat: the same id gives the same reply, and Rasa hears the message once."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest

from bot.webhook.conversation import MOST_REPLIES
from tests.bot.webhook.conftest import Talk, started
from tests.contract.conftest import Client
from tests.contract.stand_in import StandIn, good, saying

ID = "message-0001"


async def test_the_same_id_again_gives_the_same_reply(talk: Talk, rasa: StandIn) -> None:
    first, again = await talk.say("phí khai sinh", ID), await talk.say("phí khai sinh", ID)

    assert first.json() == again.json()
    assert rasa.messages == ["phí khai sinh"]


async def test_the_same_id_twice_at_once_is_heard_once(talk: Talk, rasa: StandIn) -> None:
    replies = await asyncio.gather(*(talk.say("phí khai sinh", ID) for _ in range(5)))

    assert {reply.text for reply in replies} == {replies[0].text}
    assert rasa.messages == ["phí khai sinh"]


async def test_an_id_is_of_its_conversation_alone(client: httpx.AsyncClient, rasa: StandIn) -> None:
    one, other = await started(client), await started(client)

    await one.say("một", ID)
    await other.say("hai", ID)

    assert rasa.messages == ["một", "hai"]


async def test_without_an_id_each_message_is_said(talk: Talk, rasa: StandIn) -> None:
    await talk.say("còn phí")
    await talk.say("còn phí")

    assert rasa.messages == ["còn phí"] * 2


async def test_a_reply_outlives_the_webhook(client_of: Client, rasa: StandIn) -> None:
    async with client_of() as before:
        talk = await started(before)
        first = await talk.say("phí khai sinh", ID)
    async with client_of() as after:  # another application over the same database
        again = await Talk(after, talk.id).say("phí khai sinh", ID)

    assert again.json() == first.json()
    assert rasa.messages == ["phí khai sinh"]


async def test_a_conversation_keeps_few_replies_in_memory_and_the_last_ones(talk: Talk, rasa: StandIn) -> None:
    ids = [f"message-{number:04}" for number in range(MOST_REPLIES + 1)]
    for each in ids:
        await talk.say(each, each)
    await talk.say(ids[-1], ids[-1])

    assert rasa.messages == ids


async def test_what_the_catalogue_alone_answered_is_not_answered_again_when_rasa_is_back(
    talk: Talk, rasa: StandIn
) -> None:
    rasa.reply = saying(500, b"")
    first = await talk.say("phí khai sinh", ID)
    rasa.reply = good
    again = await talk.say("phí khai sinh", ID)

    assert first.json()[-1]["custom"]["limited"]
    assert again.json() == first.json()


async def test_a_client_that_hangs_up_finds_its_reply(talk: Talk, rasa: StandIn) -> None:
    asked, enough = threading.Event(), threading.Event()

    def slow(message: dict[str, Any]) -> tuple[int, bytes]:
        asked.set()
        enough.wait(60)
        return good(message)

    rasa.reply = slow
    waiting = asyncio.create_task(talk.say("phí khai sinh", ID))
    await asyncio.to_thread(asked.wait, 60)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    enough.set()

    again = await talk.say("phí khai sinh", ID)

    assert again.json()[-1]["text"] == "Miễn phí"
    assert len(rasa.heard) == 1


async def test_messages_with_ids_are_answered_in_order(talk: Talk, rasa: StandIn) -> None:
    ids = [f"message-{number:04}" for number in range(10)]

    await asyncio.gather(*(talk.say(each, each) for each in ids))

    assert rasa.messages == ids


@pytest.mark.parametrize("wrong", ["x", "a" * 65, "ba nam ơi", "../../../etc", 'a";drop--', "\u202e" * 10])
async def test_an_id_that_is_none_is_refused(talk: Talk, rasa: StandIn, wrong: str) -> None:
    assert (await talk.say("phí", wrong)).status_code == 422
    assert rasa.heard == []


async def test_the_database_being_away_holds_nobody_up(client_of: Client, rasa: StandIn) -> None:
    async with client_of(conversations_url="postgresql+psycopg://nobody@127.0.0.1:1/none") as client:
        talk = await started(client)
        first, again = await talk.say("phí khai sinh", ID), await talk.say("phí khai sinh", ID)

    assert first.status_code == 200
    assert first.json() == again.json()
    assert len(rasa.heard) == 1
