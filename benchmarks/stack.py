"""Messages a second, latency, memory and training time of the whole, beside stock Rasa on the same data."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from benchmarks import data, load, models, usage
from benchmarks.models import SIDES, Side
from benchmarks.report import Bar, Result, megabytes, ratio, table
from benchmarks.servers import SERVERS
from tools.console import step

SENDERS = 16
WARM_UP_SECONDS = 5.0
MOST_CPU = 0.5  # of a core, that the generator may take before it has to be suspected
NO_STORIES = "the rules hold no stories: stock Rasa's TED and UnexpecTED are not trained (--stories trains them)"
BAR_RATE, BAR_LATENCY, BAR_MEMORY = 5.0, 0.5, 0.6


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("--turns", type=int, default=5, help="messages a conversation (5)")


def run(options: argparse.Namespace) -> Result:
    """Train both, then serve and load one after the other."""
    figures: dict[str, Any] = {}
    trained = {side: models.trained(side, options.examples, options.epochs, options.stories) for side in SIDES}
    for side in ("stock", "ours"):
        figures[side] = {"training_seconds": trained[side].seconds, "examples": trained[side].examples}
        figures[side] |= _served(side, trained[side], options)
    result = Result("stack", {**vars(options), "senders": SENDERS}, figures)
    _print(figures)
    ours, stock = figures["ours"], figures["stock"]
    result.bars = [
        Bar(
            f"messages/s at {SENDERS} senders, ours of stock",
            ratio(ours["many"]["per_second"], stock["many"]["per_second"]),
            BAR_RATE,
            at_least=True,
        ),
        Bar(
            "median latency at 1 sender, ours of stock",
            ratio(ours["one"]["p50_ms"], stock["one"]["p50_ms"]),
            BAR_LATENCY,
            at_least=False,
        ),
        Bar(
            "memory of all processes (PSS), ours of stock",
            ratio(ours["memory"]["pss"], stock["memory"]["pss"]),
            BAR_MEMORY,
            at_least=False,
        ),
    ]
    result.notes = [*_doubts(figures), *([] if options.stories else [NO_STORIES])]
    return result


def _served(side: Side, trained: models.Trained, options: argparse.Namespace) -> dict[str, Any]:
    """The figures of one running side."""
    questions = data.questions_file()
    label = f"{side}: starting, then {options.seconds:g} s each of 1 and {SENDERS} senders"
    with step(label) as progress, SERVERS[side](trained.path) as server:
        idle = server.usage()
        load.run(server.url, questions, 4, min(WARM_UP_SECONDS, options.seconds), options.turns)
        progress.report("1 sender")
        one = load.run(server.url, questions, 1, options.seconds, options.turns)
        progress.report(f"{SENDERS} senders")
        before = server.usage()
        many = load.run(server.url, questions, SENDERS, options.seconds, options.turns)
        after = server.usage()
        return {
            "one": asdict(one),
            "many": asdict(many),
            "memory_at_start": asdict(sum(idle.values(), usage.NONE)),
            "memory": asdict(sum(after.values(), usage.NONE)),
            "programs": {
                name: {
                    "pss": taken.pss,
                    "rss": taken.rss,
                    "cpu_ms_a_message": 1000 * (taken.cpu_seconds - before[name].cpu_seconds) / (many.messages or 1),
                }
                for name, taken in after.items()
            },
        }


def _print(figures: dict[str, Any]) -> None:
    def row(name: str, *path: str, shown: str = "{:,.1f}") -> tuple[str, ...]:
        values = []
        for side in ("stock", "ours"):
            value: Any = figures[side]
            for key in path:
                value = value[key]
            values.append(value)
        texts = [megabytes(value) if shown == "MB" else shown.format(value) for value in values]
        return (name, *texts, f"{ratio(values[1], values[0]):.2f} ×" if values[0] else "")

    rows = [
        row("training, s", "training_seconds"),
        row("1 sender: messages/s", "one", "per_second"),
        row("1 sender: median, ms", "one", "p50_ms"),
        row("1 sender: p95, ms", "one", "p95_ms"),
        row(f"{SENDERS} senders: messages/s", "many", "per_second"),
        row(f"{SENDERS} senders: median, ms", "many", "p50_ms"),
        row(f"{SENDERS} senders: p95, ms", "many", "p95_ms"),
        row(f"{SENDERS} senders: errors", "many", "errors", shown="{}"),
        row(f"{SENDERS} senders: empty replies", "many", "empty", shown="{}"),
        row("memory after the load, PSS", "memory", "pss", shown="MB"),
        row("memory after the load, RSS", "memory", "rss", shown="MB"),
        row("memory at the start, PSS", "memory_at_start", "pss", shown="MB"),
        row("processes", "memory", "processes", shown="{}"),
        row("load generator, cores", "many", "generator_cpu", shown="{:.2f}"),
    ]
    table(("", "stock", "ours", "ours of stock"), rows)
    table(
        ("program", "PSS", f"CPU ms a message at {SENDERS} senders"),
        [
            (f"{side}: {name}", megabytes(taken["pss"]), f"{taken['cpu_ms_a_message']:.1f}")
            for side in ("stock", "ours")
            for name, taken in figures[side]["programs"].items()
        ],
    )


def _doubts(figures: dict[str, Any]) -> list[str]:
    """What would make the figures mean something else than they say."""
    found = []
    for side, values in figures.items():
        for kind in ("one", "many"):
            seen = values[kind]
            found += [
                f"{side}, {kind}: {seen[what]} of {seen['messages']} messages: {what}"
                for what in ("errors", "empty", "limited")
                if seen[what]
            ]
            if seen["generator_cpu"] > MOST_CPU:
                found.append(f"{side}, {kind}: the load generator itself took {seen['generator_cpu']:.2f} cores")
    return found
