"""A classifier fitted on the phrases that bear on it tells the same phrases apart as one fitted on all."""

from __future__ import annotations

import numpy as np
import scipy.sparse
from sklearn.svm import LinearSVC

from services_catalog.search.fitting import C, Fitting

PHRASES, TERMS, OWN = 9000, 400, 3.0


def some_phrases() -> scipy.sparse.csr_matrix:
    rows = scipy.sparse.random(PHRASES, TERMS, density=0.03, random_state=4, format="csr", dtype=np.float32)
    return scipy.sparse.hstack([rows, np.ones((PHRASES, 1), dtype=np.float32)], format="csr")


def test_it_tells_what_a_classifier_of_all_phrases_tells() -> None:
    rows, weight = some_phrases(), np.ones(PHRASES)
    mine = np.flatnonzero(np.asarray(rows[:, :3].sum(axis=1)).ravel() > 0.7)
    is_mine = np.zeros(PHRASES, dtype=bool)
    is_mine[mine] = True
    model = LinearSVC(C=C, tol=0.01, fit_intercept=False)
    model.fit(rows.astype(np.float64), is_mine, sample_weight=np.where(is_mine, OWN, 1.0))

    found = Fitting(rows, weight).weights(mine, OWN)

    assert 20 < len(mine) < PHRASES / 10
    otherwise = (rows @ found > 0) != (rows @ model.coef_[0] > 0)
    assert np.count_nonzero(otherwise) <= 2  # on the border, where the order of steps decides


def test_few_phrases_are_fitted_at_once() -> None:
    rows = some_phrases()[:50]

    found = Fitting(rows, np.ones(50)).weights(np.arange(5), OWN)

    assert set(np.argsort(-(rows @ found))[:5]) == set(range(5))
