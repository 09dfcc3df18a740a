"""Which aspect of a service is asked about, or which dialogue act was made."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.language.clauses import clauses
from bot.language.reading import plain
from bot.nlu.tokenizer import lemmas

CLAUSES = "clauses"
WORDLESS = {"name": "unclear", "confidence": 1.0}  # Rasa, left without an intent, repeats its action ten times
MOST_CLAUSES = 4  # more is a story, not a list of questions
ANALYZERS = {"word": {"analyzer": "word", "token_pattern": r"\S+"}, "char": {"analyzer": "char_wb"}}


def _words(message: Message) -> str:
    """The lemmas without signs, as `plain` gives them: clauses have lost theirs, and many type none."""
    return " ".join(lemma for lemma in lemmas(message) if lemma[0].isalnum())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """A linear classifier (LinearSVC) over tf-idf of the lemmas: n-grams of syllables and of letters.

    The lemmas carry no marks, so that a question with and without marks is one and the same to it; n-grams of
    letters take up what is misspelt. It is stored as plain arrays and JSON: loading a model runs no code.
    """

    @classmethod
    def required_components(cls) -> list[Any]:
        """A tokenizer that sets lemmas."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """scikit-learn."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """n-gram ranges, `C` (inverse of regularization), `sharpness` (margins to likelihoods), least share."""
        return {
            "word_ngrams": [1, 3],
            "char_ngrams": [2, 4],
            "min_count": 2,
            "C": 0.2,
            "sharpness": 6.0,
            "least_share": 0.001,  # what is less likely is not ranked: each message carries its ranking along
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """`config` as in get_default_config."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._vectorizers: dict[str, TfidfVectorizer] = {}
        self._weights = np.zeros((0, 0), dtype=np.float32)  # features × intents
        self._bias = np.zeros(0, dtype=np.float32)
        self._intents: list[str] = []
        self._idf: dict[str, np.ndarray] = {}
        self._analyze: dict[str, Callable[[str], list[str]]] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    def _vectorizer(self, name: str) -> TfidfVectorizer:
        return TfidfVectorizer(
            **ANALYZERS[name],
            ngram_range=tuple(self._config[f"{name}_ngrams"]),
            min_df=self._config["min_count"],
            sublinear_tf=True,
            lowercase=False,
            dtype=np.float32,
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that has an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [_words(example) for example in examples]
        if not texts:
            return self._resource
        parts = []
        for name in ANALYZERS:
            self._vectorizers[name] = self._vectorizer(name)
            parts.append(self._vectorizers[name].fit_transform(texts))
        self._fit(scipy.sparse.hstack(parts, format="csr"), np.array([each.get(INTENT) for each in examples]))
        self._persist()
        return self._resource

    def _fit(self, rows: scipy.sparse.csr_matrix, intents: np.ndarray) -> None:
        """One classifier an intent against all others, on all cores: liblinear lets other threads run."""
        self._intents = sorted(set(intents))
        wide = rows.astype(np.float64)  # liblinear's; converted once, not for each intent

        def fitted(intent: str) -> LinearSVC:
            return LinearSVC(C=self._config["C"], tol=0.05, random_state=0).fit(wide, intents == intent)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            models = list(pool.map(fitted, self._intents))
        self._weights = np.ascontiguousarray(np.vstack([model.coef_[0] for model in models]).T.astype(np.float32))
        self._bias = np.array([model.intercept_[0] for model in models], dtype=np.float32)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message; one without a word («?», «👍») is unclear.

        A message of several clauses also gets `clauses`, what each asks by itself: [{"text", "intent", "confidence"}].
        """
        for message in messages:
            ranking = self._rank(_words(message)) or [WORDLESS]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            parts = clauses(message.get(TEXT) or "")
            if 1 < len(parts) <= MOST_CLAUSES:
                message.set(CLAUSES, [self._asked(part) for part in parts], add_to_output=True)
        return messages

    def _asked(self, clause: str) -> dict[str, Any]:
        ranking = self._rank(plain(clause))
        best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
        return {"text": clause, "intent": best["name"], "confidence": best["confidence"]}

    def _rank(self, text: str) -> list[dict[str, Any]]:
        if not text or not self._intents:
            return []
        scores = self._bias.copy()
        start = 0
        for name, vectorizer in self._vectorizers.items():
            if name not in self._idf:
                self._idf[name] = vectorizer.idf_.astype(np.float32)  # a property that sums a matrix at each call
            scores += self._part(name, vectorizer, text, start)
            start += len(self._idf[name])
        odds = np.exp(self._config["sharpness"] * (scores - scores.max()))
        odds /= odds.sum()
        best = [at for at in np.argsort(-odds) if odds[at] >= self._config["least_share"]]
        return [{"name": self._intents[at], "confidence": float(odds[at])} for at in best]

    def _part(self, name: str, vectorizer: TfidfVectorizer, text: str, start: int) -> np.ndarray:
        """What the n-grams of one kind add to the scores: TfidfVectorizer.transform for one text, in a tenth of it."""
        if name not in self._analyze:
            self._analyze[name] = vectorizer.build_analyzer()
        vocabulary = vectorizer.vocabulary_ if hasattr(vectorizer, "vocabulary_") else vectorizer.vocabulary
        counts = Counter(vocabulary[term] for term in self._analyze[name](text) if term in vocabulary)
        if not counts:
            return np.zeros_like(self._bias)
        at = np.fromiter(counts, dtype=np.intp)
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self._idf[name][at]
        return (values / np.linalg.norm(values)).astype(np.float32) @ self._weights[at + start]

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            np.savez(
                folder / "weights.npz",
                weights=self._weights,
                bias=self._bias,
                **{f"idf_{n}": v.idf_ for n, v in self._vectorizers.items()},
            )
            terms = {n: sorted(v.vocabulary_, key=v.vocabulary_.get) for n, v in self._vectorizers.items()}
            (folder / "labels.json").write_text(
                json.dumps({"intents": self._intents, "terms": terms}, ensure_ascii=False), "utf-8"
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """The classifier as it was trained."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            labels = json.loads((folder / "labels.json").read_text("utf-8"))
            arrays = np.load(folder / "weights.npz", allow_pickle=False)
            component._intents = labels["intents"]
            component._weights, component._bias = arrays["weights"], arrays["bias"]
            for name in ANALYZERS:
                vectorizer = component._vectorizer(name)
                vectorizer.vocabulary = {term: at for at, term in enumerate(labels["terms"][name])}
                vectorizer.idf_ = arrays[f"idf_{name}"]
                component._vectorizers[name] = vectorizer
        return component
