"""Where somebody lives, in what people type: house numbers with their streets."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"\d{1,4}[a-z]?\d?(?:/\d{1,4}[a-z]?)*"
_WAY = r"(?:duong|pho|ngo|ngach|hem|kiet|to|khu pho|thon|ap|xom|khu|toa|chung cu|tang|phong|lo|day)"
_STARTS = (
    rf"(?:(?:so nha|nha so|so)\W{{0,2}})?(?<![\d.,/]){_NUMBER}(?![\d.]),? (?=(?:ngo|ngach|hem|kiet|duong|pho)\b)",
    rf"(?:so nha|nha so)\W{{0,2}}{_NUMBER}(?![\w/])",
    rf"(?:ngo|ngach|hem|kiet) {_NUMBER}(?![\w/])",
    r"(?:can ho|phong)(?: so)? [a-z]?\d{2,4}[a-z]?(?=,? (?:chung cu|toa|tang|block|nha))",
    *(
        rf"(?<=\b{cue} )(?:so )?{_NUMBER}(?= [^\W\d])"
        for cue in ("o", "tai", "nha", "dia chi", "dia chi la", "dia chi:")
    ),
)
# «12A Nguyễn Trãi» with nothing before it: only with capitals, and by a name that streets have.
_STREET_NAMES = "|".join(
    str.split(
        "nguyen tran le pham hoang huynh phan vu vo dang bui do ngo duong ly dinh trinh doan luong to ton truong dao "
        "cao mai ha hai cach dien hung quang tay bach au lac phung luu chu ngoc"
    )
)
_NO_STREET = (
    r"le phi|ly (?:do|lich|hon)|dinh danh|cao tuoi|truong (?:hop|hoc)|hai (?:vo|nguoi|ben|con)|do tuoi|dao tao|"
    r"to (?:khai|trinh)|ha noi|quang (?:ninh|nam|ngai|tri|binh)|hung yen|hai (?:phong|duong)|tay ninh|"
    r"cao bang|bach khoa"
)
_BARE = (
    r"(?P<bare>(?:(?<![\s\S])|(?<=[,;:.(] )|(?<=nha em )|(?<=nha toi )|(?<=nha minh ))(?:so )?"
    rf"\d{{1,3}}[a-z]?(?:/\d{{1,4}}[a-z]?)*(?= (?!(?:{_NO_STREET})\b)(?:{_STREET_NAMES}) [^\W\d]))"
)
_HOME = re.compile(rf"(?<!\w)(?P<it>{'|'.join((*_STARTS, _BARE))})")
_PART = re.compile(rf",? ?duong \d{{1,2}} thang \d{{1,2}}\b|,? ?{_WAY} (?:so )?(?:{_NUMBER}(?![\w.]))")
_WAY_WORD = re.compile(r",? ?(?:duong|pho|ngo|ngach|hem|kiet|thon|ap|xom|chung cu|toa nha|toa|khu do thi)\b")
_WORD = re.compile(r" ?(\w+)")
# What a street is not called, and what goes on after its name: places above it, and the question.
_ENDS = frozenset(
    str.split(
        "phuong xa quan huyen tinh thanh tp thi tt thon to khu ap xom bo luat muon can lam di de co khong la o tai va "
        "hay bi da dang duoc xin hoi dk nop ra voi cho nay gi nao ky cap doi mat chua roi a ạ nha nhe thoi bao lau "
        "nhu the phai ve ngay thang nam nguoi ban tuoi trieu dong met m2 km gio phut xe con me chi anh em toi minh "
        "gia chuyen giay ho so thu tuc dich vu ngo ngach hem kiet duong pho cong uy trung tam cua thuoc nuoc diem noi"
    )
)
_PLACE = re.compile(r" ?(?:phuong|xa|quan|huyen|tinh|tp|thi xa|thi tran|thanh pho)\b")
_MIDDLE_NAMES = frozenset(
    str.split("van thi dinh ngoc huu duc cong quang xuan minh ba quoc chi trong hong thai khac the cao")
)
_WAY_BEFORE = re.compile(r"so nha|nha so|ngo|ngach|hem|kiet|can ho|phong")
_SAYS_WHO_LIVES_THERE = re.compile(
    r"\b(?:cong an|uy ban|ubnd|tru so|trung tam|mot cua|buu dien|benh vien|truong|toa an|so (?:tu phap|noi vu|y te)|"
    r"chi cuc|cuc|co quan|van phong|quan an|cong ty)\b[^?!]{0,30}$"
)
_NO_HOME = re.compile(
    r"\b(?:to ban do|thua|luat|dieu|khoan|quoc lo|tinh lo|quyet dinh|thong tu|nghi dinh|mau|duong)\W*(?:so\W*)?$"
)


def homes(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """Start and end of house number and street, and of what stands between them; not the ward, which is asked about.

    `plain`: `text` in lower case and without marks, letter by letter.
    """
    last = 0
    for match in _HOME.finditer(plain):
        start, end = match.span("it")
        before = plain[max(0, start - 40) : start]
        if start < last or _SAYS_WHO_LIVES_THERE.search(before) or _NO_HOME.search(before):
            continue
        if match["bare"] and not text[end + 1].isupper():  # «12 lê dương»: anything may be meant
            continue
        has_way = bool(_WAY_BEFORE.search(match["it"]) or _WAY_WORD.match(plain, end))
        end, words = _rest(text, plain, end, has_way)
        if has_way or words >= 2:
            last = len(plain[:end].rstrip(" ,"))
            yield start, last


def _rest(text: str, plain: str, at: int, has_way: bool) -> tuple[int, int]:
    """Where an address that has come to `at` ends, and how many words of names followed. `has_way`: «ngõ», «đường» …"""
    total = 0
    while True:
        if part := _PART.match(plain, at):
            at = part.end()
            continue
        way = _WAY_WORD.match(plain, at)
        if not way and total:
            return at, total
        end, words, has_capitals = _name(text, plain, way.end() if way else at)
        if not words or not (way or has_capitals or not has_way):  # «ngõ 5 có được …»: no name
            return at, total
        at, total = end, total + words


def _name(text: str, plain: str, at: int) -> tuple[int, int, bool]:
    """Where the name that begins at `at` ends, its words, and whether it is written with capitals.

    Up to four words with capitals; written small two, or three with a middle name («hoàng văn thụ»).
    """
    said: list[str] = []
    capitals = False
    while (word := _WORD.match(plain, at)) and not _PLACE.match(plain, at):
        written = text[word.start(1) : word.end(1)]
        if any(letter.isdigit() for letter in written):  # «toà CT2»; «quận 3» is a place
            return (word.end(), 1, True) if not said and written[0].isupper() else (at, len(said), capitals)
        has_capital = written[0].isupper() and (written[1:].islower() or len(written) == 1)
        if not said:
            capitals = has_capital
        most = 4 if capitals else 3 if said[1:2] and said[1] in _MIDDLE_NAMES else 2
        if (word[1] in _ENDS and not capitals) or has_capital != capitals or len(said) == most:
            break
        said.append(word[1])
        at = word.end()
    return at, len(said), capitals
