"""Thời hạn giải quyết: the time of one cell of the portal's table, its words kept."""

from __future__ import annotations

import re

from services_catalog.portal.findings import Finding
from services_catalog.record import Channel, Duration

FIELD = "cach_thuc_thuc_hien"
_UNITS = {
    "Ngày làm việc": "working_day",
    "Ngày": "day",
    "Giờ làm việc": "hour",
    "Giờ": "hour",
    "Phút": "minute",
    "Tháng": "month",
    "Năm": "year",
}
TIME = rf"\d+(?:[.,]\d+)? ?(?:{'|'.join(_UNITS)})"
_PARTS = re.compile(rf"(\d+(?:[.,]\d+)?) ?({'|'.join(_UNITS)})?")


def read_time(words: str | None, channel: Channel, source: str) -> tuple[Duration | None, list[Finding]]:
    """The time that a cell states, or None if it states none. Working days are not days, no unit is no guess."""
    found = _PARTS.fullmatch(words or "")
    if words is None or found is None or float(found[1].replace(",", ".")) == 0:
        return None, [Finding(FIELD, "Không ghi thời hạn", words or "", "Tìm thời hạn trong trình tự hoặc văn bản.")]
    time = Duration(
        value=float(found[1].replace(",", ".")),
        unit=_UNITS[found[2]] if found[2] else None,
        text=words,
        channel=channel,
        sources=[source],
    )
    if found[2]:
        return time, []
    return time, [Finding(FIELD, "Thời hạn không có đơn vị", words, "Xem là ngày, ngày làm việc hay giờ.")]
