"""Whose case a message tells: a fact belongs to the person of its clause, and what was heard on television to nobody.

Careful rather than clever: a fact that may be somebody else's is left out, and asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.language.marks import fold, has_marks
from bot.language.reading import read

SPEAKER = "tôi"
# What each is called, in either spelling; the same person has the same name.
_CALLED = {
    SPEAKER: "tôi tui mình em tớ",
    "cha": "bố ba cha tía",
    "mẹ": "mẹ má",
    "vợ": "vợ",
    "chồng": "chồng",
    "ông": "ông",
    "bà": "bà",
    "con": "con cháu bé đứa thằng",
}
_MARKED = {name: person for person, names in _CALLED.items() for name in names.split()}
# Unmarked, «ba» is a father, «ma» says nothing, and a grandmother is «ba noi».
_UNMARKED = {fold(name): person for name, person in _MARKED.items() if name not in ("má", "bà")}
_UNMARKED |= {"ba noi": "bà", "ba ngoai": "bà"}
_NAMES = {True: _MARKED, False: _UNMARKED}  # by whether a text has marks

_CLAUSE = re.compile(r"[,.;:!?\n]+(?=\s|$)")
_HEARSAY = re.compile(
    r"(?<!\S)(?:nghe|thay|coi|xem|doc)(?: \S+){0,3}? (?:noi|bao|don|tivi|ti vi|bao chi|tren mang|facebook|dai)(?!\S)"
    r"|(?<!\S)(?:nguoi ta|hang xom|ho|ai do) (?:noi|bao|don|ke)(?!\S)"
)
_OR_ELSE = re.compile(r"(?<!\S)(?:khong|ko|hong) hay (?!biet|la biet).*$")  # «được không hay bắt mua cả nhà»
_LEAD = r"(?:(?:à|a|ạ|dạ|da|thì|thi|rồi|roi|và|va|giờ|gio|nay|hiện|nhà|nha|hai|2|3|mấy|may|người|nguoi) )*"
_NO_PERSON = r"(?! (?:tuoi|tuổi|thang|tháng|ngay|ngày|nam|năm|tuan|tuần|trieu|triệu|lan|lần|cai|cái|so|số|nguoi|người))"
_ASKS_FOR = r"(?! (?:hoi|hỏi|xin|biet|biết|hay|muon|mượn|vay|tien|tiền))"


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_SUBJECT = {marked: re.compile(rf"{_LEAD}({_any_of(names)})(?!\S){_NO_PERSON}") for marked, names in _NAMES.items()}
_FOR = {
    marked: re.compile(rf"(?<!\S)cho (?:riêng |rieng |chính |chinh |mỗi |moi )?({_any_of(names)})(?!\S){_ASKS_FOR}")
    for marked, names in _NAMES.items()
}
_OTHERS = {
    True: ("còn", f"{_any_of(_MARKED)}|anh|chị|cô|dì|chú|bác|cậu|mợ|bạn"),
    False: ("con", "ma|me|bo|cha|ba|vo|chong|ong"),  # «con toi» is a child
}
_ANOTHER = {
    marked: re.compile(rf"(?:(?:à|a|ạ|dạ|da|thế|the|vậy|vay|rồi|roi) )*{but} (?:{others})(?!\S){_NO_PERSON}")
    for marked, (but, others) in _OTHERS.items()
}


def own_case(text: str) -> str:
    """`text` without the clauses that tell of somebody else than the one whom it is asked for.

    That one is named by «cho …»; else it is the first who is named beside the speaker. «bố tôi có lương hưu, hỏi cho bà
    nội 83 tuổi» tells of the grandmother only that she is 83.
    """
    clauses = _clauses(text)
    told: list[tuple[str, str | None]] = []
    of: str | None = None
    for clause in clauses:
        of = _subject(clause) or of  # a clause without one goes on about the one before
        told.append((clause, of))
    whose = _asked_for(text) or next((of for _, of in told if of not in (None, SPEAKER)), SPEAKER)
    return ", ".join(clause for clause, of in told if of in (None, whose) or _asked_for(clause) == whose)


def without_hearsay(text: str) -> str:
    """`text` without what others said («nghe trên tivi nói …») and what may be otherwise («… không hay …»)."""
    return ", ".join(
        _until(_OR_ELSE, clause) for clause in _clauses(text) if not _HEARSAY.search(fold(" ".join(clause.split())))
    )


def tells_of_several(text: str) -> bool:
    """Whether the clauses are about several persons: «tôi hỏi cho bà nội» is about the grandmother alone."""
    about = {_asked_for(clause) or _subject(clause) for clause in _clauses(text)}
    return len(about - {None}) > 1


def is_asked_for(text: str) -> bool:
    """Whether `text` says for whom it is asked («cho bà nội»)."""
    return _asked_for(text) is not None


def names_somebody(text: str) -> bool:
    """Whether a clause begins with a person («má tui 85 tuổi»)."""
    return any(map(_subject, _clauses(text)))


def turns_to_another(text: str) -> bool:
    """Whether `text` goes over to somebody else's case («còn tôi …», «còn má tui …»)."""
    marked = has_marks(text)
    return _ANOTHER[marked].match(_said(text, marked)) is not None


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]


def _until(end: re.Pattern[str], clause: str) -> str:
    """`clause` up to `end`, which is looked for in its folded form: that has the same words."""
    words = clause.split()
    kept = end.sub("", fold(" ".join(words))).split()
    return " ".join(words[: len(kept)])


def _said(text: str, marked: bool) -> str:
    words = [word for word in read(text) if word.plain[:1].isalnum()]
    return " ".join(word.standard if marked else word.plain for word in words)


def _subject(clause: str) -> str | None:
    marked = has_marks(clause)
    found = _SUBJECT[marked].match(_said(clause, marked))
    return _NAMES[marked][found[1]] if found else None


def _asked_for(text: str) -> str | None:
    """Whom it is asked for («cho bà nội»); the last one named."""
    marked = has_marks(text)
    found = _FOR[marked].findall(_said(text, marked))
    return _NAMES[marked][found[-1]] if found else None
