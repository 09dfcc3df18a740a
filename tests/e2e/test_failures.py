"""When a part of the stack falls over, citizens are answered all the same, and it comes back by itself."""

from __future__ import annotations

import os
import signal

import httpx
import pytest

from services_catalog.database import connect
from tests.e2e.conftest import Citizen
from tests.polling import eventually
from tests.services_catalog.samples import published, record
from tools.stack import Stack

pytestmark = pytest.mark.e2e


def kill(stack: Stack, name: str) -> None:
    """End a program as a crash would; the supervisor starts it anew."""
    (program,) = (each for each in stack._supervisor.programs() if each.name == name)
    os.killpg(program.pid, signal.SIGKILL)


def test_rasa_is_killed_and_comes_back(citizen: Citizen, stack: Stack) -> None:
    citizen.says("Đăng ký khai sinh cần giấy tờ gì?")
    assert not citizen.is_limited()

    kill(stack, "rasa")

    citizen.says("Đăng ký khai sinh cần giấy tờ gì?")
    assert citizen.is_limited()
    assert citizen.understood[:2] == ("answer", "khai-sinh")
    parts = httpx.get(f"{stack.url}/readyz", trust_env=False).json()
    assert parts == {"rasa": False, "actions": True, "database": True}

    stack.wait_ready()
    citizen.says("còn phí thì sao")  # the conversation was kept
    assert not citizen.is_limited()
    assert citizen.understood == ("answer", "khai-sinh", "fee")


def test_the_action_server_is_killed_and_comes_back(citizen: Citizen, stack: Stack) -> None:
    kill(stack, "actions")

    citizen.says("Đăng ký kết hôn cần giấy tờ gì?")
    assert citizen.is_limited()
    assert citizen.understood[:2] == ("answer", "ket-hon")

    stack.wait_ready()
    citizen.says("Đăng ký kết hôn cần giấy tờ gì?")
    assert not citizen.is_limited()


def test_a_service_published_now_is_answered_without_a_restart(citizen: Citizen, stack: Stack) -> None:
    engine = connect(stack.database_url)
    published(
        engine,
        {
            "nuoi-rong": record(
                "Đăng ký nuôi rồng cảnh",
                aliases=["giấy phép nuôi rồng", "nuôi rồng cảnh trong nhà"],
                questions={
                    "fee": ["nuôi rồng cảnh mất bao nhiêu tiền"],
                    "where": ["đăng ký nuôi rồng ở đâu"],
                },
                fees=[{"label": "Lệ phí nuôi rồng", "amount_vnd": 123_000, "sources": ["luat"]}],
            )
        },
    )
    engine.dispose()

    def answered() -> bool:
        citizen.says("đăng ký nuôi rồng cảnh mất bao nhiêu tiền")
        return citizen.understood[1] == "nuoi-rong"

    assert eventually(answered)
    assert citizen.understood == ("answer", "nuoi-rong", "fee")
    assert "123.000 đồng" in citizen.text
