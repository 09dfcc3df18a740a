"""The product's training data as one JSON file, as its own importers read it.

.venvs/rasa/bin/python -m benchmarks.rasa_side.dump FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT


def main() -> None:
    """Write the file; see benchmarks/rasa_side/examples.py for its form."""
    data = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"]).get_nlu_data()
    found: dict[str, Any] = {
        "examples": [
            {"text": each.get(TEXT), "intent": each.get(INTENT), "entities": each.get(ENTITIES) or []}
            for each in data.intent_examples
        ],
        "lookup_tables": data.lookup_tables,
        "entity_synonyms": data.entity_synonyms,
        "regex_features": data.regex_features,
    }
    Path(sys.argv[1]).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
