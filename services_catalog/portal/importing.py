"""The portal's records into drafts: a batch a transaction, nothing twice, nothing of the staff's run over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from services_catalog.models import Revision, Service
from services_catalog.portal.dump import LINE, Line
from services_catalog.portal.findings import Finding
from services_catalog.portal.parse import parse, slug_of
from services_catalog.publishing import digest, save_all
from services_catalog.record import Draft

BY = "portal import"
BATCH = 300  # records a transaction: what is lost when an import is interrupted

Fate = Literal["new", "changed", "unchanged", "rejected"]


@dataclass(frozen=True)
class Outcome:
    """What became of one line, and what there is to look at."""

    line: Line
    fate: Fate
    findings: list[Finding]


def import_lines(
    factory: sessionmaker[Session], lines: Iterable[Line], seen_on: date, why: str, dry_run: bool = False
) -> Iterator[Outcome]:
    """Save each line as a draft, in transactions of `BATCH`; a dry run reads the database and leaves it as it is.

    A record that is the same as at the last import is left alone, so an interrupted import is simply started again, and
    what staff made of a draft stays the newest revision until the portal's record changes. Nothing is published.
    """
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        with factory() as session:
            outcomes = list(_import_batch(session, batch, seen_on, why, dry_run))
            if not dry_run:
                session.commit()
        yield from outcomes


def _import_batch(session: Session, batch: list[Line], seen_on: date, why: str, dry_run: bool) -> Iterator[Outcome]:
    drafts: dict[str, Draft] = {}
    known = _last_imported(session, [slug_of(line.code) for line in batch if line.fields and line.code])
    for line in batch:
        if line.fields is None or line.code is None:
            yield Outcome(line, "rejected", [line.finding] if line.finding else [])
            continue
        slug = slug_of(line.code)
        try:
            draft, findings = parse(line.fields, seen_on)
        except ValidationError as error:
            what = f"Không đọc được bản ghi: {error.errors(include_url=False)[0]['msg']}"
            yield Outcome(line, "rejected", [Finding(LINE, what, line.fields["ten_thu_tuc"], "Nhập tay thủ tục này.")])
            continue
        last = known.get(slug)
        if last is not None and last.digest == _digest(draft):
            yield Outcome(line, "unchanged", findings)
            continue
        if last is not None and last.edited_since:
            what = "Cổng đã đổi, mà bản nháp cũng đã được sửa tay"
            findings.append(Finding("bản nháp", what, line.fields["ten_thu_tuc"], "So hai phiên bản rồi gộp lại."))
        drafts[slug] = draft
        yield Outcome(line, "changed" if last else "new", findings)
    if not dry_run:
        save_all(session, drafts, BY, why)


@dataclass(frozen=True)
class _Imported:
    digest: str
    edited_since: bool


def _last_imported(session: Session, slugs: list[str]) -> dict[str, _Imported]:
    """What the last import left of each slug that it has left anything of."""
    rows = session.execute(
        select(Service.slug, Revision.digest, Revision.by)
        .join(Revision, Revision.service_id == Service.id)
        .where(Service.slug.in_(slugs))
        .order_by(Revision.number)
    )
    found: dict[str, _Imported] = {}
    for slug, mark, by in rows:
        if by == BY:
            found[slug] = _Imported(mark, edited_since=False)
        elif slug in found:
            found[slug] = _Imported(found[slug].digest, edited_since=True)
    return found


def _digest(draft: Draft) -> str:
    return digest(draft.model_dump(mode="json", exclude_defaults=True))
