"""The list of services: found by words and filters, a page at a time. Only what a page shows is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from services_catalog.back_office.models import Proposal
from services_catalog.history import is_draft
from services_catalog.models import Revision, Service
from services_catalog.places import Places
from services_catalog.record import Level
from services_catalog.search.fulltext import Filters, SearchIndex, due_on

PAGE = 50  # services
MOST_FOUND = 500  # by words: nobody reads on
IN_REVIEW = ("in_review", "scheduled")  # states of a proposal that is under way


class Standing(StrEnum):
    """What the list can be narrowed to."""

    PUBLISHED = "published"
    DRAFT = "draft"  # the newest revision is not what citizens read
    DISCARDED = "discarded"  # it was never public, and was thrown away: on no other list
    IN_REVIEW = "in_review"
    STALE = "stale"  # its review is due, or it has ended

    @property
    def label(self) -> str:
        """As staff read it."""
        return _LABELS[self]


_LABELS = {
    Standing.PUBLISHED: "Đang công bố",
    Standing.DRAFT: "Có bản nháp",
    Standing.DISCARDED: "Bản nháp đã bỏ",
    Standing.IN_REVIEW: "Đang chờ duyệt",
    Standing.STALE: "Quá hạn xem lại",
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty: everything."""

    words: str = ""
    standing: Standing | None = None
    level: Level | None = None
    life_event: str = ""
    agency: str = ""
    page: int = 1  # from 1

    @property
    def needs_index(self) -> bool:
        """Whether it asks for what only records tell."""
        return bool(self.words or self.level or self.life_event or self.agency or self.standing is Standing.STALE)


@dataclass(frozen=True)
class Row:
    """A service as the list shows it. `changed_at` is UTC."""

    slug: str
    name: str
    published: bool
    has_draft: bool  # it says something that citizens have not read, and was not thrown away
    in_review: bool
    stale: bool
    revision_id: int
    digest: str
    number: int
    changed_by: str
    changed_at: datetime
    why: str


@dataclass(frozen=True)
class Found:
    """One page of services, and how many there are in all."""

    rows: list[Row]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def find(session: Session, index: SearchIndex, wanted: Wanted, today: date) -> Found:
    """The services that fit: best first if there are words, else what is in work, the latest first, then A to Z."""
    slugs = _from_index(index, wanted, today) if wanted.needs_index else None
    query = _narrowed(
        select(Service.slug, NEWEST.c.id).join(NEWEST, NEWEST.c.service_id == Service.id), wanted.standing
    )
    in_work = case((Service.published_id == NEWEST.c.id, 0), else_=NEWEST.c.id)
    query = query.where(Service.kind == "service").order_by(in_work.desc(), Service.slug)
    if slugs is None:
        total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        page = _page(wanted, total)
        chosen = [row[1] for row in session.execute(query.limit(PAGE).offset((page - 1) * PAGE))]
    else:
        # A slug and a number each: 10,000 take some 50 ms.
        fitting: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
        among = set(slugs)
        ordered = slugs if wanted.words else [slug for slug in fitting if slug in among]
        found = [fitting[slug] for slug in ordered if slug in fitting]
        total, page = len(found), _page(wanted, len(found))
        chosen = found[(page - 1) * PAGE : page * PAGE]
    rows = {row.revision_id: row for row in _rows(session, chosen, today)}
    return Found([rows[revision] for revision in chosen], total, page)


def _page(wanted: Wanted, total: int) -> int:
    return max(1, min(wanted.page, -(-total // PAGE)))


NEWEST = select(Revision.service_id, func.max(Revision.id).label("id")).group_by(Revision.service_id).subquery()
"""The newest revision of each service, read from an index alone: the records lie in the rows."""
DISCARDED = and_(Service.published_id.is_(None), func.coalesce(Service.discarded_id, 0) >= NEWEST.c.id)


def _from_index(index: SearchIndex, wanted: Wanted, today: date) -> list[str]:
    filters = Filters(
        standing=None,
        level=wanted.level,
        life_event=wanted.life_event or None,
        agency=wanted.agency or None,
        due_before=today if wanted.standing is Standing.STALE else None,
    )
    if wanted.words:
        return list(
            dict.fromkeys(
                hit.slug for hit in index.search(Places.load().expand(wanted.words), filters=filters, limit=MOST_FOUND)
            )
        )
    return index.matching(filters)


def _narrowed(query: Select[str, int], standing: Standing | None) -> Select[str, int]:
    match standing:
        case Standing.PUBLISHED:
            return query.where(Service.published_id.is_not(None))
        case Standing.DRAFT:
            return query.join(Revision, Revision.id == NEWEST.c.id).where(is_draft())
        case Standing.DISCARDED:
            return query.where(DISCARDED)
        case Standing.IN_REVIEW:
            return query.where(Service.id.in_(select(Proposal.service_id).where(Proposal.state.in_(IN_REVIEW))))
        case _:
            return query.where(~DISCARDED)


def _rows(session: Session, revisions: list[int], today: date) -> list[Row]:
    columns = (
        Service.id,
        Service.slug,
        Service.published_id,
        Revision.id,
        Revision.number,
        Revision.by,
        Revision.at,
        Revision.why,
        Revision.digest,
        is_draft(),
        Revision.record["name"].as_string(),
        Revision.record[("verified", "on")].as_string(),
        Revision.record["review_after_days"].as_integer(),
        Revision.record["valid_to"].as_string(),
    )
    found = session.execute(
        select(*columns).join(Service, Service.id == Revision.service_id).where(Revision.id.in_(revisions))
    ).all()
    under_way = set(
        session.scalars(
            select(Proposal.service_id).where(
                Proposal.service_id.in_([row[0] for row in found]), Proposal.state.in_(IN_REVIEW)
            )
        )
    )
    return [
        Row(
            slug=slug,
            name=name or slug,
            published=published is not None,
            has_draft=has_draft,
            in_review=service in under_way,
            stale=_is_stale(checked, after, ends, today),
            revision_id=revision,
            digest=digest,
            number=number,
            changed_by=by,
            changed_at=at,
            why=why,
        )
        for service, slug, published, revision, number, by, at, why, digest, has_draft, name, *dates in found
        for checked, after, ends in [dates]
    ]


def _is_stale(checked: str | None, after: int | None, ends: str | None, today: date) -> bool:
    due = due_on({"verified": {"on": checked}, "review_after_days": after, "valid_to": ends})
    return due is not None and due < today
