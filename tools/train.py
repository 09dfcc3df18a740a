"""Training: `python3 -m tools.train [--force]`. Done only when what the model is made from changed."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from tools import model, processes, setup
from tools.console import Problem, command, disk_full, say, step
from tools.model import Model
from tools.paths import LOGS, MODELS, ROOT, VAR, python_of, shown
from tools.processes import Output
from tools.uv import DISK_FULL

LOG = LOGS / "train.log"
COMPONENT = re.compile(r"(Starting to train component '\w+'|Restored component '\w+')")
MISALIGNED = re.compile(r"Misaligned entity annotation in message '(.*?)' with intent")


@command
def main() -> None:
    """Train if needed, and say which model is current."""
    parser = argparse.ArgumentParser(prog="make train", description="Train the model if its inputs changed.")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    options = parser.parse_args()
    setup.ensure(["rasa"])
    trained = ensure(force=options.force)
    say(f"The current model is {shown(trained.path)}, trained {trained.trained_at}.")


def ensure(force: bool = False) -> Model:
    """The current model, checked; trained first if there is none or its inputs changed."""
    if force or not model.is_up_to_date(model.current()):
        with setup.locked(VAR / "train.lock"):
            if force or not model.is_up_to_date(model.current()):
                train(model.keep)
    return model.verified()


def train(keep: Callable[[Path, Model], None]) -> Model:
    """Train a model from the repository as it is now, and `keep` it in its place: `model.keep` or `keep_beside`."""
    missing = [name for name in model.FILES if not (ROOT / name).is_file()]
    if missing:
        raise Problem(f"{missing[0]} is missing.", f"restore it: git checkout -- {missing[0]}")
    inputs = model.inputs_hash()
    name = inputs[:16]
    workshop = MODELS / ".training"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    started = time.monotonic()
    try:
        with step("model: training it (about a minute)") as progress:
            argv = [str(python_of("rasa")), "-m", "bot.nlu.train", "--name", name, "--out", str(workshop)]

            def on_line(line: str) -> None:
                found = COMPONENT.search(line)
                if found:
                    progress.report(found.group())

            output = processes.run(argv, LOG, environment(), on_line)
            file = workshop / f"{name}.tar.gz"
            _check(output, file.is_file())
            now = datetime.now(timezone.utc).isoformat(timespec="seconds")
            seconds = round(time.monotonic() - started, 1)
            trained = Model(file.name, model.file_hash(file), inputs, now, seconds)
            keep(file, trained)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return trained


def environment() -> dict[str, str]:
    """The environment of Rasa's commands: nothing sent home, no cache, the same result each time."""
    return dict(
        os.environ,
        PYTHONPATH=str(ROOT),
        PYTHONUNBUFFERED="1",
        PYTHONHASHSEED="0",
        PYTHONWARNINGS="ignore::DeprecationWarning,ignore::FutureWarning",
        RASA_TELEMETRY_ENABLED="false",
        # Rasa's cache knows when a component's own file changed, not the modules it imports.
        RASA_MAX_CACHE_SIZE="0",
        RASA_CACHE_DIRECTORY=str(VAR / "cache" / "rasa"),
        TF_CPP_MIN_LOG_LEVEL="2",
        CUDA_VISIBLE_DEVICES="-1",
        NO_COLOR="1",
    )


def _check(output: Output, made: bool) -> None:
    text = output.text()
    if DISK_FULL.search(text):
        raise disk_full(" (training the model)")
    misaligned = MISALIGNED.findall(text)
    if misaligned:
        examples = "\n".join(f"    {phrase}" for phrase in misaligned[:10])
        raise Problem(
            f"{len(misaligned)} annotated entities do not begin or end where a token does; "
            f"Rasa would ignore them:\n{examples}",
            "mend the [brackets] of these phrases in data/nlu.",
        )
    if output.code or not made:
        raise Problem(
            f"the training failed.\n{processes.tail(LOG, 12)}",
            f"the last lines above say why, as a rule; the whole log is {shown(LOG)}.",
        )


if __name__ == "__main__":
    main()
