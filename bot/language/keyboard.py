"""Telex and VNI that reached us raw because the input method was off: «ddawng kys», «d9a8ng ky1»."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.language.marks import without_marks
from bot.language.syllables import is_syllable

_TELEX_TONE = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONE = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX_SHAPE = {
    "aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "uow": "ươ", "uwow": "ươ", "uwo": "ươ", "aw": "ă", "ow": "ơ", "uw": "ư",
}  # fmt: skip
_VNI_SHAPE = {
    "a6": "â",
    "e6": "ê",
    "o6": "ô",
    "d9": "đ",
    "uo7": "ươ",
    "u7o7": "ươ",
    "a8": "ă",
    "o7": "ơ",
    "u7": "ư",
}
_VOWEL = re.compile("[aeiouyâêôăơư]")
# Telex readings of common foreign words would be Vietnamese syllables («max» is «mã»).
_NOT_TELEX = frozenset(
    {"max", "was", "has", "gas", "box", "fax", "sex", "tax", "mix", "fix", "six", "wow", "her", "his", "for"}
    | {"car", "bar", "per", "mas", "link", "web", "its", "bus", "pos"}
)

# Never raw keystrokes: classes of driving licence (in VNI «á», «à») and loan words that are in every message.
_AS_WRITTEN = frozenset(["a1", "a2", "a3", "a4", "photo", "momo", "taxi", "zalo"])


@lru_cache(maxsize=20_000)
def decode(word: str, sure: bool = False) -> str | None:
    """The Vietnamese syllable that the raw keystrokes `word` spell, lower-case, or None.

    None too where `word` is a plain syllable already: «bao» needs no decoding, «baos» does. `sure`: other words
    of the message are raw keystrokes beyond doubt, so that «car» is «cả» and «max» is «mã».
    """
    word = word.lower()
    if not word.isascii() or word in _AS_WRITTEN or is_syllable(word) or (word in _NOT_TELEX and not sure):
        return None
    return _telex(word) or _vni(word)


def _telex(word: str) -> str | None:
    if not word.isalpha():
        return None
    tone, letters = "", word
    if _VOWEL.search(word):
        first = _VOWEL.search(word).start()  # type: ignore[union-attr]
        for at in range(len(word) - 1, first, -1):
            if word[at] in _TELEX_TONE:
                tone, letters = _TELEX_TONE[word[at]], word[:at] + word[at + 1 :]
                break
            if word[at] == "z":
                letters = word[:at] + word[at + 1 :]
                break
    return _shape(letters, tone, _TELEX_SHAPE) or _shape(_gather(letters), tone, _TELEX_SHAPE)


def _gather(letters: str) -> str:
    """Keystrokes typed at the end of the syllable brought to their vowel: «dangw» «dawng», «xod»."""
    match = re.fullmatch(r"([a-z]*?)([aeouy]+)([a-z]*?)([aeow])", letters)
    if not match:
        return letters
    onset, vowels, coda, key = match.groups()
    if key == "w":
        return f"{onset}{vowels}w{coda}"
    return onset + vowels.replace(key, key * 2, 1) + coda if key in vowels else letters


def _vni(word: str) -> str | None:
    if not re.fullmatch(r"[a-z]+[a-z0-9]*", word) or not any(c.isdigit() for c in word):
        return None
    tones = [c for c in word if c in _VNI_TONE]
    if len(tones) > 1:
        return None
    letters = "".join(c for c in word if c not in _VNI_TONE)
    shape = re.fullmatch(r"([a-z]*?)([aeou]+)([a-z]*)([678])", letters)
    if shape:  # the digit after the whole syllable: «dang8»
        onset, vowels, coda, digit = shape.groups()
        letters = f"{onset}{vowels}{digit}{coda}"
    return _shape(letters, _VNI_TONE[tones[0]] if tones else "", _VNI_SHAPE)


def _shape(letters: str, tone: str, shapes: dict[str, str]) -> str | None:
    """Letters with their hooks and hats, and the tone on a vowel; None if that is no syllable."""
    for keys in sorted(shapes, key=len, reverse=True):
        letters = letters.replace(keys, shapes[keys])
    if letters.startswith("w"):
        letters = "ư" + letters[1:]
    plain = without_marks(letters)
    if not is_syllable(plain):
        return None
    if not tone:
        return letters
    return unicodedata.normalize("NFC", _with_tone(letters, tone))


def _with_tone(letters: str, tone: str) -> str:
    """The tone on the vowel that carries it; placement only has to be one and the same."""
    for marked in "ơêôâăư":
        if marked in letters:
            at = letters.rindex(marked)
            return letters[: at + 1] + tone + letters[at + 1 :]
    start = 2 if letters.startswith(("qu", "gi")) and len(letters) > 2 else 0
    vowels = [at for at in range(start, len(letters)) if _VOWEL.match(letters[at])]
    if not vowels:
        return letters
    at = vowels[0]
    if len(vowels) > 1:
        closed = vowels[-1] < len(letters) - 1
        glide = letters[vowels[0]] in "ou" and letters[vowels[1]] in "aey"
        at = vowels[1] if closed or glide or len(vowels) > 2 else vowels[0]
    return letters[: at + 1] + tone + letters[at + 1 :]
