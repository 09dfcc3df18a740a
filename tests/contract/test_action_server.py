"""The action server answers Rasa 3.6.21, whatever version of rasa-sdk it is made of.

The request is one that Rasa 3.6.21 sent, with the mends of bot/nlu: the second message of a conversation
about birth registration, «còn phí thì sao».
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor
from sqlalchemy import Engine

from actions.reply import ActionReply
from services_catalog.catalogue import Catalogue
from services_catalog.record import Aspect
from services_catalog.search.linker import Link, Linker
from tests.contract.stable import STABLE_KEYS
from tests.polling import eventually
from tests.services_catalog.samples import TODAY
from tools import ports
from tools.paths import ROOT

RECORDED = json.loads((Path(__file__).parent / "recorded/rasa-3.6.21-action-call.json").read_text("utf-8"))


# `python -m actions`, spared what the repository teaches beside the services: that takes a minute to learn.
SERVE = """
from actions.__main__ import main
from services_catalog import catalogue
from services_catalog.search.teaching import Teaching
catalogue.read_teaching = Teaching
main()
"""


class Silent(Linker):
    """Hears no service in any message."""

    def __init__(self) -> None:
        pass

    def link(self, text: str) -> Link:
        return Link([("ket-hon", 0.02), ("khai-sinh", 0.02)], 0.96, {}, [])

    def equally(self, text: str) -> list[str]:
        return []


class Broken(Catalogue):
    """Fails whatever it is asked."""

    def answer(self, slug: str, aspect: Aspect, question: str, today: date) -> Any:
        raise RuntimeError("the catalogue fell over")


def request(
    text: str, intent: str = "ask_fee", entities: list[dict[str, Any]] | None = None, **slots: Any
) -> dict[str, Any]:
    """The recorded request with another message."""
    call: dict[str, Any] = copy.deepcopy(RECORDED)
    ranking = [{"name": intent, "confidence": 0.97}]
    call["tracker"]["latest_message"].update(
        text=text, intent=ranking[0], intent_ranking=ranking, entities=entities or []
    )
    call["tracker"]["slots"].update(slots)
    return call


async def reply_to(call: dict[str, Any], catalogue: Catalogue) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one message said, and the slots set."""
    executor = ActionExecutor()
    executor.register_action(ActionReply(catalogue, lambda: TODAY))
    result = await executor.run(call)
    assert result is not None
    (said,) = result.responses
    return said, {event["name"]: event["value"] for event in result.events if event["event"] == "slot"}


@pytest.fixture
def hearing_nothing(catalogue: Catalogue) -> Iterator[Catalogue]:
    """The small catalogue, with a linker that leaves all to the conversation."""
    before = catalogue.linker
    catalogue.linker = Silent()
    yield catalogue
    catalogue.linker = before


async def test_a_recorded_follow_up_is_answered_for_its_service(hearing_nothing: Catalogue) -> None:
    said, slots = await reply_to(RECORDED, hearing_nothing)

    assert "miễn phí" in said["text"]
    assert set(said["custom"]) >= STABLE_KEYS
    assert (said["custom"]["type"], said["custom"]["service"], said["custom"]["aspect"]) == (
        "answer",
        "khai-sinh",
        "fee",
    )
    assert slots == {"service": "khai-sinh", "aspect": "fee", "guide": None, "offered": None}


async def test_a_button_is_answered(catalogue: Catalogue) -> None:
    pressed = [{"entity": "service", "value": "ket-hon", "start": 8, "end": 30}]

    said, slots = await reply_to(request('/ask_where{"service": "ket-hon"}', "ask_where", pressed), catalogue)

    assert (said["custom"]["service"], said["custom"]["aspect"]) == ("ket-hon", "where")
    assert slots["service"] == "ket-hon"


async def test_what_is_offered_is_remembered_until_the_next_turn(catalogue: Catalogue) -> None:
    said, slots = await reply_to(request("xin chào", "greet", offered=["ket-hon"]), catalogue)

    assert said["custom"]["type"] == "smalltalk"
    assert slots == {"guide": None, "offered": None}


@pytest.mark.parametrize(
    "latest",
    [
        {"text": None, "intent": {}, "entities": []},
        {"text": "", "intent": {"name": None, "confidence": 0.0}, "intent_ranking": []},
        {},
        {"text": "x", "intent": {"name": "ask_fee", "confidence": 1.0}},  # no ranking: a button
        {"text": "x", "intent": {"name": "not_in_the_domain", "confidence": 1.0}, "intent_ranking": []},
    ],
)
async def test_whatever_comes_something_is_said(catalogue: Catalogue, latest: dict[str, Any]) -> None:
    call = copy.deepcopy(RECORDED)
    call["tracker"]["latest_message"] = latest

    said, _ = await reply_to(call, catalogue)

    assert said["text"]
    assert set(said["custom"]) >= STABLE_KEYS


async def test_when_the_catalogue_fails_a_sentence_is_said_all_the_same(
    engine: Engine, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Broken(engine)
    broken.records, broken.linker = catalogue.records, Silent()

    said, slots = await reply_to(RECORDED, broken)

    assert "trục trặc" in said["text"]
    assert (said["custom"]["type"], said["custom"]["service"]) == ("fallback", None)
    assert "service" not in slots  # what was known stays
    assert "No reply could be made" in caplog.text


@pytest.fixture(scope="module")
def server(engine: Engine, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The real action server, as a process of its own."""
    port = ports.free().actions
    environment = dict(
        os.environ,
        ACTIONS_PORT=str(port),
        DATABASE_URL=engine.url.render_as_string(hide_password=False),
        LINKER_STORE=str(tmp_path_factory.mktemp("linker")),
        PYTHONPATH=str(ROOT),
    )
    assert catalogue.records  # the database is filled
    process = subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:

        def up() -> bool:
            assert process.poll() is None
            try:
                return client.get("/health").status_code == 200
            except httpx.HTTPError:
                return False

        try:
            assert eventually(up, 120)
            yield client
        finally:
            process.terminate()
            process.wait(30)


def test_the_server_answers_a_recorded_request(server: httpx.Client) -> None:
    response = server.post("/webhook", json=RECORDED)

    assert response.status_code == 200
    assert [said["custom"]["type"] for said in response.json()["responses"]] == ["answer"]


def test_the_server_refuses_what_is_no_request(server: httpx.Client) -> None:
    assert server.post("/webhook", content=b"").status_code == 400
    assert server.get("/health").status_code == 200
