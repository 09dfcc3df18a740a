"""A guide as staff compare it: its conditions in the words that citizens read, not in ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services_catalog.guides.conditions import WORDS

Data = Mapping[str, Any]
Words = Mapping[str, str]  # what a question («tuoi») and an option («tuoi.duoi-6») are called


def words_of(*guides: Data) -> dict[str, str]:
    """What the questions and options of `guides`, in their JSON form, are called; the last one's word counts."""
    return {name: said for guide in guides for name, said in _called(guide)}


def _called(guide: Data) -> Iterator[tuple[str, str]]:
    for question in guide.get("questions", []):
        yield question["id"], question.get("about") or question["ask"]
        yield from ((f"{question['id']}.{option['id']}", option["label"]) for option in question["options"])


def condition_in_words(condition: Data, words: Words) -> str:
    """«Tuổi của bé: Dưới 6 tuổi»; an id that `words` do not know stays as it is."""
    return "; ".join(_one(key, value, words) for key, value in condition.items())


def _one(key: str, value: Any, words: Words) -> str:
    if key == "not":
        return f"không phải ({condition_in_words(value, words)})"
    if key in WORDS:
        joint = " và " if key == "all" else " hoặc "
        return f"({joint.join(condition_in_words(part, words) for part in value)})"
    options = value if isinstance(value, list) else [value]
    return f"{words.get(key, key)}: {' / '.join(words.get(f'{key}.{each}', str(each)) for each in options)}"


def in_words(before: Data, after: Data) -> tuple[Data, Data]:
    """Two versions of a guide with their conditions in words.

    Both in the words of the later one: a question that is only asked otherwise changes no condition.
    """
    words = words_of(before, after)
    return _worded(before, words), _worded(after, words)


def _worded(value: Any, words: Words) -> Any:
    if isinstance(value, list):
        return [_worded(each, words) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: condition_in_words(each, words) if key == "when" and isinstance(each, Mapping) else _worded(each, words)
        for key, each in value.items()
    }
