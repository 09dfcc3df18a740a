"""Names of conversations: issued and signed here, so that nobody can make one up or guess another's."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import struct
import tempfile
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

ID = r"^[A-Za-z0-9_-]{32}$"
_RANDOM_BYTES, _SIGNATURE_BYTES = 11, 9  # with 4 of the day: 24, which are 32 letters
_DAY_SECONDS = 86_400


class Identity:
    """Issues ids, knows its own again, and gives what must not be told apart by outsiders another name.

    An id is the day it was issued, 88 random bits, and 72 bits of HMAC-SHA256 over both.
    """

    def __init__(self, secret: bytes, valid_days: int) -> None:
        """`valid_days`: how long an id is known again; what it names is not kept longer than that."""
        self._secret = secret
        self._valid_days = valid_days

    def issue(self) -> str:
        """A new id of 32 letters."""
        body = struct.pack(">I", _today()) + secrets.token_bytes(_RANDOM_BYTES)
        return urlsafe_b64encode(body + self._signature(body)).decode()

    def knows(self, conversation: str) -> bool:
        """Whether `conversation` was issued here, and not too long ago."""
        try:
            whole = urlsafe_b64decode(conversation.encode())
        except ValueError:
            return False
        body, signature = whole[:-_SIGNATURE_BYTES], whole[-_SIGNATURE_BYTES:]
        if len(body) != 4 + _RANDOM_BYTES or not hmac.compare_digest(signature, self._signature(body)):
            return False
        (issued,) = struct.unpack(">I", body[:4])
        return _today() - int(issued) <= self._valid_days

    def pseudonym(self, name: str) -> str:
        """A name for `name`, always the same, from which `name` cannot be found; 32 letters."""
        return hmac.digest(self._secret, b"pseudonym:" + name.encode(), hashlib.sha256)[:16].hex()

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, b"conversation:" + body, hashlib.sha256)[:_SIGNATURE_BYTES]


def _today() -> int:
    """Days since 1970, UTC."""
    return int(time.time()) // _DAY_SECONDS


def secret_of(path: Path) -> bytes:
    """The secret in the file `path`, which is made, readable to its owner alone, if it is not there.

    Raises OSError when it can neither be read nor made.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, made = tempfile.mkstemp(dir=path.parent)  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_hex(32).encode())
            os.link(made, path)  # at once or not at all: another process may be doing the same
        except FileExistsError:
            pass
        finally:
            os.unlink(made)
    return path.read_bytes().strip()
