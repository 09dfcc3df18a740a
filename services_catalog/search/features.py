"""Texts as sparse vectors: tf-idf of unmarked syllables and letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

ANALYZERS: dict[str, dict[str, Any]] = {
    "words": {"token_pattern": r"\S+", "ngram_range": (1, 3)},
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 4)},
}
MIN_COUNT = 2  # what stands in one phrase only says nothing of others


@dataclass
class Vocabulary:
    """The terms of one analyzer, with their inverse document frequency and the column that is each one's."""

    terms: list[str]
    idf: NDArray[np.float32]
    columns: NDArray[np.int32]


class Features:
    """The vocabularies. They only ever grow, and a column once given stays: weights learnt on it stay right."""

    def __init__(self, vocabularies: dict[str, Vocabulary]) -> None:
        """By analyzer."""
        self.vocabularies = vocabularies
        self._counters = {
            name: _counter(name, vocabulary={term: at for at, term in enumerate(vocabulary.terms)})
            for name, vocabulary in vocabularies.items()
        }
        self._analyzers = {name: counter.build_analyzer() for name, counter in self._counters.items()}

    @classmethod
    def learnt(cls, texts: Sequence[str]) -> tuple[Features, scipy.sparse.csr_matrix]:
        """The features that `texts` have in common, and what `of(texts)` gives, for half the time of both."""
        vocabularies, counts, width = {}, {}, 0
        for name in ANALYZERS:
            terms, idf, counts[name] = _counted(name, texts, min(MIN_COUNT, len(texts)), len(texts))
            vocabularies[name] = Vocabulary(terms, idf, np.arange(width, width + len(terms), dtype=np.int32))
            width += len(terms)
        features = cls(vocabularies)
        return features, features._weighted(counts, len(texts))

    def grown(self, texts: Sequence[str], total: int) -> Features:
        """These features and those of `texts` beside them; `total` is the number of all texts so far."""
        vocabularies, width = {}, self.width
        for name, old in self.vocabularies.items():
            terms, idf, _ = _counted(name, texts, 1, total)
            known = set(old.terms)
            new = [at for at, term in enumerate(terms) if term not in known]
            columns = np.arange(width, width + len(new), dtype=np.int32)
            vocabularies[name] = Vocabulary(
                old.terms + [terms[at] for at in new],
                np.concatenate([old.idf, idf[new]]),
                np.concatenate([old.columns, columns]),
            )
            width += len(new)
        return Features(vocabularies)

    @property
    def width(self) -> int:
        """The number of columns."""
        return sum(len(vocabulary.terms) for vocabulary in self.vocabularies.values())

    def of(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """One row a text: sublinear tf-idf, each analyzer's part of length 1; the last column is 1."""
        return self._weighted({name: self._counters[name].transform(texts) for name in self.vocabularies}, len(texts))

    def _weighted(self, counts: Mapping[str, scipy.sparse.csr_matrix], texts: int) -> scipy.sparse.csr_matrix:
        """The rows of so many `texts`, whose terms are counted by analyzer."""
        shape = (texts, self.width + 1)
        total = scipy.sparse.csr_matrix((np.ones(texts), (np.arange(texts), np.full(texts, self.width))), shape=shape)
        for name, vocabulary in self.vocabularies.items():
            part = counts[name]
            data = (1 + np.log(part.data)) * vocabulary.idf[part.indices]
            rows = np.repeat(np.arange(texts), np.diff(part.indptr))
            length = np.sqrt(np.bincount(rows, data**2, texts))
            data = data / np.maximum(length[rows], 1e-9)
            total = total + scipy.sparse.csr_matrix((data, vocabulary.columns[part.indices], part.indptr), shape=shape)
        return total.astype(np.float32)

    def of_one(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The columns and values of `of([text])`, in a tenth of its time: matrices cost more than they hold."""
        columns, values = [np.array([self.width], dtype=np.int32)], [np.ones(1, dtype=np.float32)]
        for name, vocabulary in self.vocabularies.items():
            known = self._counters[name].vocabulary
            counts = Counter(known[term] for term in self._analyzers[name](text) if term in known)
            if not counts:
                continue
            at = np.fromiter(counts, dtype=np.intp)
            data = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * vocabulary.idf[at]
            columns.append(vocabulary.columns[at])
            values.append((data / np.linalg.norm(data)).astype(np.float32))
        return np.concatenate(columns), np.concatenate(values)


def rarity(seen: Any, total: int) -> Any:
    """The inverse document frequency of a term that stands in `seen` of `total` texts; numbers or arrays of them."""
    return np.log((1 + total) / (1 + seen)) + 1


def _counter(name: str, **more: Any) -> Any:
    """A CountVectorizer for the analyzer `name`."""
    from sklearn.feature_extraction.text import (
        CountVectorizer,
    )  # the webhook can do without its 60 MB until Rasa is away

    return CountVectorizer(**ANALYZERS[name], lowercase=False, dtype=np.float32, **more)


def _counted(
    name: str, texts: Sequence[str], least: int, total: int
) -> tuple[list[str], NDArray[np.float32], scipy.sparse.csr_matrix]:
    """The terms that stand in `least` texts or more, their inverse document frequencies, their counts by text."""
    counter = _counter(name, min_df=least)
    counts = counter.fit_transform(texts)
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = rarity(seen, total).astype(np.float32)
    return counter.get_feature_names_out().tolist(), idf, counts
