"""Whatever ends, hangs or floods: no accepted message is lost, and none is answered twice.

Shorter than benchmarks/resilience.py, which does the same and gives figures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks.resilience import ENVIRONMENT, OVERLOAD, capacity, disturbances, flooded, talking
from tools.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def open_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole stack without limits by conversation and address: all citizens of this test have one address."""
    with Stack(logs=tmp_path_factory.mktemp("resilience"), environment=ENVIRONMENT) as running:
        yield running


@pytest.mark.parametrize("name", ["rasa killed", "action server killed", "webhook killed", "databases locked"])
def test_no_message_is_lost_or_answered_twice(open_stack: Stack, name: str) -> None:
    open_stack.wait_ready()

    seen = asyncio.run(talking(open_stack.url, 14, disturbances(open_stack)[name]))

    assert seen.answered >= 8  # one of each conversation at the least: the machine may be busy
    print(seen.figures())  # noqa: T201 (shown when it fails, and with -s)
    assert (seen.lost, seen.answered_otherwise) == (0, 0), seen.figures()
    if name != "webhook killed":
        assert not [status for status in seen.refusals if status.startswith("5")], seen.figures()


def test_three_times_the_capacity_loses_nothing_and_fails_nothing(open_stack: Stack) -> None:
    open_stack.wait_ready()
    rate = asyncio.run(capacity(open_stack.url, 4))

    seen = asyncio.run(flooded(open_stack.url, OVERLOAD * rate, 10))

    print(seen.figures())  # noqa: T201 (shown when it fails, and with -s)
    assert (seen.lost, seen.answered_otherwise) == (0, 0), seen.figures()
    assert not [status for status in seen.refusals if status.startswith("5")], seen.figures()
