"""The models that there are, as tools/model.py records them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services_catalog.settings import ROOT

RECORDS = {"current": "current.json", "previous": "previous.json", "candidate": "candidate.json"}


@dataclass(frozen=True)
class TrainedModel:
    """A model that can be served."""

    place: str  # current, previous, candidate
    file: str
    sha256: str
    trained_at: datetime
    seconds: float  # that the training took


def folder() -> Path:
    """Where models are kept."""
    return Path(os.environ.get("MODELS_DIR") or ROOT / "models")


def on_record(where: Path | None = None) -> list[TrainedModel]:
    """The model in use, the one before it, and the one trained beside them, as far as there are such."""
    found = []
    for place, name in RECORDS.items():
        try:
            record = json.loads(((where or folder()) / name).read_text("utf-8"))
            trained_at = datetime.fromisoformat(record["trained_at"])
            found.append(TrainedModel(place, record["file"], record["sha256"], trained_at, record["seconds"]))
        except (FileNotFoundError, ValueError, KeyError):
            continue
    return found
