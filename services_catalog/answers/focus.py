"""Which facts of a record bear on what was asked: those that share its rarer words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.language.reading import plain

T = TypeVar("T")

STRONG = 0.34  # share of a question's weight that a fact has to cover to be said first


def grams(text: str) -> set[str]:
    """The unmarked words and word pairs of `text`."""
    words = plain(text).split()
    return {*words, *(" ".join(pair) for pair in zip(words, words[1:], strict=False))}


def ranked(question: str, facts: Iterable[T], text: Callable[[T], str], known: str = "") -> list[tuple[float, T]]:
    """`facts` with the share (0 to 1) of the question's weight that each covers, best first.

    A word weighs more the fewer of the facts have it; words of `known` (the service's own name) weigh nothing,
    since every fact is about them.
    """
    facts = list(facts)
    of_fact = [grams(text(fact)) for fact in facts]
    counts = Counter(gram for found in of_fact for gram in found)
    asked = grams(question) - grams(known)
    weight = {gram: math.log(1 + len(facts) / (1 + counts[gram])) for gram in asked if counts[gram]}
    unseen = sum(0.5 for gram in asked if " " not in gram and not counts[gram])
    total = sum(weight.values()) + unseen
    if not total:
        return [(0.0, fact) for fact in facts]
    scores = [sum(weight[gram] for gram in found & weight.keys()) / total for found in of_fact]
    return sorted(zip(scores, facts, strict=True), key=lambda pair: -pair[0])
