"""Accounts: made, given a role, disabled. Each act is in the audit trail and ends sessions that it should end."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.back_office.access import passwords, sessions, totp
from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account
from services_catalog.models import now

NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,79}")
MOST_DISPLAY_LETTERS = 120


class AccountRefused(ValueError):
    """Something that cannot be done with an account; the message says why and what to do."""


def normal(name: str) -> str:
    """A name as it is kept: small letters, nothing around it."""
    return name.strip().lower()


def every(session: Session) -> list[Account]:
    """All accounts by name, disabled ones at the end."""
    return sorted(session.scalars(select(Account)), key=lambda each: (each.disabled_at is not None, each.name))


def find(session: Session, name: str) -> Account | None:
    """The account `name`."""
    return session.scalar(select(Account).where(Account.name == normal(name)))


def the(session: Session, name: str) -> Account:
    """The account `name`. Raises AccountRefused if there is none."""
    account = find(session, name)
    if account is None:
        raise AccountRefused(f"Không có tài khoản «{normal(name)}».")
    return account


def add(session: Session, by: str, name: str, display_name: str, role: Role, password: str | None) -> Account:
    """A new account. `password` is a temporary one; without, it can only come in by OpenID Connect.

    Raises AccountRefused for a name that is taken or no name.
    """
    kept, called = normal(name), " ".join(display_name.split())
    if not NAME.fullmatch(kept):
        raise AccountRefused(
            "Tên đăng nhập gồm 2 đến 80 ký tự: chữ không dấu, số và . _ - + @, ví dụ «lan.nguyen» hoặc địa chỉ thư."
        )
    if not 0 < len(called) <= MOST_DISPLAY_LETTERS:
        raise AccountRefused(f"Tên hiển thị cần từ 1 đến {MOST_DISPLAY_LETTERS} ký tự.")
    if find(session, kept):
        raise AccountRefused(f"Đã có tài khoản «{kept}». Bạn chọn tên khác nhé.")
    account = Account(name=kept, display_name=called, role=role)
    if password is not None:
        account.password_hash, account.password_is_temporary = passwords.hashed(password), True
    session.add(account)
    session.flush()
    record(session, by, "account_add", kept, role=role, openid=password is None)
    return account


def set_role(session: Session, by: str, account: Account, role: Role) -> None:
    """Another role, from now on. Raises AccountRefused if nobody would be left to administer."""
    if Role(account.role) is role:
        return
    if role is not Role.ADMINISTRATOR:
        _somebody_stays(session, account)
    before, account.role = account.role, role
    sessions.end_all(session, account.id)
    record(session, by, "account_role", account.name, before=before, role=role)


def disable(session: Session, by: str, account: Account, why: str) -> None:
    """Shut an account: nobody comes in with it, and who is in is out. What it did stays under its name.

    Raises AccountRefused if nobody would be left to administer.
    """
    if account.disabled_at is not None:
        return
    _somebody_stays(session, account)
    account.disabled_at = now()
    sessions.end_all(session, account.id)
    sessions.forget_devices(session, account.id)
    record(session, by, "account_disable", account.name, why)


def enable(session: Session, by: str, account: Account, why: str) -> None:
    """Open a disabled account again."""
    if account.disabled_at is None:
        return
    account.disabled_at = None
    record(session, by, "account_enable", account.name, why)


def reset_password(session: Session, by: str, account: Account, password: str | None = None) -> str:
    """Give an account a temporary password, `password` or a made-up one, and sign it out everywhere.

    It is returned to be shown once; it must be changed at the first sign-in. The second step stays as it is.
    """
    given = password or passwords.generated()
    account.password_hash, account.password_is_temporary = passwords.hashed(given), True
    sessions.end_all(session, account.id)
    sessions.forget_devices(session, account.id)
    record(session, by, "password_reset", account.name)
    return given


def change_password(
    session: Session, account: Account, password: str, *, but: str | None = None, by: str | None = None
) -> None:
    """The new password that the account's owner chose; `but`: hash of the session that goes on; `by`: a command.

    Raises AccountRefused for a weak one.
    """
    if fault := passwords.fault(password, (account.name, account.display_name)):
        raise AccountRefused(fault)
    if passwords.fits(password, account.password_hash):
        raise AccountRefused("Mật khẩu mới phải khác mật khẩu cũ.")
    account.password_hash, account.password_is_temporary = passwords.hashed(password), False
    sessions.end_all(session, account.id, but)
    sessions.forget_devices(session, account.id)
    record(session, by or account.name, "password_change", account.name)


def take_totp_away(session: Session, by: str, account: Account, why: str) -> None:
    """For somebody who has lost phone and recovery codes: the next sign-in sets it up afresh."""
    totp.remove(session, account)
    sessions.end_all(session, account.id)
    record(session, by, "totp_remove", account.name, why)


def _somebody_stays(session: Session, account: Account) -> None:
    others = select(Account).where(
        Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None), Account.id != account.id
    )
    if Role(account.role) is Role.ADMINISTRATOR and session.scalar(others) is None:
        raise AccountRefused("Đây là người quản trị cuối cùng. Bạn cho người khác làm quản trị trước nhé.")
