"""How dates, money and papers are said, and the sentences around them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.marks import fold
from services_catalog.record import Document, Fee

_LEAD = re.compile(r"(?:[^.;:,(]|[.,](?=\d))+")  # what a note says first, numbers left whole
_ASIDE = re.compile(r"^\(([^)]*)\)")
_WORD = re.compile(r"\w+")
_ASIDE_WORDS = 4  # that a text may have beside those of its heading: «Làm lần đầu mà chưa có thẻ căn cước»
_DENIES = frozenset({"khong", "chua", "tru"})
_FIGURE = re.compile(r"\d ?(?:%|(?:triệu |tỷ )?đồng|đô la)")


@lru_cache
def sentences() -> dict[str, Any]:
    """The contents of `sentences.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("sentences.yml").read_text("utf-8"))
    return loaded


def say(key: str, **values: str) -> str:
    """The sentence under `key` («paper.copies») with its values filled in."""
    found: Any = sentences()
    for part in key.split("."):
        found = found[part]
    return str(found).format(**values) if values else str(found)


def day(value: date) -> str:
    """`value` as people read it: 31/12/2026."""
    return value.strftime("%d/%m/%Y")


def money(amount: int | None) -> str:
    """Dong as people read them: 1.500.000 đồng; 0 is free; None is said to be unknown."""
    if amount is None:
        return say("amount_unknown")
    if amount == 0:
        return say("free")
    return f"{amount:,}".replace(",", ".") + " " + say("dong")


def price(fee: Fee) -> tuple[str, str | None]:
    """What `fee` costs, and what its note says besides.

    Where no sum is fixed but the note begins with the rate («1% giá tính lệ phí trước bạ»), that is the price: it is
    what was asked, and «chưa có mức chung» before it would be untrue.
    """
    lead = _LEAD.match(fee.note) if fee.note and fee.amount_vnd is None else None
    if fee.note and lead and _FIGURE.search(lead[0]):
        rest = _ASIDE.sub(r"\1", fee.note[lead.end() :].lstrip(" .;:,"))
        return lead[0].strip(), rest[:1].upper() + rest[1:]
    return money(fee.amount_vnd) + (f" {fee.unit}" if fee.unit and fee.amount_vnd else ""), fee.note


def heading(head: str | None, text: str) -> str | None:
    """`head`, to stand before `text`; None where `text` begins with what it says («Từ đủ 14 tuổi: Từ đủ 14 tuổi …»)."""
    said = _words(head or "")
    begins = _words(text)[: len(said) + _ASIDE_WORDS]
    is_denied = not _DENIES.isdisjoint(set(begins) - set(said))
    is_button = text.startswith("«")  # «Quên mật khẩu: «Quên mật khẩu» → số định danh»: what is pressed
    return head if is_denied or is_button or not set(said) <= set(begins) else None


def headed(head: str | None, text: str) -> str:
    """`text` behind its heading, unless it repeats it."""
    shown = heading(head, text)
    return f"{shown}: {text}" if shown else text


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def form_code(code: str) -> str:
    """«mẫu CT01»; a code such as «Mẫu số 10» says it itself."""
    return "m" + code[1:] if code.lower().startswith("mẫu") else say("form_code", code=code)


def paper_count(paper: Document) -> str:
    """«1 bản chính, 2 bản sao», «chỉ cần xuất trình», or nothing where it is not known."""
    parts = []
    if paper.handling != "submit":
        parts.append(say(f"paper.{paper.handling}"))
    else:
        counts = {name: getattr(paper, name) for name in ("originals", "copies")}
        parts += [f"{number} {say(f'paper.{name}')}" for name, number in counts.items() if number]
    if paper.form:
        parts.append(form_code(paper.form))
    if paper.on_vneid:
        parts.append(say("paper.on_vneid"))
    return ", ".join(parts)
