"""The addresses in a message, and what is known of the name behind each. Pure; nothing is fetched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.marks import without_marks
from services_catalog.quality.texts import table


class Standing(StrEnum):
    """Whose name an address has."""

    STATE = "state"  # registered for state bodies alone
    ENTRUSTED = "entrusted"  # of those whom the law entrusts with a service
    CLOSED = "closed"  # of the State, and closed
    BAD = "bad"  # made to deceive, or to hide where it leads
    UNKNOWN = "unknown"  # nothing is known of it


@dataclass(frozen=True)
class Address:
    """An address in a message."""

    host: str  # lower case, as it is registered as far as that can be told; never said back as a link
    standing: Standing
    signs: tuple[str, ...] = ()  # what gives it away: keys of `addresses` in signs.yml


_SCHEME = r"(?:h(?:tt|xx)ps?:[/\\]{2})"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_FOUND = re.compile(
    rf"(?P<scheme>{_SCHEME})(?P<authority>[^\s/?#\\\"'<>()«»]+)(?P<path>[/?#\\][^\s\"'<>«»]*)?"
    rf"|(?<![\w@.-])(?P<user>[\w.-]+@)?(?P<host>{_LABEL}(?:\.{_LABEL})+)(?P<port>:\d{{2,5}})?(?P<more>[/?][^\s\"'<>«»]*)?",
    re.IGNORECASE,
)
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|\d{8,10}|0x[0-9a-f]{6,8}|\[[0-9a-f:.]+\]")
_DEFANGED = re.compile(r"\s?[\[({]\s?(?:\.|dot|chấm|cham)\s?[\])}]\s?", re.IGNORECASE)
_TRAILING = ".,;:!?)»”'\"…"
_FULL_STOPS = str.maketrans("。．｡", "...")
# Letters of other scripts that look like Latin ones (from Unicode's table of confusables, those in use).
_LOOKS_LIKE = str.maketrans("аеорсухіјѕһԁԛԝɡοαινωєкмтвнӏղոսցɩıℓ", "aeopcyxijshdqwgoaivwekmtbhinnugiil")
# Digits and letters that stand for one another in made-up names; i, l and 1 become one.
_STANDS_FOR = str.maketrans("01l3457", "oiieast")


@lru_cache
def known() -> dict[str, Any]:
    """The contents of `names.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("names.yml").read_text("utf-8"))
    return {**loaded, "endings": frozenset(loaded["endings"].split())}


def addresses(text: str) -> list[Address]:
    """The addresses in `text`, each name once, in order. Never raises."""
    text = _DEFANGED.sub(".", unicodedata.normalize("NFC", text).translate(_FULL_STOPS))
    found: dict[str, Address] = {}
    for match in _FOUND.finditer(text):
        if address := _address(match):
            found.setdefault(address.host, address)
    return list(found.values())


def _address(match: re.Match[str]) -> Address | None:
    if match["scheme"]:
        user, _, host = match["authority"].rpartition("@")
        path = (match["path"] or "").rstrip(_TRAILING)
    else:
        user, host, path = (match["user"] or "").rstrip("@"), match["host"], (match["more"] or "").rstrip(_TRAILING)
    if host.startswith("["):
        written = host[: host.find("]") + 1] or host
    else:
        written = host.partition(":")[0].strip(_TRAILING)
    if not written:
        return None
    host = _registered(written)
    download = path.partition("?")[0].rpartition(".")[2].lower() in known()["downloads"]
    if not match["scheme"]:
        file = host.rpartition(".")[2] in known()["downloads"]
        if file and not path:  # a file's name alone: «vneid.apk»
            return Address(host, Standing.BAD, ("download",))
        if user and "/" not in match[0] and not _imitates(user):  # an address of e-mail
            return None
        if not _is_name(host, path):
            return None
    return judged(host, hidden_behind=user, download=download, changed=host != written.lower())


def _registered(host: str) -> str:
    """`host` in lower case, compatible letters as one («．» is a dot), what is hidden in punycode in its letters."""
    labels = unicodedata.normalize("NFKC", host).lower().strip(".").split(".")
    return ".".join(_decoded(label) for label in labels)


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _is_name(host: str, path: str) -> bool:
    """Whether a word with dots is an address even though no https:// says so."""
    if _IP.fullmatch(host):
        return bool(path) and all(int(part) < 256 for part in host.split(".")) if "." in host else False
    *before, last = host.split(".")
    if last in known()["endings"]:
        return host.isascii() or bool(_imitates(host)) or within(host, "official", "entrusted", "closed")
    if "gov" in before:
        return host.isascii()
    more = bool(path) or len(before) > 1 or host in known()["shorteners"] or bool(_imitates(host))
    return last in known()["endings_that_are_words"] and host.isascii() and more


def within(host: str, *lists: str) -> bool:
    """Whether `host` is, or is under, a name of these lists of hosts.yml."""
    return any(host == name or host.endswith(f".{name}") for each in lists for name in table("hosts.yml")[each])


def judged(host: str, hidden_behind: str = "", download: bool = False, changed: bool = False) -> Address:
    """What is known of `host`, which stood behind «`hidden_behind`@» and may lead to a `download`.

    `changed`: it was written in other letters than it is registered in.
    """
    signs = ["user"] if hidden_behind else []
    if download:
        signs.append("download")
    official = within(host, "official")
    closed = within(host, "closed") or host.removeprefix("www.") in known()["formerly"]
    if official or closed or within(host, "entrusted"):
        if signs:
            return Address(host, Standing.BAD, tuple(signs))
        return Address(host, Standing.CLOSED if closed else Standing.STATE if official else Standing.ENTRUSTED)
    if _IP.fullmatch(host):
        signs.append("number")
    if host.removeprefix("www.") in known()["shorteners"]:
        signs.append("shortened")
    signs += _deceit(host, changed)
    return Address(host, Standing.BAD if signs else Standing.UNKNOWN, tuple(signs))


def _deceit(host: str, changed: bool) -> Iterator[str]:
    """How `host`, which is not the State's, pretends that it was."""
    imitated = _imitates(host)
    if not host.isascii() and (imitated or _gov(_latin(host))):
        yield "letters"
    elif imitated:
        yield imitated
    if _gov(_latin(host)):
        yield "gov"
    if changed and imitated and host.isascii():
        yield "letters"


def _gov(host: str) -> bool:
    """Whether «gov» stands in a name that is no government's. Other countries' have it last («gov.uk», «state.gov»)."""
    labels = host.split(".")
    parts = [part for label in labels for part in label.split("-")]
    if not {"gov", "govvn", "vngov", "gov1vn"} & set(parts):
        return False
    abroad = labels[-1] == "gov" or (labels[-2:-1] == ["gov"] and len(labels[-1]) == 2)
    return not abroad or "vn" in parts


def _latin(host: str) -> str:
    return without_marks(host.translate(_LOOKS_LIKE))


def _imitates(host: str) -> str | None:
    """How a name that is not the State's brings one of the State's to mind: «name», «digits», «spelling»; or None."""
    latin = _latin(host.lower())
    if _holds(latin, known()["imitated"], known()["imitated_short"]):
        return "name"
    standing_for = latin.replace("-", "").translate(_STANDS_FOR)
    meant = [(name, name.translate(_STANDS_FOR)) for name in known()["imitated"]]
    if any(name in standing_for for _, name in meant):
        return "name" if any(name in latin.replace("-", "") for name, _ in meant) else "digits"
    parts = [part for label in latin.split(".")[:-1] for part in (*label.split("-"), label.replace("-", ""))]
    near = any(_one_letter_off(part, name) for part in parts for name in known()["spelled_alike"])
    return "spelling" if near else None


def _holds(latin: str, anywhere: list[str], between: list[str]) -> bool:
    if any(name in latin for name in anywhere):
        return True
    labels = latin.split(".")[:-1]  # not the ending
    return bool(set(between) & {part for label in labels for part in re.split(r"[-_\d]+", label)})


def _one_letter_off(word: str, name: str) -> bool:
    """Whether `word` is `name` with one letter more, less or other, or with two neighbours changed over."""
    if word == name or abs(len(word) - len(name)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    after, expected = word[at:], name[at:]
    return (
        after[1:] == expected[1:]
        or after[1:] == expected
        or after == expected[1:]
        or (after[:2] == expected[1::-1] and after[2:] == expected[2:])
    )
