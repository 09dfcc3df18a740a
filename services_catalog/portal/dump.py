"""A file of the portal's records, one JSON object a line (`.jsonl` or `.jsonl.gz`), read one line at a time."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from services_catalog.portal.findings import Finding

CODE = re.compile(r"\d\.\d{6}")  # mã thủ tục
_PAGE_CODE = re.compile(r"Mã thủ tục\s*(\d\.\d{6})(?!\d)")
LINE = "dòng"


@dataclass(frozen=True)
class Line:
    """One line of a dump: the portal's fields if it is a usable record, or else what is wrong with it."""

    number: int  # from 1
    code: str | None
    fields: dict[str, str] | None
    finding: Finding | None = None


def read_dump(path: Path) -> Iterator[Line]:
    """Every line of the file. A broken one is told, not skipped; only an unreadable file raises OSError or EOFError."""
    seen: set[str] = set()
    with _open(path) as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _read(number, line, seen)


def count_lines(path: Path) -> int:
    """How many lines there are, for a progress bar."""
    with _open(path) as file:
        return sum(1 for line in file if line.strip())


def _open(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _read(number: int, line: bytes, seen: set[str]) -> Line:
    """One line, checked; a code is usable once."""

    def broken(what: str, to_do: str, code: str | None = None, raw: str | None = None) -> Line:
        words = line.decode("utf-8", "replace") if raw is None else raw
        return Line(number, code, None, Finding(LINE, what, words, to_do))

    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return broken("Dòng không phải chữ UTF-8", "Xuất lại tệp bằng UTF-8 rồi nhập lại.")
    except ValueError:
        return broken("Dòng không phải JSON", "Lấy lại bản ghi này từ Cổng.")
    if not isinstance(data, dict):
        return broken("Dòng không phải một bản ghi", "Lấy lại bản ghi này từ Cổng.")
    fields = {key: value for key, value in data.items() if isinstance(value, str)}
    code, name = fields.get("ma_thu_tuc", "").strip(), fields.get("ten_thu_tuc", "").strip()
    if not CODE.fullmatch(code):
        return broken("Không có mã thủ tục đúng dạng (ví dụ 1.001193)", "Tìm mã trên Cổng rồi nhập lại.", code or None)
    if not name:
        return broken("Không có tên thủ tục", "Tìm tên trên Cổng rồi nhập lại.", code)
    if code in seen:
        return broken("Mã thủ tục đã có ở dòng trên", "Giữ một bản ghi, bỏ bản kia.", code, name)
    page = _PAGE_CODE.search(fields.get("raw_text", ""))
    if page and page[1] != code:
        what = f"Nội dung là của thủ tục khác ({page[1]})"
        return broken(what, "Lấy lại bản ghi này từ Cổng.", code, name)
    seen.add(code)
    return Line(number, code, fields)
