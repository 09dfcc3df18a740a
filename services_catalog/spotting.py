"""Phrases looked for in what citizens type, with their marks or without, in chat spelling too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.language.reading import Word, read

_CLAUSE_ENDS = frozenset(".,;:!?()\n")
_BREAK = "/"  # between clauses; no phrase reaches over it
_GAPS = {"……": r"(?: [^\s/]+){0,6} ", "…": r"(?: [^\s/]+){0,3} "}
_PARTS = re.compile(r" ?(……|…) ?")
_PLACES = re.compile(r"(\{\w+\})")
_DENIED = re.compile(r"(?:^| )(?:không|khong|chưa|chua|chẳng|chang|khỏi|khoi)(?: [^\s/]+)? $")
_BY_ONESELF = re.compile(r"(?:^| )(?:tôi|toi|mình|minh|em|tui|con|cháu|chau)(?: [^\s/]+)? $")


def clauses(text: str) -> str:
    """The words of `text` as they are meant, with their marks if they have any, and breaks between clauses."""
    return " ".join(
        word.standard if word.standard[:1].isalnum() else _BREAK
        for word in read(text)
        if word.standard[:1].isalnum() or word.text in _CLAUSE_ENDS
    )


@dataclass(frozen=True)
class Phrases:
    """Phrases to look for: «…» stands for up to three words of a clause, «……» for up to six, «0» for a number."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, phrases: Iterable[str], words: Mapping[str, Iterable[str]] | None = None) -> Phrases:
        """Those of `phrases`, in which «{name}» stands for any of `words[name]`."""
        either = {name: _either(map(_part, each)) for name, each in (words or {}).items()}
        patterns = {"".join(_part(part, either) for part in _PARTS.split(phrase)) for phrase in phrases}
        longest_first = sorted(patterns, key=len, reverse=True)
        return cls(re.compile(rf"(?<!\S)(?=({'|'.join(longest_first)})(?!\S))"))  # one may begin within another

    def found(self, words: str) -> bool:
        """Whether one stands in `words` and is not denied («không đòi tiền»)."""
        return any(not _DENIED.search(words[: match.start()]) for match in self.pattern.finditer(words))

    def not_by_oneself(self, words: str) -> bool:
        """Whether one stands there that is not what the citizen did («tôi gọi điện lên phường nói»)."""
        return any(not _BY_ONESELF.search(words[: match.start()]) for match in self.pattern.finditer(words))

    def without(self, words: str) -> str:
        """`words` with a break in the place of each."""
        while match := self.pattern.search(words):
            words = f"{words[: match.start(1)]}{_BREAK}{words[match.end(1) :]}"
        return words


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(patterns, key=len, reverse=True))})"


def _part(phrase: str, either: Mapping[str, str] | None = None) -> str:
    """A phrase, each word with its marks or without: «nhắn» is «nhan» too, but not «nhận»."""
    if phrase in _GAPS:
        return _GAPS[phrase]
    segments = filter(str.strip, _PLACES.split(phrase))
    return " ".join(
        either[segment[1:-1]] if either and segment.startswith("{") else " ".join(map(_word, read(segment)))
        for segment in segments
    )


def _word(word: Word) -> str:
    if word.standard == word.plain:
        return word.standard.replace("0", r"\d+")
    return f"(?:{re.escape(word.standard)}|{re.escape(word.plain)})"
