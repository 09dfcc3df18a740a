"""Random values in cookies, and what is derived from them. The database only ever holds their hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode


def new() -> str:
    """A random value of 256 bits, as letters that a cookie may hold."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """SHA-256 in hexadecimal, under which the database knows `token`. No salt: the token itself is random."""
    return hashlib.sha256(token.encode()).hexdigest()


def derived(token: str, purpose: str) -> str:
    """A value that only who holds `token` can compute; 43 letters, always the same for the same `purpose`."""
    digest = hmac.digest(token.encode(), purpose.encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
