"""Unicode forms and diacritics (dấu): composing, cleaning, folding, tone placement."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARK_RUN = re.compile("([\u0300-\u036f])[\u0300-\u036f]{3,}")  # no Vietnamese letter carries over two marks

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_TONE = re.compile(f"[{_TONES}]")
_GLIDE_PAIR = re.compile(f"(o[{_TONES}]?[ae]|u[{_TONES}]?y)$", re.IGNORECASE)


def compose(text: str) -> str:
    """`text` in NFC, without invisible or control characters or piles of combining marks.

    Some phones, files and macOS write decomposed letters; bidi and zero-width characters only hide things.
    """
    visible = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    text = _MARK_RUN.sub(r"\1", unicodedata.normalize("NFD", visible))
    return unicodedata.normalize("NFC", text)


def without_marks(text: str) -> str:
    """`text` with every Vietnamese mark taken off: «Đăng ký» gives «Dang ky». Length is kept for NFC input."""
    plain = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


@lru_cache(maxsize=100_000)  # nearly always called with a word
def fold(text: str) -> str:
    """The unmarked lower-case form of `text`, for matching."""
    return without_marks(compose(text)).lower()


def has_marks(text: str) -> bool:
    """Whether any letter of `text` carries a Vietnamese mark."""
    return any(c in "đĐ" or unicodedata.combining(c) for c in unicodedata.normalize("NFD", text))


@lru_cache(maxsize=100_000)
def with_modern_tone(syllable: str) -> str:
    """One syllable with its tone where the newer spelling puts it: «hòa» gives «hoà», «thúy» gives «thuý».

    Both placements are in use (Quyết định 240/QĐ of 1984 against older dictionaries); one form keeps the
    vocabulary from splitting. A syllable that ends in a consonant, or starts with «qu», is left alone.
    """
    split = unicodedata.normalize("NFD", syllable)
    tone = _TONE.search(split)
    if not tone or not _GLIDE_PAIR.search(split.rstrip(_TONES)) or split.lower().startswith("qu"):
        return unicodedata.normalize("NFC", syllable)
    bare = _TONE.sub("", split)
    return unicodedata.normalize("NFC", bare + tone.group())
