"""Which facts of a record bear on what was asked: those that share its rarer words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from bot.language.reading import plain

T = TypeVar("T")

STRONG = 0.5  # share of a question's weight that a fact has to cover to be said first
LEAST_WEIGHT = 2.5  # a question with less than this to go by («cần giấy tờ gì») is settled by no single fact

# Words that every question has, and those that ask: they say nothing of what it is about.
_EVERYWHERE = frozenset(
    """
    a ai anh ay ba ban bao bi bo can cac cai cho chi chua co con cua cung da dang de den di do dau duoc em gi gia giay
    gio giup ho hoi hom khi khong la lai lam lau luc me mat may minh moi muon nao nay neu ngay nguoi nhe nhieu nhu
    nhung o phai phi qua ra roi sao se su tai thi the thi tien to toi trong tu va van vay ve viec voi vao xin xong a
    thu tuc le ho so noi nop giay cong dan nha ong chau chong vo the buoc
    """.split()  # noqa: SIM905 (as a list it is a page long)
)


@lru_cache(maxsize=20_000)  # the facts of a record are read again with every question about it
def grams(text: str) -> frozenset[str]:
    """The unmarked words and word pairs of `text`."""
    words = plain(text).split()
    return frozenset({*words, *(" ".join(pair) for pair in pairwise(words))})


def ranked(question: str, facts: Sequence[T], text: Callable[[T], str], known: str = "") -> list[tuple[float, T]]:
    """`facts` with the share (0 to 1) of the question's weight that each covers, best first.

    A word weighs more the fewer of the facts have it. Words of `known` (the service's own names) and those that
    every question has weigh nothing; a question with hardly any weight is covered by nothing.
    """
    asked = {
        gram
        for gram in grams(question) - grams(known)
        if not set(gram.split()) <= _EVERYWHERE and not gram.isdigit()  # «7 tuổi» is not «01/7/2024»
    }
    if not asked:
        return [(0.0, fact) for fact in facts]
    of_fact = [grams(text(fact)) for fact in facts]
    counts = Counter(gram for found in of_fact for gram in found)
    weight = {gram: math.log(1 + len(facts) / (1 + counts[gram])) for gram in asked if counts[gram]}
    unseen = sum(1.0 for gram in asked if " " not in gram and not counts[gram])
    total = sum(weight.values()) + unseen
    if total < LEAST_WEIGHT:
        return [(0.0, fact) for fact in facts]
    scores = [sum(weight[gram] for gram in found & weight.keys()) / total for found in of_fact]
    return sorted(zip(scores, facts, strict=True), key=lambda pair: -pair[0])
