"""Names that two services share, or nearly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import pairwise

from bot.language.marks import fold
from services_catalog.quality.texts import Found
from services_catalog.record import Draft

ALIKE = 0.92  # of difflib's ratio between two folded names
SHARED_PAIRS = 0.5  # of the pairs of neighbouring words of the shorter name; only then is the ratio worth its time


def same_names(records: Mapping[str, Draft]) -> Iterator[tuple[str, Found]]:
    """Services of one official name."""
    for owners in _owners(records, names=True, aliases=False).values():
        for slug, field in owners[1:]:
            yield slug, Found(field, owners[0][0])


def same_aliases(records: Mapping[str, Draft]) -> Iterator[tuple[str, Found]]:
    """A name that people use for one service, listed for another as well; variants may share their family's."""
    for name, owners in _owners(records, names=True, aliases=True).items():
        first = owners[0]
        for slug, field in owners[1:]:
            if slug.split("/")[0] != first[0].split("/")[0] and field != "name":
                yield slug, Found(field, f"«{name}»: {first[0]}")


def look_alikes(records: Mapping[str, Draft]) -> Iterator[tuple[str, Found]]:
    """Official names that nearly are one: «Đăng ký tạm trú», «Đăng kí tạm trú»."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    plain = {slug: _plain(record.name) for slug, record in records.items()}
    for slug, name in plain.items():
        others: defaultdict[str, int] = defaultdict(int)
        pairs = _pairs(name)
        for pair in pairs:
            for other in holders[pair]:
                others[other] += 1
            holders[pair].append(slug)
        for other, shared in others.items():
            enough = shared >= SHARED_PAIRS * min(len(pairs), len(_pairs(plain[other])))
            if enough and name != plain[other] and SequenceMatcher(None, name, plain[other]).ratio() >= ALIKE:
                yield slug, Found("name", f"«{records[other].name}» ({other})")


def _owners(records: Mapping[str, Draft], names: bool, aliases: bool) -> dict[str, list[tuple[str, str]]]:
    """By folded name: the services that have it, and in which field; official names first."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    if names:
        for slug, record in records.items():
            found[_plain(record.name)].append((slug, "name"))
    if aliases:
        for slug, record in records.items():
            for at, alias in enumerate(record.aliases):
                if slug not in {owner for owner, _ in found[_plain(alias)]}:
                    found[_plain(alias)].append((slug, f"aliases.{at}"))
    return found


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _pairs(name: str) -> set[str]:
    words = name.split()
    return {" ".join(pair) for pair in pairwise(words)} or {name}
