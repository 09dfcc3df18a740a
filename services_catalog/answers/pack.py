"""The offline pack: what is said of the services most asked about, for a device without a network. Pure.

A device cannot ask what has changed since. So each section says the last day on which it would still read the same
(`until`); after that day the device does not show it. A fee is never told past its date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from services_catalog.answers.blocks import Block
from services_catalog.answers.compose import Answer, compose
from services_catalog.answers.wording import say
from services_catalog.record import Aspect, ServiceRecord

# The editors' choice: what people come for in every commune, and what they need where there is no network.
MOST_ASKED = (
    "can-cuoc-cap-lai",
    "can-cuoc-cap-doi",
    "khai-sinh",
    "khai-tu",
    "ket-hon",
    "xac-nhan-tinh-trang-hon-nhan",
    "dang-ky-thuong-tru",
    "dang-ky-tam-tru",
    "chung-thuc-ban-sao",
    "gplx-cap-doi",
    "ho-chieu-pho-thong",
    "ly-lich-tu-phap",
    "bhyt-ho-gia-dinh",
    "tro-cap-xa-hoi",
    "dinh-danh-muc-2",
    "vneid-su-co",
)
SECTIONS = (Aspect.DOCUMENTS, Aspect.STEPS, Aspect.FEE, Aspect.DURATION, Aspect.WHERE, Aspect.TROUBLE)


def offline_pack(records: Mapping[str, ServiceRecord], today: date) -> dict[str, Any]:
    """The sheets of the services of MOST_ASKED that are in `records`, as they read on the day `today`.

    `{"made_on", "services": [{"slug", "name", "aliases", "verified_at", "valid_from", "sources", "sections"}]}`; a
    section is `{"aspect", "title", "blocks", "until"}`, `until` being an ISO date, or None where no day is known on
    which it will change. Services no longer in force are left out.
    """
    chosen = [(slug, records[slug]) for slug in MOST_ASKED if slug in records]
    return {
        "made_on": today.isoformat(),
        "services": [
            sheet(slug, record, today) for slug, record in chosen if record.valid_to is None or record.valid_to >= today
        ],
    }


def good_until(record: ServiceRecord, aspect: Aspect, today: date) -> date | None:
    """The last day from `today` on which what is said under `aspect` stays the same; None if no change is known."""
    now = _answer(record, aspect, today).blocks
    changes = (day for day in sorted(_days_of_change(record)) if day > today)
    return next((day - timedelta(days=1) for day in changes if _answer(record, aspect, day).blocks != now), None)


def sheet(slug: str, record: ServiceRecord, today: date, aspects: Iterable[Aspect] = SECTIONS) -> dict[str, Any]:
    """One service of the pack: an overview, and a section for each of `aspects` under which there is anything."""
    overview = _answer(record, Aspect.GENERAL, today)
    sections = [_section(record, Aspect.GENERAL, overview.blocks, today)]
    for aspect in aspects:  # notices that stand over every answer are said once, in the overview
        blocks = [block for block in _answer(record, aspect, today).blocks if block not in overview.blocks]
        sections.append(_section(record, aspect, blocks, today))
    return {
        "slug": slug,
        "name": record.name,
        "aliases": record.aliases,
        "verified_at": overview.verified_at.isoformat(),
        "valid_from": overview.valid_from.isoformat() if overview.valid_from else None,
        "sources": overview.sources,
        "sections": [section for section in sections if section["blocks"]],
    }


def _section(record: ServiceRecord, aspect: Aspect, blocks: list[Block], today: date) -> dict[str, Any]:
    until = good_until(record, aspect, today)
    return {
        "aspect": str(aspect),
        "title": say(f"aspect.{aspect}"),
        "blocks": blocks,
        "until": until.isoformat() if until else None,
    }


def _answer(record: ServiceRecord, aspect: Aspect, today: date) -> Answer:
    return compose(record, aspect, "", today)


def _days_of_change(record: ServiceRecord) -> Iterator[date]:
    """Each day on which something begins to hold, or no longer holds."""
    starts = [record.valid_from, *(fact.valid_from for _, fact in record.facts())]
    ends = [record.valid_to, *(fact.valid_to for _, fact in record.facts())]
    for law in record.legal_basis:
        starts.append(law.in_force_from)
        ends.append(law.in_force_to)
    ends.append(record.verified.on + timedelta(days=record.review_after_days))
    yield from (day for day in starts if day)
    yield from (day + timedelta(days=1) for day in ends if day)
