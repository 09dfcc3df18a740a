"""Short answers to an open question: part of a button's label, a phrase without its verb, a relative.

«ở bệnh viện» to «Ở bệnh viện, cơ sở y tế», «3 năm» to «đóng 3 năm», «má» to «Cha hoặc mẹ». Too little in a story,
where nothing was asked.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.marks import fold, has_marks
from bot.language.reading import plain, read
from services_catalog.guides.guide import Option, Question

_JOINTS = re.compile(r"[,(;)]| hoặc | hay ")
_BEFORE = frozenset("a da thua hoac thi la o tai tren trong den ra len cua cho do vi bang de tu chi".split())  # noqa: SIM905
_AFTER = frozenset("a nhe nha roi di thoi do luon em ban vay nua het day".split())  # noqa: SIM905
_WITHIN = frozenset("tu se cung".split())  # noqa: SIM905
_VERBS = frozenset(
    "mat chet sinh de bi co da dong lam nop nho gui mua xin can nghi song lay muon di o".split()  # noqa: SIM905
)
# What says nothing within a sentence, only by itself.
_FUNCTION = frozenset("khong chua co roi duoc dung phai da muon can lam di mat moi cu ai".split())  # noqa: SIM905

_SAME = {"bố": "cha", "ba": "cha", "tía": "cha", "má": "mẹ", "tui": "tôi", "mình": "tôi"}
_KIN = frozenset("cha mẹ ông bà vợ chồng con cháu anh chị em cô dì chú bác cậu".split())  # noqa: SIM905
_OLD = frozenset({"ông", "bà"})
_SIDE = frozenset({"nội", "ngoại", "nhà", "tôi", "em", "ruột", "trai", "gái"})  # «bà nội», «vợ tôi»
_GOES = frozenset("sẽ tự dẫn đi làm khai thay lo nộp hộ giùm giúp ạ nhé nha dạ thì là của cho".split())  # noqa: SIM905


def named_alone(question: Question, text: str) -> Option | None:
    """The option that `text` is a part of, politeness aside, or whose relative it names; None if two fit."""
    said = _bare(plain(text))
    fits = [option for option in question.options if said and said in _bare_parts(*_written(option))]
    if not fits and (person := _relative(text)):
        fits = [option for option in question.options if person & _kin(*_written(option), *option.relation)]
    return fits[0] if len(fits) == 1 else None


def long_parts(option: Option) -> frozenset[str]:
    """The parts of `option` that mean it within a sentence as well."""
    return _long_parts(option.label)


@lru_cache(maxsize=20_000)
def _long_parts(label: str) -> frozenset[str]:
    parts = (plain(part) for part in _JOINTS.split(label))
    return frozenset(part for part in parts if len(set(part.split()) - _FUNCTION) >= 2)


def _written(option: Option) -> tuple[str, ...]:
    return option.label, *option.says


@lru_cache(maxsize=20_000)
def _bare_parts(label: str, *says: str) -> frozenset[str]:
    parts = [plain(part) for part in (label, *_JOINTS.split(label), *says)]
    shorter = [rest for verb, _, rest in (part.partition(" ") for part in parts) if verb in _VERBS]
    return frozenset(filter(None, map(_bare, [*parts, *shorter])))


def _bare(said: str) -> str:
    """Unmarked text without what is said around an answer; "" if nothing of it says anything."""
    words = [word for word in said.split() if word not in _WITHIN]
    while len(words) > 1 and words[0] in _BEFORE:
        del words[0]
    while len(words) > 1 and words[-1] in _AFTER:
        del words[-1]
    return "" if " ".join(words).isdigit() else " ".join(words)


def _relative(text: str) -> frozenset[str]:
    """Who is named where nothing but a relative is («mẹ đi», «bà nội»); unmarked «ba» may be two."""
    marked = has_marks(text)
    words = [word.standard if marked else word.plain for word in read(text) if word.plain[:1].isalnum()]
    goes, side = (_GOES, _SIDE) if marked else (set(map(fold, _GOES)), set(map(fold, _SIDE)))
    words = [word for word in words if word not in goes]
    if not words or not set(words[1:]) <= side:
        return frozenset()
    named = [name for name in (*_KIN, *_SAME) if words[0] == (name if marked else fold(name))]
    people = _people(named)
    return people & _OLD if {"noi", "ngoai"} & set(map(fold, words[1:])) else people


@lru_cache(maxsize=20_000)
def _kin(label: str, *more: str) -> frozenset[str]:
    """The relatives that an option names, each by itself: «Vợ, chồng, con, cha mẹ, họ hàng»."""
    named: set[str] = set()
    for part in (*_JOINTS.split(label), *more):
        words = [_SAME.get(word, word) for word in part.lower().split() if word not in _GOES | _SIDE]
        if words and set(words) <= _KIN:
            named |= set(words)
    return frozenset(named)


def _people(names: list[str]) -> frozenset[str]:
    return frozenset(_SAME.get(name, name) for name in names) & _KIN
