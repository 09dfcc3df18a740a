"""How much of what is personal is found, and how much is taken for it, on labelled lines of our own making.

`privacy_lines.jsonl`: `{"text", "personal": [{"kind", "text"}]}`, with marks and without, half of them hard
negatives. The patterns were mended on these lines: the figures say that nothing got worse, not how it is on new ones.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.language.privacy import find

LINES = [json.loads(line) for line in Path(__file__).with_name("privacy_lines.jsonl").read_text("utf-8").splitlines()]
KINDS = sorted({piece["kind"] for line in LINES for piece in line["personal"]})
LEAST_PRECISION, LEAST_RECALL = 0.93, 0.9  # of each kind


def labelled(line: dict) -> Counter:
    """(kind, text) of what is personal in a line."""
    return Counter((piece["kind"], piece["text"]) for piece in line["personal"])


def found(line: dict) -> Counter:
    """(kind, text) of what was found."""
    return Counter((piece.kind, line["text"][piece.start : piece.end]) for piece in find(line["text"]))


def test_there_are_enough_lines_of_both_sorts() -> None:
    assert len(LINES) >= 300
    assert min(Counter(bool(line["personal"]) for line in LINES).values()) >= 130
    assert len({line["text"] for line in LINES}) == len(LINES)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_personal_is_found_and_nothing_else(kind: str) -> None:
    right: Counter = Counter()
    wanted: Counter = Counter()
    given: Counter = Counter()
    for at, line in enumerate(LINES):
        ours, theirs = (
            Counter({(at, text): n for (of, text), n in each.items() if of == kind})
            for each in (labelled(line), found(line))
        )
        wanted, given, right = wanted + ours, given + theirs, right + (ours & theirs)
    precision = right.total() / max(1, given.total())
    recall = right.total() / wanted.total()

    assert precision >= LEAST_PRECISION, given - right
    assert recall >= LEAST_RECALL, wanted - right


def test_whatever_it_is_called_what_is_personal_is_covered() -> None:
    """A piece that is masked under another name is masked all the same."""
    lost = [
        (line["text"], piece["text"])
        for line in LINES
        for piece in line["personal"]
        if not any(
            each.start <= line["text"].index(piece["text"])
            and line["text"].index(piece["text"]) + len(piece["text"]) <= each.end
            for each in find(line["text"])
        )
    ]

    assert len(lost) <= 0.02 * sum(len(line["personal"]) for line in LINES), lost


def test_lines_with_nothing_personal_are_left_alone() -> None:
    wrong = {line["text"]: found(line) for line in LINES if not line["personal"] and found(line)}

    assert len(wrong) <= 0.01 * len(LINES), wrong
