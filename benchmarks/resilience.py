"""Whether accepted messages are lost or answered twice: programs killed, databases locked, three times the capacity.

Messages are sent as the widget sends them: each with an id, again with the same id until its reply is there. Run by
itself: `.venvs/app/bin/python -m benchmarks.resilience --seconds 60`. tests/e2e/test_resilience.py is a shorter run.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from benchmarks.report import Bar, Result, percentile
from tools.stack import Stack

CONVERSATIONS = "/webhooks/web/conversations"
ENVIRONMENT = {"LIMIT_ADDRESS": "1000000/minute", "LIMIT_CONVERSATION": "1000000/minute"}  # all come from here
QUESTIONS = (
    "Đăng ký khai sinh cần giấy tờ gì?",
    "phí cấp lại căn cước bao nhiêu",
    "dang ky tam tru o dau",
    "kết hôn mất bao lâu",
)
LOCK_SECONDS = 10.0
PATIENCE_SECONDS = 90.0  # after which a message counts as lost; in a flood, once there was time to work it off
SENDERS = 16
CONNECTIONS = 400  # more than the webhook lets in at once (MAX_INSIDE)
OVERLOAD = 3


@dataclass
class Seen:
    """What became of the messages of one run."""

    sent: int = 0
    answered: int = 0
    degraded: int = 0
    answered_otherwise: int = 0  # ids that gave another reply when they were sent once more
    sent_again: int = 0
    refusals: Counter[str] = field(default_factory=Counter)  # status, or the name of a failure
    seconds: list[float] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Messages without a reply."""
        return self.sent - self.answered

    def figures(self) -> dict[str, Any]:
        """For the report."""
        return {
            "sent": self.sent,
            "lost": self.lost,
            "answered_twice": self.answered_otherwise,
            "degraded": self.degraded,
            "sent_again": self.sent_again,
            "refusals": dict(self.refusals),
            "p50_s": round(percentile(self.seconds, 50), 3),
            "p95_s": round(percentile(self.seconds, 95), 3),
            "max_s": round(max(self.seconds, default=0.0), 3),
        }


class Citizens:
    """Many people with the widget."""

    def __init__(self, url: str, patience: float = PATIENCE_SECONDS) -> None:
        """`url`: of the webhook; `patience`: seconds after which one who waits for a reply gives up."""
        self._patience = patience
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        # httpx looks through all that wait for a connection at each reply: thousands would slow the generator itself.
        self._free = asyncio.Semaphore(CONNECTIONS)
        self._client = httpx.AsyncClient(base_url=url, timeout=30, limits=limits, trust_env=False)
        self.seen = Seen()

    async def start(self) -> str:
        """A new conversation."""
        return str((await self._until_answered(CONVERSATIONS, None))["id"])

    async def ask(self, conversation: str, number: int, *, twice: bool = False) -> None:
        """One message, until it is answered; `twice`: then once more, to see whether the reply is the same."""
        path = f"{CONVERSATIONS}/{conversation}/messages"
        body = {"message": QUESTIONS[number % len(QUESTIONS)], "id": uuid.uuid4().hex}
        self.seen.sent += 1
        began = time.perf_counter()
        try:
            reply = await self._until_answered(path, body)
        except TimeoutError:
            return
        self.seen.seconds.append(time.perf_counter() - began)
        self.seen.answered += 1
        self.seen.degraded += bool(reply[-1]["custom"].get("limited"))
        if twice:
            self.seen.answered_otherwise += await self._until_answered(path, body) != reply

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def _until_answered(self, path: str, body: dict[str, str] | None) -> Any:
        async with asyncio.timeout(self._patience):
            while True:
                pause = 0.5
                try:
                    async with self._free:
                        response = await self._client.post(path, json=body)
                    if response.is_success:
                        return response.json()
                    self.seen.refusals[str(response.status_code)] += 1
                    pause = float(response.headers.get("retry-after", pause))
                except httpx.HTTPError as error:
                    self.seen.refusals[type(error).__name__] += 1
                self.seen.sent_again += 1
                await asyncio.sleep(pause)


