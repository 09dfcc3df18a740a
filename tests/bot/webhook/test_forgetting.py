"""What is deleted is gone, and what is old goes by itself."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, select

from bot.webhook import retention
from bot.webhook.kept import Kept
from bot.webhook.ratings import Ratings
from services_catalog.database import connect, sessions
from services_catalog.models import Feedback
from tests.bot.webhook.conftest import Talk, started
from tests.contract.conftest import Client
from tests.contract.stand_in import StandIn, good

DAY = 86_400
ID = "message-0001"


def rows(url: str, what: str) -> list[tuple[Any, ...]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(what))]
    engine.dispose()
    return found


def write(url: str, what: str, **values: Any) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(what), values)
    engine.dispose()


def remembered_by_rasa(url: str, sender: str, at: float) -> None:
    """A conversation as Rasa writes it."""
    Kept(connect(url)).past(sender)  # makes the tables
    write(url, "INSERT INTO rasa_conversation VALUES (:sender, '{\"events\": []}', :at)", sender=sender, at=at)


async def test_a_deleted_conversation_is_gone_from_rasas_store_and_ours(
    client_of: Client, conversations_url: str
) -> None:
    async with client_of() as client:
        talk, other = await started(client), await started(client)
        for each in (talk, other):
            remembered_by_rasa(conversations_url, f"web-{each.id}", time.time())
            await each.say("phí khai sinh", ID)
        await asyncio.sleep(0.2)

        response = await client.delete(talk.url)

    assert response.status_code == 204
    assert rows(conversations_url, "SELECT sender_id FROM rasa_conversation WHERE tracker <> ''") == [
        (f"web-{other.id}",)
    ]
    assert rows(conversations_url, "SELECT sender_id FROM web_reply") == [(f"web-{other.id}",)]


async def test_a_deleted_conversation_is_unknown_also_after_a_restart(client_of: Client, rasa: StandIn) -> None:
    async with client_of() as client:
        talk = await started(client)
        await talk.say("phí khai sinh", ID)
        await client.delete(talk.url)
        assert (await talk.say("phí khai sinh", ID)).status_code == 404
    async with client_of() as client:
        assert (await Talk(client, talk.id).say("phí khai sinh", ID)).status_code == 404

    assert len(rasa.heard) == 1


async def test_deleting_may_be_repeated_and_needs_an_id_of_ours(client: httpx.AsyncClient, talk: Talk) -> None:
    assert [(await client.delete(talk.url)).status_code for _ in range(2)] == [204, 204]
    assert (await client.delete("/webhooks/web/conversations/" + "a" * 32)).status_code == 404


async def test_deleting_waits_for_the_message_under_way_and_leaves_nothing_of_it(
    client_of: Client, rasa: StandIn, conversations_url: str
) -> None:
    asked, enough = threading.Event(), threading.Event()

    def slow(message: dict[str, Any]) -> tuple[int, bytes]:
        asked.set()
        enough.wait(60)
        return good(message)

    rasa.reply = slow
    async with client_of() as client:
        talk = await started(client)
        saying = asyncio.create_task(talk.say("phí khai sinh", ID))
        await asyncio.to_thread(asked.wait, 60)
        deleting = asyncio.create_task(client.delete(talk.url))
        waiting = asyncio.create_task(talk.say("câu sau"))
        await asyncio.sleep(0.1)
        enough.set()

        assert (await saying).status_code == 200
        assert (await deleting).status_code == 204
        assert (await waiting).status_code == 404

    assert rows(conversations_url, "SELECT count(*) FROM web_reply") == [(0,)]
    assert len(rasa.heard) == 1


async def test_while_the_database_is_away_deletion_is_not_pretended(client_of: Client) -> None:
    async with client_of(conversations_url="postgresql+psycopg://nobody@127.0.0.1:1/none") as client:
        talk = await started(client)
        response = await client.delete(talk.url)

    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0


async def rate(talk: Talk, **rating: Any) -> httpx.Response:
    return await talk.client.post(f"{talk.url}/ratings", json=rating)


@pytest.fixture
def feedback(engine: Engine) -> Any:
    """Reads the table, which is empty before each test."""
    with sessions(engine).begin() as session:
        session.execute(sa.delete(Feedback))

    def read() -> list[Feedback]:
        with sessions(engine)() as session:
            return list(session.scalars(select(Feedback).order_by(Feedback.id)))

    return read


async def test_a_rating_is_stored_masked_and_without_the_conversations_id(talk: Talk, feedback: Any) -> None:
    response = await rate(
        talk,
        message_id=ID,
        useful=False,
        why="sai rồi, gọi tôi 0912345678",
        service="khai-sinh",
        aspect="fee",
    )

    assert response.status_code == 204
    (row,) = feedback()
    assert (row.useful, row.why, row.service, row.aspect) == (
        False,
        "sai rồi, gọi tôi [dien_thoai]",
        "khai-sinh",
        "fee",
    )
    assert row.conversation
    assert talk.id not in row.conversation


async def test_a_second_thought_replaces_the_first(talk: Talk, feedback: Any) -> None:
    await rate(talk, message_id=ID, useful=False)
    await rate(talk, message_id=ID, useful=True)
    await rate(talk, message_id="message-0002", useful=False)

    assert [row.useful for row in feedback()] == [True, False]


async def test_deletion_unlinks_ratings(talk: Talk, feedback: Any) -> None:
    await rate(talk, message_id=ID, useful=True)
    await talk.client.delete(talk.url)

    (row,) = feedback()
    assert (row.useful, row.conversation, row.message_id) == (True, None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"useful": "maybe"},
        {"useful": True, "why": "x" * 501},
        {"useful": True, "service": "<script>"},
        {"useful": True, "aspect": "weather"},
        {"useful": True, "message_id": "x"},
    ],
)
async def test_a_rating_that_is_none_is_refused(talk: Talk, feedback: Any, wrong: dict[str, Any]) -> None:
    assert (await rate(talk, **wrong)).status_code == 422
    assert feedback() == []


def test_what_is_old_goes_and_what_is_new_stays(engine: Engine, conversations_url: str, feedback: Any) -> None:
    now = time.time()
    remembered_by_rasa(conversations_url, "web-old", now - 31 * DAY)
    remembered_by_rasa(conversations_url, "web-new", now - 29 * DAY)
    for at, name in ((now - 3 * DAY, "old-reply"), (now, "new-reply")):
        write(conversations_url, "INSERT INTO web_reply VALUES ('web-new', :name, '[]', :at)", name=name, at=at)

    report = retention.purge(Kept(connect(conversations_url)), Ratings(engine), days=30)

    assert "Sheets past their last day: 0 removed." in str(report)

    assert rows(conversations_url, "SELECT sender_id FROM rasa_conversation") == [("web-new",)]
    assert rows(conversations_url, "SELECT message_id FROM web_reply") == [("new-reply",)]
    assert (report.conversations, report.replies) == (1, 1)
    assert "30 days: 1 removed" in str(report)


def test_what_was_deleted_is_not_left_in_the_file(conversations_url: str) -> None:
    kept = Kept(connect(conversations_url))
    kept.write([{"sender_id": "web-a", "message_id": ID, "messages": '["dấu vết"]' * 100, "at": time.time()}])
    kept.delete("web-a")
    kept.close()

    path = conversations_url.removeprefix("sqlite:///")
    with open(path, "rb") as file:
        assert "dấu vết".encode() not in file.read()
