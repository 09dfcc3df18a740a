"""No small count can be told from what is published, also by who knows the rule and subtracts from the total."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.back_office.figures.suppression import LEAST, publishable

COUNTS = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 30))


@given(COUNTS)
def test_nothing_small_is_shown_and_the_total_is_right(counts: dict[str, int]) -> None:
    allowed = publishable(counts)

    if allowed is None:
        assert sum(counts.values()) < LEAST
        return
    assert allowed.total == sum(counts.values())
    assert all(value >= LEAST and counts[name] == value for name, value in allowed.shown.items())
    assert allowed.others == 0 or allowed.others >= LEAST


@given(COUNTS)
def test_one_small_count_alone_is_never_the_rest(counts: dict[str, int]) -> None:
    allowed = publishable(counts)

    if allowed:
        hidden = [value for name, value in counts.items() if value and name not in allowed.shown]
        assert len(hidden) != 1 or hidden[0] >= LEAST


@pytest.mark.parametrize(("kinds", "most", "least"), [(2, 20, 5), (3, 14, 5), (4, 8, 3)])
def test_every_small_count_could_be_another_one(kinds: int, most: int, least: int) -> None:
    names = "abcdef"[:kinds]
    could_be: defaultdict[object, list[dict[str, int]]] = defaultdict(list)
    for values in product(range(most + 1), repeat=kinds):
        counts = dict(zip(names, values, strict=True))
        if allowed := publishable(counts, least):
            could_be[tuple(allowed.shown.items()), allowed.others].append(counts)

    for (shown, _), all_counts in could_be.items():
        for name in set(names) - {name for name, _ in shown}:
            values = {counts[name] for counts in all_counts}
            assert len(values) > 1 or not 0 < min(values) < least


@pytest.mark.parametrize(
    ("counts", "shown", "others"),
    [
        ({"a": 9, "b": 7}, {"a": 9, "b": 7}, 0),
        ({"a": 9, "b": 3, "c": 4}, {"a": 9}, 7),
        ({"a": 9, "b": 8, "c": 1, "d": 2}, {"a": 9}, 11),  # three would be small: the smallest other one goes with them
        ({"a": 100, "b": 60, "c": 2}, {}, 162),  # one alone
    ],
)
def test_small_counts_are_added_up(counts: dict[str, int], shown: dict[str, int], others: int) -> None:
    allowed = publishable(counts)

    assert allowed
    assert (allowed.shown, allowed.others) == (shown, others)
