"""Training data from one JSON file: the same examples for either pipeline, every one of them counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.importer import ExamplesOnly


class Examples(ExamplesOnly):
    """Reads `{"examples": [{"text", "intent", "entities"}], "lookup_tables", "entity_synonyms", "regex_features"}`.

    Rasa drops examples that equal one another when it makes or merges training data. Each example here carries the
    number of its row, so that none equals another.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        file: str = "",
        **kwargs: Any,
    ) -> None:
        """`file`: the JSON file."""
        self._file = Path(file)

    def get_nlu_data(self, language: str | None = "vi") -> TrainingData:
        """Everything in the file."""
        data = json.loads(self._file.read_text(encoding="utf-8"))
        return TrainingData(
            [_message(row, example) for row, example in enumerate(data["examples"])],
            data.get("entity_synonyms"),
            data.get("regex_features"),
            data.get("lookup_tables"),
        )


def _message(row: int, example: dict[str, Any]) -> Message:
    values = {TEXT: example["text"], INTENT: example["intent"], METADATA: {"row": row}}
    if example.get("entities"):
        values[ENTITIES] = example["entities"]
    return Message(values)
