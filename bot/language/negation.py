"""What a message sets aside: «thường trú chứ không phải tạm trú» is about thường trú."""

from __future__ import annotations

from bot.language.reading import Word, read

_LONGEST = 8  # words; a longer «không phải …» tells of a duty that is not there, not of a thing set aside
_TURNS = frozenset(
    {"ma", "chi", "chu", "cho", "nhung"}
)  # mà, chỉ, chứ, chớ, nhưng: the message goes on with what is meant

_RETURNS = frozenset({("quay", "lai"), ("quay", "ve"), ("tro", "lai"), ("tro", "ve")})


def set_aside(text: str) -> tuple[str, str]:
    """`text` without what it sets aside, and what that is; ("…", "") where it sets nothing aside."""
    words = read(text)
    kept: list[Word] = []
    aside: list[Word] = []
    at = 0
    while at < len(words):
        if _denies(words, at):
            end = at + 2
            while end < len(words) and words[end].plain[:1].isalnum() and words[end].plain not in _TURNS:
                end += 1
            if end > at + 2 and end - at - 2 <= _LONGEST:
                aside += words[at + 2 : end]
                at = end
                continue
        kept.append(words[at])
        at += 1
    if not aside or sum(word.plain[:1].isalnum() for word in kept) < 2:
        return text, ""
    return " ".join(word.text for word in kept), " ".join(word.text for word in aside)


def _denies(words: list[Word], at: int) -> bool:
    """Whether «không phải» starts at `at`; «có phải … không phải không» and «khỏi phải» are other things."""
    two = [word.plain for word in words[at : at + 2]]
    return two == ["khong", "phai"] and (at == 0 or words[at - 1].plain not in ("co", "duoc", "phai"))


def after_return(text: str) -> str | None:
    """What follows «quay lại …», «trở về chuyện …» at the start of `text`; None where it goes back to nothing."""
    words = [word for word in read(text) if word.plain[:1].isalnum()]
    if len(words) < 4 or (words[0].plain, words[1].plain) not in _RETURNS:
        return None
    return text[words[1].end :].strip()
