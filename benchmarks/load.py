"""A load generator for Rasa's REST channel, in a process of its own.

.venvs/app/bin/python -m benchmarks.load URL QUESTIONS.json --senders 16 --seconds 20

Every sender waits for the reply before it says the next thing, and begins a new conversation after some turns.
Prints what it saw as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvloop

from benchmarks.report import percentile
from tools.console import Problem
from tools.paths import ROOT, python_of

CHANNEL = "/webhooks/rest/webhook"
TIMEOUT_SECONDS = 60.0


@dataclass
class Seen:
    """What the senders saw together."""

    milliseconds: list[float] = field(default_factory=list)  # of the messages that were replied to
    errors: int = 0  # no reply, or another status than 200
    empty: int = 0  # a reply of no messages
    limited: int = 0  # answered without Rasa, which is another kind of answer


@dataclass(frozen=True)
class Load:
    """The figures of one run."""

    messages: int
    errors: int
    empty: int
    limited: int
    seconds: float
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    generator_cpu: float  # share of one core that the generator itself took


async def one_message(client: httpx.AsyncClient, sender: str, text: str, seen: Seen) -> None:
    """Say `text` and note how it was replied to."""
    began = time.perf_counter()
    try:
        reply = await client.post(CHANNEL, json={"sender": sender, "message": text})
        messages = reply.json() if reply.status_code == 200 else None
    except (httpx.HTTPError, ValueError):
        messages = None
    if messages is None:
        seen.errors += 1
        return
    seen.milliseconds.append((time.perf_counter() - began) * 1000)
    seen.empty += not messages
    seen.limited += any((message.get("custom") or {}).get("limited") for message in messages)


async def one_sender(
    client: httpx.AsyncClient, questions: Iterator[str], turns: int, deadline: float, seen: Seen
) -> None:
    """Talk until `deadline`, `turns` messages a conversation. What is under way then does not count."""
    while True:
        sender = f"bench-{uuid.uuid4().hex[:12]}"
        for text in itertools.islice(questions, turns):
            left = deadline - time.perf_counter()
            if left <= 0:
                return
            try:
                await asyncio.wait_for(one_message(client, sender, text, seen), left)
            except TimeoutError:
                return


async def generated(url: str, questions: list[str], senders: int, seconds: float, turns: int) -> Load:
    """The load of `senders` at once for `seconds`."""
    limits = httpx.Limits(max_connections=senders, max_keepalive_connections=senders)
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False) as client:
        seen, cpu, began = Seen(), time.process_time(), time.perf_counter()
        deadline = began + seconds
        each = [one_sender(client, _shuffled(questions, at), turns, deadline, seen) for at in range(senders)]
        await asyncio.gather(*each)
        took = min(time.perf_counter() - began, seconds)
        cpu = time.process_time() - cpu
    times = seen.milliseconds
    return Load(
        messages=len(times),
        errors=seen.errors,
        empty=seen.empty,
        limited=seen.limited,
        seconds=round(took, 2),
        per_second=round(len(times) / took, 2),
        p50_ms=round(percentile(times, 50), 2),
        p95_ms=round(percentile(times, 95), 2),
        p99_ms=round(percentile(times, 99), 2),
        generator_cpu=round(cpu / took, 2),
    )


def _shuffled(questions: list[str], seed: int) -> Iterator[str]:
    """The questions for ever, in an order of the sender's own that is the same in every run."""
    return itertools.cycle(random.Random(seed).sample(questions, len(questions)))


def run(url: str, questions: Path, senders: int, seconds: float, turns: int) -> Load:
    """Generate the load from another process, so that it shares no interpreter with what measures memory."""
    argv = [str(python_of("app")), "-m", "benchmarks.load", url, str(questions)]
    argv += ["--senders", str(senders), "--seconds", str(seconds), "--turns", str(turns)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=seconds + 120)
    if done.returncode:
        raise Problem(f"the load generator failed.\n{done.stderr[-2000:]}", "the lines above say why.")
    return Load(**json.loads(done.stdout))


def main() -> None:
    """Generate one load and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("questions", type=Path, help="a JSON list of texts")
    parser.add_argument("--senders", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--turns", type=int, default=5, help="messages a conversation")
    options = parser.parse_args()
    questions: list[Any] = json.loads(options.questions.read_text(encoding="utf-8"))
    found = uvloop.run(generated(options.url, questions, options.senders, options.seconds, options.turns))
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
