"""The product's own pipeline and stock Rasa's on a public set of intents and slots.

.venvs/rasa/bin/python benchmarks/nlu_public.py DIR

DIR holds train.jsonl and test.jsonl, and dev.jsonl if there is one; a line is
{"text": ..., "intent": ..., "slots": [{"slot", "value", "start", "end"}]}. Every line counts, in training too, where
Rasa by itself would drop those that repeat another. Printed: the share of right intents, and precision, recall and
F1 of the slots, where one is right if its name, start and end all are.

Our pipeline finds entities by rule and by lookup table. The tables are made from the slots of train.jsonl: a form that
is marked at least half the times it occurs there, under the name that it has most often. Entities of a name that
the set does not have (those of our own rules) are not counted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: the repository, not this folder, is where modules are looked for
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

import yaml

from benchmarks.report import FOLDER, Result, megabytes, percentile, table
from tools import processes, train
from tools.console import Problem, command, say, step
from tools.paths import ROOT, python_of, shown

STOCK_CONFIG = Path(__file__).resolve().parent / "stock" / "config.yml"
IMPORTER = "benchmarks.rasa_side.examples.Examples"
SPLITS = ("train", "dev", "test")
MARKED_SHARE = 0.5  # of its occurrences, for a form to go into a lookup table

Span = tuple[str, int, int]  # slot, start, end


@dataclass(frozen=True)
class Row:
    """One line of the set."""

    text: str
    intent: str
    slots: frozenset[Span]


@dataclass(frozen=True)
class Score:
    """How well one pipeline did on one split."""

    rows: int
    intent_accuracy: float
    precision: float | None  # None where the split has no slots
    recall: float | None
    f1: float | None


@command
def main() -> None:
    """Train and score what is asked for."""
    options = _options()
    sets = {split: read(options.folder / f"{split}.jsonl") for split in SPLITS}
    if not sets["train"] or not sets["test"]:
        raise Problem(f"{options.folder} lacks train.jsonl or test.jsonl.", "see the head of benchmarks/nlu_public.py.")
    say(", ".join(f"{split}: {len(rows):,} rows" for split, rows in sets.items()))
    result = Result("nlu_public", {**vars(options), "folder": str(options.folder)})
    rows = []
    for side in options.sides:
        figures = measured(side, sets, options.epochs)
        result.figures[side] = figures
        rows += [
            (f"{side}: {split}", *_cells(figures[split]), *_costs(figures)) for split in ("dev", "test") if sets[split]
        ]
    table(("", "rows", "intent %", "slot P %", "slot R %", "slot F1 %", "train s", "parse ms", "memory"), rows)
    result.notes = ["slots of our pipeline: by lookup tables made from train.jsonl, and our own rules"]
    result.finish()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--epochs", type=int, default=100, help="of stock Rasa's training (100)")
    parser.add_argument("--sides", nargs="+", choices=("ours", "stock"), default=["ours", "stock"])
    return parser.parse_args()


def read(path: Path) -> list[Row]:
    """The rows of one split, none if there is no such file. Raises Problem naming the line that is wrong."""
    if not path.exists():
        return []
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            slots = frozenset(_span(item["text"], slot) for slot in item.get("slots") or [])
            rows.append(Row(item["text"], str(item["intent"]), slots))
        except (ValueError, KeyError, TypeError) as error:
            raise Problem(f"{path}, line {number}: {error!r}", "see the head of benchmarks/nlu_public.py.") from error
    return rows


def _span(text: str, slot: dict[str, Any]) -> Span:
    """Where a slot is: as it says, whether its end is the last letter or the one behind; else where its value is."""
    value, start, end = slot.get("value"), slot.get("start"), slot.get("end")
    if start is not None and end is not None:
        if value is None or text[start:end] == value:
            return slot["slot"], start, end
        if text[start : end + 1] == value:
            return slot["slot"], start, end + 1
    start = text.index(str(value))
    return slot["slot"], start, start + len(str(value))


def measured(side: str, sets: dict[str, list[Row]], epochs: int) -> dict[str, Any]:
    """Train one pipeline and score it on dev and test."""
    intents = sorted({row.intent for row in sets["train"]})
    codes = {intent: f"i{number}" for number, intent in enumerate(intents)}  # Rasa reads meaning into some names
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = _train(side, sets["train"], codes, epochs, folder)
        asked = [row for split in ("dev", "test") for row in sets[split]]
        with step(f"{side}: parsing {len(asked):,} rows"):
            output = _parsed(folder, [row.text for row in asked])
    known = {slot for row in sets["train"] for slot, _, _ in row.slots}
    heard = [
        (each["intent"], {(slot, start, end) for slot, start, end in each["entities"] if slot in known})
        for each in output["understood"]
    ]
    figures: dict[str, Any] = {
        "training_seconds": round(seconds, 1),
        "p50_ms": round(percentile(output["milliseconds"], 50), 3),
        "memory_bytes": output["memory_bytes"],
    }
    border = len(sets["dev"])
    for split, part in (("dev", slice(None, border)), ("test", slice(border, None))):
        figures[split] = vars(scored(asked[part], heard[part], codes))
    return figures


def scored(rows: list[Row], heard: list[tuple[str | None, set[Span]]], codes: dict[str, str]) -> Score:
    """Compare what was understood with what is right, row by row."""
    right = sum(codes.get(row.intent) == intent for row, (intent, _) in zip(rows, heard, strict=True))
    gold = sum(len(row.slots) for row in rows)
    found = sum(len(spans) for _, spans in heard)
    both = sum(len(row.slots & spans) for row, (_, spans) in zip(rows, heard, strict=True))
    accuracy = right / len(rows) if rows else 0.0
    if not gold:
        return Score(len(rows), accuracy, None, None, None)
    return Score(len(rows), accuracy, both / found if found else 0.0, both / gold, 2 * both / (found + gold))


def lookup_tables(rows: list[Row]) -> list[dict[str, Any]]:
    """A lookup table for each slot, of the forms that it is known by in `rows`."""
    marked: defaultdict[str, Counter[str]] = defaultdict(Counter)  # form → slot → times
    for row in rows:
        for slot, start, end in row.slots:
            marked[row.text[start:end]][slot] += 1
    texts = "\n".join(f" {row.text} " for row in rows)
    tables: defaultdict[str, list[str]] = defaultdict(list)
    for form, slots in sorted(marked.items()):
        occurs = max(texts.count(f" {form} "), slots.total())
        slot, times = slots.most_common(1)[0]
        if times >= MARKED_SHARE * occurs:
            tables[slot].append(form)
    return [{"name": slot, "elements": forms} for slot, forms in sorted(tables.items())]


def _train(side: str, rows: list[Row], codes: dict[str, str], epochs: int, folder: Path) -> float:
    """Train with `rasa train nlu` into `folder`/model.tar.gz. Returns the seconds it took."""
    examples = [
        {
            "text": row.text,
            "intent": codes[row.intent],
            "entities": [
                {"entity": slot, "value": row.text[start:end], "start": start, "end": end}
                for slot, start, end in sorted(row.slots, key=lambda span: span[1])
            ],
        }
        for row in rows
    ]
    source = folder / "examples.json"
    tables = lookup_tables(rows) if side == "ours" else []
    source.write_text(json.dumps({"examples": examples, "lookup_tables": tables}), encoding="utf-8")
    config = yaml.safe_load((ROOT / "config.yml" if side == "ours" else STOCK_CONFIG).read_text(encoding="utf-8"))
    config["importers"] = [{"name": "RasaFileImporter"}, {"name": IMPORTER, "file": str(source)}]
    for part in config["pipeline"]:
        if side == "stock" and "epochs" in part:
            part["epochs"] = epochs
    (folder / "config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    (folder / "empty").mkdir()
    argv = [str(python_of("rasa")), "-m", "rasa", "train", "nlu", "--fixed-model-name", "model"]
    argv += ["--config", str(folder / "config.yml"), "--nlu", str(folder / "empty"), "--out", str(folder)]
    log = FOLDER / "log" / f"nlu-public-{side}.log"
    with step(f"{side}: training on {len(rows):,} rows"):
        began = time.perf_counter()
        output = processes.run(argv, log, train.environment())
        if output.code or not (folder / "model.tar.gz").is_file():
            raise Problem(f"the training failed.\n{processes.tail(log)}", f"the whole log is {shown(log)}.")
        return time.perf_counter() - began


def _parsed(folder: Path, texts: list[str]) -> dict[str, Any]:
    """What benchmarks/rasa_side/parse.py found."""
    source, target = folder / "texts.json", folder / "result.json"
    source.write_text(json.dumps(texts), encoding="utf-8")
    argv = [str(python_of("rasa")), "-m", "benchmarks.rasa_side.parse", str(folder / "model.tar.gz")]
    done = subprocess.run(
        [*argv, str(source), str(target)], cwd=ROOT, env=train.environment(), capture_output=True, text=True
    )
    if done.returncode:
        raise Problem(f"parsing failed.\n{done.stderr[-3000:]}", "the lines above say why.")
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


def _cells(score: dict[str, Any]) -> list[str]:
    values = [score[key] for key in ("intent_accuracy", "precision", "recall", "f1")]
    return [f"{score['rows']:,}", *("n/a" if value is None else f"{100 * value:.2f}" for value in values)]


def _costs(figures: dict[str, Any]) -> list[str]:
    return [f"{figures['training_seconds']:.0f}", f"{figures['p50_ms']:.1f}", megabytes(figures["memory_bytes"])]


if __name__ == "__main__":
    main()
