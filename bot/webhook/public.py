"""The address under which citizens reach the assistant, the setting `public_url`, in what is read elsewhere."""

from __future__ import annotations

from pydantic import HttpUrl

from bot.webhook.contract import Outgoing


def under(public: HttpUrl, path: str) -> str:
    """The whole address of `path`, which begins with a slash."""
    return f"{str(public).rstrip('/')}{path}"


def with_whole_links(message: Outgoing, public: HttpUrl) -> Outgoing:
    """`message` with the whole address of the sheet in it: a path alone leads nowhere from another app."""
    if message.custom is None:
        return message
    text, blocks = message.text, []
    for block in message.custom.blocks:
        whole = {key: under(public, block[key]) for key in ("url", "pdf") if block.get("type") == "sheet"}
        text = text.replace(block["url"], whole["url"]) if whole else text
        blocks.append(block | whole)
    custom = message.custom.model_copy(update={"blocks": blocks})
    return message.model_copy(update={"text": text, "custom": custom})
