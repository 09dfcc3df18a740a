"""Groups of alike questions: typed with marks or without, in other words, mistyped. Pure.

Texts are compared by tf-idf of what their syllables stand for, unmarked (`bot.language.reading`), and of letters, by
which a mistyped word is still near. How rare a word is, is learnt along with the content's own questions that name no
service («cần giấy tờ gì», «phí bao nhiêu»): else three questions about three services would be alike for those words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from bot.language import reading
from services_catalog.search.teaching import NONE, read_teaching

ALIKE = 0.45  # mean cosine from which a question belongs to a group; docs/figures.md tells how it was found
LETTERS = 0.3  # weight of the letters beside that of the words
MOST_AT_ONCE = 1_500  # texts compared among themselves: the square of it is kept in memory
_COLUMNS = 2**18  # terms are hashed: two that share a column do no harm among so many
_Terms = tuple[NDArray[np.int64], NDArray[np.float64]]

plain = lru_cache(maxsize=50_000)(reading.plain)  # the texts of known groups are read at every round


def grouped(texts: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Each of `texts` → the key of its group: one of `known`, which maps texts to keys, or a new one of 16 hex digits.

    A key once given stays, whatever comes later: it is made of the words that began the group, so the same question
    begins the same group again.
    """
    found: dict[str, str] = {}
    members = {plain(text): key for text, key in known.items()}
    new = list(dict.fromkeys(plain(text) for text in texts))
    for at in range(0, len(new), MOST_AT_ONCE):
        members |= _keys([words for words in new[at : at + MOST_AT_ONCE] if words not in members], members)
    for text in texts:
        found[text] = members[plain(text)]
    return found


def _keys(new: list[str], known: Mapping[str, str]) -> dict[str, str]:
    """The key of each of `new`, by its nearest group of `known`, or by those of `new` that are alike."""
    if not new:
        return {}
    rows = _vectors([*new, *known])
    mine = rows[: len(new)]
    keys = dict(zip(new, _nearest(mine, rows[len(new) :], list(known.values())), strict=True))
    alone = [at for at, words in enumerate(new) if keys[words] is None]
    first: dict[int, str] = {}
    for at, cluster in zip(alone, _clusters(mine[alone]), strict=True):
        keys[new[at]] = first.setdefault(cluster, hashlib.sha256(new[at].encode()).hexdigest()[:16])
    return {words: key for words, key in keys.items() if key}


def _nearest(mine: Any, theirs: Any, keys: list[str]) -> list[str | None]:
    """For each row of `mine` the key whose rows of `theirs` are nearest on average, if they are alike."""
    if not keys:
        return [None] * mine.shape[0]
    groups = list(dict.fromkeys(keys))
    place = {key: at for at, key in enumerate(groups)}
    columns = np.array([place[key] for key in keys])
    share = 1 / np.bincount(columns)[columns]
    member = scipy.sparse.csr_matrix((share, (np.arange(len(keys)), columns)), shape=(len(keys), len(groups)))
    likeness = mine @ (member.T @ theirs).T  # with the middle of each group: the mean over its members
    best = np.asarray(likeness.argmax(axis=1)).ravel()
    return [groups[column] if likeness[row, column] >= ALIKE else None for row, column in enumerate(best.tolist())]


def _clusters(rows: Any) -> list[int]:
    """A number for each row; rows with the same number are alike on average."""
    from sklearn.cluster import AgglomerativeClustering  # slow to import, and needed in the background alone

    if rows.shape[0] < 2:
        return [0] * rows.shape[0]
    distance = np.clip(1 - (rows @ rows.T).toarray(), 0, None)
    model = AgglomerativeClustering(None, metric="precomputed", linkage="average", distance_threshold=1 - ALIKE)
    labels: list[int] = model.fit_predict(distance).tolist()
    return labels


def _vectors(texts: list[str]) -> Any:
    """A sparse row of length 1 for each of `texts` (plain)."""
    counted = [_counted(words) for words in (*texts, *_usual())]
    parts = []
    for weight, terms in ((1 - LETTERS, [each[0] for each in counted]), (LETTERS, [each[1] for each in counted])):
        columns = np.concatenate([each[0] for each in terms])
        starts = np.cumsum([0, *(len(each[0]) for each in terms)])
        rarity = np.log((1 + len(terms)) / (1 + np.bincount(columns, minlength=_COLUMNS))) + 1  # idf, smoothed
        values = np.concatenate([each[1] for each in terms]) * rarity[columns]
        rows = scipy.sparse.csr_matrix((values, columns, starts), shape=(len(terms), _COLUMNS))[: len(texts)]
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        parts.append(scipy.sparse.diags(np.sqrt(weight) / np.maximum(length, 1e-9)) @ rows)
    return scipy.sparse.hstack(parts, format="csr")


@lru_cache(maxsize=20_000)
def _counted(words: str) -> tuple[_Terms, _Terms]:
    """The syllables of a plain text, and its letters in twos to fours: columns, each once, and 1 + ln of how often.

    Kept, because the texts of known groups come again at every round, and this is what takes the time.
    """
    return _terms(words.split()), _terms(_letters(words))


def _terms(found: Iterable[str]) -> _Terms:
    columns, counts = np.unique(
        np.fromiter((crc32(term.encode()) % _COLUMNS for term in found), dtype=np.int64), return_counts=True
    )
    return columns, 1 + np.log(counts)


def _letters(words: str) -> Iterator[str]:
    for word in words.split():
        padded = f" {word} "
        yield from (padded[at : at + size] for size in (2, 3, 4) for at in range(max(1, len(padded) - size + 1)))


@lru_cache
def _usual() -> tuple[str, ...]:
    """Questions that name no service."""
    return tuple(dict.fromkeys(plain(text) for text, label, _ in read_teaching().phrases if label == NONE))
