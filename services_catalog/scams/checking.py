"""A message held against what is known of swindles. Pure; never says that something is safe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.language.reading import plain
from services_catalog.scams.addresses import Address, Standing, addresses
from services_catalog.scams.words import Said, said, signs

_ADDRESS = re.compile(r"\S*\w\.\w\S*")
OFFICIAL = (Standing.STATE, Standing.ENTRUSTED, Standing.CLOSED)
# In a text that only addresses its reader politely, these are also what an app itself may say.
SAID_BY_APPS = {"otp", "face"}


class Verdict(StrEnum):
    """What can be said of a message. There is no «safe»."""

    SCAM = "scam"  # a sign gives it away
    OFFICIAL = "official"  # it names addresses of the State alone, which can still be faked in a message
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Check:
    """What was found in a message."""

    verdict: Verdict
    addresses: tuple[Address, ...]
    said: Said
    pasted_alone: bool  # there is nothing but an address

    @property
    def concerns(self) -> bool:
        """Whether the message wants checking: it gives itself away, is a bare address, or asks what is genuine.

        A question that only names an official address («dichvucong.gov.vn lỗi đăng nhập») does not.
        """
        doubts = self.said.asks_whether_genuine and (bool(self.addresses) or self.said.told)
        return self.verdict is Verdict.SCAM or self.pasted_alone or doubts

    @property
    def tells_of_one(self) -> bool:
        """Whether a citizen tells of a swindle in words of their own, rather than paste one."""
        return self.verdict is Verdict.SCAM and not self.said.pasted


@lru_cache(maxsize=64)  # asked once to decide and once to reply
def check(text: str) -> Check:
    """What is known of `text`. Never raises."""
    found = tuple(addresses(text))
    words = said(_ADDRESS.sub(" ", text) if found else text, bool(found))
    alone = bool(found) and set(plain(_ADDRESS.sub(" ", text)).split()) <= set(signs()["beside_a_link"])
    return Check(_verdict(found, words), found, words, alone)


def _verdict(found: tuple[Address, ...], words: Said) -> Verdict:
    if any(address.standing is Standing.BAD for address in found) or _tells(words):
        return Verdict.SCAM
    if found and all(address.standing in OFFICIAL for address in found):
        return Verdict.OFFICIAL
    return Verdict.UNKNOWN


def _tells(words: Said) -> bool:
    """Whether what was said gives a swindle away: seldom one sign alone, mostly several of different kinds."""
    if words.telling or ("prize" in words.stories and "money" in words.wants and words.pasted):
        return True
    if words.told:
        return bool(words.wants) or (words.pressure and bool(words.stories))
    if words.pasted and words.wants:
        sure = set(words.wants) - SAID_BY_APPS
        return words.pressure or len(words.wants) > 1 or bool(sure and words.stories)
    return False
