"""How an unmarked syllable sounds where spellings are confused: «chiu» and «chieu», «thuon chu» and «thuong tru».

Regions and haste write one sound for another: d, gi, r; ch, tr; s, x; l, n; c, t and n, ng at the end; iê, i; o, u
before n. What is left apart is what all of them hear apart.
"""

from __future__ import annotations

import re
from functools import lru_cache

_INITIALS = {
    **dict.fromkeys(("ngh", "ng"), "ng"),
    **dict.fromkeys(("d", "gi", "r", "z", "j"), "d"),
    **dict.fromkeys(("tr", "ch"), "ch"),
    **dict.fromkeys(("s", "x"), "x"),
    **dict.fromkeys(("l", "n"), "n"),
    **dict.fromkeys(("c", "k", "q"), "k"),
    **dict.fromkeys(("g", "gh"), "g"),
    **dict.fromkeys(("ph", "f"), "f"),
}
_FINALS = {"ng": "n", "nh": "n", "g": "n", "c": "t", "ch": "t"}
_VOWELS = {"ie": "i", "ye": "i", "ia": "i", "y": "i", "uo": "u", "ua": "u", "uu": "u"}
_SYLLABLE = re.compile(r"(ngh|gi(?=[aeou])|ng|nh|kh|th|tr|ch|ph|gh|[^aeiouy]?)([aeiouy]+)(ng|nh|ch|[^aeiouy]?)")


@lru_cache(maxsize=50_000)
def sound(syllable: str) -> str:
    """The key of an unmarked syllable; one that is none, such as a number, is its own."""
    found = _SYLLABLE.fullmatch(syllable)
    if not found:
        return syllable
    initial, vowels, final = found.groups()
    for spelt, heard in _VOWELS.items():
        vowels = vowels.replace(spelt, heard)
    final = _FINALS.get(final, final)
    if final == "n":
        vowels = vowels.replace("o", "u")
    return _INITIALS.get(initial, initial) + vowels + final
