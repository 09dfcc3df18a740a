"""Nobody can make up the id of a conversation."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.webhook import identity
from bot.webhook.identity import Identity, secret_of

OURS = Identity(b"s" * 32, valid_days=30)


def test_what_was_issued_is_known() -> None:
    assert OURS.knows(OURS.issue())


def test_what_another_server_issued_is_not() -> None:
    assert not OURS.knows(Identity(b"t" * 32, 30).issue())


@given(st.integers(0, 31), st.sampled_from("ABCXYZabcxyz0189-_"))
def test_an_id_with_one_other_letter_is_not_known(at: int, letter: str) -> None:
    issued = OURS.issue()
    forged = issued[:at] + letter + issued[at + 1 :]

    assert OURS.knows(forged) == (forged == issued)


@given(st.text(max_size=40))
def test_no_text_is_known_by_chance(text: str) -> None:
    assert not OURS.knows(text)


def test_an_id_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    issued = OURS.issue()
    today = identity._today()

    monkeypatch.setattr(identity, "_today", lambda: today + 30)
    assert OURS.knows(issued)
    monkeypatch.setattr(identity, "_today", lambda: today + 31)
    assert not OURS.knows(issued)


def test_a_pseudonym_is_always_the_same_and_tells_nothing() -> None:
    assert OURS.pseudonym("0912345678") == OURS.pseudonym("0912345678")
    assert OURS.pseudonym("0912345678") != Identity(b"t" * 32, 30).pseudonym("0912345678")
    assert "0912345678" not in OURS.pseudonym("0912345678")


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"

    with ThreadPoolExecutor(8) as pool:  # as if several processes started at once
        secrets = set(pool.map(lambda _: secret_of(path), range(16)))

    assert len(secrets) == 1
    assert len(secrets.pop()) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
