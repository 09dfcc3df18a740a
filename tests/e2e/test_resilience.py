"""Whatever ends, hangs or floods: no accepted message is lost, and none is answered twice.

Shorter than benchmarks/resilience.py, which does the same and gives figures.
"""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.resilience import OVERLOAD, capacity, disturbances, flooded, talking
from tools.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.long]


@pytest.mark.parametrize("name", ["rasa killed", "action server killed", "webhook killed", "databases locked"])
def test_no_message_is_lost_or_answered_twice(stack: Stack, name: str) -> None:
    stack.wait_ready()

    seen = asyncio.run(talking(stack.url, 14, disturbances(stack)[name]))

    assert seen.answered >= 8  # one of each conversation at the least: the machine may be busy
    print(seen.figures())  # noqa: T201 (shown when it fails, and with -s)
    assert (seen.lost, seen.answered_otherwise) == (0, 0), seen.figures()
    if name != "webhook killed":
        assert not [status for status in seen.refusals if status.startswith("5")], seen.figures()


def test_three_times_the_capacity_loses_nothing_and_fails_nothing(stack: Stack) -> None:
    stack.wait_ready()
    rate = asyncio.run(capacity(stack.url, 3))

    seen = asyncio.run(flooded(stack.url, OVERLOAD * rate, 5))

    print(seen.figures())  # noqa: T201 (shown when it fails, and with -s)
    assert (seen.lost, seen.answered_otherwise) == (0, 0), seen.figures()
    assert not [status for status in seen.refusals if status.startswith("5")], seen.figures()
