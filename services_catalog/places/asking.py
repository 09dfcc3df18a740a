"""Whether a message asks about a place itself, and not about a service."""

from __future__ import annotations

from functools import lru_cache

from bot.language.reading import plain
from services_catalog.places.gazetteer import Places
from services_catalog.places.units import words


@lru_cache
def _vocabulary(name: str) -> frozenset[str]:
    return frozenset(words()[name].split())


@lru_cache(maxsize=16)  # one message is asked about more than once
def _around(text: str) -> tuple[bool, str]:
    """Whether there is a place in `text`, and the unmarked words around it."""
    mentions = Places.load().find(text)
    ends = [0, *(mention.end for mention in mentions)]
    starts = [*(mention.start for mention in mentions), len(text)]
    left = [plain(text[end:start]) for end, start in zip(ends, starts, strict=True)]
    return bool(mentions), " ".join(filter(None, left))


def asks_what_became(text: str) -> bool:
    """Whether `text` asks what a place is today, or whether there are districts still, and nothing else."""
    if not any(_says(plain(text), sign) for name in ("what_became", "no_district") for sign in words()[name]):
        return False  # most messages: places need not be looked for
    names_a_place, around = _around(text)
    signs = words()["what_became" if names_a_place else "no_district"]
    only = set(around.split()) <= _vocabulary("asking")
    return only and any(_says(around, sign) for sign in signs)


def only_a_place(text: str) -> bool:
    """Whether `text` names a place and says no more than that somebody is there, or asks where to go."""
    names_a_place, around = _around(text)
    return names_a_place and set(around.split()) <= _vocabulary("being_there")


def _says(text: str, sign: str) -> bool:
    return f" {sign} " in f" {text} "
