"""Secrets that the server itself has to read again, sealed before they go into the database (AES-256-GCM)."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class Seal:
    """A key that is derived from the server's secret: who has the database alone cannot use it."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        """`purpose`: what is sealed; another purpose has another key."""
        self._key = AESGCM(HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret))

    def close(self, plain: bytes, about: str) -> str:
        """`plain` sealed. `about`: whose it is; it opens for nobody else."""
        nonce = os.urandom(_NONCE_BYTES)
        return urlsafe_b64encode(nonce + self._key.encrypt(nonce, plain, about.encode())).decode()

    def open(self, sealed: str, about: str) -> bytes | None:
        """What was sealed; None if it was with another secret, or for somebody else."""
        try:
            whole = urlsafe_b64decode(sealed.encode())
            return self._key.decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], about.encode())
        except (ValueError, InvalidTag):
            return None
