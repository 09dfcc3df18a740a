"""Sessions: who has signed in, in which browser, since when; and their end."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services_catalog.back_office.access import tokens
from services_catalog.back_office.models import Account, KnownDevice, SignIn
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.clock import utc
from services_catalog.models import now

SEEN_EVERY = timedelta(minutes=1)  # no write for every request
UNFINISHED = timedelta(minutes=10)  # from the password to the last step
DEVICE_DAYS = 180
KEPT_DAYS = 30  # of a session that is over: until then a late form is known to be its
_BROWSER_LETTERS = 200


def begin(session: Session, account: Account, step: str | None, browser: str) -> str:
    """A new session of `account`, in which `step` is asked for first; the value of its cookie."""
    token = tokens.new()
    session.add(
        SignIn(token_hash=tokens.hashed(token), account_id=account.id, step=step, browser=browser[:_BROWSER_LETTERS])
    )
    return token


def find(session: Session, token: str) -> SignIn | None:
    """The session of a cookie, whether it has ended or not."""
    return session.get(SignIn, tokens.hashed(token))


def is_open(sign_in: SignIn, settings: OfficeSettings) -> bool:
    """Whether it still opens anything: neither ended, nor idle or old, nor of a disabled account."""
    if sign_in.ended_at is not None or sign_in.account.disabled_at is not None:
        return False
    age = now() - utc(sign_in.at)
    if sign_in.step is not None and age > UNFINISHED:
        return False
    idle = now() - utc(sign_in.last_seen_at)
    return idle <= timedelta(minutes=settings.office_idle_minutes) and age <= timedelta(
        hours=settings.office_session_hours
    )


def seen(sign_in: SignIn) -> None:
    """Somebody has just used it."""
    if now() - utc(sign_in.last_seen_at) > SEEN_EVERY:
        sign_in.last_seen_at = now()


def of_account(session: Session, account_id: int, settings: OfficeSettings) -> list[SignIn]:
    """The open sessions of an account, the latest first."""
    rows = select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None)).order_by(SignIn.at.desc())
    return [row for row in session.scalars(rows) if row.step is None and is_open(row, settings)]


def end(sign_in: SignIn) -> None:
    """Sign out of this one."""
    sign_in.ended_at = sign_in.ended_at or now()


def end_all(session: Session, account_id: int, but: str | None = None) -> None:
    """Sign an account out everywhere; `but`: the hash of a session that goes on."""
    ends = update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None)).values(ended_at=now())
    session.execute(ends if but is None else ends.where(SignIn.token_hash != but))


def forget_old(session: Session) -> None:
    """Delete sessions that are long over, and browsers that are no longer known."""
    old = (
        delete(SignIn).where(SignIn.last_seen_at < now() - timedelta(days=KEPT_DAYS)),
        delete(KnownDevice).where(KnownDevice.at < now() - timedelta(days=DEVICE_DAYS)),
    )
    for statement in old:  # compared in the database alone: SQLite's times have no zone, ours have
        session.execute(statement, execution_options={"synchronize_session": False})


def know_device(session: Session, account_id: int) -> str:
    """Remember the browser in which an account has just signed in; the value of its cookie."""
    token = tokens.new()
    session.add(KnownDevice(token_hash=tokens.hashed(token), account_id=account_id))
    return token


def device_of(session: Session, token: str | None, account_id: int) -> str | None:
    """The hash of a device's cookie if `account_id` has signed in there within DEVICE_DAYS."""
    device = session.get(KnownDevice, tokens.hashed(token)) if token else None
    if device is None or device.account_id != account_id or now() - utc(device.at) > timedelta(days=DEVICE_DAYS):
        return None
    return device.token_hash


def forget_devices(session: Session, account_id: int) -> None:
    """From now on no browser is known: after a new password whoever had the old one starts as a stranger."""
    session.execute(delete(KnownDevice).where(KnownDevice.account_id == account_id))
