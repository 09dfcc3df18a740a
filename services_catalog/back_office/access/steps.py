"""The steps of signing in: which comes next, and what the last one leaves behind."""

from __future__ import annotations

from enum import StrEnum

from fastapi import Request, Response
from sqlalchemy.orm import Session

from services_catalog.back_office.access import cookies, csrf, sessions
from services_catalog.back_office.access.address import address_of
from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.browser import told
from services_catalog.back_office.access.lockout import Trier
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account, SignIn

DEVICE_SECONDS = sessions.DEVICE_DAYS * 24 * 3600


class Step(StrEnum):
    """What is asked for after the password."""

    CODE = "code"
    NEW_PASSWORD = "new_password"  # noqa: S105 (a step)
    TOTP = "totp"  # to be set up


def after_password(account: Account) -> Step | None:
    """The first step of who has typed the right password; None: nothing more."""
    return Step.CODE if account.totp_secret else after_code(account)


def after_code(account: Account) -> Step | None:
    """The step after the second factor, or instead of it."""
    if account.password_is_temporary:
        return Step.NEW_PASSWORD
    if account.totp_secret is None and Role(account.role).must_have_totp:
        return Step.TOTP
    return None


def waiting(request: Request, session: Session, step: Step) -> SignIn | None:
    """The unfinished session of this browser, if `step` is what it waits for."""
    token = cookies.read(request, "phien")
    sign_in = sessions.find(session, token) if token else None
    if sign_in is None or sign_in.step != step:
        return None
    return sign_in if sessions.is_open(sign_in, request.app.state.office_settings) else None


def trier(request: Request, session: Session, name: str, account: Account | None) -> Trier:
    """Who tries to sign in as `name`."""
    device = sessions.device_of(session, cookies.read(request, "may"), account.id) if account else None
    return Trier(name, address_of(request.client.host if request.client else ""), device)


def advance(session: Session, request: Request, account: Account, step: Step | None, how: str) -> Entry:
    """Go on with `step`, or, with None, be signed in, `how`: «mật khẩu».

    The cookie's value changes at each step: one that somebody planted before is worth nothing after.
    """
    before = cookies.read(request, "phien")
    if before and (old := sessions.find(session, before)):
        sessions.end(old)
    agent = request.headers.get("user-agent", "")
    token = sessions.begin(session, account, step, agent)
    device = None
    if step is None:
        sessions.forget_old(session)
        if sessions.device_of(session, cookies.read(request, "may"), account.id) is None:
            device = sessions.know_device(session, account.id)
        who = trier(request, session, account.name, account)
        record(session, account.name, "sign_in", account.name, how=how, address=who.address, browser=told(agent))
    return Entry(token, device, account, step)


class Entry:
    """The cookies that a step leaves, and who is in by them."""

    def __init__(self, token: str, device: str | None, account: Account, step: Step | None) -> None:
        self._token = token
        self._device = device
        self.step = step
        self.csrf_token = csrf.token_for(token)
        self.person = Person(account.id, account.name, account.display_name, Role(account.role), self.csrf_token)

    def leave(self, request: Request, response: Response) -> Response:
        """`response`, with the cookies."""
        cookies.write(request, response, "phien", self._token)
        if self._device:
            cookies.write(request, response, "may", self._device, DEVICE_SECONDS)
        return response
