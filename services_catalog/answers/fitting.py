"""Which fees are about the very thing that was named: a car's 14,000,000 is nothing to who asks for a motorbike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.reading import plain
from services_catalog.answers.blocks import Block

# Things of one sort, unmarked: whoever names one of them does not ask for the others.
RIVALS = tuple(
    re.compile(rf"\b(?:{words})\b")
    for words in ("xe (?:dien )?hai banh|xe may|mo ?to|xe gan may", "o ?to|xe hoi|xe con|xe bon banh|xe tai|xe khach")
)


def fitting_first(blocks: Sequence[Block], question: str) -> list[Block]:
    """`blocks`, in each list of fees those of what `question` names first and those of its rivals last."""
    named = _named(question)
    if len(named) != 1:
        return [*blocks]
    return [
        {**block, "items": sorted(block["items"], key=lambda fee: _distance(fee, named))}
        if block["type"] == "fees"
        else block
        for block in blocks
    ]


def _distance(fee: Block, named: set[int]) -> int:
    found = _named(f"{fee['text']} {fee.get('when', '')}")
    return len(found - named) - len(found & named)


def _named(text: str) -> set[int]:
    said = plain(text)
    return {at for at, rival in enumerate(RIVALS) if rival.search(said)}
