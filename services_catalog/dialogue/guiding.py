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
from bot.language.reading import plain
from services_catalog.guides.conditions import SKIPPED
from services_catalog.guides.engine import back, next_question
from services_catalog.guides.guide import Guide, Kind, Question
from services_catalog.guides.sheets import ALPHABET, CODE_LENGTH, typed
from services_catalog.guides.understanding import prefill, understand
from services_catalog.record import Aspect

# What is said to a guide itself, unmarked.
BACK = re.compile(r"(?:quay|tro|tra) lai(?: cau truoc| buoc truoc)?|lui lai|cau truoc|buoc truoc")
SKIP = re.compile(
    r"(?:toi |minh |em |con |tui )?(?:khong|chang|chua|hong|hem) (?:biet|ro|nho|chac)(?: nua| lam)?|bo qua|cau khac"
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
# What a question has and an answer in words that the guide does not know has not.
ASKS = re.compile(
    r"\b(?:gi|(?:can|lam|phai) chi|nao|(?<!lan )(?<!ban )dau|(?:o|cho) mo|(?<!ban )sao|bao nhieu|bao lau"
    r"|may (?:ngay|hom|bua|tien|thang|nam|tuoi|ban|tam|to|gio|lan)|ai|the nao|phi|le phi|giay to|ho so|thu tuc)\b"
    r"|\b(?:duoc|phai|can|dung|co)(?: \w+)? (?:khong|chua|ha)$"
)
# A question that no answer to another one has in it.
ASIDE = re.compile(
    r"\b(?:o (?:dau|mo)|(?:cho|noi|xa|phuong) nao|bao nhieu|bao lau|may (?:ngay|hom|bua|tien)|(?:khi|chung) nao|bao gio"
    r"|(?:bao|hoi|goi|gap) ai)\b"
)
# What is told of a swindle: who is pretended to be, what is asked for.
SCAM = re.compile(
    r"\b(?:lua dao|lua|gia mao|gia danh|mao danh|tu xung|xung la|ma otp|doc otp"
    r"|(?:gui|bam|nhan|mo) (?:vao )?duong dan|duong dan la|chuyen khoan|chuyen tien"
    r"|cai app la|app gia|web gia|so la goi|bat coc online)\b"
)
# What is told by somebody who has already done what a swindler wanted.
FELL_FOR = re.compile(
    r"\bbi (?:nguoi ta |no |ho )?(?:lua|gat)\b|\bke lua\b|\blua (?:mat|het|lay)\b"
    r"|\blo (?:chuyen (?:tien|khoan)|doc (?:ma|otp)|(?:dua|cho|gui|khai) (?:ma|otp|mat khau|anh can cuoc|thong tin)"
    r"|(?:bam|mo|nhan) (?:vao )?(?:link|duong dan)|(?:cai|tai) (?:app|ung dung|file|tep) (?:la|cua)|quet mat cho)\b"
)
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


def listened(guiding: Guiding, guide: Guide, text: str) -> Guiding | None:
    """Where the guide goes on when a citizen says `text` to its open question; None if that answers nothing.

    What answers a later question counts as well («mất máy rồi» to «bạn gặp khó gì»).
    """
    question = next_question(guide, guiding.answers)
    said = plain(text)
    if question and (option := understand(question, text)):
        return Guiding(guiding.guide, {**prefill(guide, text), **guiding.answers, question.id: option.id})
    if question and SKIP.fullmatch(said):
        return guiding.answered(question, SKIPPED)
    if RESTART.fullmatch(said):
        return Guiding(guiding.guide)
    if BACK.fullmatch(said):
        return Guiding(guiding.guide, back(guide, guiding.answers))
    told = {**prefill(guide, text), **guiding.answers} if question else guiding.answers
    return Guiding(guiding.guide, told) if len(told) > len(guiding.answers) else None


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


def asks(text: str) -> bool:
    """Whether `text` asks something, rather than answer a guide in words that it does not know."""
    return "?" in text or ASKS.search(plain(text)) is not None


def asks_aside(text: str) -> bool:
    """Whether `text` asks something beyond doubt, whatever else it says."""
    return ASIDE.search(plain(text)) is not None


def fell_for_a_swindle(text: str) -> bool:
    """Whether `text` tells of what was already done for a swindler («lỡ chuyển tiền», «bị lừa»)."""
    return FELL_FOR.search(plain(text)) is not None


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