async def talking(url: str, seconds: float, meanwhile: Callable[[], None]) -> Seen:
    """Eight conversations going on for `seconds`; `meanwhile` happens, on a thread, after the first quarter."""
    citizens = Citizens(url)
    deadline = time.monotonic() + seconds

    async def one() -> None:
        conversation, number = await citizens.start(), 0
        while time.monotonic() < deadline:
            await citizens.ask(conversation, number, twice=True)
            number += 1
            await asyncio.sleep(0.2)

    async def disturb() -> None:
        await asyncio.sleep(seconds / 4)
        await asyncio.to_thread(meanwhile)

    await asyncio.gather(disturb(), *(one() for _ in range(8)))
    await citizens.close()
    return citizens.seen


async def capacity(url: str, seconds: float) -> float:
    """Messages a second that are answered when sixteen people write without pause."""
    citizens = Citizens(url)
    deadline = time.monotonic() + seconds

    async def one(number: int) -> None:
        conversation = await citizens.start()
        while time.monotonic() < deadline:
            await citizens.ask(conversation, number)
            number += 1

    await asyncio.gather(*(one(number) for number in range(SENDERS)))
    await citizens.close()
    return citizens.seen.answered / seconds


async def flooded(url: str, per_second: float, seconds: float) -> Seen:
    """`per_second` messages of as many people, whether they are answered or not.

    Like the widget they send again what was refused. As much as arrives in one second takes `OVERLOAD` to answer.
    """
    citizens = Citizens(url, OVERLOAD * seconds + PATIENCE_SECONDS)
    began, number = time.monotonic(), 0
    asking: set[asyncio.Task[None]] = set()

    async def one(number: int) -> None:
        await citizens.ask(await citizens.start(), number, twice=number % 10 == 0)

    while (passed := time.monotonic() - began) < seconds:
        while number < passed * per_second:
            asking.add(asyncio.create_task(one(number)))
            number += 1
        await asyncio.sleep(0.01)
    await asyncio.gather(*asking, return_exceptions=True)
    await citizens.close()
    return citizens.seen


@contextmanager
def _locked(url: str) -> Iterator[None]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def lock_databases(stack: Stack, seconds: float = LOCK_SECONDS) -> None:
    """Nobody else may write either database for `seconds`."""
    with _locked(stack.database_url), _locked(stack.environment()["CONVERSATIONS_URL"]):
        time.sleep(seconds)


def disturbances(stack: Stack) -> dict[str, Callable[[], None]]:
    """What is done to the stack, by name."""
    return {
        "rasa killed": lambda: stack.kill("rasa"),
        "action server killed": lambda: stack.kill("actions"),
        "webhook killed": lambda: stack.kill("webhook"),
        "databases locked": lambda: lock_databases(stack),
    }


def main() -> int:
    """Do it all, print the figures, and end with 1 if a message was lost or answered twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="of overload (60)")
    parser.add_argument("--talking", type=float, default=30, help="seconds of each disturbance (30)")
    options = parser.parse_args()
    result = Result("resilience", vars(options))
    with Stack(environment=ENVIRONMENT) as stack:
        for name, disturb in disturbances(stack).items():
            result.figures[name] = asyncio.run(talking(stack.url, options.talking, disturb)).figures()
            stack.wait_ready()
        rate = asyncio.run(capacity(stack.url, 10))
        seen = asyncio.run(flooded(stack.url, OVERLOAD * rate, options.seconds))
        result.figures["overload"] = {"capacity_per_s": round(rate, 1), **seen.figures()}
    for name, figures in result.figures.items():
        print(name, figures)
        result.bars.append(Bar(f"lost, {name}", figures["lost"], 0, at_least=False, unit=""))
        result.bars.append(Bar(f"answered twice, {name}", figures["answered_twice"], 0, at_least=False, unit=""))
    return 0 if result.finish() else 1


if __name__ == "__main__":
    raise SystemExit(main())
