"""Which facts of a record bear on what was asked: those whose own question is the citizen's, in its rarer words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from bot.language.marks import fold
from bot.language.reading import plain

T = TypeVar("T")

STRONG = 0.5  # how alike a question and a fact's topic have to be for the fact to be said first: silent before off
PAIR = 0.25  # weight of two words side by side, beside that of a word as rare
NUMBER = 0.3  # weight of a number: «7 tuổi» is not «01/7/2024»
BODY = 0.3  # share of a question that the fact's own text may cover in place of its topic

_WORD = re.compile(r"\w+")
_PARTS = re.compile(r"[,:;(]")  # «Đường hỏng, ổ gà, tiếng ồn»: each is a topic by itself
_LEAST_WORDS = 2  # of such a part: «rác» alone is too little to go by


@lru_cache(maxsize=20_000)  # the facts of a record are read again with every question about it
def grams(text: str) -> frozenset[str]:
    """The unmarked words and word pairs of `text`."""
    words = plain(text).split()
    return frozenset({*words, *(" ".join(pair) for pair in pairwise(words))})


@lru_cache(maxsize=256)  # by record
def _heard(asked: tuple[str, ...]) -> Counter[str]:
    """How many of `asked` have each word. Hundreds of sentences: neither pairs nor chat spelling are worth it."""
    return Counter(word for text in asked for word in set(_WORD.findall(fold(text))))


@lru_cache(maxsize=512)  # by record and aspect
def _told(texts: tuple[str, ...]) -> Counter[str]:
    return Counter(gram for text in texts for gram in grams(text))


def ranked(
    question: str, facts: Sequence[T], topic: Callable[[T], str], text: Callable[[T], str], asked: Sequence[str]
) -> list[tuple[float, T]]:
    """`facts` with how alike (0 to 1) `question` and the `topic` of each are, best first.

    Alike are two that each cover the other: a long question with one word of a topic is not about it. A word weighs
    more the fewer have it of the facts and of what else is `asked` about the service. So the service's own name and
    «cần gì», «được không» weigh next to nothing.
    """
    wanted = grams(question)
    if not wanted:
        return [(0.0, fact) for fact in facts]
    bodies = tuple(f"{topic(fact)} {text(fact)}" for fact in facts)
    heard, told = _heard(tuple(asked)), _told(bodies)

    def weight(some: frozenset[str]) -> float:
        return sum(_weight(gram, heard[gram] + told[gram], len(asked) + len(facts)) for gram in some)

    total = weight(wanted)
    scores = []
    for fact, body in zip(facts, bodies, strict=True):
        said = weight(wanted & grams(body))
        scores.append(max(_alike(wanted, part, said, total, weight) for part in _topics(topic(fact))))
    return sorted(zip(scores, facts, strict=True), key=lambda pair: -pair[0])


def _weight(gram: str, count: int, of: int) -> float:
    if gram.isdigit():
        return NUMBER
    rarity = math.log(1 + of / (1 + count))
    if " " not in gram:
        return rarity
    return PAIR * rarity if count else 0.0  # that nobody puts two words together says nothing


def _topics(topic: str) -> list[frozenset[str]]:
    parts = [part for part in _PARTS.split(topic) if len(part.split()) >= _LEAST_WORDS]
    return [grams(part) for part in {topic, *parts}]


def _alike(
    wanted: frozenset[str], topic: frozenset[str], said: float, total: float, weight: Callable[[frozenset[str]], float]
) -> float:
    """Geometric mean of the topic's share that the question covers and of the question's that the fact does."""
    shared, whole = weight(wanted & topic), weight(topic)
    if not shared:
        return 0.0
    return math.sqrt(shared / whole * ((1 - BODY) * shared + BODY * max(said, shared)) / total)
