"""The trained models: what each was made from, which file it is, and that the file is the one we made.

Loading a Rasa model runs code (CVE-2024-49375), and Rasa serves the newest file it finds when the
one asked for is missing. So a file is served only if a record here names it, with the SHA-256 that
was recorded when it was trained: `current.json` is the one in use, `previous.json` the one before
it, `candidate.json` one that was trained beside them and may be switched to.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Optional

from tools.console import Problem
from tools.paths import MODELS, ROOT, shown

RECORD = "current.json"
PREVIOUS = "previous.json"
CANDIDATE = "candidate.json"
TRAIN_AGAIN = "train it again: make train FORCE=1"

FILES = ("config.yml", "domain.yml", "requirements/rasa.lock")
FOLDERS = ("data", "bot/nlu", "bot/language", "services_catalog/content", "var/training")
NOT_READ = ("__pycache__", "guides")  # guides are no examples of anything


@dataclass(frozen=True)
class Model:
    """The record of a model."""

    file: str
    sha256: str
    inputs: str  # the hash of everything it was trained from
    trained_at: str  # UTC
    seconds: float  # that the training took
    kept_for: str = ""  # the hash of other inputs, in spite of which somebody chose this model

    @property
    def path(self) -> Path:
        """Where the file is."""
        return MODELS / self.file


def inputs_hash(root: Path = ROOT) -> str:
    """The hash of all that decides what the model will be."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        name = path.relative_to(root).as_posix()
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{content}  {name}\n".encode())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def current() -> Optional[Model]:
    """The model on record, or None if there is none that can be read."""
    return recorded(RECORD)


def recorded(name: str) -> Optional[Model]:
    """The model of the record RECORD, PREVIOUS or CANDIDATE, or None if there is none that can be read."""
    try:
        return Model(**json.loads((MODELS / name).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def is_up_to_date(model: Optional[Model]) -> bool:
    """Whether the model is there and was trained from what is in the repository now, or chosen in spite of it."""
    return model is not None and model.path.is_file() and inputs_hash() in (model.inputs, model.kept_for)


def verified() -> Model:
    """The current model, its file checked against the record; a `Problem` if anything differs."""
    model = current()
    if model is None:
        raise Problem("there is no trained model.", "train one: make train")
    if not model.path.is_file():
        raise Problem(f"the model {shown(model.path)} is missing.", TRAIN_AGAIN)
    check(model.path, model.sha256)
    return model


def check(file: Path, sha256: str) -> None:
    """Raise a `Problem` if `file` is not the one whose SHA-256 was recorded."""
    if file_hash(file) != sha256:
        raise Problem(
            f"{shown(file)} is not the file that was trained here (its SHA-256 differs). "
            "It was not loaded: loading a model runs the code in it.",
            TRAIN_AGAIN,
        )


def keep(trained: Path, model: Model) -> None:
    """Make `trained` the current model, the one that was becoming the previous: files first, then the records."""
    os.replace(trained, model.path)
    _make_current(model)
    _sweep()


def keep_beside(trained: Path, model: Model) -> None:
    """Make `trained` the candidate; the current model stays so until somebody chooses, also when all is restarted."""
    os.replace(trained, model.path)
    _record(CANDIDATE, model)
    now = current()
    if now:
        _record(RECORD, replace(now, kept_for=model.inputs))
    _sweep()


def choose(model: Model) -> None:
    """Make a model on record the current one, whatever it was trained from; the one that was is kept as previous."""
    _make_current(replace(model, kept_for=inputs_hash()))
    if recorded(CANDIDATE) == model:
        (MODELS / CANDIDATE).unlink()
    _sweep()


def _make_current(model: Model) -> None:
    before = current()
    if before and before.file != model.file and before.path.is_file():
        _record(PREVIOUS, before)
    _record(RECORD, model)


def _record(name: str, model: Model) -> None:
    new = MODELS / (name + ".new")
    new.write_text(json.dumps(asdict(model), indent=2) + "\n", encoding="utf-8")
    os.replace(new, MODELS / name)


def _sweep() -> None:
    """Remove every file that no record names."""
    named = {model.file for model in map(recorded, (RECORD, PREVIOUS, CANDIDATE)) if model}
    for file in MODELS.glob("*.tar.gz"):
        if file.name not in named:
            file.unlink()


def _inputs(root: Path) -> Iterator[Path]:
    yield from (root / name for name in FILES if (root / name).is_file())
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            hidden = any(part in NOT_READ or part.startswith(".") for part in path.relative_to(root).parts)
            if path.is_file() and not hidden:
                yield path
