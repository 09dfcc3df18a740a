"""Guessing gets nowhere, and nobody is kept out of the office by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, select

from services_catalog.back_office.access import passwords
from services_catalog.back_office.access.lockout import ACCOUNT, DEVICE, PAIR, Lockout, Trier
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry
from services_catalog.database import sessions
from tests.services_catalog.back_office.access.conftest import (
    CODE,
    PASSWORD,
    SIGN_IN,
    AddAccount,
    Clock,
    give_password,
    is_in,
)
from tests.services_catalog.back_office.access.filling import fields_of, fill
from tests.services_catalog.back_office.conftest import Clerk

Another = Callable[..., Clerk]


def attack(attacker: Clerk, name: str, times: int) -> list[int]:
    """Guess the password of `name`."""
    sent = dict(fields_of(attacker.get(SIGN_IN).text, SIGN_IN))
    return [
        attacker.post(SIGN_IN, data={**sent, "ten": name, "mat_khau": f"mật khẩu thứ {number}"}).status_code
        for number in range(times)
    ]


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were compared with a hash at all."""
    seen: list[str] = []
    real = passwords.fits

    def noted(password: str, kept: str | None) -> bool:
        seen.append(password)
        return real(password, kept)

    monkeypatch.setattr(passwords, "fits", noted)
    return seen


@pytest.mark.long
def test_a_thousand_attempts_get_nowhere_not_even_with_the_right_password_at_the_end(
    add: AddAccount, another: Another, looked_at: list[str], office_engine: Engine
) -> None:
    add("lan")
    attacker = another("203.0.113.66")

    answers = attack(attacker, "lan", 1000)
    right = give_password(attacker, "lan")

    assert set(answers) == {422, 429}
    assert len(looked_at) <= 10  # five a minute
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) > 0
    assert not is_in(attacker)
    with sessions(office_engine)() as session:
        acts = dict(session.execute(select(AuditEntry.act, func.count()).group_by(AuditEntry.act)).all())
    assert acts["sign_in_blocked"] == 1
    assert acts["sign_in_failed"] == len(looked_at)


def test_meanwhile_everybody_else_comes_in_the_victim_too(add: AddAccount, another: Another) -> None:
    add("lan")
    add("hoa")
    known, new_colleague, attacker = another(), another(), another()  # all behind one address
    give_password(known, "lan")
    known.submit("/quan-tri/dang-xuat")

    attack(attacker, "lan", 100)
    give_password(known, "lan")
    give_password(new_colleague, "hoa")

    assert (is_in(known), is_in(new_colleague)) == (True, True)


def test_the_victim_comes_in_from_a_new_browser_elsewhere(add: AddAccount, another: Another) -> None:
    add("lan")
    attack(another("203.0.113.66"), "lan", 100)
    elsewhere = another("198.51.100.7")

    give_password(elsewhere, "lan")

    assert is_in(elsewhere)


def test_a_known_browser_is_known_for_its_own_account_alone(add: AddAccount, another: Another) -> None:
    add("lan")
    add("ke-gian")
    attacker = another()
    give_password(attacker, "ke-gian")
    attacker.submit("/quan-tri/dang-xuat")

    assert attack(attacker, "lan", 20).count(422) == PAIR[0].amount
    assert give_password(attacker, "lan").status_code == 429


def test_many_addresses_do_not_help(another: Another, add: AddAccount, looked_at: list[str]) -> None:
    add("lan")
    known = another()
    give_password(known, "lan")
    known.submit("/quan-tri/dang-xuat")
    looked_at.clear()

    for number in range(60):
        attack(another(f"203.0.113.{number}"), "lan", 2)

    assert len(looked_at) <= ACCOUNT[0].amount
    give_password(known, "lan")
    assert is_in(known)


def test_a_name_that_is_none_is_held_up_in_the_same_way(add: AddAccount, another: Another) -> None:
    add("lan")

    assert attack(another(), "lan", 12) == attack(another(), "khong-co-ai", 12)


def test_codes_are_not_guessed_either(add: AddAccount, another: Another, clock: Clock) -> None:
    add("binh", Role.PUBLISHER, totp=True)
    attacker = another()
    asked = give_password(attacker, "binh")

    answers = [fill(attacker, asked, CODE, ma=f"{number:06}").status_code for number in range(50)]
    right = fill(attacker, asked, CODE, ma=clock.code())

    assert answers.count(422) <= PAIR[0].amount
    assert right.status_code == 429
    assert not is_in(attacker)


def test_an_open_browser_does_not_let_its_finder_guess_the_password(add: AddAccount, office: Clerk) -> None:
    add("lan")
    give_password(office, "lan")
    new = {"mat_khau_moi": "chim gio ban phim tau", "nhac_lai": "chim gio ban phim tau"}

    for number in range(DEVICE[0].amount):
        office.submit("/quan-tri/toi/mat-khau", {"mat_khau_cu": f"sai {number}", **new})
    answer = office.submit("/quan-tri/toi/mat-khau", {"mat_khau_cu": PASSWORD, **new})

    assert "Đã thử sai nhiều lần" in answer.text


def test_the_wait_grows() -> None:
    lockout, trier = Lockout("memory://"), Trier("lan", "192.0.2.1", None)

    waits = [lockout.wait("password", trier) for _ in range(PAIR[0].amount + 1)]

    assert waits[:-1] == [0] * PAIR[0].amount
    assert 0 < waits[-1] <= 60
    assert [item.get_expiry() for item in PAIR] == sorted(item.get_expiry() for item in PAIR)


def test_without_its_storage_attempts_are_still_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from limits.errors import StorageError

    lockout, trier = Lockout("memory://"), Trier("lan", "192.0.2.1", None)

    def away(*_: object) -> bool:
        raise StorageError(ConnectionError("away"))

    for method in ("hit", "test", "get_window_stats"):
        monkeypatch.setattr(lockout._windows, method, away)

    assert [lockout.wait("password", trier) > 0 for _ in range(8)] == [False] * 5 + [True] * 3
