"""Correct Vietnamese rendered as people type it: unmarked, raw Telex, raw VNI, teencode, slips in marks.

    rendered("Đăng ký tạm trú", "telex")  # «Ddawng kys tamj trus»

Mechanical and repeatable: the same text, style and seed give the same rendering. Used by the tests of
`bot.language` and by the evaluation's noise suite, in which a question must be understood in every style.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

from bot.language.marks import compose, without_marks

_LETTERS = re.compile(r"[^\W\d_]+")

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_TELEX_TONES = {_ACUTE: "s", _GRAVE: "f", _HOOK: "r", _TILDE: "x", _DOT: "j"}
_VNI_TONES = {_ACUTE: "1", _GRAVE: "2", _HOOK: "3", _TILDE: "4", _DOT: "5"}
_TELEX_SHAPES = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI_SHAPES = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}

# Each with what may be typed for it; the first is the most frequent.
_TEENCODE: dict[str, tuple[str, ...]] = {
    "như thế nào": ("ntn",),
    "bao nhiêu": ("bn", "nhiu", "bnhiu"),
    "đăng ký": ("đk", "đky", "dky"),
    "bây giờ": ("bh", "bjo"),
    "không": ("k", "ko", "hok", "hem"),
    "được": ("dc", "đc"),
    "gì": ("j",),
    "vậy": ("v", "z"),
    "với": ("vs",),
    "rồi": ("r", "rùi"),
    "làm": ("lm",),
    "mình": ("mk", "mik"),
    "người": ("ng",),
    "trước": ("trc",),
    "cũng": ("cx",),
    "em": ("e",),
    "biết": ("bik", "bít"),
    "phải": ("fai",),
    "hồ sơ": ("hs",),
    "giờ": ("h",),
}
_TEEN = re.compile(r"\b(" + "|".join(sorted(_TEENCODE, key=len, reverse=True)) + r")\b", re.IGNORECASE)


def unmarked(text: str) -> str:
    """«Dang ky tam tru»: no marks at all."""
    return without_marks(compose(text))


def telex(text: str) -> str:
    """«Ddawng kys tamj trus»: the keystrokes of Telex, the tone typed last."""
    return _keystrokes(text, _TELEX_SHAPES, _TELEX_TONES)


def vni(text: str) -> str:
    """«D9a8ng ky1 tam5 tru1»: the keystrokes of VNI, the tone typed last."""
    return _keystrokes(text, _VNI_SHAPES, _VNI_TONES)


def teencode(text: str, random: Random) -> str:
    """«đk tạm trú onl dc k»: chat spelling for the words that have one, three times in four."""

    def typed(found: re.Match[str]) -> str:
        return random.choice(_TEENCODE[found.group().lower()]) if random.random() < 0.75 else found.group()

    return _TEEN.sub(typed, compose(text))


def mark_typos(text: str, random: Random) -> str:
    """«đăng ky tạm tru»: one marked word in three loses or confuses its tone, or loses a hat or hook."""

    def typed(found: re.Match[str]) -> str:
        word = found.group()
        if word == without_marks(word) or random.random() > 1 / 3:
            return word
        return random.choice((_tone_dropped, _tone_confused, _shape_dropped))(word)

    return _LETTERS.sub(typed, compose(text))


STYLES: dict[str, Callable[[str, Random], str]] = {
    "clean": lambda text, _: text,
    "unmarked": lambda text, _: unmarked(text),
    "telex": lambda text, _: telex(text),
    "vni": lambda text, _: vni(text),
    "teencode": teencode,
    "mark_typos": mark_typos,
}


def rendered(text: str, style: str, seed: int = 0) -> str:
    """`text` typed in `style`, a key of STYLES."""
    return STYLES[style](text, Random(f"{seed} {text}"))


def _keystrokes(text: str, shapes: dict[str, str], tones: dict[str, str]) -> str:
    def typed(found: re.Match[str]) -> str:
        letters, tone = _toneless(found.group())
        return "".join(map(key, letters)) + tones.get(tone, "")

    def key(letter: str) -> str:
        keys = shapes.get(letter.lower(), letter)
        return keys[0].upper() + keys[1:] if letter.isupper() else keys

    return _LETTERS.sub(typed, compose(text))


def _toneless(word: str) -> tuple[str, str]:
    """A word in NFC without its tone, and the tone, empty for the level one."""
    split = unicodedata.normalize("NFD", word)
    tone = next((mark for mark in split if mark in _TELEX_TONES), "")
    return unicodedata.normalize("NFC", split.replace(tone, "", 1) if tone else split), tone


def _tone_dropped(word: str) -> str:
    return _toneless(word)[0]


def _tone_confused(word: str) -> str:
    """«hỏi» and «ngã» exchanged, as many speakers do."""
    split = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", split.translate(str.maketrans(_HOOK + _TILDE, _TILDE + _HOOK)))


def _shape_dropped(word: str) -> str:
    split = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in split if c in _TELEX_TONES or not unicodedata.combining(c)))
