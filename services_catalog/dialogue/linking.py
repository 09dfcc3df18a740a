"""Which services a message is about: as a whole, by each of its clauses, and behind the messages before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.language.clauses import clauses
from services_catalog.catalogue import Catalogue
from services_catalog.search.linker import Link, Linker

FLOOR = 0.003  # what a service is worth to a voice that does not mention it
CLAUSES = 0.4  # weight of the clauses of a message, all together, beside the message as a whole
CLAUSE_LEAST = 3  # words of a clause that has a say
TOGETHER = 0.6  # weight of the message read behind the ones before it
OFFERED = 30.0  # odds in favour of a service that was just offered
KNOWN = 30.0  # odds in favour of the service the conversation is about

Shares = list[tuple[str, float]]  # likelihoods, best first


def linked(linker: Linker, text: str) -> Link:
    """What `text` by itself is about.

    In a story the need stands in one clause, and all the others drown it: so each clause is also read alone. One that
    says nothing is flat and changes nothing.
    """
    whole = linker.link(text)
    parts = [part for part in clauses(text) if len(part.split()) >= CLAUSE_LEAST]
    if len(parts) < 2:
        return whole
    shares = _shares(whole)
    for part in map(_shares, map(linker.link, parts)):
        for reading in shares:
            shares[reading] *= (part[reading] + FLOOR) ** (CLAUSES / len(parts))
    total = sum(shares.values()) or 1.0
    found: dict[str, dict[str, float]] = {"service": {}, "none": {}, "outside": {}, "unlisted": {}, "event": {}}
    for (kind, name), share in shares.items():
        found[kind][name] = share / total
    services, unlisted, events = (_sorted(found[kind]) for kind in ("service", "unlisted", "event"))
    return Link(services, sum(found["none"].values()), found["outside"], unlisted, events)


def in_context(
    link: Link, meant: str, denied: str, about: str | None, offered: Sequence[str], before: Sequence[str], of: Catalogue
) -> Shares:
    """Families by likelihood, a message without a subject of its own read in the light of the ones before.

    Three voices are multiplied: the message alone, the message behind those `before` it, and what the conversation
    was `about` or `offered`. A message that names no service is flat, so the others decide; one that tells of another
    service is peaked, and outweighs them. One that is another's name stands for itself. What a message sets aside
    («không phải tạm trú») loses its odds.
    """
    now = by_family(link.services)
    named = of.names.asked(meant)
    if (not about and not before) or (named and named != about):
        return _sorted(now)
    if not before and about in of.records:  # it was chosen by a button
        before = [of.records[about].name]
    together = by_family(of.linker.link(" . ".join([*before, meant])).services)
    odds = {slug.split("/")[0]: OFFERED for slug in offered}
    if about:
        odds[about.split("/")[0]] = KNOWN
    if denied:
        refused = _sorted(by_family(of.linker.link(denied).services))
        odds.pop(refused[0][0] if refused else "", None)
    mixed = {
        family: (share + FLOOR) * (together.get(family, 0.0) + FLOOR) ** TOGETHER * odds.get(family, 1.0)
        for family, share in now.items()
    }
    total = sum(mixed.values()) or 1.0
    return _sorted({family: share / total for family, share in mixed.items()})


def by_family(services: Shares) -> dict[str, float]:
    """The likelihoods of services and their variants summed by family."""
    found: defaultdict[str, float] = defaultdict(float)
    for slug, share in services:
        found[slug.split("/")[0]] += share
    return dict(found)


def _shares(link: Link) -> dict[tuple[str, str], float]:
    """All readings of a message with their likelihoods, by kind and name."""
    parts = {"service": link.services, "outside": link.outside.items(), "unlisted": link.unlisted, "event": link.events}
    named = {(kind, name): share for kind, pairs in parts.items() for name, share in pairs}
    return {**named, ("none", ""): link.none}


def _sorted(shares: dict[str, float]) -> Shares:
    return sorted(shares.items(), key=lambda pair: -pair[1])
