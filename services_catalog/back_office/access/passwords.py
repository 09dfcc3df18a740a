"""Passwords by NIST SP 800-63B: long enough, not leaked, not easy to guess; no rule of digits and capitals."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from bot.language.marks import fold

LEAST_LETTERS = 12
MOST_LETTERS = 128  # NIST: 64 at least must be possible
LEAST_SCORE = 3  # of zxcvbn, 0 to 4: 10⁸ guesses are not enough
_READ_LETTERS = 72  # what zxcvbn reads; it takes long for more

# OWASP's recommendation for Argon2id: 19 MiB, 2 passes. No more than four at once, so that nobody can fill the memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_places = threading.BoundedSemaphore(4)
_LEAKED = frozenset(FREQUENCY_LISTS["passwords"])
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
# zxcvbn knows no Vietnamese: names of people and places, words that are chosen often, words of this trade.
_GUESSABLE = Path(__file__).with_name("guessable.txt").read_text("utf-8").split()
_FEW_GUESSABLE = re.compile(f"(?:{'|'.join(_GUESSABLE)}){{1,5}}")


def fault(password: str, about: Sequence[str]) -> str | None:
    """What is wrong with `password` as a new one, in a sentence; None if nothing. `about`: names of whose it is."""
    if len(password) < LEAST_LETTERS:
        return f"Mật khẩu cần ít nhất {LEAST_LETTERS} ký tự. Một câu ngắn, dễ nhớ với riêng bạn là tốt nhất."
    if len(password) > MOST_LETTERS:
        return f"Mật khẩu dài nhất {MOST_LETTERS} ký tự."
    if password.lower() in _LEAKED:
        return "Mật khẩu này nằm trong danh sách đã bị lộ. Bạn chọn mật khẩu khác nhé."
    words = [word for name in about for word in (name, *name.split())]
    letters = "".join(letter for letter in fold(password) if letter.isalpha())
    if _FEW_GUESSABLE.fullmatch(letters) or zxcvbn(password[:_READ_LETTERS], user_inputs=words)["score"] < LEAST_SCORE:
        return (
            "Mật khẩu này dễ đoán. Bạn ghép bốn, năm từ không liên quan với nhau, "
            "đừng dùng tên, ngày sinh hay dãy phím liền nhau."
        )
    return None


def hashed(password: str) -> str:
    """The Argon2id hash of `password`, with its salt and parameters."""
    with _places:
        return _hasher.hash(_normal(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether `password` is the one of which `kept` is the hash. It takes as long when there is no hash."""
    with _places:
        try:
            _hasher.verify(kept or _NOBODYS, _normal(password[: 4 * MOST_LETTERS]))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def generated() -> str:
    """A password for the first sign-in: four groups of four letters, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def _normal(password: str) -> str:
    """The same bytes for the same letters: keyboards compose Vietnamese in more than one way."""
    return unicodedata.normalize("NFKC", password)


_NOBODYS = hashed(secrets.token_urlsafe())
