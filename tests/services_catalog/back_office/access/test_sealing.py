"""Who has the database alone has no second step of anybody."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select

from services_catalog.back_office.access import totp
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.access.sealing import Seal
from services_catalog.back_office.models import Account
from services_catalog.database import sessions
from tests.services_catalog.back_office.access.conftest import (
    CODE,
    PASSWORD,
    SECRET,
    AddAccount,
    Clock,
    give_password,
    is_in,
)
from tests.services_catalog.back_office.access.filling import fill
from tests.services_catalog.back_office.conftest import Clerk, SignIn

SEAL = Seal(b"a secret", "totp")


def kept(engine: Engine, name: str) -> str:
    with sessions(engine)() as session:
        found = session.scalar(select(Account.totp_secret).where(Account.name == name))
    assert found
    return found


def test_what_is_sealed_opens_with_its_secret_for_its_owner_alone() -> None:
    sealed = SEAL.close(b"twenty letters, or so", "lan")

    assert SEAL.open(sealed, "lan") == b"twenty letters, or so"
    assert SEAL.close(b"twenty letters, or so", "lan") != sealed
    assert SEAL.open(sealed, "binh") is None
    assert Seal(b"another secret", "totp").open(sealed, "lan") is None
    assert Seal(b"a secret", "something else").open(sealed, "lan") is None


@pytest.mark.parametrize("sealed", ["", "A", "@@@@", "A" * 64, "chữ"])
def test_what_is_no_seal_opens_nothing(sealed: str) -> None:
    assert SEAL.open(sealed, "lan") is None


def test_a_second_step_that_is_set_up_is_not_readable_in_the_database(
    add: AddAccount, sign_in: SignIn, another: Callable[..., Clerk], office_engine: Engine, clock: Clock
) -> None:
    add("lan")
    lan = sign_in(Role.EDITOR, "lan")
    page = lan.get("/quan-tri/toi/hai-lop")
    secret = re.search(r'name="khoa" value="([A-Z2-7]{32})"', page.text)
    assert secret

    lan.submit("/quan-tri/toi/hai-lop", {"khoa": secret[1], "mat_khau_cu": PASSWORD, "ma": clock.code(secret[1])})

    assert secret[1] not in kept(office_engine, "lan")
    assert len(kept(office_engine, "lan")) == 64
    clock.now += 30
    again = another()
    fill(again, give_password(again, "lan"), CODE, ma=clock.code(secret[1]))
    assert is_in(again)


def test_one_that_an_earlier_release_kept_open_is_sealed_when_it_is_used(
    add: AddAccount, office: Clerk, another: Callable[..., Clerk], office_engine: Engine, clock: Clock
) -> None:
    add("binh", Role.PUBLISHER, totp=True)
    assert kept(office_engine, "binh") == SECRET

    fill(office, give_password(office, "binh"), CODE, ma=clock.code())

    assert is_in(office)
    assert len(kept(office_engine, "binh")) == 64
    clock.now += 30
    again = another()
    fill(again, give_password(again, "binh"), CODE, ma=clock.code())
    assert is_in(again)


def test_a_seal_carried_to_another_account_does_not_open_it(
    add: AddAccount, office: Clerk, another: Callable[..., Clerk], office_engine: Engine, clock: Clock
) -> None:
    add("binh", Role.PUBLISHER, totp=True)
    add("chi", Role.ADMINISTRATOR, totp=True)
    fill(office, give_password(office, "binh"), CODE, ma=clock.code())
    with sessions(office_engine).begin() as session:
        session.scalars(select(Account).where(Account.name == "chi")).one().totp_secret = kept(office_engine, "binh")
    clock.now += 30

    thief = another()
    answer = fill(thief, give_password(thief, "chi"), CODE, ma=clock.code())

    assert answer.status_code == 422
    assert not is_in(thief)


def test_when_the_server_has_another_secret_a_recovery_code_still_opens(
    add: AddAccount, office: Clerk, office_app: FastAPI, office_engine: Engine, clock: Clock
) -> None:
    add("binh", Role.PUBLISHER)
    with sessions(office_engine).begin() as session:
        binh = session.scalars(select(Account).where(Account.name == "binh")).one()
        codes = totp.set_up(session, binh, SECRET, clock.code(), SEAL)  # not the seal of this server
    assert codes
    clock.now += 30
    asked = give_password(office, "binh")

    assert fill(office, asked, CODE, ma=clock.code()).status_code == 422
    fill(office, asked, CODE, ma=codes[0])

    assert is_in(office)
