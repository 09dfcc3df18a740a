"""Raw Telex and VNI: the syllable that the keystrokes spell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.keyboard import decode
from bot.language.syllables import is_syllable


@pytest.mark.parametrize(
    ("typed", "syllable"),
    [
        ("kys", "ký"),
        ("ddawng", "đăng"),
        ("dangdw", None),  # no syllable comes of it
        ("tamj", "tạm"),
        ("tajm", "tạm"),  # the tone right after its vowel
        ("truwowcs", "trước"),
        ("truowcs", "trước"),
        ("coong", "công"),
        ("chuyeern", "chuyển"),
        ("nguwowif", "người"),
        ("quyeenf", "quyền"),
        ("giaays", "giấy"),
        ("dangw", "dăng"),  # the hat typed last
        ("HOOJ", "hộ"),
        ("thuyr", "thuỷ"),
        ("xoas", "xoá"),
    ],
)
def test_telex(typed: str, syllable: str | None) -> None:
    assert decode(typed) == syllable


@pytest.mark.parametrize(
    ("typed", "syllable"),
    [
        ("ky1", "ký"),
        ("d9a8ng", "đăng"),
        ("tam5", "tạm"),
        ("ta5m", "tạm"),
        ("tru7o71c", "trước"),
        ("truo7c1", "trước"),
        ("co6ng", "công"),
        ("dang8", "dăng"),
        ("chuye6n3", "chuyển"),
    ],
)
def test_vni(typed: str, syllable: str) -> None:
    assert decode(typed) == syllable


@pytest.mark.parametrize(
    "word",
    [
        "bao",
        "khai",
        "sinh",
        "ký",
        "vneid",
        "ct01",
        "ct07",
        "b2",
        "100",
        "nop9",
        "max",
        "web",
        "fax",
        "a1",
        "photo",
    ],
)
def test_what_is_no_raw_typing_is_left_alone(word: str) -> None:
    assert decode(word) is None


def test_a_word_that_is_also_english_is_decoded_where_the_message_is_telex_beyond_doubt() -> None:
    assert decode("max", sure=True) == "mã"
    assert decode("car", sure=True) == "cả"


@given(st.text(max_size=12))
def test_any_word_is_a_vietnamese_syllable_or_nothing(word: str) -> None:
    decoded = decode(word)

    assert decoded is None or decoded == decoded.lower()


@pytest.mark.parametrize("plain", ["nghieng", "quyet", "khuya", "gi", "gieng", "thuo", "oanh", "uy", "xoong"])
def test_vietnamese_syllables(plain: str) -> None:
    assert is_syllable(plain)


@pytest.mark.parametrize("plain", ["", "coong", "check", "web", "dawng", "xyz", "ng", "link", "2026"])
def test_other_strings(plain: str) -> None:
    assert not is_syllable(plain)
