"""What citizens tell they have already done for a swindler. Pure."""

from __future__ import annotations

from functools import lru_cache

from services_catalog.scams.words import signs
from services_catalog.spotting import Phrases, clauses


def fell_for_it(text: str) -> bool:
    """Whether `text` tells that a swindler had his way («tôi bị lừa»), whatever was done for him. Never raises."""
    return _group("swindled").found(_done(text)) or worst_deed(text) is not None


def worst_deed(text: str, wary: bool = False) -> str | None:
    """The worst that `text` tells was done, a key of `deeds` in signs.yml; None where it tells of nothing.

    `wary`: a swindle is already talked of, so that «chuyển tiền rồi» says enough.
    """
    words = _done(text)
    wary = wary or _group("swindled").found(words) or _group("beside").found(words)
    return next((deed for deed in signs()["deeds"] if _tells(deed, words, wary)), None)


def is_urgent(deed: str | None) -> bool:
    """Whether money may be going right now because of `deed`, a key of `deeds` in signs.yml."""
    return bool(signs()["deeds"].get(deed, {}).get("urgent"))


def _done(text: str) -> str:
    """The words of `text` without what was only asked for, feared or supposed («bảo tôi đọc mã», «sợ bị lừa»)."""
    return _group("not_done").without(clauses(text))


def _tells(deed: str, words: str, wary: bool) -> bool:
    return _deed(deed, "phrases").found(words) or (wary and _deed(deed, "wary").found(words))


@lru_cache
def _deed(deed: str, group: str) -> Phrases:
    return Phrases.of(signs()["deeds"][deed][group], signs()["deed_words"])


@lru_cache
def _group(name: str) -> Phrases:
    return Phrases.of(signs()[name], signs()["deed_words"])
