"""A guide within a conversation: which one, what was answered, and what a message does to it.

All that is remembered fits into one short line, «khai-sinh?tuoi=duoi-6&noi-sinh=tai-nha»: the conversation keeps it,
and every button of a guide carries its own, so that a button pressed late means what it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from bot.language.marks import compose
from bot.language.negation import set_aside
from bot.language.reading import plain, read
from services_catalog.guides.conditions import SKIPPED
from services_catalog.guides.engine import back, next_question
from services_catalog.guides.guide import Guide, Kind, Option, Question
from services_catalog.guides.persons import names_somebody, tells_of_several, turns_to_another
from services_catalog.guides.sheets import ALPHABET, CODE_LENGTH, typed
from services_catalog.guides.understanding import (
    ages,
    askable,
    chosen,
    is_of_age,
    may_be_for_another,
    prefill,
    understand,
)
from services_catalog.record import Aspect
from services_catalog.scams.deeds import fell_for_it, worst_deed

# What is said to a guide itself, unmarked.
BACK = re.compile(r"(?:quay|tro|tra) lai(?: cau truoc| buoc truoc)?|lui lai|cau truoc|buoc truoc")
SKIP = re.compile(
    r"(?:toi |minh |em |con |tui )?(?:khong|chang|chua|hong|hem) (?:biet|ro|nho|chac)(?: nua| lam)?"
    r"|bo qua(?: cau (?:nay|do))?(?: di| nhe| nha)?|cau khac|(?:qua )?cau (?:tiep(?: theo)?|sau)"
)
RESUME = re.compile(
    r"(?:toi |minh |em |cho (?:toi |minh |em )?)?(?:(?:lam|hoi|tra loi|di) )?tiep(?: tuc)?(?: lam| tra loi)?"
    r"(?: huong dan| cau hoi)?(?: luc nay| hoi nay)?(?: di| nhe| nha| a| nao)*"
)
RESTART = re.compile(r"(?:lam|bat dau|tra loi|hoi) lai(?: tu dau)?|tu dau")
STOP = re.compile(
    r"(?:thoi|dung (?:lai|huong dan)|ngung|thoat|ket thuc|huy|stop|khong can|khong lam|de sau"
    r"|de (?:khi|luc|bua|hom) khac)"
    r"(?: dung lai| lai| huong dan| nua| di| nhe| nha| khong lam| khong can| lam)*"
)
STOP_MARKED = "dừng"  # «dung» may be «đúng»
# A wish to be led: «chỉ tôi từng bước», «hướng dẫn em với», «trường hợp của tôi thì sao».
LED = re.compile(
    r"\b(?:tung buoc|huong dan (?:toi|minh|em|con|giup|ho|chi tiet|voi)|truong hop (?:cua )?(?:toi|minh|em))\b"
)
ASKING_END = r"(?: (?:a|vay|nhi|ha|ta|the|em|anh|chi|ban|ad|shop|moi nguoi|mn|hay .*))*$"
# What a question has and an answer in words that the guide does not know has not.
ASKS = re.compile(
    r"\b(?:gi|(?:can|lam|phai) chi|nao|(?<!lan )(?<!ban )dau|(?:o|cho) mo|(?<!ban )sao|bao nhieu|bao lau"
    r"|may (?:ngay|hom|bua|tien|thang|nam|tuoi|ban|tam|to|gio|lan)|ai|the nao|phi|le phi|giay to|ho so|thu tuc"
    r"|(?:het|mat|ton|dong|nop|la) nhieu|nhieu tien|bao gio|ton tien)\b"
    r"|\b(?:duoc|phai|can|dung|co)(?: \w+)? (?:khong|chua|ha)"
    + ASKING_END
    + r"|\w+ (?!(?:thi|cung|van|la|deu|chac|bao|noi|ma|da|thua|oi|a|u) )\w+ khong"
    + ASKING_END  # «tốn tiền không»
    + r"|\bco(?: (?!(?:ma|thi|nhung|roi|do|chu) )\w+){1,5} khong"
    + ASKING_END  # «có giao tận nơi không»
    + r"|\bhay (?!(?:la|bi|di|quen) )\w+(?: \w+){0,4} (?:vay|the|nhi|ha|shop|ad)$"  # «bản giấy hay bản điện tử vậy»
    + r"|\b(?:cho|xin|chi|gui)\b.* (?:voi|nha|nhe)$"  # «cho mình xin mẫu với»
)
# «không có gì», «chưa làm gì», «chưa bao giờ» ask nothing, while «không biết làm gì» does.
NOTHING = re.compile(
    r"\b(?:khong|chua|chang)(?: (?!biet|ro|hieu|nho|thay)\w+){0,3} (?:gi|ai|dau|nao|bao gio)\b"
    r"|\b(?:gi|ai|dau|nao) cung\b|\bkhong ro (?:vi )?sao\b"
)
# What somebody who is at a loss adds to what happened: «quên mật khẩu phải làm sao».
AT_A_LOSS = re.compile(
    r"(?:\s+(?:thì|thi|phải|phai|giờ|gio|bây|bay|biết|biet|nên|nen))*"
    r"\s+(?:(?:làm|lam|tính|tinh)\s+(?:sao|gì|gi|thế\s+nào|the\s+nao)|sao\s+(?:giờ|gio|đây|day))"
    r"(?:\s+(?:đây|day|giờ|gio|bây|bay|ạ|a|vậy|vay|hả|ha))*$",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"(?<=[?!;,.\n])\s+|\s+(?:thì|thi)\s+", re.IGNORECASE)
# Those of whom a swindle is told.
OF_THEM = re.compile(
    r"\b(?:ho|no|nguoi ta|nguoi la|so la|tui no|chung no|ke|co (?:nguoi|so|ai)|tin nhan|goi (?:dien|bao|toi))\b"
)
# «à nhầm, …», «à không, …»: what was said before is set right.
CORRECTS = re.compile(
    r"(?:(?:a|ah|ui|ua|oi|y|chet|thoi|xin loi|sorry|da|em|minh|toi|tui) )*"
    r"(?:(?:noi |go |ghi |bam |chon |tra loi )?(?:nham|lon)|(?<=a )khong|(?<=ua )khong|(?<=y )khong)"
    r"(?: phai)?(?: roi| chu| a| mat)*"
)
# What is told of a swindle: who is pretended to be, what is asked for.
SCAM = re.compile(
    r"\b(?:lua dao|lua|gia mao|gia danh|mao danh|tu xung|xung la|ma otp|doc otp"
    r"|(?:gui|bam|nhan|mo) (?:vao )?duong dan|duong dan la|chuyen khoan|chuyen tien"
    r"|cai app la|app gia|web gia|so la goi|bat coc online)\b"
)
LEFT = "~"  # before a guide that was left
ALIKE = 0.5  # the share of the words of how an event is told that a message has
MUCH_ALIKE = 0.65  # the same, so that the event is meant rather than one service
OF_ONE_SERVICE = {Kind.CHECKLIST, Kind.RESCUE}
ASPECTS = {
    Kind.CHECKLIST: {Aspect.DOCUMENTS, Aspect.STEPS, Aspect.GENERAL, Aspect.ELIGIBILITY},
    Kind.RESCUE: {Aspect.TROUBLE, Aspect.STEPS, Aspect.GENERAL},
    Kind.LIFE_EVENT: {Aspect.STEPS, Aspect.GENERAL, Aspect.DOCUMENTS},
    Kind.SCAM_CHECK: {Aspect.TROUBLE, Aspect.GENERAL},
}
"""The aspects of a service under which a guide of that kind helps further."""


@dataclass(frozen=True)
class Guiding:
    """Where a conversation is in a guide."""

    guide: str
    answers: Mapping[str, str] = field(default_factory=dict)  # question id → option id, or SKIPPED

    def __str__(self) -> str:
        """As it is remembered and put on buttons."""
        return f"{self.guide}?{urlencode(self.answers)}" if self.answers else self.guide

    @classmethod
    def read(cls, line: str) -> Guiding:
        """What `str` wrote."""
        guide, _, answers = line.partition("?")
        return cls(guide, dict(parse_qsl(answers)))

    def answered(self, question: Question, option_id: str) -> Guiding:
        """With one more answer."""
        return Guiding(self.guide, {**self.answers, question.id: option_id})


def line(guiding: Guiding | None, left: Guiding | None) -> str | None:
    """How the guide under way is remembered, or, where there is none, the one that was left."""
    return str(guiding) if guiding else f"{LEFT}{left}" if left else None


def recalled(line: str | None) -> tuple[Guiding | None, Guiding | None]:
    """The guide under way and the one that was left, of which `line` remembers one."""
    if not line:
        return None, None
    return (None, Guiding.read(line.removeprefix(LEFT))) if line.startswith(LEFT) else (Guiding.read(line), None)


def listened(guiding: Guiding, guide: Guide, text: str) -> Guiding | None:
    """Where the guide goes on when a citizen says `text` to its open question; None if that answers nothing.

    What answers a later question counts as well («mất máy rồi» to «bạn gặp khó gì»). What is asked answers nothing.
    """
    question = next_question(guide, guiding.answers)
    said = plain(text)
    if question and (option := chosen(question, text)):
        return guiding.answered(question, option.id)
    if anew := _set_right(guiding, guide, text) or _of_another_person(guiding, guide, text):
        return anew
    told = told_in(text, guide)
    if question and (option := _answer(question, guide, text)):
        answers = {**prefill(guide, told), **guiding.answers, question.id: option.id}
        return Guiding(guiding.guide, askable(guide, answers))
    if question and SKIP.fullmatch(said):
        return guiding.answered(question, SKIPPED)
    if RESTART.fullmatch(said):
        return Guiding(guiding.guide)
    if BACK.fullmatch(said):
        return Guiding(guiding.guide, back(guide, guiding.answers))
    new = prefill(guide, told)
    now = {**(new if question else {}), **guiding.answers, **_other_ages(guiding, guide, new)}
    return Guiding(guiding.guide, now) if now != guiding.answers else None


def _answer(question: Question, guide: Guide, text: str) -> Option | None:
    """What answers the open question. Beside a question, an age does («bé 3 tuổi làm được không»)."""
    if is_of_age(question) and ages(plain(text)):
        return understand(question, text)
    return understand(question, told_in(text, guide)) or understand(question, told_in(AT_A_LOSS.sub("", text), guide))


def _set_right(guiding: Guiding, guide: Guide, text: str) -> Guiding | None:
    """With answers put right («à nhầm, con tôi 7 tuổi», «tôi bị mất chứ không phải đổi»); None if none is."""
    right = corrected(text)
    if right is None and not set_aside(text)[1]:
        return None
    told = prefill(guide, told_in(right or text, guide))
    return Guiding(guiding.guide, askable(guide, {**guiding.answers, **told})) if _changed(guiding, told) else None


def _of_another_person(guiding: Guiding, guide: Guide, text: str) -> Guiding | None:
    """The guide from its start, with what is told of another person: «còn má tui 85 tuổi»; None if it is the same.

    What was answered belongs to the one before.
    """
    if not guiding.answers or not any(map(is_of_age, guide.questions)):
        return None
    told = prefill(guide, text)
    of_other_age = bool(_other_ages(guiding, guide, told)) and names_somebody(text)
    if not of_other_age and not (turns_to_another(text) and may_be_for_another(guide)):
        return None
    return Guiding(guiding.guide, told)


def _other_ages(guiding: Guiding, guide: Guide, told: Mapping[str, str]) -> dict[str, str]:
    """The ages of `told` that are not those answered before."""
    aged = {question.id for question in guide.questions if is_of_age(question)}
    return {name: option for name, option in _changed(guiding, told).items() if name in aged}


def _changed(guiding: Guiding, told: Mapping[str, str]) -> dict[str, str]:
    known = guiding.answers
    return {name: option for name, option in told.items() if known.get(name, option) not in (option, SKIPPED)}


def corrected(text: str) -> str | None:
    """What `text` puts in the place of what was said: «con 7 tuổi» of «à nhầm, con 7 tuổi»; None if nothing."""
    words = [word for word in read(text) if word.plain[:1].isalnum()]
    lead = CORRECTS.match(" ".join(word.plain for word in words) + " ")
    at = len(lead[0].split()) if lead else len(words)
    return text[words[at].start :] if at < len(words) else None


def told_in(text: str, guide: Guide) -> str:
    """The clauses of `text` that ask nothing: «mất ở viện thì khai ở đâu» tells «mất ở viện».

    Who asks what to do in trouble, or whether it is true what somebody demands, has told it in the same breath.
    """
    if guide.kind is Kind.RESCUE:
        text = AT_A_LOSS.sub("", text)
    if not asks(text) or (guide.kind is Kind.SCAM_CHECK and OF_THEM.search(plain(text))):
        return text
    return ", ".join(part for part in CLAUSE.split(text) if not asks(part))


def still_known(guiding: Guiding, guide: Guide) -> Guiding:
    """`guiding` without answers that the guide does not know any more: it was edited since the button was shown."""
    known = {
        name: option
        for name, option in guiding.answers.items()
        if (question := guide.question(name)) and (option == SKIPPED or question.option(option))
    }
    return Guiding(guiding.guide, known)


def sheet_code(text: str) -> str | None:
    """The code of a sheet that `text` asks for: alone, as a link, or beside «phiếu»; None if it asks for none."""
    code = typed(text)
    rest = set(plain(text).split()) & {"phieu", "ma"}
    is_alone = len(text.split()) <= 2
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) and (rest or is_alone) else None


def stops(text: str) -> bool:
    """Whether `text` ends a guide."""
    return STOP.fullmatch(plain(text)) is not None or compose(text).strip(" .!").lower() == STOP_MARKED


def resumes(text: str) -> bool:
    """Whether `text` wants to go on with a guide («làm tiếp», «tiếp tục»)."""
    return RESUME.fullmatch(plain(text)) is not None


def asks(text: str) -> bool:
    """Whether `text` asks something, rather than answer a guide in words that it does not know."""
    return "?" in text or ASKS.search(NOTHING.sub("", plain(text))) is not None


def fell_for_a_swindle(name: str, guide: Guide, text: str, now: Guiding | None, wary: bool) -> Guiding | None:
    """Where the scam check stands once `text` has told what was done for a swindler; None where it tells nothing new.

    `now`: where it stood, if the conversation is in it. `wary`: a swindle is talked of otherwise. Its first question
    asks what was done, its options from the least to the worst, and the worst that was told counts.
    """
    done = worst_deed(text, wary or now is not None)
    if done is None and (now or not fell_for_it(text)):
        return None
    told = now or begun(name, guide, text)
    asked = guide.questions[0]
    order = ["", SKIPPED, *(option.id for option in asked.options)]
    if done and order.index(done) > order.index(told.answers.get(asked.id, "")):
        return Guiding(name, {**told.answers, asked.id: done})
    return None if now else told


def wants_to_be_led(text: str) -> bool:
    """Whether `text` asks to be led step by step."""
    return LED.search(plain(text)) is not None


def of_service(slug: str, aspect: Aspect | None, guides: Mapping[str, Guide]) -> str | None:
    """The guide that helps further with a service or its family, by the aspect if one is given."""
    family = slug.split("/")[0]
    fitting = [
        (slug not in guide.settles, name)
        for name, guide in guides.items()
        if guide.kind in OF_ONE_SERVICE
        and {slug, family} & set(guide.settles)
        and (aspect is None or aspect in ASPECTS[guide.kind])
    ]
    return min(fitting)[1] if fitting else None


def offered(slug: str, text: str, guides: Mapping[str, Guide]) -> list[str]:
    """The guides to offer beside an answer: the life event and the scam check that `text` sounds like, its own."""
    check = scam_check(guides)
    own = of_service(slug, None, guides)
    return [
        *events([slug], text, guides),
        *([check] if check and SCAM.search(plain(text)) else []),
        *([own] if own else []),
    ]


def scam_check(guides: Mapping[str, Guide]) -> str | None:
    """The guide that asks further about a swindle."""
    return min((name for name, guide in guides.items() if guide.kind is Kind.SCAM_CHECK), default=None)


def events(slugs: Sequence[str], text: str, guides: Mapping[str, Guide], least: float = ALIKE) -> list[str]:
    """The life event that `text` tells of and that all, or two, of the services `slugs` belong to; at most one.

    `least`: the share of the words of how it is told that `text` has to have.
    """
    said = set(plain(text).split())
    found = []
    for name, guide in guides.items():
        of_it = {slug.split("/")[0] for slug in guide.services} & {slug.split("/")[0] for slug in slugs}
        if guide.kind is Kind.LIFE_EVENT and len(of_it) >= min(len(slugs), 2):
            alike = max(len(said & words) / len(words) for words in map(_words, guide.asked))
            if alike >= least:
                found.append((-alike, name))
    return [name for _, name in sorted(found)[:1]]


@lru_cache(maxsize=1000)
def _words(phrase: str) -> frozenset[str]:
    return frozenset(plain(phrase).split())


def begun(name: str, guide: Guide, text: str) -> Guiding:
    """The guide at its start, with what `text` has already answered."""
    return Guiding(name, prefill(guide, text))


def is_sure(text: str) -> bool:
    """Whether what `text` tells is of one person, so that a guide may end on it without having asked."""
    return not tells_of_several(text)
