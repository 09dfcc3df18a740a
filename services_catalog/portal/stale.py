"""Signs that a record is older than the law or the map: replaced documents, gone offices, merged provinces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from services_catalog.content import read_yaml
from services_catalog.portal.findings import Finding

_FILE = Path(__file__).with_name("stale.yml")
_AROUND = 60  # characters of the record shown on either side of a sign


class _Sign(NamedTuple):
    words: str  # in small letters
    whole: re.Pattern[str]  # the same, not as a part of a longer word or number
    what: str
    to_do: str


@cache
def _signs() -> list[_Sign]:
    data = read_yaml(_FILE)
    meaning: dict[str, tuple[str, str]] = {}
    for number, new in data["replaced"].items():
        since = date.fromisoformat(str(new["from"]))
        to_do = f"Đã thay bằng {new['by']} từ {since:%d/%m/%Y}: đối chiếu lại cả thủ tục."
        meaning[number] = (f"{number} đã hết hiệu lực", to_do)
    for words, instead in data["gone"].items():
        meaning[words] = (f"Nhắc tới «{words}»", f"{instead[0].upper()}{instead[1:]}.")
    for old, new in data["merged"].items():
        for kind in ("tỉnh", "thành phố"):
            meaning[f"{kind} {old}"] = (f"Tên tỉnh cũ «{old}»", f"Nay thuộc {new}.")
    return [
        _Sign(words.lower(), re.compile(rf"(?<![\w/.]){re.escape(words.lower())}(?!\w)"), what, to_do)
        for words, (what, to_do) in meaning.items()
    ]


def signs_of_age(fields: dict[str, str]) -> Iterator[Finding]:
    """Each sign once, for the first field that holds it; `fields` are cleaned texts by the portal's name."""
    small = {field: text.lower() for field, text in fields.items()}
    everything = "\n".join(small.values())
    seen: set[str] = set()
    # A plain search first: it is twenty times as fast as the expression, and most signs are not there.
    for sign in [sign for sign in _signs() if sign.words in everything]:
        for field, text in small.items():
            found = sign.whole.search(text)
            if found and sign.what not in seen:
                seen.add(sign.what)
                excerpt = fields[field][max(0, found.start() - _AROUND) : found.end() + _AROUND]
                yield Finding(field, sign.what, excerpt, sign.to_do)
