"""Counts that may be published: no small one can be read from them, not even by subtracting from a total. Pure.

A small count («2 questions about adoption in this province last month») may point at a person. Small ones are added up
under «others». A total is published too, so «others» must not give its parts away either: not by being small itself,
and not by there being only one way to make it up. Where there is, only the total is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5  # a count below it is small


@dataclass(frozen=True)
class Publishable:
    """`shown`: the counts that may be published, the largest first. `others`: the rest together; 0: there is none."""

    shown: dict[str, int]
    others: int

    @property
    def total(self) -> int:
        """Of all counts, exactly."""
        return sum(self.shown.values()) + self.others


def publishable(counts: Mapping[str, int], least: int = LEAST) -> Publishable | None:
    """What may be published of `counts`; None if all of them together are small."""
    total = sum(counts.values())
    if total < least:
        return None
    ordered = sorted(((name, value) for name, value in counts.items() if value), key=lambda pair: (-pair[1], pair[0]))
    small = [value for _, value in ordered if value < least]
    shown = dict(ordered[: len(ordered) - len(small)])
    hidden = sum(small)
    if len(small) == 1 or (small and not len(small) < hidden < len(small) * (least - 1)):
        return Publishable({}, total)  # one alone, all ones, or all the most that is small: known exactly
    if small and hidden < least:
        if not shown:
            return Publishable({}, total)
        hidden += shown.popitem()[1]  # the smallest that could have been shown
    return Publishable(shown, hidden)
