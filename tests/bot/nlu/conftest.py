"""Rasa's pieces for the components' tests. Runs in Rasa's environment: `python3 -m tools.check rasa`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.tokenizer import SyllableTokenizer

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def storage(tmp_path: Path) -> ModelStorage:
    """Where components keep what they learnt."""
    folder = tmp_path / "model"
    folder.mkdir()
    return LocalModelStorage.create(folder)


@pytest.fixture
def context() -> ExecutionContext:
    """What Rasa hands to every component."""
    return ExecutionContext(GraphSchema({}), "test")


@pytest.fixture
def tokenizer(storage: ModelStorage, context: ExecutionContext) -> SyllableTokenizer:
    """The tokenizer with its own settings."""
    config = SyllableTokenizer.get_default_config()
    return SyllableTokenizer.create(config, storage, Resource("tokenizer"), context)


@pytest.fixture
def heard(tokenizer: SyllableTokenizer) -> Callable[[str], Message]:
    """A message with its tokens."""

    def made(text: str) -> Message:
        (message,) = tokenizer.process([Message.build(text=text)])
        return message

    return made


@pytest.fixture
def taught(tokenizer: SyllableTokenizer) -> Callable[..., TrainingData]:
    """Training data of (intent, text), with tokens."""

    def made(*examples: tuple[str, str]) -> TrainingData:
        messages = [Message({TEXT: text, INTENT: intent}) for intent, text in examples]
        return tokenizer.process_training_data(TrainingData(messages))

    return made
