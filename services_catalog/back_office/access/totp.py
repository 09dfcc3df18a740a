"""The second step: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when the phone is lost."""

from __future__ import annotations

import base64
import hmac
import logging
import re
import secrets
import time

import pyotp
import segno
from markupsafe import Markup
from sqlalchemy import CursorResult, Delete, Update, delete, func, or_, select, update
from sqlalchemy.orm import Session

from services_catalog.back_office.access import tokens
from services_catalog.back_office.access.sealing import Seal
from services_catalog.back_office.models import Account, RecoveryCode

logger = logging.getLogger(__name__)

ISSUER = "Trợ lý DVC"  # short, so that the picture has few squares
RECOVERY_CODES = 10
SECRET = re.compile(r"[A-Z2-7]{32}")
_STEP_SECONDS = 30
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: 5 bits a letter


def new_secret() -> str:
    """160 random bits as 32 letters of base32."""
    return pyotp.random_base32(32)


def picture(name: str, secret: str) -> Markup:
    """A QR code, as an <svg> element, with which an authenticator app takes `secret` for the account `name`."""
    address = pyotp.TOTP(secret, name=name, issuer=ISSUER).provisioning_uri()
    drawn = segno.make(address, micro=False).svg_inline(scale=5, border=4, light="#fff", title="Mã QR để quét")
    return Markup(drawn)  # noqa: S704 (segno's own, of squares alone)


def shown(secret: str) -> str:
    """`secret` in groups of four, to be typed by hand."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def step_of(secret: str, code: str) -> int | None:
    """The 30-second step whose code `code` is: the present one or a neighbour, as clocks differ; else None."""
    digits = code.replace(" ", "")
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    present = int(time.time()) // _STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(generator.at(step * _STEP_SECONDS), digits):
            return step
    return None


def take(session: Session, account: Account, code: str, seal: Seal) -> bool:
    """Whether `code` is right and was not used before; from now on it is."""
    secret = _opened(account, seal)
    step = step_of(secret, code) if secret else None
    if secret is None or step is None:
        return False
    if account.totp_secret == secret:  # written by an earlier release
        account.totp_secret = _sealed(account, secret, seal)
    newer = or_(Account.totp_last_step.is_(None), Account.totp_last_step < step)
    # Asked and written at once: two requests with one code cannot both be the first.
    return _rows(session, update(Account).where(Account.id == account.id, newer).values(totp_last_step=step)) == 1


def set_up(session: Session, account: Account, secret: str, code: str, seal: Seal) -> list[str] | None:
    """Give `account` the second step if `code` shows that the app has `secret`: its recovery codes, else None."""
    step = step_of(secret, code)
    if step is None:
        return None
    account.totp_secret, account.totp_last_step = _sealed(account, secret, seal), step
    return new_recovery_codes(session, account)


def remove(session: Session, account: Account) -> None:
    """Take the second step and its recovery codes away."""
    account.totp_secret = account.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def new_recovery_codes(session: Session, account: Account) -> list[str]:
    """Ten new codes in the place of those there were. Only their hashes are kept: show them now."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(code_hash=tokens.hashed(code), account_id=account.id) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def take_recovery_code(session: Session, account: Account, code: str) -> bool:
    """Whether `code` is one of the account's; it is used up by this."""
    plain = re.sub(r"[\s-]", "", code.lower()).translate(str.maketrans("oil", "011"))
    mine = RecoveryCode.account_id == account.id
    return _rows(session, delete(RecoveryCode).where(mine, RecoveryCode.code_hash == tokens.hashed(plain))) == 1


def recovery_codes_left(session: Session, account: Account) -> int:
    """How many are not used yet."""
    mine = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account.id)
    return session.scalar(mine) or 0


def _sealed(account: Account, secret: str, seal: Seal) -> str:
    """`secret` as it is kept: 64 letters, where the open one has 32."""
    return seal.close(base64.b32decode(secret), account.name)


def _opened(account: Account, seal: Seal) -> str | None:
    """The account's secret; None if there is none, or it was sealed with another secret of the server."""
    kept = account.totp_secret
    if kept is None or SECRET.fullmatch(kept):  # an earlier release kept it open
        return kept
    plain = seal.open(kept, account.name)
    if plain is None:
        logger.error("The second step of %s was sealed with another secret of the server", account.name)
        return None
    return base64.b32encode(plain).decode()


def _rows(session: Session, statement: Update | Delete) -> int:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101 (for the type checker: it was an update or delete)
    return result.rowcount
