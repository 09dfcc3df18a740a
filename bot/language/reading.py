"""The words of a message as they are meant, with where each stands in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.language import chat
from bot.language.keyboard import decode
from bot.language.marks import compose, fold, has_marks, with_modern_tone

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Word:
    """One written word: `text[start:end]` of the message, and what it stands for.

    `standard` is its standard spelling, marked where that is known («đk» is «đăng ký», «kys» is «ký»);
    `plain` the same without marks («dang ky»), the form in which all typing styles meet.
    """

    text: str
    start: int
    end: int
    standard: str
    plain: str


def read(text: str) -> list[Word]:
    """The words of `text`, in order; offsets are into `text` as given. Never raises; empty text gives [].

    Raw Telex and VNI are decoded only in a message that has no marks at all, since with the input method
    on nobody types them.
    """
    return list(_read(text))


@lru_cache(maxsize=500)  # a message is read by many, one after the other
def _read(text: str) -> tuple[Word, ...]:
    spans = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(text)]
    words = [_composed(written) for written, _, _ in spans]
    if not has_marks(text):
        words = _decoded(words)
    folded = [fold(word) for word in words]
    last = max((at for at, word in enumerate(words) if word.isalnum()), default=-1)
    found = []
    for at, (written, start, end) in enumerate(spans):
        standard = _standard(words[at], folded, at, at == last)
        found.append(Word(written, start, end, standard, fold(standard)))
    return tuple(found)


@lru_cache(maxsize=100_000)  # of words, never of messages: those may hold what must not be kept
def _composed(word: str) -> str:
    return compose(word).lower()


def plain(text: str) -> str:
    """`text` read and unmarked, one space between words, punctuation left out."""
    return " ".join(word.plain for word in read(text) if word.plain and word.plain[0].isalnum())


def _decoded(words: list[str]) -> list[str]:
    """`words` with raw keystrokes read as the syllables they spell; chat spelling stays for `_standard`."""
    typed = [word for word in words if word not in chat.READINGS]
    sure = any(decode(word) for word in typed)
    return [word if word in chat.READINGS else decode(word, sure) or word for word in words]


def _standard(word: str, folded: list[str], at: int, is_last: bool) -> str:
    if is_last and word in chat.FINAL_NO and not (at and folded[at - 1] in chat.FINAL_NO[word]):
        return "không"
    if word in chat.BY_NEIGHBOUR:
        deciding, beside, otherwise = chat.BY_NEIGHBOUR[word]
        near = {folded[i] for i in (at - 1, at + 1) if 0 <= i < len(folded)}
        return beside if near & deciding else otherwise
    return chat.READINGS.get(word) or with_modern_tone(word)
