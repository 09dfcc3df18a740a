"""What a citizen's words answer: a button's number or label, «có», an age, «con tui», a phrase the guide knows.

Careful rather than clever: None wherever two options could be meant, and the question is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from bot.language.marks import has_marks
from bot.language.negation import set_aside
from bot.language.reading import plain, read
from services_catalog.guides.conditions import SKIPPED, holds
from services_catalog.guides.guide import Guide, Kind, Option, Question
from services_catalog.guides.parts import long_parts, named_alone
from services_catalog.guides.persons import is_asked_for, own_case, without_hearsay

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

_TENS = rf"(?:(?:{'|'.join(_DIGITS)}) )?muoi(?: (?:{'|'.join(_DIGITS)}))?"
_NUMBER = rf"\d{{1,3}}|{_TENS}|{'|'.join(word for word in _DIGITS if word not in ('tu', 'lam'))}"  # «làm ngay»
_UNITS = {"ngay": 1, "tuan": 7, "thang": 30}
_LESS = "gan|sap|duoi|chua (?:toi|den|du|day|qua)"
_MORE = "hon|tren|qua|ngoai"
# groups: less or more than it, the number, its unit, how much more («rưỡi», «10 ngày», «hơn»)
_DAYS = re.compile(
    rf"\b(?:({_LESS}|{_MORE}) )?({_NUMBER}) (ngay|tuan|thang)\b(?: (ruoi|hon|may|ngoai|\d{{1,2}} ngay)\b)?(?! nua\b)"
)
_OF_BABY = re.compile(
    r"\b(?:be|chau|con|em be|sinh|de)(?: (?:toi|tui|em|minh|trai|gai|nha|moi|vua|sinh|de|ra|duoc|da))* "
    rf"(?=(?:(?:{_LESS}|{_MORE}) )?(?:{_NUMBER}) (?:ngay|tuan|thang)\b(?! \d+\b(?! ngay)))"
)  # «bé 20 ngày» and no deadline, «con sinh 10 tháng 3» is a date

# «con» is «con» and «còn», and «mẹ ơi» is no answer: a relation counts only beside a word that makes it one.
_BEFORE = r"(?:cho|của|cua|bé|be|đứa|dua|thằng|thang)"
_AFTER = r"(?:tôi|toi|tui|em|mình|minh|anh|chị|chi|gái|gai|trai|nhỏ|nho|út|ut)"


def chosen(question: Question, text: str) -> Option | None:
    """The option that `text` names as its button does, by label, number or a phrase and nothing more; None if none."""
    said = plain(text)
    for option in question.options if said else []:
        if said in (plain(option.label), plain(option.id)):
            return option
    named = [option for option in question.options if said in _whole(option)]
    if len(named) == 1:
        return named[0]
    number = _CHOSEN.fullmatch(said)
    return _by_number(question, int(number[1]), bare=said == number[1]) if number else None


def understand(question: Question, text: str) -> Option | None:
    """The option of `question` that `text` answers; None when unsure. Never raises.

    Once a question is open, less is enough than in a story: «mẹ», «ở nhà», «3 tuần».
    """
    if option := chosen(question, text):
        return option
    said = plain(text)
    if _CHOSEN.fullmatch(said):
        return None
    of_days = _by_days(question, said)
    if of_days is not None:
        return of_days[0] if len(of_days) == 1 else None
    return _evident(question, text) or _by_yes_or_no(question, text) or _by_part(question, text)


def prefill(guide: Guide, text: str) -> dict[str, str]:
    """{question id: option id} of all that `text` answers by itself, before anything was asked.

    A question that is asked only after a certain answer («trẻ sinh ở đâu» only after «trẻ em») gives that answer
    as well, where its condition names just one. What a question about a person hears is told of that person.
    """
    told = text if guide.kind is Kind.SCAM_CHECK else without_hearsay(text)
    own = own_case(told) if may_be_for_another(guide) else told
    answers: dict[str, str] = {}
    for question in guide.questions:
        option = _told_unasked(question, own if _is_of_a_person(question) else told)
        if option and (is_asked_for(told) or not _is_of_several_ages(question, told)):
            answers[question.id] = option.id
    for question in reversed(guide.questions):
        if question.id in answers and question.when and len(question.when) == 1:
            name, value = next(iter(question.when.items()))
            if isinstance(value, str) and guide.question(name):
                answers.setdefault(name, value)
    return askable(guide, answers)


def askable(guide: Guide, answers: Mapping[str, str]) -> dict[str, str]:
    """`answers` without those to questions that the others rule out («trẻ em?» of a grandmother)."""
    known: dict[str, str] = {}
    for question in guide.questions:
        if holds(question.when, known) is not False:
            known[question.id] = answers.get(question.id, SKIPPED)  # not known yet
    return {name: answers[name] for name in known if name in answers}


def _is_of_several_ages(question: Question, text: str) -> bool:
    return len(_by_age(question, plain(text)) or []) > 1


def may_be_for_another(guide: Guide) -> bool:
    """Whether it matters to `guide` whose case it is."""
    return any(option.relation for question in guide.questions for option in question.options)


def _is_of_a_person(question: Question) -> bool:
    return any(option.age or option.relation for option in question.options) or "người" in question.ask.lower()


def is_of_age(question: Question) -> bool:
    """Whether `question` asks how old somebody is."""
    return any(option.age for option in question.options)


def _told_unasked(question: Question, text: str) -> Option | None:
    of_baby = _OF_BABY.search(said := plain(text))
    if of_baby and (of_days := _by_days(question, said[of_baby.end() :])) is not None:
        return of_days[0] if len(of_days) == 1 else None
    return _evident(question, text)


def _evident(question: Question, text: str) -> Option | None:
    """The option that the words of a longer message point to, and no other."""
    meant, _ = set_aside(text)
    said = plain(meant)
    by_age = _by_age(question, said)
    by_phrase, denied = _by_phrase(question, said, _whole)
    if by_age is not None and by_phrase:
        options = [option for option in by_age if option in by_phrase]
    else:
        options = by_phrase if by_age is None else by_age
    if not options and by_age is None and not denied:
        options = _by_relation(question, meant)
    return options[0] if len(options) == 1 else None


def _by_part(question: Question, text: str) -> Option | None:
    """The option that a part of its label stands for: alone, or, where it says enough, within a sentence."""
    if option := named_alone(question, text):
        return option
    options, _ = _by_phrase(question, plain(set_aside(text)[0]), long_parts)
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


def _by_days(question: Question, said: str) -> list[Option] | None:
    """The options of an age told in days, weeks or months; None where none is told or the question is not about age.

    Two where a border lies within what is told: «2 tháng» may be 59 days or 80.
    """
    told = days(said)
    if told is None or not any(option.days or option.age for option in question.options):
        return None
    low, high = told
    return [
        option
        for option in question.options
        if (option.days and low <= option.days[1] and option.days[0] <= high)
        or (option.age and not option.days and low // 365 <= option.age[1] and option.age[0] <= high // 365)
    ]


def days(said: str) -> tuple[int, int] | None:
    """The days that unmarked text tells, as a range: «3 tuan» is (21, 27), «2 thang ruoi» (75, 75); None if none."""
    told = _DAYS.search(said)
    if not told:
        return None
    bound, number, name, more = told.groups()
    unit = _UNITS[name]
    least = _number(number) * unit
    if more == "ruoi":
        least = most = least + unit // 2
    elif more and more[0].isdigit():
        least = most = least + int(more.split()[0])
    else:
        most = least + unit - 1
        least += bool(more)
    if bound and re.fullmatch(_LESS, bound):
        return max(least - unit, 0), least if bound == "chua qua" else least - 1
    return (least + 1, max(most, least + unit)) if bound else (least, most)


def _number(spelled: str) -> int:
    if spelled.isdigit():
        return int(spelled)
    tens, ten, ones = spelled.partition("muoi")
    if not ten:
        return _DIGITS[spelled]
    return _DIGITS.get(tens.strip(), 1) * 10 + _DIGITS.get(ones.strip(), 0)


def _by_phrase(question: Question, said: str, phrases: Callable[[Option], frozenset[str]]) -> tuple[list[Option], bool]:
    """The options whose phrases stand in `said`, and whether any was denied («không có …»).

    A longer phrase takes the place of one within it, «không có thẻ» is not «có thẻ», and of one that it shares words
    with: «mất bằng lái và cà vẹt» is no «mất bằng lái».
    """
    spans = [
        (match.start(), match.end(), option)
        for option in question.options
        for phrase in phrases(option)
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


def _whole(option: Option) -> frozenset[str]:
    return _phrases(option.label, *option.says)


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
