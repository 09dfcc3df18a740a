"""Training data that the catalogue's content holds: how citizens ask, by aspect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueQuestions(TrainingDataImporter):
    """Reads the `questions` of the content files: an example of the intent `ask_<aspect>` each.

    They are kept with the service, where its editors see them and the service linker learns from them too;
    `data/nlu` holds what belongs to no service.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        content: str = "services_catalog/content",
        **kwargs: Any,
    ) -> None:
        """`content`: the folder of the content files."""
        self._content = Path(content)

    def get_domain(self) -> Domain:
        """An empty domain: the domain is in `domain.yml`."""
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """No stories."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """No configuration."""
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        """None."""
        return None

    def get_nlu_data(self, language: str | None = "vi") -> TrainingData:
        """One example a question."""
        examples = [
            Message({TEXT: text, INTENT: f"ask_{aspect}"}) for aspect, text in labelled_questions(self._content)
        ]
        return TrainingData(training_examples=examples)


def labelled_questions(folder: Path) -> Iterator[tuple[str, str]]:
    """(aspect, question) of every content file below `folder`, in a fixed order, each pair once."""
    seen = set()
    for path in sorted(folder.rglob("*.yml")):
        for record in _records(yaml.load(path.read_text("utf-8"), _Loader)):  # noqa: S506
            for aspect, texts in (record.get("questions") or {}).items():
                for text in texts:
                    if (aspect, text) not in seen:
                        seen.add((aspect, text))
                        yield aspect, text


def _records(loaded: Any) -> list[dict[str, Any]]:
    """A service's file is one record; a list (questions that name no one service) is many."""
    if isinstance(loaded, list):
        return [record for record in loaded if isinstance(record, dict)]
    return [loaded] if isinstance(loaded, dict) else []
