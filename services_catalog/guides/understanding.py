"""What a citizen's words answer: a button's number or label, «có», an age, «con tui», a phrase the guide knows.

Careful rather than clever: None wherever two options could be meant, and the question is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from bot.language.marks import has_marks
from bot.language.negation import set_aside
from bot.language.reading import plain, read
from services_catalog.guides.guide import Guide, Option, Question

MOST_YEARS = 130

_CHOSEN = re.compile(r"(?:(?:chon|so|cau|cai|y|phuong an|truong hop|thu) )*(\d{1,2})(?: (?:a|nhe|nha|di|em|ban))*")
_YES = frozenset("co roi dung phai u uh um vang da ok oke yes duoc".split())  # noqa: SIM905
_NO = frozenset("khong chua chang no".split())  # noqa: SIM905
_POLITE = frozenset("a da thua em anh chi ban nha nhe chu het vay toi ma".split())  # noqa: SIM905
_DENIES = frozenset("khong chua chang khoi".split())  # noqa: SIM905

_DIGITS = {word: at for at, word in enumerate("mot hai ba bon nam sau bay tam chin".split(), 1)}  # noqa: SIM905
_DIGITS |= {"tu": 4, "lam": 5}
_SPELLED = re.compile(rf"\b((?:{'|'.join(_DIGITS)}) )?(muoi )?((?:{'|'.join(_DIGITS)}) )?(?=(?:thang )?tuoi\b)")
_LEVEL = re.compile(r"\b(?:muc|lop) \d+ (?=\d)")  # «mức 2, 28 tuổi» is no range from 2 to 28
_YEARS = r"(\d{1,3}) ?(?:tuoi|t)\b"
# The longer forms first; each takes its match out of the text. groups → (youngest, oldest), in years
_AGES: list[tuple[re.Pattern[str], Callable[[tuple[int, ...]], tuple[int, int]]]] = [
    (re.compile(rf"\b(\d{{1,3}})(?: tuoi)? (?:den )?duoi {_YEARS}"), lambda found: (found[0], found[1] - 1)),
    (re.compile(rf"\b(\d{{1,3}})(?: tuoi)? (?:den )?{_YEARS}"), lambda found: (found[0], found[1])),
    (re.compile(rf"\b(?:duoi|chua du|chua toi|chua den) {_YEARS}"), lambda found: (0, found[0] - 1)),
    (re.compile(rf"\b(?:tren|hon) {_YEARS}"), lambda found: (found[0], MOST_YEARS)),
    (re.compile(r"\b(\d{1,2}) thang tuoi\b"), lambda found: (found[0] // 12, found[0] // 12)),
    (re.compile(r"\b(?:duoc|moi) (\d{1,2}) thang\b"), lambda found: (found[0] // 12, found[0] // 12)),
    (re.compile(rf"\b{_YEARS}"), lambda found: (found[0], found[0])),
]

_DAYS = {"ngay": 1, "tuan": 7, "thang": 30}
_BABY = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_DIGITS)}|muoi) (ngay|tuan|thang)\b")

# «con» is «con» and «còn», and «mẹ ơi» is no answer: a relation counts only beside a word that makes it one.
_BEFORE = r"(?:cho|của|cua|bé|be|đứa|dua|thằng|thang)"
_AFTER = r"(?:tôi|toi|tui|em|mình|minh|anh|chị|chi|gái|gai|trai|nhỏ|nho|út|ut)"


def understand(question: Question, text: str) -> Option | None:
    """The option of `question` that `text` answers; None when unsure. Never raises."""
    said = plain(text)
    if not said:
        return None
    for option in question.options:
        if said in (plain(option.label), plain(option.id)):
            return option
    if number := _CHOSEN.fullmatch(said):
        return _by_number(question, int(number[1]), bare=said == number[1])
    return _evident(question, text) or _by_yes_or_no(question, text) or _by_days(question, said)


def prefill(guide: Guide, text: str) -> dict[str, str]:
    """{question id: option id} of all that `text` answers by itself, before anything was asked.

    A question that is asked only after a certain answer («trẻ sinh ở đâu» only after «trẻ em») gives that answer
    as well, where its condition names just one.
    """
    answers: dict[str, str] = {}
    for question in guide.questions:
        if option := _evident(question, text):
            answers[question.id] = option.id
    for question in reversed(guide.questions):
        if question.id in answers and question.when and len(question.when) == 1:
            name, value = next(iter(question.when.items()))
            if isinstance(value, str) and guide.question(name):
                answers.setdefault(name, value)
    return answers


def _evident(question: Question, text: str) -> Option | None:
    """The option that the words of a longer message point to, and no other."""
    meant, _ = set_aside(text)
    said = plain(meant)
    by_age = _by_age(question, said)
    by_phrase, denied = _by_phrase(question, said)
    if by_age is not None and by_phrase:
        options = [option for option in by_age if option in by_phrase]
    else:
        options = by_phrase if by_age is None else by_age
    if not options and by_age is None and not denied:
        options = _by_relation(question, meant)
    return options[0] if len(options) == 1 else None


def _by_number(question: Question, number: int, bare: bool) -> Option | None:
    option = question.options[number - 1] if 1 <= number <= len(question.options) else None
    aged = [other for other in question.options if other.age and other.age[0] <= number <= other.age[1]]
    if bare and aged:  # «5» to «bé mấy tuổi»: the fifth option, or five years?
        return aged[0] if len(aged) == 1 and option in (None, aged[0]) else None
    return option


def _by_yes_or_no(question: Question, text: str) -> Option | None:
    """The option of a bare «có» or «không»; a question back («có không?») is no answer."""
    if "?" in text:
        return None
    words = set(plain(text).split())
    if not words <= _YES | _NO | _POLITE or not words & (_YES | _NO):
        return None
    meant = "không" if words & _NO else "có"
    options = [option for option in question.options if option.bare == meant]
    return options[0] if len(options) == 1 else None


def ages(said: str) -> list[tuple[int, int]]:
    """The ages in unmarked text, each as the years it may be: «10 tuoi» is (10, 10), «duoi 6 tuoi» is (0, 5)."""
    said = _SPELLED.sub(_in_digits, _LEVEL.sub("", said))
    found = []
    for pattern, years in _AGES:
        found += [years(tuple(int(group) for group in match.groups())) for match in pattern.finditer(said)]
        said = pattern.sub(" ", said)
    return [(low, high) for low, high in found if 0 <= low <= high <= MOST_YEARS]


def _in_digits(spelled: re.Match[str]) -> str:
    tens, ten, ones = (part.strip() if part else "" for part in spelled.groups())
    if not ten:  # «tam tuoi»; two digits in a row are no number
        return spelled[0] if tens and ones else f"{_DIGITS[tens or ones]} " if tens or ones else ""
    return f"{_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)} "


def _by_age(question: Question, said: str) -> list[Option] | None:
    """The options of the ages in `said`; None where no age is told or the question is not about age."""
    told = ages(said)
    aged = [option for option in question.options if option.age]
    if not told or not aged:
        return None
    return [
        option
        for option in aged
        if option.age and any(low <= option.age[1] and option.age[0] <= high for low, high in told)
    ]


def _by_days(question: Question, said: str) -> Option | None:
    """The option of a baby's age in days, weeks or months; only where that was asked, else it may be a deadline."""
    if not (told := _BABY.search(said)):
        return None
    number, unit = told.groups()
    days = (int(number) if number.isdigit() else {**_DIGITS, "muoi": 10}[number]) * _DAYS[unit]
    options = [
        option
        for option in question.options
        if (option.days and option.days[0] <= days <= option.days[1])
        or (option.age and not option.days and option.age[0] <= days // 365 <= option.age[1])
    ]
    return options[0] if len(options) == 1 else None


def _by_phrase(question: Question, said: str) -> tuple[list[Option], bool]:
    """The options whose phrases stand in `said`, and whether any was denied («không có …»).

    A longer phrase takes the place of one within it, «không có thẻ» is not «có thẻ», and of one that it shares words
    with: «mất bằng lái và cà vẹt» is no «mất bằng lái».
    """
    spans = [
        (match.start(), match.end(), option)
        for option in question.options
        for phrase in _phrases(option.label, *option.says)
        if phrase in said
        for match in _standing_alone(phrase).finditer(said)
    ]
    longest = [
        (start, end, option)
        for start, end, option in spans
        if not any(a < end and start < b and b - a > end - start for a, b, _ in spans)
    ]
    denied = [span for span in longest if _DENIES & set(said[: span[0]].split()[-2:])]
    options: list[Option] = []
    for span in longest:
        if span not in denied and span[2] not in options:
            options.append(span[2])
    return ([] if denied else options), bool(denied)


@lru_cache(maxsize=20_000)
def _phrases(*written: str) -> frozenset[str]:
    """Phrases as they are matched. Those of all guides are the same at each message."""
    return frozenset(filter(None, (plain(each) for each in written)))


@lru_cache(maxsize=20_000)
def _standing_alone(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){re.escape(phrase)}(?!\S)")


def _by_relation(question: Question, text: str) -> list[Option]:
    if not any(option.relation for option in question.options):
        return []
    words = [word for word in read(text) if word.plain[:1].isalnum()]
    marked = has_marks(text)
    said = " ".join(word.standard if marked else word.plain for word in words)
    return [
        option
        for option in question.options
        if any(_speaks_of(relation.lower() if marked else plain(relation), said) for relation in option.relation)
    ]


def _speaks_of(relation: str, said: str) -> bool:
    return relation in said and _spoken_of(relation).search(said) is not None


@lru_cache(maxsize=1000)
def _spoken_of(relation: str) -> re.Pattern[str]:
    name = re.escape(relation)
    return re.compile(rf"(?<!\S){_BEFORE} {name}(?!\S)|(?<!\S){name} {_AFTER}(?!\S)")
