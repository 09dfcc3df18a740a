"""What was asked is counted in the background; its words are kept only where they show a gap, and never for long."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, delete, select, update

from bot.webhook import retention
from bot.webhook.kept import Kept
from bot.webhook.ratings import Ratings
from services_catalog.back_office.models import Asked, AskedDay
from services_catalog.clock import today_in_vietnam
from services_catalog.database import connect, sessions
from tests.bot.webhook.conftest import Talk, started
from tests.contract.conftest import Client
from tests.contract.stand_in import CUSTOM, StandIn

ID = "message-0001"
CLARIFY = {"type": "clarify", "service": None, "aspect": "fee", "candidates": ["khai-sinh", "khai-tu"]}
NOT_UNDERSTOOD = {"type": "fallback", "service": None, "aspect": None, "act": "not_understood"}

Rows = Callable[[], list[Asked]]


@pytest.fixture
def rows(engine: Engine) -> Rows:
    """Reads the table, which is empty before each test."""
    with sessions(engine).begin() as session:
        session.execute(delete(Asked))
        session.execute(delete(AskedDay))

    def read() -> list[Asked]:
        with sessions(engine)() as session:
            return list(session.scalars(select(Asked).order_by(Asked.id)))

    return read


def replying(rasa: StandIn, **changes: Any) -> None:
    """Let Rasa reply with these in its `custom`."""

    def reply(message: dict[str, Any]) -> tuple[int, bytes]:
        said = {"recipient_id": message["sender"], "text": "…", "custom": {**CUSTOM, **changes}}
        return 200, json.dumps([said]).encode()

    rasa.reply = reply


async def settled(rows: Rows, count: int) -> list[Asked]:
    """The rows, once there are `count` of them."""
    for _ in range(200):
        if len(found := rows()) >= count:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"{len(rows())} rows, not {count}")


async def test_an_answered_question_is_counted_without_its_words(talk: Talk, rasa: StandIn, rows: Rows) -> None:
    replying(rasa, place="01", unknown=False)
    await talk.say("phí khai sinh ở Hà Nội", ID)

    (row,) = await settled(rows, 1)
    assert (row.channel, row.outcome, row.service, row.aspect, row.place) == (
        "web",
        "answered",
        "khai-sinh",
        "fee",
        "01",
    )
    assert row.text is None
    assert row.milliseconds >= 0
    assert row.conversation
    assert row.conversation not in talk.id


@pytest.mark.parametrize(
    ("custom", "outcome"),
    [(NOT_UNDERSTOOD, "declined"), (CLARIFY, "asked_back"), ({"unknown": True}, "answered")],
)
async def test_the_words_of_what_may_show_a_gap_are_kept_masked(
    talk: Talk, rasa: StandIn, rows: Rows, custom: dict[str, Any], outcome: str
) -> None:
    replying(rasa, **custom)
    await talk.say("tên tôi là Nguyễn Văn An, gọi 0912345678 để đổi tên đường", ID)

    (row,) = await settled(rows, 1)
    assert row.outcome == outcome
    assert row.text
    assert "đổi tên đường" in row.text
    assert "0912345678" not in row.text
    assert "Nguyễn Văn An" not in row.text


@pytest.mark.parametrize("act", ["distress", "abuse", "unlawful", "politics"])
async def test_words_that_are_nobodys_business_are_not_kept(talk: Talk, rasa: StandIn, rows: Rows, act: str) -> None:
    replying(rasa, type="fallback", service=None, act=act)
    await talk.say("một câu riêng tư", ID)

    (row,) = await settled(rows, 1)
    assert (row.outcome, row.text) == ("declined", None)


async def test_a_button_is_no_question_but_who_presses_it_has_not_left(talk: Talk, rasa: StandIn, rows: Rows) -> None:
    replying(rasa, **CLARIFY)
    await talk.say("làm giấy cho con", ID)
    (row,) = await settled(rows, 1)
    assert not row.followed

    replying(rasa)
    await talk.say('/ask_fee{"service": "khai-sinh"}', "message-0002")
    for _ in range(200):
        (row,) = rows()
        if row.followed:
            break
        await asyncio.sleep(0.05)
    assert row.followed


async def test_a_reply_sent_again_is_counted_once(talk: Talk, rows: Rows) -> None:
    for _ in range(3):
        await talk.say("phí khai sinh", ID)
    await talk.say("nộp ở đâu", "message-0002")

    assert len(await settled(rows, 2)) == 2


async def test_a_rating_brings_the_words_of_a_bad_reply_and_a_second_thought_takes_them_away(
    talk: Talk, rows: Rows
) -> None:
    await talk.say("phí khai sinh", ID)
    await settled(rows, 1)

    async def rated(useful: bool) -> Asked:
        await talk.client.post(f"{talk.url}/ratings", json={"message_id": ID, "useful": useful})
        for _ in range(200):
            (row,) = rows()
            if row.useful is useful:
                return row
            await asyncio.sleep(0.05)
        raise AssertionError("not rated")

    assert (await rated(False)).text == "phí khai sinh"
    assert (await rated(True)).text is None


async def test_a_deleted_conversation_leaves_only_a_count(client_of: Client, rasa: StandIn, rows: Rows) -> None:
    replying(rasa, **NOT_UNDERSTOOD)
    async with client_of() as client:
        talk, other = await started(client), await started(client)
        await talk.say("câu không hiểu", ID)
        await other.say("câu của người khác", ID)
        await settled(rows, 2)

        await talk.say("câu chưa kịp ghi", "message-0002")
        await client.delete(talk.url)

    mine = [row for row in rows() if row.conversation is None]
    assert [(row.text, row.message_id, row.key) for row in mine] == [(None, None, None)]
    assert [row.text for row in rows() if row.conversation] == ["câu của người khác"]


async def test_words_that_were_deleted_are_not_in_the_file(
    client_of: Client, rasa: StandIn, rows: Rows, engine: Engine
) -> None:
    replying(rasa, **NOT_UNDERSTOOD)
    async with client_of() as client:
        talk = await started(client)
        await talk.say("chuyện rất riêng của tôi", ID)
        await settled(rows, 1)
        await client.delete(talk.url)

    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert engine.url.database
    file = await asyncio.to_thread(Path(engine.url.database).read_bytes)
    assert "chuyện rất riêng của tôi".encode() not in file


async def test_after_the_retention_only_the_figures_of_the_day_are_left(
    talk: Talk, rasa: StandIn, rows: Rows, engine: Engine, conversations_url: str
) -> None:
    replying(rasa, **NOT_UNDERSTOOD)
    for at in range(3):
        await talk.say(f"câu thứ {at}", f"message-000{at}")
    await settled(rows, 3)
    long_ago = today_in_vietnam() - timedelta(days=30)
    with sessions(engine).begin() as session:
        ids = [row.id for row in rows()]
        session.execute(update(Asked).where(Asked.id.in_(ids[:2])).values(day=long_ago))

    report = retention.purge(Kept(connect(conversations_url)), Ratings(engine), 30)

    assert report.questions == 2
    assert len(rows()) == 1
    with sessions(engine)() as session:
        (figures,) = session.scalars(select(AskedDay))
        assert (figures.day, figures.outcome, figures.questions) == (long_ago, "declined", 2)


async def test_a_database_that_is_away_costs_no_reply_and_the_figures_come_later(
    talk: Talk, client: httpx.AsyncClient, rows: Rows, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE asked RENAME TO asked_away"))
    try:
        assert (await talk.say("phí khai sinh", ID)).status_code == 200
        await asyncio.sleep(0.8)  # the first attempt to write fails
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE asked_away RENAME TO asked"))

    assert len(await settled(rows, 1)) == 1


async def test_what_is_lost_is_said(
    client_of: Client, rows: Rows, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.webhook.asking.MOST_WAITING", 4)  # two messages: each is a question and a sign of life
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE asked RENAME TO asked_away"))
    try:
        async with client_of() as client:
            talk = await started(client)
            for at in range(4):
                await talk.say("phí khai sinh", f"message-000{at}")
            figures = (await client.get("/metrics")).text
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE asked_away RENAME TO asked"))

    assert "webhook_figures_lost_total 4.0" in figures
