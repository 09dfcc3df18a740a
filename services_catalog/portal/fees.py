"""Phí, lệ phí: the amounts of one cell of the portal's table, the cell's words kept in the fee's note.

A cell is «Miễn phí», «Không có thông tin» or an amount, and often a remark in brackets that says more than the cell:
other cases («cấp lại: 300.000 đồng»), a reduction with its days, or that a province decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from services_catalog.portal.findings import Finding
from services_catalog.portal.text import or_none, without_bullet
from services_catalog.record import Channel, Fee

FIELD = "cach_thuc_thuc_hien"
AMOUNT = r"\d[\d,.]* ?(?:VNĐ|Việt Nam Đồng|USD)"
_IN_WORDS = re.compile(r"(?<![\d./])(\d{1,3}(?:\.\d{3})+|\d{4,9})(?:,0+)?[ ]?(?:đồng|đ|vnđ)(?![\w])", re.IGNORECASE)
# Free for all; not «miễn … cho người thuộc …», by which the others pay.
_FREE = re.compile(r"(?:miễn(?!.{0,20} (?:cho|đối với|từ ngày))|không (?:thu|phải nộp|mất|tính))\b", re.IGNORECASE)
_DAY = r"(\d{1,2})/(\d{1,2})/(\d{4})"
_UNTIL = re.compile(rf"(?:từ (?:ngày )?{_DAY} )?(?:đến|tới) (?:hết )?(?:ngày )?{_DAY}", re.IGNORECASE)
_CLAUSE = re.compile(r"[;\n]|\.(?=\s|$)|(?<=\S)\s+(?=[-+]\s*\S)|(?=Phí ?:|Lệ phí ?:)")
_UNIT = re.compile(r"\s*/\s*(?:\d+ ?)?([^;.,()\n/\d]{2,40})")
_ROUGHLY_WRITTEN_BELOW = 1_000  # dong: no fee is lower, so 20 is «20.000» typed in thousands
_LONGEST_LABEL = 120
LABEL = "Phí, lệ phí"


@dataclass(frozen=True)
class Money:
    """A fee as the cell says it: `stated` is its first words, `remark` what stands in brackets behind them."""

    stated: str
    remark: str | None


def read_fees(cell: Money, channel: Channel, source: str) -> tuple[list[Fee], list[Finding]]:
    """The fees of one cell for one channel; an amount that is not sure is None, and said so."""
    raw = f"{cell.stated} ({cell.remark})" if cell.remark else cell.stated
    remark = or_none(without_bullet(cell.remark or ""))
    findings: list[Finding] = []

    def find(what: str, to_do: str) -> None:
        findings.append(Finding(FIELD, what, raw, to_do))

    stated, foreign = _stated(cell.stated)
    cases = _cases(remark or "", channel, source)
    if foreign:
        find("Phí tính bằng ngoại tệ", "Ghi mức phí và cách quy đổi vào ghi chú.")
    if stated is None and not foreign and cell.stated != "Miễn phí" and not remark:
        return [], findings
    if stated == 0 and remark and not _FREE.match(without_bullet(remark)):
        stated = None
        find("Cổng ghi «Miễn phí» nhưng phần trong ngoặc nói khác", "Tìm mức phí thật trong văn bản thu phí.")
    elif stated and stated < _ROUGHLY_WRITTEN_BELOW:
        thousands = stated * 1000
        stated = thousands if any(fee.amount_vnd == thousands for fee in cases) else None
        find("Số tiền quá nhỏ, có lẽ ghi theo nghìn đồng", "Xem lại mức phí.")
    cases = [fee for fee in cases if fee.amount_vnd != stated or fee.valid_to]
    if cases and not all(fee.valid_to for fee in cases):
        find("Có nhiều mức phí trong một ô", "Xem mỗi mức dành cho trường hợp nào.")
    if stated is None and cases and not foreign:
        return cases, findings
    main = Fee(label=LABEL, amount_vnd=stated, channel=channel, note=cell.remark and raw, sources=[source])
    return [main, *cases], findings


def _stated(words: str) -> tuple[int | None, bool]:
    """The amount in dong of the cell's first words, and whether it is another currency."""
    if words == "Miễn phí":
        return 0, False
    if words == "Không có thông tin":
        return None, False
    if words.endswith("USD"):
        return None, True
    return int(re.sub(r"\D", "", words)), False


def _cases(remark: str, channel: Channel, source: str) -> list[Fee]:
    """A fee for each amount that a remark names, with its clause as label, and the days of a reduction."""
    fees: list[Fee] = []
    for clause in _CLAUSE.split(remark):
        amounts = list(_IN_WORDS.finditer(clause))
        if not amounts or re.search(r"%|/GT|tối thiểu|tối đa|không dưới|không quá", clause):
            continue  # a share or a limit is no amount to pay
        for at, amount in enumerate(amounts):
            label = clause[amounts[at - 1].end() if at else 0 : amount.start()]
            behind = clause[amount.end() : amounts[at + 1].start() if at + 1 < len(amounts) else None]
            unit = _UNIT.match(behind)
            days = _UNTIL.search(behind) or _UNTIL.search(label)
            fee = Fee(
                label=_label(label) or _label(behind) or LABEL,
                amount_vnd=int(amount[1].replace(".", "")),
                unit=f"mỗi {unit[1].strip()}" if unit else None,
                channel=channel,
                valid_from=_day(days.groups()[:3]) if days else None,
                valid_to=_day(days.groups()[3:]) if days else None,
                note=clause.strip(),
                sources=[source],
            )
            if all(
                (fee.amount_vnd, fee.label, fee.valid_to) != (old.amount_vnd, old.label, old.valid_to) for old in fees
            ):
                fees.append(fee)
    return fees


def _label(words: str) -> str:
    words = without_bullet(words.strip(" :;,.()/\n-+"))
    return words if 3 <= len(words) <= _LONGEST_LABEL else ""


def _day(parts: tuple[str | None, ...]) -> date | None:
    try:
        day, month, year = (int(part) for part in parts if part)
        return date(year, month, day)
    except ValueError:  # not written, or no such day
        return None
