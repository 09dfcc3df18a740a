"""Words that are spelt as they sound, read as the taught ones they stand for: «ho chiu» as «ho chieu»."""

from __future__ import annotations

from collections.abc import Mapping

from bot.language.sounds import sound


class Spelling:
    """The pairs of neighbouring words that were taught. A pair that never was, but sounds like one, is taken for it.

    Pairs, since nearly every syllable of Vietnamese is a word: «chiu» is one, «ho chiu» is none.
    """

    def __init__(self, rarity: Mapping[str, float], rarest: float) -> None:
        """`rarity`: of each taught term, of one or more words; a pair rarer than `rarest` stands for no other."""
        pairs = {term: rare for term, rare in rarity.items() if term.count(" ") == 1}
        self._known = frozenset(pairs)
        self._heard: dict[str, str] = {}
        for pair in sorted(pairs, key=lambda term: pairs[term], reverse=True):  # the commonest is written last
            if pairs[pair] <= rarest:
                self._heard[_heard(pair)] = pair

    def mended(self, words: str) -> str:
        """`words`, unmarked and parted by spaces, with pairs that nobody writes put right."""
        found = words.split()
        for at in range(len(found) - 1):
            pair = f"{found[at]} {found[at + 1]}"
            if pair not in self._known and (meant := self._heard.get(_heard(pair))):
                found[at : at + 2] = meant.split()
        return " ".join(found)


def _heard(pair: str) -> str:
    first, second = pair.split()
    return f"{sound(first)} {sound(second)}"
