"""The intent classifier: what it learnt is what it knows after loading, and loading runs no code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import LinearIntentClassifier

EXAMPLES = [
    ("ask_fee", "phí bao nhiêu tiền"),
    ("ask_fee", "lệ phí bao nhiêu"),
    ("ask_fee", "mất bao nhiêu tiền"),
    ("ask_fee", "có mất phí không"),
    ("ask_where", "nộp ở đâu"),
    ("ask_where", "làm ở đâu"),
    ("ask_where", "đến đâu để nộp"),
    ("ask_where", "nộp hồ sơ ở chỗ nào"),
    ("greet", "xin chào"),
    ("greet", "chào bạn"),
    ("greet", "chào buổi sáng bạn"),
    ("greet", "xin chào trợ lý"),
]
QUESTIONS = ["phí bao nhiêu", "le phi bn", "nộp hồ sơ ở đâu vậy", "chao ban", "trời mưa", "?!"]

Heard = Callable[[str], Message]
Taught = Callable[..., TrainingData]


def trained(
    examples: list[tuple[str, str]], taught: Taught, storage: ModelStorage, context: ExecutionContext
) -> LinearIntentClassifier:
    config = LinearIntentClassifier.get_default_config()
    classifier = LinearIntentClassifier.create(config, storage, Resource("classifier"), context)
    classifier.train(taught(*examples))
    return classifier


def ranking(classifier: LinearIntentClassifier, message: Message) -> list[tuple[str, float]]:
    (processed,) = classifier.process([message])
    return [(each["name"], each["confidence"]) for each in processed.get(INTENT_RANKING_KEY)]


@pytest.mark.parametrize(
    ("text", "intent"), [("phí bao nhiêu", "ask_fee"), ("nop o dau", "ask_where"), ("chào", "greet")]
)
def test_what_was_taught_is_known(
    taught: Taught, heard: Heard, storage: ModelStorage, context: ExecutionContext, text: str, intent: str
) -> None:
    classifier = trained(EXAMPLES, taught, storage, context)

    (message,) = classifier.process([heard(text)])

    assert message.get(INTENT)["name"] == intent
    assert 0.95 < sum(share for _, share in ranking(classifier, heard(text))) <= 1.0001


@pytest.mark.parametrize("intents", [{"ask_fee", "ask_where", "greet"}, {"ask_fee", "greet"}])
def test_loaded_it_ranks_as_it_was_trained(
    taught: Taught, heard: Heard, storage: ModelStorage, context: ExecutionContext, intents: set[str]
) -> None:
    examples = [(intent, text) for intent, text in EXAMPLES if intent in intents]
    before = trained(examples, taught, storage, context)

    after = LinearIntentClassifier.load(
        LinearIntentClassifier.get_default_config(), storage, Resource("classifier"), context
    )

    for text in QUESTIONS:
        expected, found = ranking(before, heard(text)), ranking(after, heard(text))
        assert [name for name, _ in found] == [name for name, _ in expected]
        assert [share for _, share in found] == pytest.approx([share for _, share in expected], abs=1e-5)


def test_what_is_stored_is_arrays_and_json(taught: Taught, storage: ModelStorage, context: ExecutionContext) -> None:
    trained(EXAMPLES, taught, storage, context)

    with storage.read_from(Resource("classifier")) as folder:
        files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        assert {path.suffix for path in files} == {".json", ".npz"}
        for path in files:
            if path.suffix == ".npz":
                with np.load(path, allow_pickle=False) as arrays:
                    assert all(arrays[name].dtype != object for name in arrays)


@pytest.mark.parametrize("text", ["", "?", "!", "...", "👍", "*"])
def test_a_message_without_a_word_is_unclear(
    taught: Taught, heard: Heard, storage: ModelStorage, context: ExecutionContext, text: str
) -> None:
    classifier = trained(EXAMPLES, taught, storage, context)

    (message,) = classifier.process([heard(text)])

    assert message.get(INTENT)["name"] == "unclear"  # an intent with a rule


def test_a_message_of_two_questions_says_what_each_asks(
    taught: Taught, heard: Heard, storage: ModelStorage, context: ExecutionContext
) -> None:
    classifier = trained(EXAMPLES, taught, storage, context)

    (processed,) = classifier.process([heard("phí bao nhiêu và nộp ở đâu vậy")])

    assert [(each["text"], each["intent"]) for each in processed.get("clauses")] == [
        ("phí bao nhiêu", "ask_fee"),
        ("nộp ở đâu vậy", "ask_where"),
    ]


def test_a_message_of_one_question_is_not_taken_apart(
    taught: Taught, heard: Heard, storage: ModelStorage, context: ExecutionContext
) -> None:
    (processed,) = trained(EXAMPLES, taught, storage, context).process([heard("nộp hồ sơ ở đâu vậy?")])

    assert processed.get("clauses") is None
