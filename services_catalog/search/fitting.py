"""Linear classifiers (LinearSVC), each fitted on the few phrases that bear on it."""

from __future__ import annotations

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

C = 0.2  # inverse of regularization
TOLERANCE = 0.05  # liblinear's
OUT_OF_REACH = -1.0  # a phrase of others whose margin is below this has no part in a classifier (hinge loss)
NEARLY = 0.05  # … nor has one that is hardly above it
AT_FIRST = 2000  # phrases of others, those most like the label's own, that a fit begins with
EVERY = 40  # … and of all others each so-manieth, which say how common words are
ADDED = 4000  # phrases within reach that a fit takes in at a time
MOST_FITS = 10


class Fitting:
    """Tells the phrases of one label from all others, label after label, over the same rows.

    The squared hinge loss asks nothing of a phrase that lies beyond its margin, and most of fifty thousand do: a fit
    on the others alone has the same solution. So each begins with the likeliest ones and takes in what turns out to
    be within reach, until nothing is: half the time of a fit on all (a working set: Joachims, «Making large-scale SVM
    learning practical», 1999).
    """

    def __init__(self, rows: scipy.sparse.csr_matrix, weight: NDArray[np.float64]) -> None:
        """`rows`: the features of a phrase each, the last of them 1; `weight`: what each phrase weighs."""
        self._rows, self._weight = rows, weight
        self._wide = rows.astype(np.float64)  # liblinear's; converted once, not for each label

    def weights(self, mine: NDArray[np.int64], own: float) -> NDArray[np.float32]:
        """The classifier of the label whose rows are `mine`, which weigh `own` times as much as the others'."""
        is_mine = np.zeros(self._rows.shape[0], dtype=np.bool_)
        is_mine[mine] = True
        taken = self._first(is_mine)
        for _ in range(MOST_FITS):
            found = self._fit(np.flatnonzero(taken), is_mine, own)
            margins = self._rows @ found
            margins[taken] = OUT_OF_REACH
            missing = np.flatnonzero(margins > OUT_OF_REACH + NEARLY)
            if not len(missing):
                break
            taken[missing[np.argsort(-margins[missing])[:ADDED]]] = True
        return found

    def _first(self, is_mine: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each row is of those that the first fit takes."""
        if len(is_mine) <= AT_FIRST + ADDED:
            return np.ones_like(is_mine)
        middle = np.asarray(self._rows[is_mine].mean(axis=0), dtype=np.float32).ravel()
        taken = is_mine.copy()
        taken[np.argpartition(-(self._rows @ middle), AT_FIRST)[:AT_FIRST]] = True
        taken[::EVERY] = True
        return taken

    def _fit(self, at: NDArray[np.int64], is_mine: NDArray[np.bool_], own: float) -> NDArray[np.float32]:
        from sklearn.svm import LinearSVC  # 30 MB that a process which only reads what was learnt can do without

        model = LinearSVC(C=C, tol=TOLERANCE, fit_intercept=False)  # the features bring a column of ones
        model.fit(self._wide[at], is_mine[at], sample_weight=(self._weight * np.where(is_mine, own, 1.0))[at])
        found: NDArray[np.float32] = model.coef_[0].astype(np.float32)
        return found
