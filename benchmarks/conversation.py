"""Whether a conversation gets slower as it grows: its 200th turn against its 5th."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
import uuid

import httpx

from benchmarks import data, models
from benchmarks.load import CHANNEL
from benchmarks.report import Bar, Result, ratio, table
from benchmarks.servers import SERVERS
from tools.console import Problem, step

EARLY, LATE = 5, 200
SHOWN = (5, 10, 25, 50, 100, 150, 200)
BAR = 1.5


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("--conversations", type=int, default=15, help="how many are had (15)")
    parser.add_argument("--beside-stock", action="store_true", help="have them with stock Rasa too")


def run(options: argparse.Namespace) -> Result:
    """Have the conversations, one after the other."""
    sides: tuple[models.Side, ...] = ("stock", "ours") if options.beside_stock else ("ours",)
    result = Result("conversation", vars(options))
    rows = []
    for side in sides:
        trained = models.trained(side, options.examples, options.epochs, options.stories)
        with (
            step(f"{side}: {options.conversations} conversations of {LATE} turns"),
            SERVERS[side](trained.path) as server,
        ):
            times = asyncio.run(_conversations(server.url, options.conversations))
        medians = {turn: statistics.median(each[turn - 1] for each in times) for turn in SHOWN}
        result.figures[side] = {"median_ms_of_turn": medians}
        rows.append((side, *(f"{value:.1f}" for value in medians.values())))
    table(("median ms of turn", *map(str, SHOWN)), rows)
    ours = result.figures["ours"]["median_ms_of_turn"]
    result.bars = [Bar(f"turn {LATE} of turn {EARLY}", ratio(ours[LATE], ours[EARLY]), BAR, at_least=False)]
    return result


async def _conversations(url: str, count: int) -> list[list[float]]:
    """The milliseconds of every turn of `count` conversations."""
    texts = [question["text"] for question in data.questions() if "context" not in question]
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        for text in texts[:20]:
            await _turn(client, "bench-warm-up", text)
        return [await _conversation(client, _turns(texts, at)) for at in range(count)]


def _turns(texts: list[str], number: int) -> list[str]:
    """What is said in one conversation: the same thing wherever the latency is looked at, all else changing."""
    said = [texts[(number * LATE + at) % len(texts)] for at in range(LATE)]
    for turn in SHOWN:
        said[turn - 1] = texts[number % len(texts)]
    return said


async def _conversation(client: httpx.AsyncClient, turns: list[str]) -> list[float]:
    sender = f"bench-{uuid.uuid4().hex[:12]}"
    return [await _turn(client, sender, text) for text in turns]


async def _turn(client: httpx.AsyncClient, sender: str, text: str) -> float:
    began = time.perf_counter()
    reply = await client.post(CHANNEL, json={"sender": sender, "message": text})
    milliseconds = (time.perf_counter() - began) * 1000
    if reply.status_code != 200 or any((m.get("custom") or {}).get("limited") for m in reply.json()):
        raise Problem(f"«{text}» was not answered by Rasa: {reply.text[:300]}", "see var/bench/log.")
    return milliseconds
