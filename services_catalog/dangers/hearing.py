"""Whether somebody is in danger, and in which: by plain rules, for what is clear."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.marks import has_marks
from services_catalog.spotting import Phrases, clauses

_ONLY_WITH_MARKS = "_with_marks"


@lru_cache
def signs() -> dict[str, Any]:
    """The contents of `signs.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("signs.yml").read_text("utf-8"))
    return loaded


@lru_cache(maxsize=64)  # asked by each step that has to give way
def danger(text: str) -> str | None:
    """The danger that `text` tells of, a key of `dangers` in signs.yml; None where it tells of none. Never raises.

    What happens now counts whatever else is said; what happened does not where its papers are asked about.
    """
    words = _phrases("harmless").without(clauses(text))
    about_papers = _phrases("papers").found(words)
    for name in signs()["dangers"]:
        if _told(name, "now", words, text) or (not about_papers and _told(name, "told", words, text)):
            return str(name)
    return None


def _told(name: str, when: str, words: str, text: str) -> bool:
    groups = (when, when + _ONLY_WITH_MARKS) if has_marks(text) else (when,)
    return any(_of(name, group).found(words) for group in groups if group in signs()["dangers"][name])


@lru_cache
def _of(name: str, group: str) -> Phrases:
    return _compiled(signs()["dangers"][name][group])


@lru_cache
def _phrases(group: str) -> Phrases:
    return _compiled(signs()[group])


def _compiled(phrases: list[str]) -> Phrases:
    words: Mapping[str, list[str]] = signs()["words"]
    return Phrases.of(phrases, words)
