"""The code by which a phone joins a team, and the token by which it is known afterwards. Only hashes are stored."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from services_catalog.clock import utc
from services_catalog.models import now
from services_catalog.teams.models import Device, Team

# Read aloud in a hall and typed by somebody else: of signs that look alike (0 O, 1 l I, 5 S, v u y, g q) or that sound
# alike in some part of the country (b p v, d đ gi r, l n, m n, s x, ch tr, c k q) at most one is here, and no vowel,
# so that no word comes about.
ALPHABET = "23456789hkmrtx"
CODE_LENGTH = 12  # 14^12 codes, 45 bits
GROUP = 4
SOUNDS_LIKE = str.maketrans({"s": "x", "c": "k", "q": "k", "n": "m"})
TOKEN_BYTES = 32
DEVICE_DAYS = 180  # then a phone joins again: one that was lost or given away is not known for ever


class NoSuchCode(Exception):
    """No team has that code, or it was revoked."""


def shown(code: str) -> str:
    """`code` as it is printed and read aloud: «4k7m-29xt-h6r3»."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def typed(text: str) -> str:
    """The code that somebody typed: capitals, blanks and hyphens do not matter, nor letters that sound alike."""
    return re.sub(r"[\W_]", "", text.lower()).translate(SOUNDS_LIKE)[: CODE_LENGTH + 1]


def issue(team: Team) -> str:
    """A new code of `team`, the only time that it is told; the one before joins nobody any more."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    team.code_hash, team.revoked_at = _hash(code), None
    return code


def opens(team: Team, code: str) -> bool:
    """Whether `code` joins `team` today."""
    return team.code_hash == _hash(typed(code))


def revoke(session: Session, team: Team, *, end_devices: bool) -> int:
    """Nobody joins `team` any more; with `end_devices`, the phones that did are no longer known. Returns how many."""
    team.code_hash, team.revoked_at = None, now()
    if not end_devices:
        return 0
    ended = session.execute(delete(Device).where(Device.team_id == team.id))
    assert isinstance(ended, CursorResult)  # noqa: S101 (of a DELETE)
    return ended.rowcount


def join(session: Session, code: str) -> tuple[Team, str]:
    """The team of `code`, and a new token for the phone that typed it. Raises NoSuchCode."""
    team = session.scalar(select(Team).where(Team.code_hash == _hash(typed(code))))
    if team is None:
        raise NoSuchCode
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(Device(token_hash=_hash(token), team_id=team.id))
    return team, token


def team_of(session: Session, token: str) -> Team | None:
    """The team that the phone with `token` joined; None if it is not known, or joined too long ago."""
    device = session.get(Device, _hash(token))
    if device is None or utc(device.joined_at) + timedelta(days=DEVICE_DAYS) < now():
        return None
    return device.team


def leave(session: Session, token: str) -> None:
    """Forget the phone with `token`."""
    session.execute(delete(Device).where(Device.token_hash == _hash(token)))


def devices(session: Session, team: Team) -> int:
    """How many phones are known."""
    since = now() - timedelta(days=DEVICE_DAYS)
    counted = select(func.count()).select_from(Device).where(Device.team_id == team.id, Device.joined_at > since)
    return session.scalar(counted) or 0


def purge(session: Session) -> int:
    """Delete the phones that are no longer known; returns how many."""
    gone = session.execute(delete(Device).where(Device.joined_at <= now() - timedelta(days=DEVICE_DAYS)))
    assert isinstance(gone, CursorResult)  # noqa: S101 (of a DELETE)
    return gone.rowcount


def _hash(secret: str) -> str:
    """SHA-256. What is hashed is random, so it needs neither salt nor slowness against a list of likely ones."""
    return hashlib.sha256(secret.encode()).hexdigest()
