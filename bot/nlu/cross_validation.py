"""How well intents are told apart in examples that were not learnt: `python -m bot.nlu.cross_validation`.

Prints JSON: {"examples": n, "right": share, "intents": {name: [right, of]}}. The classifier is the one of config.yml.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.nlu import mends


def main() -> None:
    """Learn all folds but one, read that one, in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    folds = parser.parse_args().folds
    warnings.filterwarnings("ignore")
    mends.apply()
    from rasa.shared.importers.importer import TrainingDataImporter
    from sklearn.model_selection import StratifiedKFold

    importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])
    examples = [each for each in importer.get_nlu_data().intent_examples if each.get("text")]
    intents = [each.get("intent") for each in examples]
    right: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    splits = StratifiedKFold(folds, shuffle=True, random_state=0)
    for learnt, held_out in splits.split(examples, intents):
        read = _found([examples[i] for i in learnt], [examples[i] for i in held_out])
        for at, found in zip(held_out, read, strict=True):
            right[intents[at]][0] += found == intents[at]
            right[intents[at]][1] += 1
    total = sum(hits for hits, _ in right.values())
    print(json.dumps({"examples": len(examples), "right": total / len(examples), "intents": right}))  # noqa: T201


def _found(learnt: list[Any], held_out: list[Any]) -> list[str | None]:
    """The intents of `held_out` as our pipeline, taught with `learnt`, has them."""
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.nlu.classifier import LinearIntentClassifier
    from bot.nlu.tokenizer import SyllableTokenizer

    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage.create(Path(folder))
        context = ExecutionContext(None)  # no graph is run
        tokenizer = SyllableTokenizer.create(SyllableTokenizer.get_default_config(), storage, Resource("t"), context)
        classifier = LinearIntentClassifier.create(
            LinearIntentClassifier.get_default_config(), storage, Resource("classifier"), context
        )
        classifier.train(tokenizer.process_training_data(TrainingData(learnt)))
        messages = classifier.process(tokenizer.process([Message.build(each.get("text")) for each in held_out]))
        return [message.get("intent")["name"] for message in messages]


if __name__ == "__main__":
    main()
