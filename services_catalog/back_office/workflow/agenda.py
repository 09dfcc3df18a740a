"""What happens on which day: what is scheduled, what stops being true, what has to be looked at again."""

from __future__ import annotations

import calendar
import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services_catalog import publishing
from services_catalog.answers.wording import day, money
from services_catalog.back_office.models import Notice, Proposal
from services_catalog.back_office.workflow.proposals import State, outdated
from services_catalog.clock import VIETNAM, in_vietnam
from services_catalog.database import sessions
from services_catalog.labels import labels
from services_catalog.models import Revision, Service

HEADINGS = ("label", "name", "title", "problem", "about", "text")  # by which people know a fact
AT_ONCE = 500  # revisions that are read together
LONGEST = 80  # letters of a heading that are shown
DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


logger = logging.getLogger(__name__)
_reading = Lock()  # who comes second waits, and finds it read
_READ: WeakKeyDictionary[Engine, dict[int, tuple[Event, ...]]] = WeakKeyDictionary()  # by revision


class Kind(StrEnum):
    """What sort of thing happens."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    NOTICE = "notice"
    ENDS = "ends"
    REVIEW = "review"

    @property
    def label(self) -> str:
        """As staff read it."""
        return _LABELS[self]


_LABELS = {
    Kind.PUBLISH: "Công bố",
    Kind.WITHDRAW: "Rút",
    Kind.NOTICE: "Hết thông báo",
    Kind.ENDS: "Hết hạn",
    Kind.REVIEW: "Đến hạn rà soát",
}


@dataclass(frozen=True)
class Event:
    """One thing on one day, by the calendar of Vietnam. `path`: where it is dealt with."""

    on: date
    kind: Kind
    slug: str | None
    name: str
    text: str
    path: str
    at: time | None = None  # in Vietnam
    problem: str | None = None  # why it will not happen by itself


def month(engine: Engine, first: date) -> list[Event]:
    """What happens in the month that begins on `first`, in order."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    with sessions(engine)() as session:
        found = [*_scheduled(session, first, last), *_notices(session, first, last)]
        version = publishing.version(session)
    found += [each for each in _ends(engine, version) if first <= each.on <= last]
    return sorted(found, key=lambda each: (each.on, each.at or time.max, each.name, each.text))


def overdue(engine: Engine, today: date) -> list[Event]:
    """What should have been looked at again before `today`, the longest overdue first."""
    with sessions(engine)() as session:
        version = publishing.version(session)
    return sorted(
        (each for each in _ends(engine, version) if each.kind is Kind.REVIEW and each.on < today),
        key=lambda each: (each.on, each.name),
    )


