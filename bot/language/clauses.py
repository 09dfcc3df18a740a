"""Where one question of a message ends and the next begins."""

from __future__ import annotations

import re

# Joined unmarked and in chat spelling alike: «và», «va», «vs», «với lại», «rồi», «còn».
_END = re.compile(
    r"[?!;,.\n]+(?=\s|$)|\s(?:và|va|vs|với|voi|cùng|cung|rồi|roi|r|còn|con thi)(?:\s(?:lại|lai|cả|ca|là|la))?(?=\s)",
    re.IGNORECASE,
)
_LEAST = 2  # words; less is no question of its own


def clauses(text: str) -> list[str]:
    """The parts of `text` that may each ask something, in order; what is too short joins the part before it.

    «làm hộ chiếu hết bao nhiêu tiền, bao lâu có» has two. Never empty unless `text` has no word.
    """
    found: list[str] = []
    for part in _END.split(text):
        words = part.split()
        if not words:
            continue
        if found and len(words) < _LEAST:
            found[-1] += " " + " ".join(words)
        else:
            found.append(" ".join(words))
    return found
