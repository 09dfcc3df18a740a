"""Why citizens found replies not of use, in their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from services_catalog.back_office.gaps.words import kept_words

UNSAID = "Không nói vì sao"


def counted(said: Iterable[tuple[str | None, int]]) -> list[tuple[str, int]]:
    """Reasons and how often each was given, most often first; as little of a person in them as on the gap board."""
    found: Counter[str] = Counter()
    for why, times in said:
        found[(kept_words(why) if why else None) or UNSAID] += times
    return sorted(found.items(), key=lambda reason: (-reason[1], reason[0]))
