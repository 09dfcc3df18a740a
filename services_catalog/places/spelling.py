"""Names as they are compared: unmarked, with one spelling for i and y, and the words of a message beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.language.marks import compose, fold, with_modern_tone
from bot.language.reading import read

_FINAL_Y = re.compile(r"(?<=[bcdghklmnpqrstvx])y$|(?<=^qu)y$")  # «Mỹ» is «Mĩ», «Quý» is «Quí»
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7"}  # «Phường IV»
_Y_AS_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_NUMBERED = re.compile(r"(q|p|f|quan|phuong)(\d{1,2})")


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """One word of a name for looking it up: «Quý» gives «qui», «01» gives «1»."""
    folded = _FINAL_Y.sub("i", fold(word))
    return folded.lstrip("0") or folded if folded.isdigit() else folded


@lru_cache(maxsize=50_000)
def marked(word: str) -> str:
    """One word with its marks, small, the tone where the newer spelling has it."""
    return with_modern_tone(compose(word).lower())


def syllables(name: str) -> list[str]:
    """The words of a name: «Ea H'leo» gives «Ea», «H», «leo»."""
    return re.findall(r"[^\W_]+", name)


@lru_cache(maxsize=20_000)
def keys(name: str) -> frozenset[tuple[str, ...]]:
    """The ways in which a name is looked up."""
    parts = tuple(key(part) for part in syllables(name))
    ways = {tuple(number(part) for part in parts) if len(parts) == 1 else parts}
    if "'" in name:  # «Ea Hleo»
        ways.add(tuple(key(part) for part in syllables(name.replace("'", ""))))
    return frozenset(ways)


def number(word: str) -> str:
    """«IV» and «04» as «4»; any other word as it is."""
    return _ROMAN.get(word.lower(), word.lstrip("0") or word if word.isdigit() else word)


def with_i(word: str) -> str:
    """A marked word with «i» for a «y» at its end, as people write «Mĩ» and «Mỹ»; for comparing, not for showing."""
    return word[:-1] + word[-1:].translate(_Y_AS_I)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a message; `key` is empty for a sign. Several tokens may come of one written word («tphcm»)."""

    key: str
    marked: str
    start: int
    end: int
    capital: bool


def tokens(text: str, known: frozenset[str] | set[str]) -> list[Token]:
    """The words of `text`. A word that is `known` stays as it is written; others are read («hcm», «saif gonf»)."""
    found: list[Token] = []
    for word in read(text):
        raw = compose(word.text)
        if not raw or not raw[0].isalnum():
            found.append(Token("", raw, word.start, word.end, False))
            continue
        capital, written = raw[0].isupper(), key(raw)
        numbered = _NUMBERED.fullmatch(written)
        if numbered:  # «q1», «P12»
            cut = word.end - len(numbered[2])
            found.append(Token(numbered[1], marked(raw[: len(numbered[1])]), word.start, cut, capital))
            found.append(Token(key(numbered[2]), key(numbered[2]), cut, word.end, False))
        elif raw.isupper() and found and found[-1].key in ("phuong", "p", "f", ".") and written in _ROMAN:
            found.append(Token(number(written), number(written), word.start, word.end, False))
        elif written in known:
            found.append(Token(written, marked(raw), word.start, word.end, capital))
        else:
            found += [
                Token(key(part), marked(part), word.start, word.end, capital) for part in syllables(word.standard)
            ]
    return found
