"""Conversations are kept short, whatever their length, and forget no slot."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.tracker_store import RecentTurns, recent_events
from tests.bot.nlu.conftest import ROOT

TURNS = 5
INTENT = {"name": "ask_fee", "confidence": 0.9}


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("CONVERSATIONS_URL", raising=False)
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture
def store(domain: Domain, url: str) -> RecentTurns:
    return RecentTurns(domain, url=url, turns=TURNS)


def turn(store: RecentTurns, text: str, sender: str = "ba-nam", **slots: object) -> DialogueStateTracker:
    """One message and its reply, as Rasa reads and writes them."""
    tracker = asyncio.run(store.get_or_create_tracker(sender))
    tracker.update(UserUttered(text, dict(INTENT)))
    for name, value in slots.items():
        tracker.update(SlotSet(name, value))
    tracker.update(ActionExecuted("action_reply"))
    tracker.update(BotUttered("Miễn phí"))
    tracker.update(ActionExecuted("action_listen"))
    asyncio.run(store.save(tracker))
    return tracker


def read(store: RecentTurns, sender: str = "ba-nam") -> DialogueStateTracker:
    tracker = asyncio.run(store.retrieve(sender))
    assert tracker is not None
    return tracker


def said(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def stored_bytes(url: str) -> int:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        return connection.execute(sa.text("SELECT length(tracker) FROM rasa_conversation")).scalar()


def test_a_conversation_that_is_not_known_is_none(store: RecentTurns) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None


def test_a_conversation_comes_back(store: RecentTurns) -> None:
    turn(store, "phí khai sinh", service="khai-sinh", aspect="fee", offered=["a", "b"])

    tracker = read(store)

    assert said(tracker) == ["phí khai sinh"]
    assert tracker.get_slot("service") == "khai-sinh"
    assert tracker.get_slot("offered") == ["a", "b"]
    assert tracker.latest_message.intent["name"] == "ask_fee"


def test_only_the_last_turns_are_kept(store: RecentTurns) -> None:
    for number in range(12):
        turn(store, f"câu {number}")

    assert said(read(store)) == [f"câu {number}" for number in range(12 - TURNS, 12)]


def test_slots_survive_the_turns_that_set_them(store: RecentTurns) -> None:
    turn(store, "phí khai sinh", service="khai-sinh", aspect="fee", offered=["x"])
    turn(store, "cái khác", aspect="where", offered=None)
    for number in range(20):
        turn(store, f"câu {number}")

    tracker = read(store)

    assert tracker.get_slot("service") == "khai-sinh"
    assert tracker.get_slot("aspect") == "where"
    assert tracker.get_slot("offered") is None


def test_a_slot_that_was_unset_stays_unset(store: RecentTurns) -> None:
    turn(store, "một", service="khai-sinh")
    turn(store, "hai", service=None)
    for number in range(20):
        turn(store, f"câu {number}")

    assert read(store).get_slot("service") is None


def test_two_hundred_turns_take_the_room_of_a_few(store: RecentTurns, url: str) -> None:
    for number in range(2 * TURNS):
        turn(store, f"câu {number:03}", service="khai-sinh", aspect="fee")
    early = stored_bytes(url)

    for number in range(2 * TURNS, 200):
        turn(store, f"câu {number:03}", service="khai-sinh", aspect="fee")

    assert stored_bytes(url) < 1.2 * early


def test_conversations_are_apart(store: RecentTurns) -> None:
    turn(store, "một", sender="ba-nam", service="khai-sinh")
    turn(store, "hai", sender="ong-tu")

    assert read(store, "ong-tu").get_slot("service") is None
    assert sorted(asyncio.run(store.keys())) == ["ba-nam", "ong-tu"]


def test_another_process_reads_what_was_written(store: RecentTurns, domain: Domain, url: str) -> None:
    turn(store, "một", service="khai-sinh")

    assert said(read(RecentTurns(domain, url=url, turns=TURNS))) == ["một"]


def test_a_conversation_that_was_deleted_is_not_written_again(store: RecentTurns, url: str) -> None:
    turn(store, "một", service="khai-sinh")
    engine = sa.create_engine(url)
    with engine.begin() as connection:  # as the webhook deletes it, while Rasa is at work
        connection.execute(sa.text("UPDATE rasa_conversation SET tracker = ''"))

    turn(store, "hai")

    assert asyncio.run(store.retrieve("ba-nam")) is None
    assert stored_bytes(url) == 0


def test_a_conversation_that_was_removed_begins_anew(store: RecentTurns, url: str) -> None:
    turn(store, "một", service="khai-sinh")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM rasa_conversation"))

    turn(store, "hai")

    assert said(read(store)) == ["hai"]


@pytest.mark.parametrize("turns", [1, 5])
def test_a_short_conversation_is_left_alone(turns: int) -> None:
    events = [{"event": "action", "name": "action_session_start"}, {"event": "user", "text": "một"}]

    assert recent_events(events, turns) == events
