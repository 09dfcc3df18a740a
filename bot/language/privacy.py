"""Personal data in what people type: found and masked before anything sees, stores or logs it.

What is looked for are the numbers that Vietnamese law names as personal data (first in Nghị định 13/2023/NĐ-CP, Điều 2
khoản 3), secrets, and where somebody lives. Names are not looked for: alone they say little, and rules miss them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot.language.addresses import homes


@dataclass(frozen=True)
class Found:
    """A piece of personal data: its kind, and where it stands in the text."""

    kind: str
    start: int
    end: int


def mask(text: str) -> tuple[str, list[str]]:
    """`text` (NFC) with each piece of personal data replaced by «[kind]», and the kinds found, in order."""
    found = find(text)
    for piece in reversed(found):
        text = f"{text[: piece.start]}[{piece.kind}]{text[piece.end :]}"
    return text, [piece.kind for piece in found]


def find(text: str) -> list[Found]:
    """The pieces of personal data in `text` (NFC), in order; none overlaps another."""
    plain = _plain(text)
    public = [match.span() for match in _PUBLIC.finditer(plain)]
    found: list[Found] = []

    def add(piece: Found) -> None:
        taken = [*public, *((other.start, other.end) for other in found)]
        if not any(piece.start < end and start < piece.end for start, end in taken):
            found.append(piece)

    for kind, pattern, holds in _KINDS if _DIGIT.search(plain) else _WITHOUT_DIGITS:
        for match in pattern.finditer(plain):
            piece = Found(kind, *match.span("it"))
            if holds(plain, piece):
                add(piece)
    for start, end in homes(text, plain):
        add(Found("dia_chi", start, end))
    return sorted(found, key=lambda piece: piece.start)


def _plain(text: str) -> str:
    """`text` letter by letter in lower case, without marks, digits of every script as 0 to 9; as long as `text`."""
    return "".join(map(_plain_letter, text))


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    base = "d" if letter in "đĐ" else unicodedata.normalize("NFKD", letter)[0].lower()
    return base if len(base) == 1 else letter


# --- What looks like personal data and is not ---------------------------------------------------------------------

_DAY = r"(?<![\d/])\d{1,2}[/-]\d{1,2}[/-]\d{4}(?!\d)"
_PUBLIC = re.compile(
    "|".join(
        [
            r"\b[a-z]?\d{2,3}(?:\.\d{2,3})*(?:\.h\d{2})?-\d{6}-\d{3,6}\b",  # a dossier: H29.12-240501-0001
            r"\b(?:000\.)?\d{2}\.\d{2}\.[hg]\d{2}-\d{6}-\d{3,6}\b",  # 000.00.12.H29-240501-0001
            r"(?<![\d.])\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.h\d{2})?(?![\d.])",  # a procedure: 1.001193
            r"(?<![\d.])(?:18|19)00(?:[ .-]?\d){4}(?:[ .-]?\d{2})?(?![\d])",  # a hotline: 1800 1096, 1900.0368
            r"\b\d+/(?:\d{4}/)?[a-z]{2,}[\w-]*",  # a law: 69/2024/NĐ-CP
            r"(?<![\d.,])\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?\s*(?:d|dong|vnd|trieu|ty|k)\b",  # an amount: 35.000 đồng
            r"(?<![\w.,])\d+\s*(?:d|dong|vnd|vnđ|trieu|nghin|ngan|ty|k)\b",
            _DAY,
            r"(?:https?://|www\.)\S+",
        ]
    )
)


# --- What is personal ----------------------------------------------------------------------------------------------

_B, _E = r"(?<![\w.+/-])(?<!\d )", r"(?![\w/]|[.,-]\d)"  # a number begins and ends: no letter or number joins it
_IS = r"(?:\W{0,3}\b(?:so|la|cua|toi|em|minh|anh|chi|con|me|bo|vo|chong|no|nay|cu|moi|tai khoan)\b){0,5}\W{0,3}"
_CODE = (
    r"otp|ma (?:xac (?:thuc|nhan|minh)|kich hoat|bao mat|bi mat|pin|dang nhap)|ma \d (?:chu )?so|passcode|pin|cvv|cvc|"
    r"ma so (?:xac thuc|bi mat)|smart ?otp"
)
_CODE_IS = (
    r"(?:\W{0,3}\b(?:la|cua|toi|em|minh|no|nay|nhan|duoc|vua|moi|gui|ve|may|bao|day|ne|ma|so|den|nhu|sau|qua|sms|tin|"
    r"nhan|dien|thoai|the|dung|khong|phai|smart|otp)\b){0,7}\W{0,3}"
)
_CODE_IN_A_CLAUSE = (  # «mã OTP hôm qua bên họ nhắn là»: any words up to «là», none that makes it another number
    r"(?:[ ,]{1,2}(?!(?:nam (?:nao|nay|sau|la)|thang|han|phi|muc|sinh|loi|mau|hieu luc|tinh trang|ho so|thu tuc|la)\b)"
    r"[a-z]+){1,6}(?<!tong dai)(?<!dau so) la\W{1,3}"
)
_BANKS = (
    r"vietcombank|vcb|techcombank|tcb|bidv|agribank|vietinbank|ctg|mb ?bank|mb|acb|vp ?bank|tp ?bank|sacombank|hdbank|"
    r"vib|shb|msb|ocb|seabank|eximbank|lienvietpostbank|lpbank|ngan hang"
)
_CODE_NUMBER = (  # 482913, 482 913, 48 29 13, 4-8-2-9-1-3
    r"(?<![\d.])(?:\d{3}[ -]\d{3}|\d\d(?:[ .-]\d\d){2,3}|\d(?:[ .-]\d){3,7}|\d{4,8})(?![\d/]|[.,]\d)"
)
_DIGITS = r"\d(?:[ .-]?\d)"


def _always(_text: str, _piece: Found) -> bool:
    return True


def _digits(text: str, piece: Found) -> str:
    return "".join(letter for letter in text[piece.start : piece.end] if letter.isdigit())


def _before(text: str, piece: Found, letters: int = 40) -> str:
    return text[max(0, piece.start - letters) : piece.start]


_PROVINCES = frozenset(
    str.split(
        "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 "
        "042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 "
        "086 087 089 091 092 093 094 095 096"
    )
)
_NAMES_A_DOSSIER = re.compile(
    r"(?:ma|so|ma so)?\W*(?:ho so|bien nhan|bien lai|giao dich|don hang|van don|tham chieu|phieu|hoa don|quyet dinh)"
    r"\W+(?:so\W+|ma\W+|la\W+|ma so\W+)*$"
)
_NAMES_MONEY = re.compile(r"\b(?:phi|gia|tien|von|luong|thu nhap|so tien|muc|vay|no|nop|dong|phat)\W+(?:\w+\W+){0,3}$")
_NAMES_AN_OFFICE = re.compile(
    r"\b(?:tong dai|duong day nong|hotline|cong an|uy ban|ubnd|so (?:tu phap|y te|noi vu|giao duc|xay dung)|truc ban|"
    r"trung tam|mot cua|co quan|bhxh|bao hiem xa hoi|chi cuc|cuc|bo|benh vien|truong|van phong|phong|toa an|tru so|"
    r"buu dien|ngan hang|cong ty|cskh|ho tro)\b[^,;?!]{0,40}$"
)
_NAMES_A_COMPANY = re.compile(
    r"\b(?:cong ty|doanh nghiep|dn|cty|ho kinh doanh|hkd|co quan|to chuc|hop tac xa|don vi)\b"
)


def _is_identity(text: str, piece: Found) -> bool:
    """Written in one, twelve digits from 0 are one, mistyped or not; in groups, the province has to be right."""
    number = _digits(text, piece)
    return piece.end - piece.start == len(number) or (number[:3] in _PROVINCES and number[3] in "0123")


def _is_old_identity(text: str, piece: Found) -> bool:
    before = _before(text, piece)
    is_round = _digits(text, piece).endswith("000")
    return not (is_round or _NAMES_A_DOSSIER.search(before) or _NAMES_MONEY.search(before))


def _is_phone(text: str, piece: Found) -> bool:
    before = _before(text, piece)
    is_of_company = _NAMES_A_COMPANY.search(before) and re.search(r"\b(?:mst|ma so)\b", before)
    return not (is_of_company or _NAMES_A_DOSSIER.search(before))


def _is_no_dossier(text: str, piece: Found) -> bool:
    return not _NAMES_A_DOSSIER.search(_before(text, piece))


def _is_home_phone(text: str, piece: Found) -> bool:
    return not _NAMES_AN_OFFICE.search(_before(text, piece, 60))


def _is_card(text: str, piece: Found) -> bool:
    """By its check digit (Luhn), its issuer (9704 is Vietnam's network), the way it is written, or its name."""
    number = _digits(text, piece)
    if len(number) not in (15, 16, 19):
        return False
    grouped = re.fullmatch(r"\d{4}(?:[ .-]\d{4}){3}(?:[ .-]?\d{3})?", text[piece.start : piece.end])
    named = re.search(r"\b(?:the|card|visa|master|atm|napas)\b", _before(text, piece))
    return bool(number.startswith("9704") or grouped or named or (number[0] in "3456" and _luhn(number)))


def _luhn(number: str) -> bool:
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_code(text: str, piece: Found) -> bool:
    """«OTP năm 2026», «mã OTP 2 ngày», a procedure or a hotline is none."""
    if re.search(r"\b(?:nam|thang|ngay|goi|dau so|tong dai|sau|mau|dieu|khoan)\W*$", _before(text, piece, 12)):
        return False
    return not re.match(r"\W{0,2}(?:nam|thang|ngay|phut|giay|ky tu|so|chu so|dong|d)\b", text[piece.end :])


def _is_password(text: str, piece: Found) -> bool:
    """A secret has a digit, a sign, or more letters than a syllable can have (7, «nghiêng»)."""
    word = text[piece.start : piece.end]
    if word.startswith("["):  # masked already
        return False
    if re.search(r"[:=]\s*$", _before(text, piece, 4)):
        return True
    return bool(re.search(r"\d", word) and (re.search(r"[^\d\W]", word) or len(word) >= 6)) or bool(
        re.search(r"[@#$%^&*!_](?=\w)", word) or (word.isalpha() and len(word) >= 8)
    )


_NAMES_NO_SECRET = re.compile(
    r"\b(?:ho so|bien nhan|thu tuc|giao dich|don hang|van don|tra cuu|loi|buu (?:chinh|dien))\b"
)
_IS_SENT = re.compile(r"\b(?:gui|nhan|tin nhan|sms|zalo|doc|keu|bat|nhap|dua|cho ho|cho no|ve may|lua)\b")


def _is_sent_code(text: str, piece: Found) -> bool:
    """«Họ gửi mã 482913», «mã 482913 họ kêu đọc» is a one-time code; «mã 482913 tra hồ sơ» is none."""
    around = f"{_before(text, piece)} . {text[piece.end : piece.end + 40]}"
    return bool(_IS_SENT.search(around)) and not _NAMES_NO_SECRET.search(around)


def _is_spelt_out(text: str, piece: Found) -> bool:
    """Digit by digit, as a code is read out; «khoản 1-2-3-4-5-6» counts up, and 1900, 1800 begin a hotline."""
    number = _digits(text, piece)
    return list(number) != sorted(number) and not number.startswith(("1900", "1800"))


def _is_no_form(text: str, piece: Found) -> bool:
    """«mk sn1990» is «mình, sinh năm 1990», and «mk ct07…» a form: letters short, and known."""
    return not re.match(r"(?:sn|sinh|ct|tk|cc|dc|lop|nam|mau|hang|tuoi)\d", text[piece.start : piece.end])


def _is_own_tax_code(text: str, piece: Found) -> bool:
    return not _NAMES_A_COMPANY.search(_before(text, piece) + text[piece.end : piece.end + 20])


# Kind, pattern of the plain text with the piece as `it`, and what has to hold besides. The first to claim a place wins.
_RULES: tuple[tuple[str, str, Callable[[str, Found], bool]], ...] = (
    (
        "email",
        r"(?<![\w.+-])(?P<it>[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
        r"|[\w.+-]{1,64} ?(?:@|\[at?\]|\(at?\)|a cong) ?(?:gmail|yahoo|outlook|hotmail|icloud)"
        r"(?: ?(?:\.|cham) ?com(?:\.vn)?)?"
        r"|[\w.+-]{1,64} at (?:gmail|yahoo|outlook|hotmail|icloud) ?(?:\.|cham) ?com(?:\.vn)?)",
        _always,
    ),
    (
        "mat_khau",
        r"\b(?:mat khau|password|passwd|pass(?!port|code))"
        r"(?: (?:vneid|dvc|gmail|zalo|wifi|dang nhap|tai khoan|cu|moi|cua|toi|em|minh|dat)){0,4}"
        r"(?: la\b|\W{0,2}[:=])? ?(?P<it>[^\s,;]{4,})",
        _is_password,
    ),
    (  # «mk» is «mật khẩu» or «mình»: only what looks like a secret settles it
        "mat_khau",
        r"\bmk(?: (?:cua|toi|em|minh|vneid|cu|moi)){0,3}\s*(?:la\s+(?=\S*\d)|[:=]\s*)(?P<it>[^\s,;]{4,})",
        _always,
    ),
    (
        "mat_khau",
        r"\bmk(?: (?:cua|toi|em|minh|vneid|dvc|cu|moi)){0,4} (?P<it>(?=\S*[^\W\d])(?=\S*\d)[^\s,;]{6,})",
        _is_no_form,
    ),
    (
        "ma_bi_mat",
        rf"\b(?:{_CODE})\b(?:{_CODE_IS}|{_CODE_IN_A_CLAUSE})"
        rf"(?P<it>{_CODE_NUMBER})",
        _is_code,
    ),
    (
        "ma_bi_mat",
        r"(?<![\w.])(?P<it>\d{4,8})\b\W{0,2}(?:nay )?(?:chinh )?la (?:ma )?(?:otp|ma xac|ma pin|pin)\b",
        _is_code,
    ),
    ("ma_bi_mat", r"\b(?:ma|doc(?: so)?|day so) (?P<it>\d{6}|\d{3}[ -]\d{3})(?![\d/]|[ .,-]\d)", _is_sent_code),
    ("ma_bi_mat", r"(?<![\d.,/-])(?<!\d )(?P<it>\d(?:([ .-])\d)(?:\2\d){4,6})(?![\d/]|[ .,-]\d)", _is_spelt_out),
    (  # DN4 79 12345 67890, and the clinic's number where it is written behind
        "bao_hiem",
        r"(?<!\w)(?P<it>[a-z]{2} ?[1-5](?: ?\d){12}(?: ?\d{3}(?! ?(?:d|dong|k|nghin|ngan|trieu|ngay)\b))?)(?!\w)",
        _always,
    ),
    (
        "bao_hiem",
        rf"\b(?:bhxh|bhyt|bao hiem xa hoi|bao hiem y te|so bao hiem|the bao hiem)\b{_IS}"
        rf"(?P<it>\d{{10}}|\d{{2}} ?\d{{4}} ?\d{{4}}|\d{{12}}|\d{{15}}){_E}",
        _always,
    ),
    (
        "tai_khoan",
        rf"\b(?:stk|so tk|tk so|tai khoan|so tai khoan|account)\b(?:\W{{0,2}}(?:{_BANKS})\b)?{_IS}"
        rf"(?:(?:{_BANKS})\W{{0,3}}(?:so )?)?(?P<it>\d(?:[ .-]{{0,3}}\d){{5,18}}){_E}",
        _always,
    ),
    ("tai_khoan", rf"\b(?:{_BANKS})\W{{0,3}}(?:so )?(?P<it>\d{{8,16}}){_E}", _always),
    ("tai_khoan", rf"{_B}(?P<it>\d{{8,16}})\W{{0,3}}(?:o |tai |ben )?(?:{_BANKS})\b", _always),
    ("the", rf"(?<!\d)(?P<it>{_DIGITS}{{14,18}})(?!\d)", _is_card),
    (
        "giay_phep",
        rf"\b(?:gplx|bang lai|giay phep lai xe|blx)\b(?: (?:xe|oto|o to|may|hang)| [abc][12e]?)*{_IS}"
        rf"(?P<it>\d{{12}}){_E}",
        _always,
    ),
    ("so_dinh_danh", r"(?<!\d)(?<!\d\.)(?<!\d-)(?P<it>0(?:[ .-]?\d){11})(?![ .-]?\d)", _is_identity),
    (
        "so_dinh_danh",
        rf"\b(?:cccd|can cuoc(?: cong dan)?|so dinh danh(?: ca nhan)?|ddcn|ma dinh danh)\b{_IS}"
        rf"(?P<it>{_DIGITS}{{11}}){_E}",
        _always,
    ),
    (
        "ho_chieu",
        r"\b(?:ho chieu|passport|pp)\b(?: (?:pho thong|viet nam|vn|han quoc|my|nhat|trung quoc|het han))*"
        rf"{_IS}(?P<it>[a-z]{{1,2}} ?\d{{6,9}}|\d{{9}}){_E}",
        _always,
    ),
    (
        "cmnd",
        rf"\b(?:cmnd|cmt|cmtnd|chung minh(?: thu| nhan dan| nd)?)\b{_IS}(?P<it>{_DIGITS}{{8}}){_E}",
        _always,
    ),
    ("ma_so_thue", rf"\b(?:mst|ma so thue)\b(?: (?:ca nhan|tncn))?{_IS}(?P<it>\d{{10}}){_E}", _is_own_tax_code),
    (
        "dien_thoai",
        r"(?<![\w.,/-])(?<!\d )(?P<it>(?:\(?\+?(?:00)?84\)?[ .-]?(?:\(0\))?0?|[0o])"
        r"[ .-]?(?:[35789]|1[ .-]?[2689])(?:[ .-]?\d){8})(?![ .-]?\d|\w)",
        _is_phone,
    ),
    ("dien_thoai", r"(?<![\w/])(?P<it>\(0[35789]\d{1,2}\)(?:[ .-]?\d){6,7})(?![ .-]?\d|\w)", _is_phone),
    (
        "dien_thoai",
        r"(?<![\w.,/-])(?<!\d )(?P<it>\(?(?:\+?84|0)[ .-]?2(?:[ .)-]{0,2}\d){9})(?![ .-]?\d|\w)",
        _is_home_phone,
    ),
    ("cmnd", rf"{_B}(?P<it>\d{{9}}){_E}", _is_old_identity),
    ("ho_chieu", rf"{_B}(?P<it>[bcknp]\d{{7,8}}){_E}", _is_no_dossier),
    (
        "bien_so",
        rf"{_B}(?P<it>\d{{2}} ?-? ?[a-z][a-z\d]? ?[-. ]? ?\d{{3}}[.]?\d{{2}}|\d{{2}}-?[a-z]\d? ?-? ?\d{{4}}){_E}",
        _always,
    ),
)
_KINDS = tuple((kind, re.compile(pattern), holds) for kind, pattern, holds in _RULES)
_WITHOUT_DIGITS = tuple(rule for rule in _KINDS if rule[0] in {"email", "mat_khau"})
_DIGIT = re.compile(r"\d")
