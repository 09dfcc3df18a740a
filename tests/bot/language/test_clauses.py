"""A message of several questions comes apart where a reader would take it apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.clauses import clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("làm căn cước cần giấy gì và phí bao nhiêu", ["làm căn cước cần giấy gì", "phí bao nhiêu"]),
        ("lam ho chieu het bao nhieu, bao lau co", ["lam ho chieu het bao nhieu", "bao lau co"]),
        ("Cần giấy gì? Làm online được không?", ["Cần giấy gì", "Làm online được không"]),
        ("cần mẫu nào với lại nộp chỗ nào ạ", ["cần mẫu nào", "nộp chỗ nào ạ"]),
        ("phí 35.000 đồng đúng không ạ?", ["phí 35.000 đồng đúng không ạ"]),
        ("alo, làm hộ chiếu cần gì", ["alo", "làm hộ chiếu cần gì"]),
        ("nộp ở đâu, ạ", ["nộp ở đâu ạ"]),
    ],
)
def test_the_parts_of_a_message(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@given(st.text())
def test_no_word_of_any_text_is_made_up(text: str) -> None:
    found = clauses(text)

    assert all(part.strip() for part in found)
    assert {word for part in found for word in part.split()} <= {
        piece for word in text.split() for piece in _pieces(word)
    }


def _pieces(word: str) -> set[str]:
    """`word` with marks at its end taken off, one after the other."""
    return {word[:end] for end in range(len(word) + 1)}
