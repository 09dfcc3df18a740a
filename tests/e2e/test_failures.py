"""When a part of the stack falls over, citizens are answered all the same, and it comes back by itself."""

from __future__ import annotations

import httpx
import pytest

from tests.e2e.conftest import Citizen
from tools.stack import Stack

pytestmark = pytest.mark.e2e


def test_rasa_is_killed_and_comes_back(citizen: Citizen, stack: Stack) -> None:
    citizen.says("Đăng ký khai sinh cần giấy tờ gì?")
    assert not citizen.is_limited()

    stack.kill("rasa")

    citizen.says("Đăng ký khai sinh cần giấy tờ gì?")
    assert citizen.is_limited()
    assert citizen.understood[:2] == ("answer", "khai-sinh")

    stack.wait_ready()
    citizen.says("còn phí thì sao")  # the conversation was kept
    assert not citizen.is_limited()
    assert citizen.understood == ("answer", "khai-sinh", "fee")


def test_who_asks_what_is_ready_is_told_which_part_is_not(stack: Stack) -> None:
    stack.wait_ready()
    stack._supervisor.stop("rasa")

    parts = httpx.get(f"{stack.url}/readyz", trust_env=False)

    stack._supervisor.start("rasa")
    assert parts.status_code == 503
    assert parts.json() == {"rasa": False, "actions": True, "database": True}


def test_the_action_server_is_killed_and_comes_back(citizen: Citizen, stack: Stack) -> None:
    stack.kill("actions")

    citizen.says("Đăng ký kết hôn cần giấy tờ gì?")
    assert citizen.is_limited()
    assert citizen.understood[:2] == ("answer", "ket-hon")

    stack.wait_ready()
    citizen.says("Đăng ký kết hôn cần giấy tờ gì?")
    assert not citizen.is_limited()
