"""Which published service a message is about, learnt from the records themselves each time they change."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from bot.language import reading
from services_catalog.record import ServiceRecord
from services_catalog.search.doubt import LEAST_MARGIN, LIKELY, Doubt, Signs
from services_catalog.search.examples import Examples, digest_of, examples, is_of, way_of_reading
from services_catalog.search.features import ANALYZERS, MIN_COUNT, Features, Vocabulary, rarity
from services_catalog.search.fitting import OUT_OF_REACH, TOLERANCE, C, Fitting
from services_catalog.search.spelling import Spelling
from services_catalog.search.teaching import AMBIGUOUS, NONE, Teaching

LAYOUT = 4  # of a stored linker; another number leaves the old ones unread
OWN = 3.0  # a service's own phrases weigh so much more than the many of others
SHARPNESS = 7.0  # from margins to likelihoods; set by `make evaluate` so that of answers at 0.8, 80 % are right
COMMON = 20  # taught phrases that a pair of words stands in, for a misspelt one to be taken for it
MOST_NEW = 0.05  # the share of phrases that may be new before the terms, and what they weigh, are counted anew

Told = Callable[[int, int], None]  # how many classifiers of how many are fitted, for whoever waits


@dataclass(frozen=True)
class Link:
    """How likely each reading of a message is; the parts sum to 1."""

    services: list[tuple[str, float]]  # slugs, best first
    none: float  # no service is named
    outside: dict[str, float]  # about no public service, by dialogue act
    unlisted: list[tuple[str, float]]  # real services that the catalogue lacks, best first
    events: list[tuple[str, float]] = field(default_factory=list)  # guides through an event of life, best first

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest service, or ("", 0.0)."""
        return self.services[0] if self.services else ("", 0.0)


@dataclass(frozen=True)
class Odds:
    """How likely each label is in each of many messages: `Link` for those who ask thousands at once."""

    names: list[str]
    shares: NDArray[np.float32]  # a row a message, a column a name; AMBIGUOUS has no share
    doubt: NDArray[np.float32]  # the margin of AMBIGUOUS, from where on it matters


@dataclass(frozen=True)
class Label:
    """What was learnt of one label; its weights' last entry is the bias."""

    name: str  # a slug, NONE, AMBIGUOUS, `!act`, `?unlisted` or `@event`
    examples: Examples
    weights: NDArray[np.float32]


NOTHING = Link([], 1.0, {}, [])


