"""Accounts with passwords, and the clock of their codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from services_catalog.back_office.access import accounts, passwords
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account
from services_catalog.database import sessions
from tests.services_catalog.back_office.access.filling import fill
from tests.services_catalog.back_office.conftest import Clerk

PASSWORD = "bay con voi xanh nhay day"
HASH = passwords.hashed(PASSWORD)
SIGN_IN = "/quan-tri/dang-nhap"
CODE = "/quan-tri/dang-nhap/ma"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

AddAccount = Callable[..., Account]


@pytest.fixture
def add(office_engine: Engine) -> AddAccount:
    """`add("lan", Role.EDITOR, totp=True)`: an account whose password is PASSWORD and whose app has SECRET."""

    def made(name: str, role: Role = Role.EDITOR, *, totp: bool = False, temporary: bool = False) -> Account:
        with sessions(office_engine).begin() as session:
            account = accounts.add(session, "a test", name, name.title(), role, None)
            account.password_hash = HASH
            account.password_is_temporary = temporary
            account.totp_secret = SECRET if totp else None
        return account

    return made


class Clock:
    """Moves the time of TOTP codes, so that a test need not wait half a minute for the next one."""

    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def time(self) -> float:
        """As `time.time`."""
        return self.now

    def code(self, secret: str = SECRET) -> str:
        """What the app shows."""
        return pyotp.TOTP(secret).at(int(self.now))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of this test."""
    made = Clock()
    monkeypatch.setattr("services_catalog.back_office.access.totp.time", made)
    return made


def give_password(clerk: Clerk, name: str, password: str = PASSWORD, path: str = SIGN_IN) -> Any:
    """Type name and password into the page `path`."""
    return fill(clerk, clerk.get(path), SIGN_IN, ten=name, mat_khau=password)


def is_in(clerk: Clerk) -> bool:
    """Whether somebody is signed in."""
    return clerk.get("/quan-tri/", follow_redirects=False).status_code == 200


@pytest.fixture
def another(office_app: FastAPI) -> Callable[..., Clerk]:
    """Makes a browser; `another(address="198.51.100.7")`: one elsewhere."""

    def made(address: str = "192.0.2.10") -> Clerk:
        return Clerk(office_app, calls_from=address)

    return made
