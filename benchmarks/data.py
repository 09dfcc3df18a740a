"""What the two sides are trained on, and what they are asked."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
from collections import defaultdict
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from benchmarks.report import FOLDER
from tools import model, train
from tools.console import Problem, step
from tools.paths import ROOT, python_of

QUESTIONS = [ROOT / "tests" / "questions" / name for name in ("regression.jsonl", "strangers.jsonl")]
SEED = 20261122


@cache  # the two sides learn the same, even if a file is edited between their trainings
def training_data(examples: int) -> Path:
    """A JSON file of `examples` training examples, all of them if 0; see benchmarks/rasa_side/examples.py."""
    everything = _everything()
    if not examples:
        return everything
    data = json.loads(everything.read_text(encoding="utf-8"))
    data["examples"] = sampled(data["examples"], examples)
    return written(json.dumps(data, ensure_ascii=False), FOLDER / "data", ".json")


def sampled(examples: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """`count` of `examples`, as evenly by intent as there are any: one of each in turn, always the same ones."""
    by_intent: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for example in examples:
        by_intent[example["intent"]].append(example)
    dice = random.Random(SEED)
    shuffled = [dice.sample(group, len(group)) for _, group in sorted(by_intent.items())]
    turns = (example for turn in zip_longest(*shuffled) for example in turn if example)
    return [example for example, _ in zip(turns, range(count), strict=False)]


def _everything() -> Path:
    """All training data of the product, read anew when anything that it is made from changed."""
    path = FOLDER / "data" / f"all-{model.inputs_hash()[:16]}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with step("training data: reading it with the product's importers"):
            argv = [str(python_of("rasa")), "-m", "benchmarks.rasa_side.dump", str(partial)]
            done = subprocess.run(argv, cwd=ROOT, env=train.environment(), capture_output=True, text=True)
            if done.returncode:
                raise Problem(f"it could not be read.\n{done.stderr[-2000:]}", "the lines above say why.")
        partial.replace(path)
    return path


def written(text: str, folder: Path, suffix: str) -> Path:
    """A file of `text`, named by its content."""
    path = folder / (digest(text)[:16] + suffix)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def digest(*parts: str | bytes) -> str:
    """One hash of all `parts`."""
    found = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        found.update(f"{len(raw)} ".encode() + raw)
    return found.hexdigest()


def questions() -> list[dict[str, Any]]:
    """The labelled questions that no example was made from; see tests/questions."""
    lines = [line for file in QUESTIONS for line in file.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


def questions_file() -> Path:
    """Their texts alone as a JSON list: what the load generator says."""
    texts = [question["text"] for question in questions()]
    return written(json.dumps(texts, ensure_ascii=False), FOLDER / "data", ".json")
