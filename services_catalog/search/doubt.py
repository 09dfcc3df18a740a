"""Which services a message fits that fits several equally: those of the taught ones that are most like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

NEAREST = 6  # taught messages that are asked
LEAST_LIKE = 0.25  # of two: one for the words, one for the letters
SHARE = 0.5  # of the votes of the first, which a service must have
MOST = 3  # services


class Doubt:
    """The taught messages that fit several services, and which these are.

    Their own classifier tells that a message is one of them; it cannot tell of which services. The services'
    classifiers cannot either: «mất thẻ» is learnt of three, but the one with the most cards in it wins by far.
    """

    def __init__(self, rows: scipy.sparse.csr_matrix, services: Sequence[frozenset[str]]) -> None:
        """`rows`: a taught message each, as `Features.of` gives them; `services`: what each of them fits."""
        self._rows, self._services = rows[:, :-1], services  # the column of ones is like in all

    def between(self, columns: NDArray[np.int32], values: NDArray[np.float32]) -> list[str]:
        """The services that a message (`Features.of_one`) fits, most votes first; a vote is the likeness squared."""
        if not self._services:
            return []
        message = np.zeros(self._rows.shape[1] + 1, dtype=np.float32)
        message[columns] = values
        alike = self._rows @ message[:-1]
        votes: Counter[str] = Counter()
        for at in np.argsort(-alike)[:NEAREST]:
            if alike[at] >= LEAST_LIKE:
                votes.update(dict.fromkeys(self._services[at], float(alike[at]) ** 2))
        most = max(votes.values(), default=0.0)
        return [service for service, count in votes.most_common(MOST) if count >= SHARE * most]