def weeks(first: date) -> list[list[date | None]]:
    """The weeks of a month, Monday first; None for days of another month."""
    return [
        [day if day.month == first.month else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


def name_of(service: Service, revision: Revision | None) -> str:
    """What staff call a service or guide: the name in its record, or its slug while it has none."""
    record = revision.record if revision else {}
    return str(record.get("name") or record.get("title") or service.slug)


def names_of(session: Session, slugs: Collection[str]) -> dict[str, str]:
    """What staff call the services and guides of `slugs` by their newest revision, and by the slug if there is none."""
    if not slugs:
        return {}
    newest = select(func.max(Revision.id)).group_by(Revision.service_id)
    name = func.coalesce(Revision.record["name"].as_string(), Revision.record["title"].as_string(), Service.slug)
    rows = session.execute(
        select(Service.slug, name)
        .join(Revision, Revision.service_id == Service.id)
        .where(Service.slug.in_(slugs), Revision.id.in_(newest))
    )
    return {slug: slug for slug in slugs} | {slug: str(called) for slug, called in rows}


def _between(first: date, last: date) -> tuple[datetime, datetime]:
    """The days from `first` to `last` in Vietnam, as times."""
    return datetime.combine(first, time.min, VIETNAM), datetime.combine(last + timedelta(days=1), time.min, VIETNAM)


def _scheduled(session: Session, first: date, last: date) -> Iterator[Event]:
    start, end = (each.astimezone(UTC) for each in _between(first, last))
    for each in session.scalars(
        select(Proposal).where(Proposal.state == State.SCHEDULED, Proposal.due_at >= start, Proposal.due_at < end)
    ):
        assert each.due_at is not None  # noqa: S101 (asked for)
        at = in_vietnam(each.due_at)
        kind = Kind.WITHDRAW if each.revision is None else Kind.PUBLISH
        problem = "Sẽ không tự làm: bản công bố đã đổi sau khi duyệt." if outdated(session, each) else None
        text = f"Bản {each.revision.number}: {each.why}" if each.revision else each.why
        name = name_of(each.service, each.revision or each.service.published)
        yield Event(
            at.date(), kind, each.service.slug, name, text, f"/quan-tri/cho-duyet/{each.id}", at.time(), problem
        )


def _notices(session: Session, first: date, last: date) -> Iterator[Event]:
    start, end = (each.astimezone(UTC) for each in _between(first, last))
    ending = session.scalars(
        select(Notice).where(Notice.ended_by.is_(None), Notice.ends_at >= start, Notice.ends_at < end)
    ).all()
    names = names_of(session, {each.slug for each in ending if each.slug})
    for each in ending:
        assert each.ends_at is not None  # noqa: S101 (asked for)
        at = in_vietnam(each.ends_at)
        name = names[each.slug] if each.slug else "Toàn bộ trợ lý"
        yield Event(at.date(), Kind.NOTICE, each.slug, name, _short(each.text), "/quan-tri/thong-bao", at.time())


def read_ahead(engine: Engine) -> None:
    """Read what is published before anybody opens the calendar: of 10,000 services that takes some seconds."""
    try:
        with sessions(engine)() as session:
            version = publishing.version(session)
        _ends(engine, version)
    except SQLAlchemyError:
        logger.exception("The calendar was not read ahead; whoever opens it first will wait for it")


@lru_cache(maxsize=2)
def _ends(engine: Engine, version: int) -> tuple[Event, ...]:
    """Every day that is written in what is published at `version` of the catalogue.

    A revision is never edited, so it is read once, however many are published after it.
    """
    with _reading:
        return _read(engine)


def _read(engine: Engine) -> tuple[Event, ...]:
    known = _READ.setdefault(engine, {})
    with sessions(engine)() as session:
        published = {
            revision: (slug, kind)
            for slug, kind, revision in session.execute(
                select(Service.slug, Service.kind, Revision.id).join(Revision, Revision.id == Service.published_id)
            )
        }
        unread = [each for each in published if each not in known]
        for start in range(0, len(unread), AT_ONCE):
            some = select(Revision.id, Revision.record).where(Revision.id.in_(unread[start : start + AT_ONCE]))
            for number, record in session.execute(some):
                known[number] = tuple(_days_of(*published[number], record))
    for gone in [each for each in known if each not in published]:
        known.pop(gone, None)
    return tuple(event for revision in published for event in known.get(revision, ()))


def _days_of(slug: str, kind: str, record: Mapping[str, Any]) -> Iterator[Event]:
    name = str(record.get("name") or record.get("title") or slug)
    path = f"/quan-tri/huong-dan/{slug.split('/')[1]}" if kind == "guide" else f"/quan-tri/dich-vu/{slug}/sua"
    verified = record.get("verified")
    if verified:
        last = date.fromisoformat(verified["on"]) + timedelta(days=record.get("review_after_days", 180))
        text = f"Kiểm tra lần cuối ngày {day(date.fromisoformat(verified['on']))}."
        yield Event(last, Kind.REVIEW, slug, name, text, path)
    if record.get("valid_to"):
        yield Event(date.fromisoformat(record["valid_to"]), Kind.ENDS, slug, name, "Cả dịch vụ hết hiệu lực.", path)
    for field, fact in _facts(record):
        ends = fact.get("valid_to") or fact.get("in_force_to")
        if ends:
            called = labels()["fields"].get(field, {}).get("label", field)
            heading = next((str(fact[each]) for each in ("number", *HEADINGS) if fact.get(each)), "")
            amount = f", {money(fact['amount_vnd'])}" if "amount_vnd" in fact else ""
            text = f"{called}: {_short(heading)}{amount}"
            yield Event(date.fromisoformat(ends), Kind.ENDS, slug, name, text, path)


def _facts(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every fact with its field, also those of single places."""
    for field, value in record.items():
        entries = value if isinstance(value, list) else [value] if field == "alert" and value else []
        for entry in entries:
            if field == "local":
                yield from _facts(entry)
            elif isinstance(entry, dict):
                yield field, entry


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
