"""Whether a message fits several services equally, and which: judged by the taught messages that do."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

NEAREST = 6  # taught doubtful messages that are asked which services they fit
LEAST_LIKE = 0.25  # of two: one for the words, one for the letters
SHARE = 0.5  # of the votes of the first, which a service must have
MOST = 3  # services
NEIGHBOURS = 8  # taught messages of any kind, of which so many are doubtful
LEAST_MARGIN = -0.5  # below it nothing else is looked at
LIKELY = 0.5  # from which likelihood on a message counts as doubtful

# Of a logistic regression on the project's own labelled questions: `python -m tools.fit_doubt` prints them.
WEIGHTS = (3.13, -1.29, 1.62, 0.96, 1.04)  # in the order of `Signs`
BIAS = -1.69


@dataclass(frozen=True)
class Signs:
    """What speaks for a message that fits several services. One sign alone misses half of them."""

    margin: float  # of the classifier that was taught such messages
    lead: float  # of the best service's classifier before the next one's
    neighbours: float  # the share of the taught messages most like it that are such
    best_fits: bool  # the best service is one of those that such messages fit
    next_fits: bool  # so is the next

    @property
    def likelihood(self) -> float:
        """That it does."""
        score = BIAS + sum(weight * sign for weight, sign in zip(WEIGHTS, astuple(self), strict=True))
        return 1 / (1 + math.exp(-score))


class Doubt:
    """The taught messages, and which services those fit that fit several.

    A classifier of their own tells that a message is one of them, but not surely, and it cannot tell of which
    services. The services' classifiers cannot either: «mất thẻ» is learnt of three, but the one with the most cards in
    it wins by far.
    """

    def __init__(self, rows: scipy.sparse.csr_matrix, fits: Mapping[int, frozenset[str]]) -> None:
        """`rows`: a taught message each, as `Features.of` gives them; `fits`: of the doubtful ones, by their row."""
        self._rows, self._fits = rows, fits
        self._doubtful = np.array(sorted(fits), dtype=np.int64)

    def about(
        self, columns: NDArray[np.int32], values: NDArray[np.float32], margin: float, margins: Mapping[str, float]
    ) -> tuple[Signs, list[str]]:
        """The signs of a message (`Features.of_one`), and the services that it fits if they say so, most votes first.

        A vote is the likeness squared. `margin`: of the classifier of doubtful messages; `margins`: of the services'.
        """
        message = np.zeros(self._rows.shape[1], dtype=np.float32)
        message[columns] = values
        message[-1] = 0.0  # the column of ones is like in all
        alike = self._rows @ message
        fits = self._voted(alike)
        families = {service.split("/")[0] for service in fits}
        best: dict[str, float] = {}
        for service, own in margins.items():
            family = service.split("/")[0]
            best[family] = max(own, best.get(family, own))
        first, second = sorted(best, key=lambda family: -best[family])[:2]
        nearest = np.argpartition(-alike, min(NEIGHBOURS, len(alike) - 1))[:NEIGHBOURS]
        share = float(np.isin(nearest, self._doubtful).mean())
        return Signs(margin, best[first] - best[second], share, first in families, second in families), fits

    def _voted(self, alike: NDArray[np.float32]) -> list[str]:
        votes: Counter[str] = Counter()
        for at in self._doubtful[np.argsort(-alike[self._doubtful])[:NEAREST]]:
            if alike[at] >= LEAST_LIKE:
                votes.update(dict.fromkeys(self._fits[int(at)], float(alike[at]) ** 2))
        most = max(votes.values(), default=0.0)
        return [service for service, count in votes.most_common(MOST) if count >= SHARE * most]
