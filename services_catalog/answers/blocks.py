"""The structured answer: blocks that a widget draws, and the same facts in plain text."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Block = dict[str, Any]
"""One of:

{"type": "text", "title"?, "text"}
{"type": "list", "title"?, "items": [{"text", "when"?, "note"?}]}
{"type": "checklist", "title"?, "items": [{"text", "when"?, "note"?, "count"?}]}
{"type": "steps", "title"?, "items": [{"text", "when"?, "url"?}]}
{"type": "fees", "title"?, "items": [{"text", "amount", "amount_vnd", "when"?, "note"?, "period"?}]}
{"type": "links", "title"?, "items": [{"text", "url"}]}
{"type": "notice", "level": "info" | "warning" | "scam", "title"?, "text"}
"""


def as_text(blocks: list[Block]) -> str:
    """The facts of `blocks` in plain words, for channels that draw nothing."""
    return "\n\n".join(filter(None, (_block_text(block, before) for before, block in pairwise([{}, *blocks]))))


def _block_text(block: Block, before: Block) -> str:
    """`block` in plain words; several notices in a row share one heading."""
    is_next = block["type"] == before.get("type") == "notice" and block.get("title") == before.get("title")
    lines = [f"{block['title']}:"] if block.get("title") and not is_next else []
    if "text" in block:
        lines.append(block["text"])
    for number, item in enumerate(block.get("items", []), 1):
        mark = f"{number}." if block["type"] == "steps" else "-"
        lines.append(f"{mark} {item_text(item)}")
    return "\n".join(lines)


def item_text(item: dict[str, Any]) -> str:
    """One item of a block in one line, case first."""
    text = f"{item['when'][0].upper()}{item['when'][1:]}: {item['text']}" if item.get("when") else item["text"]
    if item.get("amount"):
        text += f": {item['amount']}"
    details = [str(item[key]) for key in ("count", "period", "note") if item.get(key)]
    if details:
        text += f" ({'; '.join(details)})"
    if item.get("url"):
        text += f" {item['url']}"
    return text
