"""Cách thức thực hiện: the flattened table of channels, times and fees, cut into its cells.

A row is `Trực tiếp5 Ngày làm việc10,000 VNĐ(remark)description`, with nothing between the cells. A time without a
unit runs into the fee: `120,000 VNĐ` is 1 and 20,000 VNĐ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services_catalog.portal.fees import AMOUNT, Money
from services_catalog.portal.findings import Finding
from services_catalog.portal.times import TIME
from services_catalog.record import Channel

FIELD = "cach_thuc_thuc_hien"
_HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"
CHANNELS = {"Trực tuyến": Channel.ONLINE, "Trực tiếp": Channel.IN_PERSON, "Dịch vụ bưu chính": Channel.POST}
_ROW = re.compile(
    rf"(?P<channel>{'|'.join(CHANNELS)})"
    rf"(?P<time>Không có thông tin|{TIME}|\d+(?=Miễn phí|Không có thông tin))?"
    rf"(?P<fee>Miễn phí|Không có thông tin|{AMOUNT})"
)
_ITEM = re.compile(r"\((?:\d{1,2}|[ivx]+|[a-z])\)")  # «(1) Trường hợp …» is the description
_UNKNOWN = "Không có thông tin"
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})*|[1-9]\d*")


@dataclass(frozen=True)
class Row:
    """One way of doing it: its time and fee as they are written, and what is said about it."""

    channel: Channel
    time: str | None
    fee: Money
    description: str
    finding: Finding | None = None


def read_channels(text: str) -> Iterator[Row]:
    """The rows of the cleaned text of `cach_thuc_thuc_hien`."""
    table = text.removeprefix(_HEADER)
    rows = list(_ROW.finditer(table))
    ends = [*(row.start() for row in rows[1:]), len(table)]
    for row, end in zip(rows, ends, strict=False):  # a table without rows has an end all the same
        behind = table[row.end() : end]
        remark, description = (None, behind) if row["fee"] == _UNKNOWN else _bracket(behind)
        time, fee, finding = row["time"], row["fee"], None
        if time is None and fee[0].isdigit():
            time, fee = _apart(fee, remark or "")
            finding = Finding(FIELD, "Thời hạn và phí dính liền nhau", row[0] + behind, "Xem lại cả hai trên Cổng.")
        yield Row(
            channel=CHANNELS[row["channel"]],
            time=None if time == _UNKNOWN else time,
            fee=Money(fee, remark),
            description=description.strip(),
            finding=finding,
        )


def _bracket(text: str) -> tuple[str | None, str]:
    """The remark in brackets that `text` begins with, and the rest. A bracket that is never closed ends at its line."""
    if not text.startswith("(") or _ITEM.match(text):
        return None, text
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return text[1:at].strip() or None, text[at + 1 :]
    last = text.rfind(")")
    if last < 0:
        return text[1:].strip() or None, ""
    return text[1:last].strip() or None, text[last + 1 :]


def _apart(digits: str, remark: str) -> tuple[str | None, str]:
    """A time without unit and the fee that runs on from it. Where two readings are possible, the remark decides.

    If it does not, both are left open.
    """
    number, _, currency = digits.partition(" ")
    readings = [
        (number[:at], number[at:])
        for at in range(1, len(number))
        if number[:at].isdigit() and _GROUPED.fullmatch(number[at:])
    ]
    if len(readings) > 1:
        named = {re.sub(r"\D", "", amount) for amount in re.findall(r"\d[\d.]*\d", remark)}
        readings = [
            (time, fee) for time, fee in readings if (plain := fee.replace(",", "")) in named or plain + "000" in named
        ]
    if len(readings) != 1:
        return None, _UNKNOWN
    time, fee = readings[0]
    return time, f"{fee} {currency}"
