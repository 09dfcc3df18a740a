"""The trained model: what it was made from, which file it is, and that the file is the one we made.

Loading a Rasa model runs code (CVE-2024-49375), and Rasa serves the newest file it finds when the
one asked for is missing. So the only file ever served is the one that `models/current.json` names,
with the SHA-256 recorded when it was trained.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Optional

from tools.console import Problem
from tools.paths import MODELS, ROOT, shown

RECORD = "current.json"
TRAIN_AGAIN = "train it again: make train FORCE=1"

FILES = ("config.yml", "domain.yml", "requirements/rasa.lock")
FOLDERS = ("data", "bot/nlu", "bot/language", "services_catalog/content")
NOT_READ = ("__pycache__", "guides")  # guides are no examples of anything


@dataclass(frozen=True)
class Model:
    """The record of the current model."""

    file: str
    sha256: str
    inputs: str  # the hash of everything it was trained from
    trained_at: str  # UTC
    seconds: float  # that the training took

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
    try:
        return Model(**json.loads((MODELS / RECORD).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def is_up_to_date(model: Optional[Model]) -> bool:
    """Whether the model is there and was trained from what is in the repository now."""
    return model is not None and model.path.is_file() and model.inputs == inputs_hash()


def verified() -> Model:
    """The current model, its file checked against the record; a `Problem` if anything differs."""
    model = current()
    if model is None:
        raise Problem("there is no trained model.", "train one: make train")
    if not model.path.is_file():
        raise Problem(f"the model {shown(model.path)} is missing.", TRAIN_AGAIN)
    if file_hash(model.path) != model.sha256:
        raise Problem(
            f"{shown(model.path)} is not the file that was trained here (its SHA-256 differs). "
            "It was not loaded: loading a model runs the code in it.",
            TRAIN_AGAIN,
        )
    return model


def keep(trained: Path, model: Model) -> None:
    """Make `trained` the one current model: file first, then record, then the old ones go."""
    os.replace(trained, model.path)
    record = MODELS / (RECORD + ".new")
    record.write_text(json.dumps(asdict(model), indent=2) + "\n", encoding="utf-8")
    os.replace(record, MODELS / RECORD)
    for other in MODELS.glob("*.tar.gz"):
        if other != model.path:
            other.unlink()


def _inputs(root: Path) -> Iterator[Path]:
    yield from (root / name for name in FILES if (root / name).is_file())
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            hidden = any(part in NOT_READ or part.startswith(".") for part in path.relative_to(root).parts)
            if path.is_file() and not hidden:
                yield path
