"""What Rasa's NLU costs a message, and how often it is right, in every way of typing; beside stock Rasa."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import data, models
from benchmarks.models import Side
from benchmarks.report import Bar, Result, megabytes, percentile, ratio, table
from tools import train
from tools.console import Problem, step
from tools.paths import ROOT, python_of

BAR_MS, BAR_SHARE = 6.0, 1 / 3
AS_WRITTEN, RENDERED = "as written", "rendered"


@dataclass(frozen=True)
class Asked:
    """A question as it is typed, and the intents that are right."""

    text: str
    style: str  # «as written: dialect», «rendered: telex»
    intent: str
    also_right: frozenset[str]


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> Result:
    """Train both, then parse with one after the other, each alone in a process."""
    asked = questions()
    result = Result("parse", {**vars(options), "questions": len(asked)})
    outputs: dict[Side, dict[str, Any]] = {}
    for side in ("stock", "ours"):
        trained = models.trained(side, options.examples, options.epochs, options.stories)
        with step(f"{side}: parsing {len(asked):,} questions"):
            outputs[side] = parsed(side, trained.path, [each.text for each in asked])
        result.figures[side] = _figures(outputs[side], asked) | {"training_seconds": trained.seconds}
    _print(result.figures)
    ours, stock = result.figures["ours"], result.figures["stock"]
    result.bars = [
        Bar("parse, median", ours["p50_ms"], BAR_MS, at_least=False, unit="ms"),
        Bar("parse, median, ours of stock", ratio(ours["p50_ms"], stock["p50_ms"]), BAR_SHARE, at_least=False),
    ]
    lead = {style: ours["right"][style] - stock["right"][style] for style in ours["right"]}
    least = min(lead, key=lambda style: lead[style])
    result.bars.append(
        Bar(f"intent accuracy, least lead in a style ({least})", 100 * lead[least], 0.0, at_least=True, unit="points")
    )
    result.notes = [f"no lead over stock Rasa in the style {style}" for style in lead if lead[style] <= 0]
    return result


def questions() -> list[Asked]:
    """The held-out questions about an aspect, as they were written; those with marks in each mechanical style too."""
    from tests.typing_styles import STYLES, rendered

    found = []
    for question in data.questions():
        if question.get("kind") or question["service"] == "oos":  # no aspect is asked about
            continue
        intent = f"ask_{question['aspect']}"
        also = frozenset(f"ask_{aspect}" for aspect in question.get("aspects_ok", ()))
        found.append(Asked(question["text"], f"{AS_WRITTEN}: {question['style']}", intent, also))
        if question["style"] == "standard":
            found += [
                Asked(rendered(question["text"], style), f"{RENDERED}: {style}", intent, also)
                for style in STYLES
                if style != "clean"  # that is how it was written
            ]
    return sorted(found, key=lambda each: each.style)


def parsed(side: Side, model: Path, texts: list[str]) -> dict[str, Any]:
    """What benchmarks/rasa_side/parse.py found."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "texts.json"), Path(folder, "result.json")
        source.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        argv = [str(python_of("rasa")), "-m", "benchmarks.rasa_side.parse", str(model), str(source), str(target)]
        variables = {**train.environment(), **models.environment(side)}
        done = subprocess.run(argv, cwd=ROOT, env=variables, capture_output=True, text=True)
        if done.returncode:
            raise Problem(f"{side}: parsing failed.\n{done.stderr[-3000:]}", "the lines above say why.")
        found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return found


def _figures(output: dict[str, Any], asked: list[Asked]) -> dict[str, Any]:
    """Times, and the share of right intents by style: with every label taken as good, and with the first alone."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    exact: defaultdict[str, list[bool]] = defaultdict(list)
    for each, heard in zip(asked, output["understood"], strict=True):
        right[each.style].append(heard["intent"] == each.intent or heard["intent"] in each.also_right)
        exact[each.style].append(heard["intent"] == each.intent)
    times = output["milliseconds"]
    return {
        "p50_ms": round(percentile(times, 50), 3),
        "p95_ms": round(percentile(times, 95), 3),
        "p99_ms": round(percentile(times, 99), 3),
        "cpu_ms": round(output["cpu_ms"], 3),
        "memory_bytes": output["memory_bytes"],
        "questions": {style: len(values) for style, values in right.items()},
        "right": {style: sum(values) / len(values) for style, values in right.items()},
        "exactly_right": {style: sum(values) / len(values) for style, values in exact.items()},
    }


def _print(figures: dict[str, Any]) -> None:
    stock, ours = figures["stock"], figures["ours"]
    rows = [
        (f"parse, {name}, ms", f"{stock[key]:.2f}", f"{ours[key]:.2f}", f"{ratio(ours[key], stock[key]):.2f} ×")
        for name, key in (("median", "p50_ms"), ("p95", "p95_ms"), ("p99", "p99_ms"), ("mean of CPU", "cpu_ms"))
    ]
    rows.append(
        (
            "memory with the model loaded",
            megabytes(stock["memory_bytes"]),
            megabytes(ours["memory_bytes"]),
            f"{ratio(ours['memory_bytes'], stock['memory_bytes']):.2f} ×",
        )
    )
    table(("Rasa NLU in one process", "stock", "ours", "ours of stock"), rows)
    table(
        ("intent right, %", "questions", "stock", "ours", "lead", "stock, exact", "ours, exact"),
        [
            (
                style,
                ours["questions"][style],
                *(f"{100 * side['right'][style]:.1f}" for side in (stock, ours)),
                f"{100 * (ours['right'][style] - stock['right'][style]):+.1f}",
                *(f"{100 * side['exactly_right'][style]:.1f}" for side in (stock, ours)),
            )
            for style in ours["right"]
        ],
    )
