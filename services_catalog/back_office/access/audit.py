"""The audit trail: who did what, when and why, in a chain that shows whether anything was changed afterwards."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services_catalog.back_office.models import AuditEntry, AuditHead
from services_catalog.clock import utc
from services_catalog.models import now

START = "0" * 64  # what the first entry has in the place of the hash before it


def record(
    session: Session, by: str, act: str, about: str | None = None, why: str | None = None, **details: Any
) -> None:
    """Write that `by` (an account's name, or a command) did `act` («publish») on `about` (a slug, an account).

    `details`: whatever else helps to understand it later; no personal data of citizens, no secret. It is committed or
    rolled back with the act itself. Until then everybody else who writes into the trail waits, so call it last.
    """
    # Locks the row on PostgreSQL and the file on SQLite: what is read below is the end of the chain until we commit.
    session.execute(update(AuditHead).values(entries=AuditHead.entries + 1))
    head = session.get_one(AuditHead, 1, populate_existing=True)
    entry = AuditEntry(
        at=now(),
        by=by,
        act=act,
        about=about,
        why=why,
        details=json.loads(json.dumps(details, default=str)),
        before_hash=head.hash,
    )
    entry.hash = head.hash = hash_of(entry)
    session.add(entry)
    session.flush()


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole chain found."""

    entries: int
    hash: str  # of the last entry: keep it elsewhere, and a chain that was written anew shows
    broken: str | None  # the first thing that is wrong, in a sentence; None: nothing


def verify(session: Session, known: str | None = None) -> Verdict:
    """Whether every entry says what it said when it was written, and none is missing.

    `known`: the hash of some entry, kept elsewhere since an earlier look; it must still be there.
    """
    head = session.get_one(AuditHead, 1)  # before the entries: what is added meanwhile comes after its end
    before, count, knows, ends = START, 0, known in (None, START), head.entries == 0
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)):
        if entry.before_hash != before:
            return Verdict(count, before, f"Trước việc số {entry.id} có việc bị bỏ đi hoặc chen vào.")
        if entry.hash != hash_of(entry):
            return Verdict(count, before, f"Việc số {entry.id} đã bị sửa.")
        before, count = entry.hash, count + 1
        knows = knows or entry.hash == known
        ends = ends or (count, entry.hash) == (head.entries, head.hash)
        session.expunge(entry)
    if not ends:
        return Verdict(count, before, f"Nhật ký có {count} việc, nhưng đã từng ghi {head.entries} việc.")
    if not knows:
        return Verdict(count, before, "Không có việc nào mang mã đã ghi lại từ trước: cả nhật ký đã bị thay.")
    return Verdict(count, before, None)


def hash_of(entry: AuditEntry) -> str:
    """SHA-256, in hexadecimal, of all that `entry` says and of the hash of the one before."""
    said = [entry.before_hash, _instant(entry.at), entry.by, entry.act, entry.about, entry.why, entry.details]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _instant(at: datetime) -> str:
    """To the microsecond, UTC."""
    return utc(at).astimezone(UTC).isoformat(timespec="microseconds")
