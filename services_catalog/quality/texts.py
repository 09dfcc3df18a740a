"""The sentences of a record that citizens read, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from services_catalog.content import read_yaml
from services_catalog.record import Draft

NOT_READ = {
    *("code", "field", "aliases", "keywords", "situations", "life_events", "audiences", "file_sets", "relations"),
    *("questions", "sources", "verified", "review_after_days", "flags", "raw", "legal_basis", "level"),
    *("valid_from", "valid_to", "kind", "unit", "channel", "actor", "handling", "form", "url", "aspect"),
}
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|\n+")
_NUMBER = r"(?<![\d.,/])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?"
_MONEY = re.compile(_NUMBER + r"\s*(tỷ đồng|triệu đồng|nghìn đồng|ngàn đồng|đồng|đ)(?![\w])")
_TIMES = {"tỷ đồng": 10**9, "triệu đồng": 10**6, "nghìn đồng": 1000, "ngàn đồng": 1000, "đồng": 1, "đ": 1}
_CLOCK = re.compile(r"\b(?:sau|trước|lúc|từ|đến) \d{1,2} giờ")
_TIME = re.compile(_NUMBER + r"\s*(ngày làm việc|ngày|giờ|phút|tháng|năm)(?!\s*\d)(?![\w])")
UNITS = {
    "ngày làm việc": "working_day",
    "ngày": "day",
    "giờ": "hour",
    "phút": "minute",
    "tháng": "month",
    "năm": "year",
}


class Found(NamedTuple):
    """Where a rule found something («fees.2.note»), and what, to be put into the rule's message."""

    field: str
    what: str = ""


def texts(record: Draft) -> Iterator[tuple[str, str]]:
    """Each text of `record` that is said to citizens, with the field that it stands in."""
    data = record.model_dump(mode="json", exclude_none=True, exclude={"name"})
    yield from _below(data, "")


def _below(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _below(each, f"{path}.{at}")
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in NOT_READ:
                yield from _below(each, f"{path}.{key}" if path else key)


def sentences(text: str) -> list[str]:
    """The sentences of `text`, and the parts that a semicolon or a new line makes."""
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence]


def amounts(text: str) -> set[int]:
    """The amounts of money in `text`, in dong: «1,5 triệu đồng» is 1500000."""
    return {round(_number(whole, part) * _TIMES[unit]) for whole, part, unit in _MONEY.findall(text)}


def times(text: str) -> set[tuple[float, str]]:
    """The lengths of time in `text`, in the units of `Duration.unit`: «05 ngày làm việc» is (5, "working_day")."""
    lengths = _CLOCK.sub("", text).replace("nửa ngày", "0,5 ngày")
    return {(_number(whole, part), UNITS[unit]) for whole, part, unit in _TIME.findall(lengths)}


def _number(whole: str, part: str) -> float:
    return float(f"{whole.replace('.', '')}.{part or 0}")


@lru_cache
def table(name: str) -> Any:
    """What stands in the data file `name` beside this module."""
    return read_yaml(Path(__file__).parent / name)
