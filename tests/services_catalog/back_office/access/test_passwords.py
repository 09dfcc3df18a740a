"""Which passwords are taken, and how they are kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.back_office.access import passwords
from services_catalog.back_office.access.passwords import MOST_LETTERS, fault, fits, generated, hashed, is_outdated

LAN = ("lan.nguyen", "Nguyễn Thị Lan")


@pytest.mark.parametrize(
    "password",
    [
        "Ab1!Ab1!",  # all kinds of letters, and short
        "1qaz2wsx3edc4",
        "passwordpassword",
        "qwertyuiop123",
        "nguyenthilan1985",
        "Nguyễn Thị Lan 85",
        "lan.nguyen2026",
        "matkhau123456",
        "Anhyeuem@2026",
        "hanoi saigon 1975",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "x" * (MOST_LETTERS + 1),
    ],
)
def test_what_is_short_leaked_or_easy_to_guess_is_refused_with_a_reason(password: str) -> None:
    said = fault(password, LAN)

    assert said is not None
    assert said.startswith("Mật khẩu")


@pytest.mark.parametrize(
    "password",
    [
        "chim gio ban phim tau",
        "trời mưa ghế đỏ cá kho",
        "rqv4-ec9v-pktm-5bxa",
        "đi chợ mua ba cân cà chua xanh",
        "🐘 bay qua mái ngói",
    ],
)
def test_a_sentence_of_ones_own_is_enough_without_digits_or_capitals(password: str) -> None:
    assert fault(password, LAN) is None


def test_a_made_up_password_is_never_refused() -> None:
    made = {generated() for _ in range(200)}

    assert len(made) == 200
    assert {fault(password, LAN) for password in made} == {None}


@given(st.text(max_size=300))
def test_no_text_breaks_the_judgement(password: str) -> None:
    assert fault(password, LAN) is None or len(password) != 0 or password == ""


def test_a_password_is_kept_as_an_argon2id_hash_with_a_salt_of_its_own() -> None:
    first, second = hashed("chim gio ban phim tau"), hashed("chim gio ban phim tau")

    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert fits("chim gio ban phim tau", first)
    assert not fits("chim gio ban phim tau ", first)
    assert not is_outdated(first)


def test_nobodys_password_is_compared_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    monkeypatch.setattr(passwords, "_hasher", Noting(compared))

    assert not fits("chim gio ban phim tau", None)
    assert len(compared) == 1


class Noting:
    """In the place of argon2's hasher: notes what it is asked, and finds everything right."""

    def __init__(self, compared: list[str]) -> None:
        self._compared = compared

    def verify(self, kept: str, password: str) -> bool:
        """As argon2's."""
        self._compared.append(kept)
        return True


def test_a_long_password_does_not_keep_the_judge_busy() -> None:
    began = time.process_time()

    fault("hanoisaigon" * 40, LAN)
    fault("a" * MOST_LETTERS, LAN)
    fault("anhan" * 25, LAN)

    assert time.process_time() - began < 5  # seconds; without an end to what is read it takes minutes
