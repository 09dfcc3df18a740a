"""Unicode forms and marks: whatever a phone or a file sends, the same letters come out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.marks import compose, fold, has_marks, with_modern_tone, without_marks


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        (unicodedata.normalize("NFD", "Đăng ký tạm trú"), "Đăng ký tạm trú"),
        ("căn\u200bcước", "căncước"),  # zero-width space
        ("căn\u00ad cước", "căn cước"),  # soft hyphen
        ("\ufeffhộ chiếu", "hộ chiếu"),  # byte order mark
        ("khai \u202esinh\u202c", "khai sinh"),  # right-to-left override
        ("khai\x00sinh", "khai sinh"),
        ("a" + "\u0301" * 40, "á"),  # a pile of marks
        ("dòng một\ndòng hai\tba", "dòng một\ndòng hai\tba"),  # line breaks and tabs say something
        ("👨‍👩‍👧 gia đình", "👨👩👧 gia đình"),
        ("", ""),
    ],
)
def test_text_is_composed_and_nothing_hides_in_it(written: str, clean: str) -> None:
    assert compose(written) == clean


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("Đăng ký", "Dang ky"),
        ("đường", "duong"),
        ("Ặ ậ ẵ ỡ ữ ỵ ễ ổ", "A a a o u y e o"),
        (unicodedata.normalize("NFD", "Uỷ ban"), "Uy ban"),
        ("CT01 100.000", "CT01 100.000"),
    ],
)
def test_marks_come_off(marked: str, plain: str) -> None:
    assert without_marks(marked) == plain


@pytest.mark.parametrize("text", ["ĐĂNG KÝ", "đăng ký", "Dang Ky", unicodedata.normalize("NFD", "đăng ký")])
def test_every_spelling_folds_to_one(text: str) -> None:
    assert fold(text) == "dang ky"


@pytest.mark.parametrize(("text", "marked"), [("đi", True), ("ký", True), ("ky", False), ("CT01!", False), ("", False)])
def test_a_mark_is_noticed(text: str, marked: bool) -> None:
    assert has_marks(text) is marked


@pytest.mark.parametrize(
    ("older", "modern"),
    [
        ("hòa", "hoà"),
        ("Hòa", "Hoà"),
        ("thúy", "thuý"),
        ("khỏe", "khoẻ"),
        ("ủy", "uỷ"),
        ("hoá", "hoá"),
        ("quý", "quý"),  # the u belongs to «qu»
        ("quả", "quả"),
        ("hoàn", "hoàn"),  # a closed syllable has one placement
        ("mùa", "mùa"),
        ("chúa", "chúa"),
        ("hoa", "hoa"),
        ("VNeID", "VNeID"),
    ],
)
def test_both_placements_of_the_tone_become_one(older: str, modern: str) -> None:
    assert with_modern_tone(older) == modern


@given(st.text())
def test_composing_twice_is_composing_once(text: str) -> None:
    once = compose(text)

    assert compose(once) == once


# Marks of two canonical classes with an invisible between: reordered only once that is taken out.
@given(st.text("ae\u0301\u0323\u0591\u200b\u034f\u0300"))
def test_composing_twice_is_composing_once_for_piles_of_marks(text: str) -> None:
    once = compose(text)

    assert compose(once) == once


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)

    assert fold(once) == once


@given(st.text())
def test_what_is_folded_has_no_marks_and_no_capitals(text: str) -> None:
    folded = fold(text)

    assert not has_marks(folded)
    assert folded == folded.lower()
