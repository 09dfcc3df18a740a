"""Training data that the catalogue's content holds: how citizens ask, by aspect."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

GUIDES = "guides"  # their folder; what they hold is asked by us, not by citizens
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ExamplesOnly(TrainingDataImporter):
    """An importer of examples alone; domain, rules and configuration come from Rasa's own files."""

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


class CatalogueQuestions(ExamplesOnly):
    """Reads the content files: a question is an example of `ask_<aspect>`, a phrase outside of its dialogue act.

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

    def get_nlu_data(self, language: str | None = "vi") -> TrainingData:
        """One example a question or phrase."""
        written = max((path.stat().st_mtime_ns for path in self._content.rglob("*.yml")), default=0)
        return TrainingData(_examples(self._content, written))


class TaughtPhrases(ExamplesOnly):
    """Reads what staff teach in the back office, as it was written out for the last training; no file is no phrase.

    The file is a mapping of intents to phrases (services_catalog/back_office/teaching/exporting.py). It is no file of
    Rasa's own form, in which the brackets of a phrase would mean something.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        file: str = "var/training/phrases.yml",
        **kwargs: Any,
    ) -> None:
        """`file`: where it is."""
        self._file = Path(file)

    def get_nlu_data(self, language: str | None = "vi") -> TrainingData:
        """One example a phrase."""
        if not self._file.is_file():
            return TrainingData()
        taught: dict[str, list[str]] = yaml.load(self._file.read_text("utf-8"), _Loader) or {}  # noqa: S506 (a safe loader)
        return TrainingData([Message({TEXT: text, INTENT: intent}) for intent in taught for text in taught[intent]])


@lru_cache(maxsize=1)
def _examples(folder: Path, _written: int) -> list[Message]:
    """The examples of `folder` as it was written last: Rasa asks three times in one training."""
    return [Message({TEXT: text, INTENT: intent}) for intent, text in labelled_texts(folder)]


def labelled_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """(intent, text) of every content file below `folder`, in a fixed order, each pair once.

    A service's questions ask for an aspect; the phrases of `_outside.yml` are dialogue acts.
    """
    seen = set()
    guides = folder / "guides"  # they ask the citizen, not the other way round
    for path in sorted(path for path in folder.rglob("*.yml") if path.parent != guides):
        for record in _records(yaml.load(path.read_text("utf-8"), _Loader)):  # noqa: S506 (a safe loader)
            asked = {f"ask_{aspect}": texts for aspect, texts in (record.get("questions") or {}).items()}
            acts = {record["act"]: record["phrases"]} if "act" in record else {}
            for intent, texts in {**asked, **acts}.items():
                new = [(intent, text) for text in texts if (intent, text) not in seen]
                seen.update(new)
                yield from new


def _records(loaded: Any) -> list[dict[str, Any]]:
    """A service's file is one record; a list (what belongs to no one service) is many."""
    if isinstance(loaded, list):
        return [record for record in loaded if isinstance(record, dict)]
    return [loaded] if isinstance(loaded, dict) else []
