"""Words spelt as they sound are read as the taught ones they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.sounds import sound
from services_catalog.search.spelling import Spelling

TAUGHT = dict.fromkeys(["ho chieu", "thuong tru", "ket hon", "phat nguoi", "mai tang", "tang phi", "lai xe"], 1.0)
SPELLING = Spelling({**TAUGHT, "ho": 0.1, "xa nuoc": 9.0, "ban lai": 9.0}, rarest=5.0)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ho chiu", "ho chieu"),
        ("thuon chu", "thuong tru"),
        ("dang ki ket hun", "dang ki ket hon"),
        ("phac ngui", "phat nguoi"),
        ("mai tan phy", "mai tang phi"),
        ("mat ban lai se", "mat ban lai xe"),
    ],
)
def test_what_sounds_like_a_taught_pair_is_read_as_it(written: str, meant: str) -> None:
    assert SPELLING.mended(written) == meant


@pytest.mark.parametrize("written", ["ho chieu", "ban lai", "sa nuoc", "mot", "", "24 7"])
def test_what_is_known_or_sounds_like_nothing_common_stays(written: str) -> None:
    assert SPELLING.mended(written) == written


@given(st.lists(st.sampled_from(["ho", "chiu", "thuon", "chu", "ket", "hun", "12", "qwrt"]), max_size=8))
def test_words_are_neither_lost_nor_won_and_what_is_mended_stays(words: list[str]) -> None:
    mended = SPELLING.mended(" ".join(words))

    assert len(mended.split()) == len(words)
    assert SPELLING.mended(mended) == mended


@pytest.mark.parametrize(
    "alike",
    [
        ("giay", "day", "ray"),
        ("tru", "chu"),
        ("xo", "so"),
        ("nam", "lam"),
        ("bat", "bac"),
        ("ban", "bang", "banh"),
        ("hieu", "hiu"),
        ("hon", "hun"),
        ("phi", "phy", "fi"),
        ("kinh", "kin"),
    ],
)
def test_what_is_confused_sounds_alike(alike: tuple[str, ...]) -> None:
    assert len({sound(each) for each in alike}) == 1


@pytest.mark.parametrize(("one", "other"), [("khai", "cai"), ("sinh", "sin c"), ("me", "mo"), ("cap", "cat")])
def test_what_nobody_confuses_sounds_different(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.text(max_size=12))
def test_anything_has_a_sound(text: str) -> None:
    assert isinstance(sound(text), str)
