"""Small talk, heard without Rasa: messages that hold a greeting, thanks or the like, and nothing besides."""

from __future__ import annotations

import re

from bot.language.reading import plain
from services_catalog.dialogue.decision import SAFETY_ACTS

_ADDRESS = (
    "a|ad|admin|anh|ban|bac|bot|cac|cam|can bo|cau|chau|chi|chu|co|con|cung|da|day|di|em|gi|ha|het|hom nay|khong|lam|"
    "minh|moi nguoi|nha|nhe|nhieu|oi|ok|qua|rat|thay|toi|tro ly|tui|u|vang|vay|voi|xin|ao|"
    "buoi (?:sang|trua|chieu|toi)|duoc|muon|cho"
)
_SAID = {
    "greet": r"chao|hello|helo|hi|hey|alo|a lo|co ai (?:khong|do|day)",
    "thank": r"cam on|cam ta|thank(?:s| you)?",
    "goodbye": r"tam biet|bye|hen gap lai",
    "bot_identity": r"la ai|ten gi|ten la gi|la (?:nguoi|may|robot)(?: that)?(?: hay (?:la )?(?:nguoi|may|robot))?",
    "bot_capability": r"giup (?:duoc )?gi|(?:lam|tra loi|hoi) duoc (?:gi|nhung gi|viec gi)|biet lam gi",
    "talk_to_person": r"(?:gap|noi chuyen voi) (?:nguoi(?: that)?|nhan vien|can bo|tong dai|tu van vien)",
}
_MOST_WORDS = 12  # more is a story; and a short text is matched in no time, however odd it is
_WHOLE = {act: re.compile(rf"(?:(?:{_ADDRESS}) )*(?:{said})(?: (?:{_ADDRESS}|{said}))*") for act, said in _SAID.items()}
_NO_OTHER = dict.fromkeys((*SAFETY_ACTS, "out_of_scope"), 0.0)


def smalltalk(text: str) -> dict[str, float]:
    """The likelihood of the act that `text` is as a whole, as Rasa would say it; empty for all else."""
    words = plain(text)
    if words.count(" ") >= _MOST_WORDS:
        return {}
    heard = next((act for act, pattern in _WHOLE.items() if pattern.fullmatch(words)), None)
    return {**_NO_OTHER, heard: 1.0} if heard else {}
