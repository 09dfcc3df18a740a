"""What was said: the signs of a swindle in words, typed with or without marks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from services_catalog.spotting import Phrases, clauses


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
    words = clauses(text)
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


@lru_cache
def _any(group: str, key: str) -> Phrases:
    return Phrases.of(signs()[group][key])


@lru_cache
def _group(name: str) -> dict[str, Phrases]:
    return {sign: Phrases.of(each["phrases"]) for sign, each in signs()[name].items()}


def _of(group: str, words: str) -> tuple[str, ...]:
    return tuple(name for name, phrases in _group(group).items() if phrases.found(words))
