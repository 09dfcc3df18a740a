"""The reply to a message that wants checking: what gives it away, what to do now, whom to call. Never «it is safe»."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services_catalog.answers.blocks import Block
from services_catalog.scams.addresses import Standing
from services_catalog.scams.checking import Check, Verdict
from services_catalog.scams.words import signs

_OWN_NAMES = {Standing.STATE: "official", Standing.ENTRUSTED: "entrusted", Standing.CLOSED: "closed"}


def blocks(check: Check, with_help: bool = True) -> list[Block]:
    """What is said of `check`: what gives it away, and `with_help` what to do and whom to call.

    A name that is not the State's is never repeated: it would be a link again.
    """
    level = "scam" if check.verdict is Verdict.SCAM else "warning"
    said: list[Block] = [{"type": "notice", "level": level, "text": "\n".join(_verdict(check))}]
    if check.verdict is Verdict.SCAM:
        said.append(_list("signs", [each["says"] for each in _found(check) if "says" in each]))
    if check.verdict is Verdict.SCAM and with_help:
        said.append({**_list("now", [each["text"] for each in signs()["now"]]), "type": "steps"})
    if check.verdict is not Verdict.OFFICIAL and with_help:
        said.append(_list("check", [each["check"] for each in _found(check) if "check" in each]))
        said.append(_list("call", [each["text"] for each in signs()["call"]]))
    return [block for block in said if block.get("items") != []]


def sources(check: Check) -> list[dict[str, str | None]]:
    """The pages behind what is said, as in an answer."""
    used = [*_found(check), *signs()["now"], *signs()["call"]]
    known: Mapping[str, Mapping[str, Any]] = signs()["sources"]
    keys = dict.fromkeys(key for each in used for key in each["sources"])
    return [{"number": None, "title": known[key]["title"], "url": known[key].get("url")} for key in keys]


def verified_at() -> str:
    """The day on which the signs were checked, as the contract has it."""
    return str(signs()["checked_on"])


def _list(title: str, texts: list[str]) -> Block:
    return {"type": "list", "title": signs()["titles"][title], "items": [{"text": text} for text in texts]}


def _verdict(check: Check) -> Iterator[str]:
    sentences: Mapping[str, str] = signs()["verdicts"]
    if check.verdict is Verdict.SCAM:
        yield sentences["scam"]
    for standing, key in _OWN_NAMES.items():
        if names := [address.host for address in check.addresses if address.standing is standing]:
            yield sentences[key].format(names=", ".join(names))
    if check.verdict is Verdict.UNKNOWN:
        unknown_page = any(address.standing is Standing.UNKNOWN for address in check.addresses)
        yield sentences["unknown_page" if unknown_page else "unknown"]


def _found(check: Check) -> Iterator[Mapping[str, Any]]:
    """The entries of signs.yml that stand in the message, each once, the name behind a link first."""
    of_names = dict.fromkeys(sign for address in check.addresses for sign in address.signs)
    yield from (signs()["addresses"][sign] for sign in of_names)
    for group in ("telling", "wants"):
        yield from (signs()[group][sign] for sign in getattr(check.said, group))
    if check.said.pressure:
        yield signs()["pressure"]
    yield from (signs()["stories"][sign] for sign in check.said.stories)
