"""Kết quả xử lý: the names of what one gets, without codes, empty cells and the page's buttons."""

from __future__ import annotations

import re

from services_catalog.portal.text import or_none, without_bullet
from services_catalog.record import Statement

_BUTTONS = re.compile(r"Chọn cơ quan thực hiện.*$", re.DOTALL)
_CELLS = re.compile(r"Từ khóa(.*?)Mô tả(.*)$", re.DOTALL)
_CODE = re.compile(r"Mã: ?(?:[A-Z0-9]+(?:[.\-_][A-Z0-9]+)*\d|\d+)")


def read_results(text: str, source: str) -> list[Statement]:
    """The results in the cleaned text of `ket_qua_xu_ly`, and what is said about them."""
    text = _BUTTONS.sub("", text)
    described = ""
    if cells := _CELLS.search(text):
        text, described = text[: cells.start()], cells[2]
    parts = [without_bullet(part.strip()) for part in (*_CODE.split(text), described) if or_none(part)]
    return [Statement(text=part, sources=[source]) for part in dict.fromkeys(parts) if part]
