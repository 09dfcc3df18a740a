"""The portal's text as it should have been written: composed letters, no invisible marks, «nothing» as nothing."""

from __future__ import annotations

import re
from unicodedata import is_normalized

from bot.language.marks import compose

# Letters for character classes. A range such as à-ỹ will not do: in Unicode, small and capital letters take turns.
LOWER = "".join(letter for letter in map(chr, range(0x61, 0x1EFA)) if letter.islower() and letter.isalpha())
UPPER = "".join(letter for letter in map(chr, range(0x41, 0x1EFA)) if letter.isupper())
_NOTHING = re.compile(
    r"(?:[-–—.\s]*|không(?: có(?: thông tin| quy định)?| quy định| yêu cầu| áp dụng)?)[.;]?", re.IGNORECASE
)
_BULLET = re.compile(r"^(?:[-–—+*•·]+\s*|\(?\d{1,2}(?:\.\d{1,2})*[.)]\)?\.?\s+|\(?[a-zđ]\d{0,2}(?:\.\d)?[.)]\s*)+")


def clean(text: str) -> str:
    """`text` with composed letters (NFC), without invisible marks, runs of blanks made one; line breaks stay."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    if not all(line.isprintable() and is_normalized("NFC", line) for line in lines):  # seldom, and ten times as slow
        lines = [" ".join(compose(line).split()) for line in lines]
    return "\n".join(lines).strip()


def or_none(text: str) -> str | None:
    """`text`, or None where the portal says that there is nothing («Không có thông tin», «Không», «--»)."""
    return None if _NOTHING.fullmatch(text.strip()) else text.strip()


def without_bullet(text: str) -> str:
    """`text` without the dash, letter or number that it stands under («- », «a) », «3.1. »)."""
    return _BULLET.sub("", text).strip()


def lines(text: str) -> list[str]:
    """The lines of `text` that say something."""
    return [line for line in text.split("\n") if or_none(line)]
