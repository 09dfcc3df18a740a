"""Where links lead: to official pages that are still there. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import HttpUrl

from services_catalog.quality.texts import Found, table
from services_catalog.record import Draft


def _links(record: Draft) -> Iterator[tuple[str, HttpUrl]]:
    """Links that citizens are sent to."""
    for field in ("steps", "forms", "contacts"):
        for at, each in enumerate(getattr(record, field)):
            if each.url:
                yield f"{field}.{at}.url", each.url
    if record.online:
        yield from ((f"online.links.{at}.url", link.url) for at, link in enumerate(record.online.links))


def _references(record: Draft) -> Iterator[tuple[str, HttpUrl]]:
    """Links that show where something was read; the press may be anywhere."""
    yield from ((f"legal_basis.{at}.url", law.url) for at, law in enumerate(record.legal_basis) if law.url)
    for key, source in record.sources.items():
        if source.url and source.kind != "press":
            yield f"sources.{key}.url", source.url


def _within(url: HttpUrl, hosts: list[str]) -> bool:
    host = url.host or ""
    return any(host == name or host.endswith(f".{name}") for name in hosts)


def unofficial_links(record: Draft, today: date) -> Iterator[Found]:
    """Pages that citizens are sent to and that no public body runs."""
    official = table("hosts.yml")["official"] + table("hosts.yml")["entrusted"]
    yield from (Found(field, str(url)) for field, url in _links(record) if not _within(url, official))


def unofficial_references(record: Draft, today: date) -> Iterator[Found]:
    """Laws and official pages that were read somewhere else."""
    official = table("hosts.yml")["official"] + table("hosts.yml")["entrusted"]
    yield from (Found(field, str(url)) for field, url in _references(record) if not _within(url, official))


def closed_pages(record: Draft, today: date) -> Iterator[Found]:
    """Links to sites that were closed."""
    closed = table("hosts.yml")["closed"]
    yield from (Found(field, str(url)) for field, url in _links(record) if _within(url, closed))


def unsafe_links(record: Draft, today: date) -> Iterator[Found]:
    """Links without encryption."""
    yield from (Found(field, str(url)) for field, url in _links(record) if url.scheme != "https")
