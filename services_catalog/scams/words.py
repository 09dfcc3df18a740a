"""What was said: the signs of a swindle in words, typed with or without marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.reading import read

_CLAUSE_ENDS = frozenset(".,;:!?()\n")
_BREAK = " / "  # between clauses; no phrase reaches over it
_GAPS = {"……": r"(?: [^\s/]+){0,6} ", "…": r"(?: [^\s/]+){0,3} "}
_DENIED = re.compile(r"(?:^| )(?:không|khong|chưa|chua|chẳng|chang|khỏi|khoi)(?: [^\s/]+)? $")
_BY_ONESELF = re.compile(r"(?:^| )(?:tôi|toi|mình|minh|em|tui|con|cháu|chau)(?: [^\s/]+)? $")


@dataclass(frozen=True)
class Said:
    """The signs that stand in a message; each name is a key of signs.yml."""

    told: bool = False  # somebody came to the citizen, as they tell
    pasted: bool = False  # the text addresses a reader as announcements do
    wants: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    pressure: bool = False
    asks_whether_genuine: bool = False

    @property
    def about(self) -> str | None:
        """The slug of the service that the one story belongs to; None where there are several, or none that has one."""
        told = [story for story in self.stories if story != "police"]  # who calls, not what about
        return signs()["stories"][told[0]].get("about") if len(told) == 1 else None


@lru_cache
def signs() -> dict[str, Any]:
    """The contents of `signs.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("signs.yml").read_text("utf-8"))
    return loaded


def said(text: str, with_address: bool) -> Said:
    """The signs in `text`, which stood beside an address or not. Never raises.

    Without an address, and where nobody came to the citizen, there is nothing to be wary of, and no more is looked for.
    """
    words = _clauses(text)
    told = _any("contact", "told").not_by_oneself(words)
    pasted = _any("contact", "pasted").found(words)
    telling = _of("telling", words)
    if not (told or pasted or telling or with_address):
        return Said()
    return Said(
        told,
        pasted,
        wants=_of("wants", words),
        telling=telling,
        stories=_of("stories", words),
        pressure=_any("pressure", "phrases").found(words),
        asks_whether_genuine=_any("genuine", "phrases").found(words),
    )


def _clauses(text: str) -> str:
    """The words of `text` as they are meant, with their marks if they have any, and breaks between clauses."""
    return " ".join(
        word.standard if word.standard[:1].isalnum() else "/"
        for word in read(text)
        if word.standard[:1].isalnum() or word.text in _CLAUSE_ENDS
    )


@dataclass(frozen=True)
class _Phrases:
    pattern: re.Pattern[str]

    def found(self, words: str) -> bool:
        """Whether one stands in `words` and is not denied («không đòi tiền»)."""
        return any(not _DENIED.search(words[: match.start()]) for match in self.pattern.finditer(words))

    def not_by_oneself(self, words: str) -> bool:
        """Whether one stands there that is not what the citizen did («tôi gọi điện lên phường nói»)."""
        return any(not _BY_ONESELF.search(words[: match.start()]) for match in self.pattern.finditer(words))


def _compiled(phrases: list[str]) -> _Phrases:
    patterns = {"".join(map(_part, re.split(r" ?(……|…) ?", phrase))) for phrase in phrases}
    longest_first = sorted(patterns, key=len, reverse=True)
    return _Phrases(re.compile(rf"(?<!\S)(?=(?:{'|'.join(longest_first)})(?!\S))"))  # one may begin within another


def _part(phrase: str) -> str:
    """A phrase, each word with its marks or without: «nhắn» is «nhan» too, but not «nhận»."""
    if phrase in _GAPS:
        return _GAPS[phrase]
    return " ".join(
        word.standard.replace("0", r"\d+")
        if word.standard == word.plain
        else f"(?:{re.escape(word.standard)}|{re.escape(word.plain)})"
        for word in read(phrase)
    )


@lru_cache
def _any(group: str, key: str) -> _Phrases:
    return _compiled(signs()[group][key])


@lru_cache
def _group(name: str) -> dict[str, _Phrases]:
    return {sign: _compiled(each["phrases"]) for sign, each in signs()[name].items()}


def _of(group: str, words: str) -> tuple[str, ...]:
    return tuple(name for name, phrases in _group(group).items() if phrases.found(words))
