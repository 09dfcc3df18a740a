"""How it is said: plain words, short sentences, nothing that was abolished."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from services_catalog.places.units import Level, read_units
from services_catalog.quality.texts import Found, sentences, table, texts
from services_catalog.record import Draft

LONGEST = 45  # syllables of a sentence; beyond it people read twice
_SYLLABLE = re.compile(r"\w+")


def long_sentences(record: Draft, today: date) -> Iterator[Found]:
    """Sentences of more than `LONGEST` syllables."""
    for field, text in texts(record):
        for sentence in sentences(text):
            count = len(_SYLLABLE.findall(sentence))
            if count > LONGEST:
                yield Found(field, f"{count} tiếng: «{sentence[:60]}…»")


def jargon(record: Draft, today: date) -> Iterator[Found]:
    """Words of offices in a text that does not explain them."""
    for field, text in texts(record):
        for word, entry in table("jargon.yml").items():
            if _named(word).search(text) and not any(known in text for known in entry["known_by"]):
                yield Found(field, f"«{word}», nói: {entry['instead']}")


def offices_that_are_gone(record: Draft, today: date) -> Iterator[Found]:
    """Offices that there are no more, named as if there were."""
    for field, text in texts(record):
        if not field.endswith((".about", ".problem")):  # what citizens ask, in their words
            yield from (Found(field, sentence) for sentence in sentences(text) if _gone("offices", sentence))


def papers_that_are_gone(record: Draft, today: date) -> Iterator[Found]:
    """Papers asked for that were abolished."""
    for at, paper in enumerate(record.documents):
        if _gone("papers", ". ".join(filter(None, (paper.name, paper.when, paper.note)))):
            yield Found(f"documents.{at}", paper.name)


def old_provinces(record: Draft, today: date) -> Iterator[Found]:
    """Provinces that were merged into others on 1 July 2025, named as if they were still there."""
    said = re.compile(table("abolished.yml")["said"], re.IGNORECASE)
    for field, text in texts(record):
        for sentence in sentences(text):
            found = _merged_provinces().search(sentence)
            if found and not said.search(sentence):
                yield Found(field, found.group())


@lru_cache
def _named(word: str) -> re.Pattern[str]:
    # abbreviations as they are written; words in either case
    return re.compile(rf"\b{re.escape(word)}\b", re.NOFLAG if word.isupper() else re.IGNORECASE)


@lru_cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(table("abolished.yml")[kind]), re.IGNORECASE)


def _gone(kind: str, text: str) -> bool:
    said = re.compile(table("abolished.yml")["said"], re.IGNORECASE)
    return bool(_pattern(kind).search(text) and not said.search(text))


@lru_cache
def _merged_provinces() -> re.Pattern[str]:
    provinces = [unit for unit in read_units() if unit.level is Level.PROVINCE]
    today = {unit.bare for unit in provinces if unit.until is None}
    merged = sorted({unit.bare for unit in provinces} - today)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, merged))})\b")
