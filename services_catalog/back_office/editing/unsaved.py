"""What somebody has typed and not saved: kept for them alone, by account and service, until they save or drop it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.back_office.models import Unsaved
from services_catalog.models import now


def find(session: Session, account_id: int, slug: str) -> Unsaved | None:
    """What the account has typed of the service `slug`, if anything."""
    return session.scalar(select(Unsaved).where(Unsaved.account_id == account_id, Unsaved.slug == slug))


def keep(session: Session, account_id: int, slug: str, base_id: int | None, record: dict[str, Any]) -> Unsaved:
    """Keep what was typed, in the place of what was kept before.

    `base_id`: the revision that the form was opened on; None for a new service.
    """
    kept = find(session, account_id, slug)
    if kept is None:
        kept = Unsaved(account_id=account_id, slug=slug, base_id=base_id, record=record)
        try:
            with session.begin_nested():
                session.add(kept)
        except IntegrityError:  # another window of the same person was a moment earlier
            return keep(session, account_id, slug, base_id, record)
    kept.base_id, kept.record, kept.at = base_id, record, now()
    session.flush()
    return kept


def drop(session: Session, account_id: int, slug: str) -> None:
    """Forget what was typed."""
    session.execute(delete(Unsaved).where(Unsaved.account_id == account_id, Unsaved.slug == slug))


def of_account(session: Session, account_id: int) -> list[Unsaved]:
    """All that the account has typed and not saved, the latest first."""
    return list(session.scalars(select(Unsaved).where(Unsaved.account_id == account_id).order_by(Unsaved.at.desc())))