class Linker:
    """One linear classifier (LinearSVC) a label over tf-idf of unmarked syllables and letters.

    The records' own names, aliases, situations and questions are what it learns from, so a service published a
    moment ago is linked as an old one is. Each label has a classifier of its own: a message that fits two services
    is an example of both, and one changed record costs one fit, not a hundred.
    """

    def __init__(self, features: Features | None, labels: list[Label], texts: list[str], rows: scipy.sparse.csr_matrix):
        """As `learnt` or `load` make it. `rows`: the features of `texts`, all that was learnt from."""
        self.features, self.texts, self.rows = features, texts, rows
        width = features.width + 1 if features else 0
        self._weights = np.zeros((width, len(labels)), dtype=np.float32)
        for at, label in enumerate(labels):
            self._weights[: len(label.weights) - 1, at] = label.weights[:-1]
            self._weights[-1, at] = label.weights[-1]
        # Each label looks at its column: the weights are tens of megabytes and stand here once.
        self.labels = [replace(label, weights=self._weights[:, at]) for at, label in enumerate(labels)]
        self._doubt = _doubt(self.labels, texts, rows)
        self._spelling = _spelling(features, len(texts))

    @classmethod
    def empty(cls) -> Linker:
        """A linker that knows no service."""
        return cls(None, [], [], scipy.sparse.csr_matrix((0, 0)))

    @classmethod
    def learnt(cls, records: Mapping[str, ServiceRecord], teaching: Teaching | None = None) -> Linker:
        """Learn all of `records` (by slug) and `teaching`: some ten seconds for a hundred services."""
        return cls._learnt(examples(records, teaching or Teaching()), lambda _done, _total: None)

    @classmethod
    def _learnt(cls, taught: Mapping[str, Examples], told: Told) -> Linker:
        if len(taught) < 2:
            return cls.empty()
        texts = _texts(taught)
        features, rows = Features.learnt(texts)
        return cls(features, _fitted(taught, list(taught), texts, rows, told), texts, rows)

    def relearnt(
        self,
        records: Mapping[str, ServiceRecord],
        teaching: Teaching | None = None,
        *,
        thoroughly: bool = False,
        told: Told = lambda _done, _total: None,
    ) -> Linker:
        """Learn what changed against what is known: under a second for a service.

        The unchanged keep their classifiers, which have yet to learn to tell themselves from the new; `thoroughly`:
        they do so now, in some seconds for some phrases. Then it is what `learnt` gives, but for the weights of terms;
        and where much is new it is `learnt`.
        """
        known = {label.name: label.examples for label in self.labels}
        taught = examples(records, teaching or Teaching(), known)
        kept = [label for label in self.labels if taught.get(label.name) is label.examples]
        if self.features is None or not kept or len(taught) < 2:
            return Linker._learnt(taught, told)
        texts = _texts(taught)
        place = {text: at for at, text in enumerate(self.texts)}
        new = [text for text in texts if text not in place]
        if thoroughly:
            if len(new) > MOST_NEW * len(texts):
                return Linker._learnt(taught, told)
            concerned = self._reached_by(new, [place[text] for text in place.keys() - set(texts)])
            kept = [label for label in kept if label.name not in concerned]
        changed = [name for name in taught if name not in {label.name for label in kept}]
        features = self.features.grown(new, len(texts)) if new else self.features
        columns = np.r_[np.arange(self.features.width), features.width]  # the last column stays last
        old = self.rows[[place[text] for text in texts if text in place]].tocoo()
        shape = (old.shape[0], features.width + 1)
        rows = scipy.sparse.csr_matrix((old.data, (old.row, columns[old.col])), shape=shape)
        ordered = [text for text in texts if text in place] + new
        if new:
            rows = scipy.sparse.vstack([rows, features.of(new)], format="csr")
        return Linker(features, kept + _fitted(taught, changed, ordered, rows, told), ordered, rows)

    def _reached_by(self, new: list[str], gone: list[int]) -> set[str]:
        """The labels whose classifiers `new` texts, or those that are gone, by their rows, have a part in."""
        assert self.features is not None  # noqa: S101 (for the type checker: `relearnt` has looked)
        rows = scipy.sparse.vstack([self.features.of(new), self.rows[gone]] if new else [self.rows[gone]])
        reached = (rows @ self._weights > OUT_OF_REACH).any(axis=0)
        return {label.name for label, is_reached in zip(self.labels, reached, strict=True) if is_reached}

    def is_of(self, records: Mapping[str, ServiceRecord], teaching: Teaching) -> bool:
        """Whether this was learnt from exactly these."""
        return is_of({label.name: label.examples.digest for label in self.labels}, records, teaching)

    def link(self, text: str) -> Link:
        """How likely each published service is what `text` is about."""
        heard = self._heard(text)
        if heard is None:
            return NOTHING
        _, _, margins = heard
        names = [label.name for label in self.labels]
        none, outside = 0.0, {}
        services: list[tuple[str, float]] = []
        unlisted: list[tuple[str, float]] = []
        events: list[tuple[str, float]] = []
        for label, share in zip(names, _odds(names, margins).tolist(), strict=True):
            if label == AMBIGUOUS:
                continue
            if label == NONE:
                none = share
            elif label[0] == "!":
                outside[label[1:]] = share
            elif label[0] == "?":
                unlisted.append((label[1:], share))
            elif label[0] == "@":
                events.append((label[1:], share))
            else:
                services.append((label, share))
        for found in (services, unlisted, events):
            found.sort(key=lambda pair: -pair[1])
        return Link(services, none, outside, unlisted, events)

    def equally(self, text: str) -> list[str]:
        """The services that `text` fits equally, if it fits several: dearer than `link`, and asked less often."""
        signs, services = self.signs_of_doubt(text)
        return services if signs and signs.likelihood > LIKELY else []

    def signs_of_doubt(self, text: str) -> tuple[Signs | None, list[str]]:
        """What speaks for `text` fitting several services, None where nothing does.

        And which these are, without those whose own classifiers will not hear of it.
        """
        heard = self._heard(text)
        if heard is None:
            return None, []
        columns, values, found = heard
        margins = dict(zip((label.name for label in self.labels), found.tolist(), strict=True))
        margin = margins.pop(AMBIGUOUS, LEAST_MARGIN)
        of_services = {name: own for name, own in margins.items() if name and name[0] not in "!?@"}
        if margin <= LEAST_MARGIN or len({name.split("/")[0] for name in of_services}) < 2:
            return None, []
        signs, fits = self._doubt.about(columns, values, margin, of_services)
        return signs, [service for service in fits if of_services.get(service, OUT_OF_REACH) > OUT_OF_REACH]

    def _heard(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]] | None:
        """The features of `text` (`Features.of_one`) and the margin of each label; None if nothing is known of it."""
        words = self._spelling.mended(reading.plain(text))
        if not words or self.features is None:
            return None
        columns, values = self.features.of_one(words)
        return columns, values, values @ self._weights[columns]

    def odds(self, texts: list[str]) -> Odds:
        """The same of many texts at once, in a twentieth of the time."""
        names = [label.name for label in self.labels]
        if self.features is None:
            return Odds(names, np.zeros((len(texts), 0), np.float32), np.full(len(texts), LEAST_MARGIN, np.float32))
        margins = self.features.of([self._spelling.mended(_plain(text)) for text in texts]) @ self._weights
        doubt = margins[:, names.index(AMBIGUOUS)] if AMBIGUOUS in names else LEAST_MARGIN
        return Odds(names, _odds(names, margins), np.maximum(doubt, np.full(len(texts), LEAST_MARGIN, np.float32)))

    def save(self, path: Path) -> None:
        """Write the linker as plain arrays and JSON; loading it runs no code."""
        if self.features is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        vocabularies = self.features.vocabularies
        place = {text: at for at, text in enumerate(self.texts)}
        read = [label.examples.read for label in self.labels]
        head = {
            "labels": [(label.name, label.examples.digest) for label in self.labels],
            "terms": {name: vocabulary.terms for name, vocabulary in vocabularies.items()},
            "texts": self.texts,
        }
        arrays: dict[str, Any] = {
            "head": np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8),
            "weights": self._weights,
            "data": self.rows.data.astype(np.float32),
            "indices": self.rows.indices,
            "indptr": self.rows.indptr,
            "example_texts": np.array([place[text] for phrases in read for text, _ in phrases], dtype=np.int32),
            "example_weights": np.array([weight for phrases in read for _, weight in phrases]),
            "example_counts": np.array([len(phrases) for phrases in read]),
        }
        for name, vocabulary in vocabularies.items():
            arrays[f"idf_{name}"], arrays[f"columns_{name}"] = vocabulary.idf, vocabulary.columns
        partial = path.with_name(f"writing-{os.getpid()}.npz")
        np.savez(partial, **arrays)
        partial.replace(path)  # another process never sees half a file

    @classmethod
    def load(cls, path: Path) -> Linker | None:
        """What `save` wrote, or None where there is none that can be read."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                head = json.loads(stored["head"].tobytes())
                features = Features(
                    {
                        name: Vocabulary(terms, stored[f"idf_{name}"], stored[f"columns_{name}"])
                        for name, terms in head["terms"].items()
                    }
                )
                shape = (len(head["texts"]), features.width + 1)
                rows = scipy.sparse.csr_matrix((stored["data"], stored["indices"], stored["indptr"]), shape=shape)
                weights, texts = stored["weights"], head["texts"]
                phrases = zip(stored["example_texts"].tolist(), stored["example_weights"].tolist(), strict=True)
                labels = [
                    Label(name, Examples(mark, [(texts[i], weight) for i, weight in islice(phrases, count)]), learnt)
                    for (name, mark), count, learnt in zip(
                        head["labels"], stored["example_counts"].tolist(), weights.T, strict=True
                    )
                ]
                return cls(features, labels, texts, rows)
        except (OSError, EOFError, BadZipFile, ValueError, KeyError):  # missing, cut off, or not ours
            return None


def _odds(names: list[str], margins: NDArray[np.float32]) -> NDArray[np.float32]:
    """The share of each label, from the margins by label (the last axis)."""
    meant = np.array([name != AMBIGUOUS for name in names])
    odds = np.where(meant, np.exp(SHARPNESS * (margins - margins[..., meant].max(axis=-1, keepdims=True))), 0.0)
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), dtype=np.float32)


def _doubt(labels: list[Label], texts: list[str], rows: scipy.sparse.csr_matrix) -> Doubt:
    """What `labels` were taught of messages that fit several services."""
    taught = {label.name: {text for text, _ in label.examples.read} for label in labels}
    doubtful = taught.pop(AMBIGUOUS, set())
    fits = {
        at: frozenset(name for name, known in taught.items() if text in known)
        for at, text in enumerate(texts)
        if text in doubtful
    }
    return Doubt(rows, fits)


def _spelling(features: Features | None, texts: int) -> Spelling:
    """The pairs of words of `features`, which were learnt from so many `texts`."""
    if features is None:
        return Spelling({}, 0.0)
    words = features.vocabularies["words"]
    return Spelling(dict(zip(words.terms, words.idf.tolist(), strict=True)), rarity(COMMON, texts))


def _texts(taught: Mapping[str, Examples]) -> list[str]:
    return list(dict.fromkeys(text for label in taught.values() for text, _ in label.read))


def _fitted(
    taught: Mapping[str, Examples],
    names: list[str],
    texts: list[str],
    rows: scipy.sparse.csr_matrix,
    told: Told,
) -> list[Label]:
    """A classifier for each of `names`, its phrases against all the others of `texts`."""
    place = {text: at for at, text in enumerate(texts)}
    weight = np.zeros(len(texts))
    for each in taught.values():
        for text, share in each.read:
            weight[place[text]] = max(weight[place[text]], share)
    fitting = Fitting(rows, weight)

    def fit(name: str) -> Label:
        mine = np.array([place[text] for text, _ in taught[name].read], dtype=np.int64)
        return Label(name, taught[name], fitting.weights(mine, OWN))

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # liblinear lets other threads run
        found = []
        for label in pool.map(fit, names):
            found.append(label)
            told(len(found), len(names))
        return found


def kind() -> str:
    """What a linker depends on beside its examples, in one short string: names a stored linker."""
    return digest_of([LAYOUT, way_of_reading(), ANALYZERS, MIN_COUNT, C, TOLERANCE, OWN])[:20]


@lru_cache(maxsize=50_000)
def _plain(text: str) -> str:
    """For who asks the same thousands of two linkers."""
    return reading.plain(text)
