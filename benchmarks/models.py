"""The two trained models: ours and stock Rasa's, from the same examples, rules and domain; kept in var/bench."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from benchmarks import data
from benchmarks.report import FOLDER
from tools import model, processes, train
from tools.console import Problem, step
from tools.paths import ROOT, python_of, shown

Side = Literal["ours", "stock"]
SIDES: tuple[Side, Side] = ("ours", "stock")
STOCK = Path(__file__).parent / "stock"
IMPORTER = "benchmarks.rasa_side.examples.Examples"


@dataclass(frozen=True)
class Trained:
    """A model and what it took to train it."""

    path: Path
    seconds: float  # from the start of the command to its end
    examples: int


def config(side: Side, epochs: int, examples: Path) -> dict[str, Any]:
    """The configuration of one side, reading `examples`; `epochs` for whatever of stock Rasa's has any."""
    source = ROOT / "config.yml" if side == "ours" else STOCK / "config.yml"
    found: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    found["importers"] = [{"name": "RasaFileImporter"}, {"name": IMPORTER, "file": str(examples)}]
    if side == "stock":
        for part in (*found["pipeline"], *found["policies"]):
            if "epochs" in part:
                part["epochs"] = epochs
    return found


def trained(side: Side, examples: int, epochs: int, stories: bool = False) -> Trained:
    """The model of one side on the same sample, from var/bench if it was trained on exactly this before.

    `stories`: each rule once more as a story, so that stock Rasa's policies that learn have something to learn.
    """
    source = data.training_data(examples)
    text = yaml.safe_dump(config(side, epochs, source), allow_unicode=True, sort_keys=False)
    dialogue = _dialogue(stories)
    key = _key(side, text, source, dialogue)
    path, record = FOLDER / "models" / f"{side}-{key}.tar.gz", FOLDER / "models" / f"{side}-{key}.json"
    if not (path.is_file() and record.is_file()):
        count = len(json.loads(source.read_text(encoding="utf-8"))["examples"])
        seconds = _train(side, text, dialogue, path, count)
        kept = {**asdict(Trained(path, seconds, count)), "path": path.name, "sha256": model.file_hash(path)}
        record.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    known = json.loads(record.read_text(encoding="utf-8"))
    if model.file_hash(path) != known["sha256"]:  # loading a model runs the code in it
        raise Problem(f"{shown(path)} is not the file that was trained here.", f"remove it: rm {shown(path)}")
    return Trained(path, known["seconds"], known["examples"])


def _key(side: Side, config_text: str, source: Path, dialogue: dict[str, str]) -> str:
    """Names a model by all that it is made from: ours by its code too."""
    parts: list[str | bytes] = [config_text, source.read_bytes(), json.dumps(dialogue)]
    files = [ROOT / "domain.yml", ROOT / "requirements" / "rasa.lock"]
    if side == "ours":
        files += sorted([*(ROOT / "bot" / "nlu").rglob("*.py"), *(ROOT / "bot" / "language").rglob("*.*")])
    parts += [path.read_bytes() for path in files if path.is_file() and "__pycache__" not in path.parts]
    return data.digest(*parts)[:16]


def _dialogue(stories: bool) -> dict[str, str]:
    """The product's rules and stories and the benchmark's own rule: name of the file → its text."""
    paths = [path for name in ("rules", "stories") for path in sorted((ROOT / "data" / name).rglob("*.yml"))]
    files = {f"{path.parent.name}-{path.name}": path.read_text(encoding="utf-8") for path in paths}
    files["fallback.yml"] = (STOCK / "fallback.yml").read_text(encoding="utf-8")
    if stories:
        rules = [rule for text in files.values() for rule in yaml.safe_load(text).get("rules") or []]
        told = [{"story": rule["rule"], "steps": rule["steps"]} for rule in rules]
        files["as-stories.yml"] = yaml.safe_dump({"version": "3.1", "stories": told}, allow_unicode=True)
    return files


def _train(side: Side, config_text: str, dialogue: dict[str, str], path: Path, count: int) -> float:
    """Train as anybody would, with `rasa train`. Returns the seconds it took."""
    workshop = FOLDER / "training" / path.name.partition(".")[0]
    shutil.rmtree(workshop, ignore_errors=True)
    (workshop / "data").mkdir(parents=True)
    (workshop / "config.yml").write_text(config_text, encoding="utf-8")
    for name, text in dialogue.items():
        (workshop / "data" / name).write_text(text, encoding="utf-8")
    argv = [str(python_of("rasa")), "-m", "rasa", "train", "--force", "--fixed-model-name", "model"]
    argv += ["--config", str(workshop / "config.yml"), "--data", str(workshop / "data")]
    argv += ["--domain", str(ROOT / "domain.yml"), "--out", str(workshop)]
    log = FOLDER / "log" / f"train-{side}.log"
    with step(f"{side}: training on {count:,} examples"):
        began = time.perf_counter()
        output = processes.run(argv, log, {**train.environment(), **environment(side)})
        seconds = round(time.perf_counter() - began, 1)
        made = workshop / "model.tar.gz"
        if output.code or not made.is_file():
            raise Problem(f"the training failed.\n{processes.tail(log)}", f"the whole log is {shown(log)}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    made.replace(path)
    shutil.rmtree(workshop, ignore_errors=True)
    return seconds


def environment(side: Side) -> dict[str, str]:
    """Variables that a side is run with: ours as bot/nlu/serve.py sets them, stock Rasa with none."""
    return {"OMP_NUM_THREADS": "1"} if side == "ours" else {}
