"""Which published service a message is about, learnt from the records themselves each time they change."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from bot.language import reading
from services_catalog.record import ServiceRecord
from services_catalog.search.features import ANALYZERS, Features, Vocabulary
from services_catalog.search.phrases import phrases
from services_catalog.search.teaching import NONE, Teaching

plain = lru_cache(maxsize=200_000)(reading.plain)  # the same phrases are read at every refresh

C = 0.5  # inverse of regularization
SHARPNESS = 7.0  # from margins to likelihoods; set by `make evaluate` so that of answers at 0.8, 80 % are right


@dataclass(frozen=True)
class Link:
    """How likely each reading of a message is; the parts sum to 1."""

    services: list[tuple[str, float]]  # slugs, best first
    none: float  # no service is named
    outside: dict[str, float]  # about no public service, by dialogue act
    unlisted: list[tuple[str, float]]  # real services that the catalogue lacks, best first

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest service, or ("", 0.0)."""
        return self.services[0] if self.services else ("", 0.0)


NOTHING = Link([], 1.0, {}, [])


class Linker:
    """One linear classifier (LinearSVC) a service over tf-idf of unmarked syllables and letters.

    The records' own names, aliases, situations and questions are what it learns from, so a service published a
    moment ago is linked as an old one is. Each service has a classifier of its own, so that one changed record
    costs one fit, not a hundred.
    """

    def __init__(
        self,
        features: Features | None,
        labels: list[str],
        digests: list[str],
        weights: NDArray[np.float32],
        rows: scipy.sparse.csr_matrix | None = None,
        owners: NDArray[np.int32] | None = None,
        sample_weights: NDArray[np.float64] | None = None,
    ) -> None:
        """As `learnt` or `load` make it. `weights`: columns of the features × labels; `rows`: what was learnt from."""
        self.features, self.labels, self.digests, self.weights = features, labels, digests, weights
        self.rows, self.owners, self.sample_weights = rows, owners, sample_weights

    @classmethod
    def empty(cls) -> Linker:
        """A linker that knows no service."""
        return cls(None, [], [], np.zeros((0, 0), dtype=np.float32))

    @classmethod
    def learnt(cls, records: dict[str, ServiceRecord], teaching: Teaching | None = None) -> Linker:
        """Learn all of `records` (by slug) and `teaching`: some seconds for a hundred services."""
        taught = by_label(records, teaching or Teaching())
        if len(taught) < 2:
            return cls.empty()
        labels = sorted(taught)
        texts = [text for label in labels for text, _ in taught[label]]
        features = Features.learnt(texts)
        rows = features.of(texts)
        owners = np.repeat(np.arange(len(labels), dtype=np.int32), [len(taught[label]) for label in labels])
        sample_weights = np.array([weight for label in labels for _, weight in taught[label]])
        model = _classifier().fit(rows, owners, sample_weight=sample_weights)
        weights = np.vstack([-model.coef_, model.coef_]) if len(labels) == 2 else model.coef_
        digests = [_digest(taught[label]) for label in labels]
        weights = np.ascontiguousarray(weights.T, dtype=np.float32)
        return cls(features, labels, digests, weights, rows, owners, sample_weights)

    def relearnt(self, records: dict[str, ServiceRecord], teaching: Teaching | None = None) -> Linker:
        """Learn what changed against what is known: under a second for a service.

        The unchanged keep their classifiers, which have yet to learn to tell themselves from the new.
        """
        taught = by_label(records, teaching or Teaching())
        known = {label: at for at, label in enumerate(self.labels)}
        changed = [label for label in taught if label not in known or self.digests[known[label]] != _digest(taught[label])]
        kept = [label for label in taught if label not in changed]
        if self.features is None or self.rows is None or self.owners is None or self.sample_weights is None or not kept:
            return Linker.learnt(records, teaching)
        labels = kept + changed
        texts = [text for label in changed for text, _ in taught[label]]
        features = self.features.grown(texts, self.rows.shape[0] + len(texts)) if texts else self.features
        old_columns = np.r_[np.arange(self.features.width), features.width]  # the last column stays last
        stay = np.isin(self.owners, [known[label] for label in kept])
        old = self.rows[stay].tocoo()
        old_rows = scipy.sparse.csr_matrix(
            (old.data, (old.row, old_columns[old.col])), shape=(old.shape[0], features.width + 1)
        )
        rows = scipy.sparse.vstack([old_rows, features.of(texts)], format="csr") if texts else old_rows
        place = {known[label]: at for at, label in enumerate(kept)}
        owners = np.array([place[int(at)] for at in self.owners[stay]], dtype=np.int32)
        new_owners = np.repeat(
            np.arange(len(kept), len(labels), dtype=np.int32), [len(taught[label]) for label in changed]
        )
        owners = np.concatenate([owners, new_owners])
        new_weights = np.array([weight for label in changed for _, weight in taught[label]])
        sample_weights = np.concatenate([self.sample_weights[stay], new_weights])
        weights = np.zeros((features.width + 1, len(labels)), dtype=np.float32)
        weights[np.ix_(old_columns, range(len(kept)))] = self.weights[:, [known[label] for label in kept]]
        for at in range(len(kept), len(labels)):
            weights[:, at] = _classifier().fit(rows, owners == at, sample_weight=sample_weights).coef_[0]
        digests = [_digest(taught[label]) for label in labels]
        return Linker(features, labels, digests, weights, rows, owners, sample_weights)

    def link(self, text: str) -> Link:
        """How likely each published service is what `text` is about."""
        words = reading.plain(text)
        if not words or self.features is None:
            return NOTHING
        row = self.features.of([words])
        scores = SHARPNESS * (row.data.astype(np.float32) @ self.weights[row.indices])
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        none, outside = 0.0, {}
        services: list[tuple[str, float]] = []
        unlisted: list[tuple[str, float]] = []
        for label, share in zip(self.labels, odds.tolist(), strict=True):
            if label == NONE:
                none = share
            elif label[0] == "!":
                outside[label[1:]] = share
            elif label[0] == "?":
                unlisted.append((label[1:], share))
            else:
                services.append((label, share))
        services.sort(key=lambda pair: -pair[1])
        unlisted.sort(key=lambda pair: -pair[1])
        return Link(services, none, outside, unlisted)

    def save(self, path: Path) -> None:
        """Write the linker as plain arrays and JSON; loading it runs no code."""
        if self.features is None or self.rows is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        vocabularies = self.features.vocabularies
        head = {"labels": self.labels, "digests": self.digests, "terms": {n: v.terms for n, v in vocabularies.items()}}
        arrays: dict[str, Any] = {
            "head": np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8),
            "weights": self.weights,
            "data": self.rows.data.astype(np.float32),
            "indices": self.rows.indices,
            "indptr": self.rows.indptr,
            "owners": self.owners,
            "sample_weights": self.sample_weights,
        }
        for name, vocabulary in vocabularies.items():
            arrays[f"idf_{name}"], arrays[f"columns_{name}"] = vocabulary.idf, vocabulary.columns
        partial = path.with_suffix(".partial.npz")
        np.savez(partial, **arrays)
        partial.replace(path)  # another process never sees half a file

    @classmethod
    def load(cls, path: Path) -> Linker | None:
        """What `save` wrote, or None where there is none that can be read."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                head = json.loads(stored["head"].tobytes())
                features = Features(
                    {
                        name: Vocabulary(terms, stored[f"idf_{name}"], stored[f"columns_{name}"])
                        for name, terms in head["terms"].items()
                    }
                )
                shape = (len(stored["indptr"]) - 1, features.width + 1)
                rows = scipy.sparse.csr_matrix((stored["data"], stored["indices"], stored["indptr"]), shape=shape)
                return cls(
                    features,
                    head["labels"],
                    head["digests"],
                    stored["weights"],
                    rows.astype(np.float64),
                    stored["owners"],
                    stored["sample_weights"],
                )
        except (OSError, EOFError, BadZipFile, ValueError, KeyError):  # missing, cut off, or not ours
            return None


def _classifier() -> LinearSVC:
    return LinearSVC(C=C, tol=0.05, fit_intercept=False)  # the features bring a column of ones


def fingerprint(records: dict[str, ServiceRecord], teaching: Teaching) -> str:
    """What a linker of `records` depends on, in one short string: names a stored linker."""
    asked = [[slug, *phrases(records[slug])] for slug in sorted(records)]
    return _digest([asked, teaching.phrases, ANALYZERS, C])[:20]


def by_label(records: dict[str, ServiceRecord], teaching: Teaching) -> dict[str, list[tuple[str, float]]]:
    """The unmarked phrases, with their weights, that stand for each label."""
    found: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for slug, record in records.items():
        found[slug] += [(plain(text), weight) for text, weight in phrases(record)]
    for text, label, weight in teaching.phrases:
        if label in records or label == NONE or label[0] in "!?":
            found[label].append((plain(text), weight))
    return dict(found)


def _digest(items: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(list(items), ensure_ascii=False).encode()).hexdigest()
