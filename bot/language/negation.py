"""What a message sets aside: «thường trú chứ không phải tạm trú» is about thường trú."""

from __future__ import annotations

from itertools import pairwise

from bot.language.reading import Word, read

_LONGEST = 8  # words; a longer «không phải …» tells of a duty that is not there, not of a thing set aside
_TURNS = frozenset(
    {"ma", "chi", "chu", "cho", "nhung"}
)  # mà, chỉ, chứ, chớ, nhưng: the message goes on with what is meant

_SOON = 10  # words, within which a message says that it turns elsewhere
_RETURNS = frozenset({("quay", "lai"), ("quay", "ve"), ("tro", "lai"), ("tro", "ve")})
_ASKS = frozenset({"hoi", "sang"})  # «hỏi chuyện khác», «chuyển sang việc khác»; «thủ tục khác» alone turns nowhere
_MATTERS = frozenset({"chuyen", "viec", "cai", "de", "tuc", "vu"})  # … vấn đề, thủ tục …
_NO = frozenset((a, no) for a in ("a", "y", "ua", "o", "oi") for no in ("khong", "nham", "lon"))
_DENIED = frozenset(
    {"can", "co", "phai", "duoc", "bi", "biet", "thay", "muon", "nop", "lam", "cho", "con", "the", "dong"}
)
_MISTAKEN = frozenset((a, how) for a in ("noi", "hoi", "go", "em", "toi", "minh", "a") for how in ("nham", "lon"))


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


def after_turn(text: str) -> str | None:
    """What follows «quay lại …» or «cho hỏi chuyện khác, …» at the start of `text`; None where it turns to nothing."""
    words = [word for word in read(text) if word.plain[:1].isalnum()]
    plain = [word.plain for word in words]
    if tuple(plain[:2]) in _RETURNS:
        last, least = 1, 2
    elif "khac" in plain[:_SOON] and plain[(at := plain.index("khac")) - 1] in _MATTERS and _ASKS & set(plain[:at]):
        last, least = at, 3
    else:
        return None
    return text[words[last].end :].strip(" ,.:;-") if len(words) > last + least else None


def instead(text: str) -> str | None:
    """What `text` says in place of what was said before: after «à không, …», «tôi nói nhầm, …»; None without these."""
    words = [word for word in read(text) if word.plain[:1].isalnum()]
    plain = [word.plain for word in words][:_SOON]
    taken_back = [at + 1 for at, pair in enumerate(pairwise(plain)) if pair in _MISTAKEN]
    if tuple(plain[:2]) in _NO and not _DENIED & set(plain[2:3]):  # «à không cần …» asks whether it is needed
        taken_back.append(1)
    return text[words[max(taken_back)].end :].strip(" ,.:;-") if taken_back else None
