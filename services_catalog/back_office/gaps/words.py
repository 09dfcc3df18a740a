"""What of a masked message may be kept and shown on the gap board: as little of a person as can be."""

from __future__ import annotations

import re

from bot.language.marks import fold
from bot.language.privacy import mask

MOST_CHARS = 300  # who tells more tells their own story; the question stands in the beginning
NAME = "[ten]"

# The family names that nearly everybody bears. Two syllables may be anything («Hà Nội»); three are a person.
_FAMILIES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đào|Đoàn|Vương|Trịnh|Trương|Đinh|Lâm|Mai|"
    "Tô|Hà|Cao|Châu|Thái|Tạ|Phùng|Quách|Lưu|Lương|Tăng|Kiều|Thạch|Triệu|Nghiêm"
)
_CAPITAL = "".join(letter for letter in map(chr, range(0x1F00)) if letter.isupper())  # Latin ones among them
_PLACE = r"(?<!đường )(?<!phố )(?<!phường )(?<!xã )(?<!trường )(?<!công ty )(?<!bệnh viện )"
_FULL_NAME = re.compile(
    rf"{_PLACE}\b(?!Hồ Chí Minh|HỒ CHÍ MINH)(?:{_FAMILIES}|{_FAMILIES.upper()})"
    rf"(?: [{_CAPITAL}]\w*){{2,4}}"
)
_CUE = re.compile(
    r"\bten (?:(?:toi|em|minh|chau|con|chong|vo|me|bo|ba|ong|no) ){0,2}la (?!gi\b|nao\b|ai\b|sai\b|bi\b)"
    r"(?P<it>\w+(?: \w+){1,3})"
)
_MASKED = re.compile(r"\[\w+\]")
_WORD = re.compile(r"[^\W\d_]{2,}")


def typed(text: str) -> str | None:
    """What staff typed or chose as `kept_words` has it: they, too, paste what is private."""
    return kept_words(mask(" ".join(text.split()))[0])


def kept_words(text: str) -> str | None:
    """`text` (NFC, masked) without full names, and not too long; None if nothing but masks is left of it."""
    words = without_names(text)
    if len(words) > MOST_CHARS:
        words = words[:MOST_CHARS].rsplit(" ", 1)[0] + " …"
    return words if _WORD.search(_MASKED.sub(" ", words)) else None


def without_names(text: str) -> str:
    """`text` (NFC) with what is clearly a person's full name replaced by «[ten]».

    A family name and capitals, unless a word before it says that it is a street or a place; or what follows «tên tôi
    là», also without capitals and marks. Other names stay: rules that find more would take away places and offices.
    """
    folded = "".join(letter if len(plain := fold(letter)) != 1 else plain for letter in text)  # offsets hold
    for found in reversed(list(_CUE.finditer(folded))):
        text = f"{text[: found.start('it')]}{NAME}{text[found.end('it') :]}"
    return _FULL_NAME.sub(NAME, text)
