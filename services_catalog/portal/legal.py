"""Căn cứ pháp lý: titles and numbers of legal documents, told apart in a table without cell marks.

A row is `title` + `number`, and a title often ends with the same number:
`Luật Căn cước26/2023/QH15Nghị định 70/2024/NĐ-CP70/2024/NĐ-CP`.
"""

from __future__ import annotations

import re

from services_catalog.portal.findings import Finding
from services_catalog.portal.text import LOWER, or_none
from services_catalog.record import LegalBasis

FIELD = "can_cu_phap_ly"
_HEADER = "Tên văn bản pháp lýMã văn bản"
_AGENCIES = (  # the letters behind TT-, QĐ-, VBHN-; longer ones first
    "BLĐTBXH BNNPTNT BNN&PTNT BVHTTDL VKSNDTC TANDTC BKHCN BGDĐT BGTVT BKHĐT BTTTT BNNMT BTNMT BDTTG UBTVQH UBCKNN "
    "BTTUB VPCP VPQH NHNN BHXH TTCP KTNN UBDT UBND HĐND HĐTP BTC BCA BXD BTP BNV BCT BYT BQP BNG BKH BCN BTM BNN BGD "
    "BTS TCT TCHQ TTg CP TW"
)
_AGENCY = rf"(?:{'|'.join(_AGENCIES.split())})"
_NUMBER = re.compile(
    r"(?P<number>(?<!\d)\d{1,3}\.\d{1,3}|\d+)(?P<rest>/(?:\d{4}/)?"
    rf"(?:(?:NQ-)?(?:UBTV)?QH\d{{2}}|PL-UBTVQH\d{{0,2}}|(?:NĐ|NQ|QĐ|CT|TT|TTLT|VBHN|PL|CV|HD|LCTN)(?:[-_/]{_AGENCY})+(?:-[A-Z]\d+)?"
    rf"|[A-ZĐ]{{1,5}}-[A-ZĐ]+(?=[A-ZĐ][{LOWER}]|[^A-Za-zĐ]|$)|QH\b|NĐ-C(?=[A-ZĐ]|$)))"
)
_KIND = r"(?:Bộ luật|Luật|Nghị định|Thông tư liên tịch|Thông tư|Nghị quyết|Quyết định|Pháp lệnh|Văn bản hợp nhất)"
_SAME = re.compile(rf"\s*(?:{_KIND}\s*)?(?:số\s*)?", re.IGNORECASE)
_PREFIX = re.compile(rf"(?:{_KIND}\s*(?:số\s*)?|[Ss]ố\s*)$")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\d)")


def read_legal(text: str) -> tuple[list[LegalBasis], list[Finding]]:
    """The legal documents in the cleaned text of `can_cu_phap_ly`, each number once."""
    table = text.removeprefix(_HEADER)
    if or_none(table) is None:
        return [], [Finding(FIELD, "Không có căn cứ pháp lý", text, "Tìm văn bản quy định thủ tục này.")]
    numbers = list(_NUMBER.finditer(table))
    found: dict[str, LegalBasis] = {}
    end = 0
    for at, number in enumerate(numbers):
        if not _ends_a_row(table, numbers, at):
            continue
        start, digits = number.start(), number["number"]
        if glued := _YEAR.match(digits) if "." not in digits and len(digits) > 4 else None:
            start, digits = start + glued.end(), digits[glued.end() :]  # «… năm 2016» and «01/2016/QH14»
        title = table[end:start].strip()
        short = _PREFIX.sub("", title).strip() if not title.endswith(("của Luật", "theo Luật")) else title
        whole = digits + number["rest"]
        found.setdefault(whole, LegalBasis(number=whole, title=short or f"{title} {whole}".strip()))
        end = number.end()
    findings = [
        Finding(FIELD, "Số hiệu văn bản bị cắt", basis.number, "Tìm số hiệu đầy đủ.")
        for basis in found.values()
        if basis.number.endswith("NĐ-C")
    ]
    if or_none(left := table[end:]):
        findings.append(Finding(FIELD, "Văn bản không có số hiệu", left, "Tìm số hiệu của văn bản."))
    return list(found.values()), findings


def _ends_a_row(table: str, numbers: list[re.Match[str]], at: int) -> bool:
    """Whether a number stands in the column of numbers, and not in a title."""
    number = numbers[at]
    behind = table[number.end() :]
    if not behind.strip():
        return True
    following = numbers[at + 1] if at + 1 < len(numbers) else None
    if following is not None:
        between = table[number.end() : following.start()]
        if following[0].endswith(number[0]) and _SAME.fullmatch(between):
            return False  # the end of the title; its column comes next
        if not between:  # two numbers run together: the second is a title only if a third repeats it
            third = numbers[at + 2] if at + 2 < len(numbers) else None
            return third is not None and third[0] == following[0]
    if behind[0].isalpha() or behind[0].isdigit():
        return not behind.startswith("ngày")
    if not behind[0].isspace():
        return False
    before = table[: number.start()]
    kind = _PREFIX.search(before)
    edge = before[: kind.start()] if kind else before  # what stands before «Thông tư số»
    if edge.endswith((".", ";", ")")):
        return True  # a title that ends with a mark, its column, a blank
    return behind.lstrip()[0].isupper() and (not kind or not edge or not edge[-1].isspace()) and edge[-1:] != "("
