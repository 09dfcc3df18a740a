"""Saving what was typed as a new revision, unless somebody else has saved one meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from services_catalog.back_office.access import audit
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.editing import unsaved
from services_catalog.back_office.gaps import acts
from services_catalog.database import sessions
from services_catalog.exchange.importing import newest
from services_catalog.models import Revision
from services_catalog.publishing import save
from services_catalog.record import Draft

TRIES = 3  # two who save in the same moment: the second looks again


@dataclass(frozen=True)
class Saved:
    """The revision that holds the record; `changed` is false if the newest one did already."""

    revision: Revision
    changed: bool


class Overtaken(Exception):
    """The newest revision is not the one that the form was opened on: the two are to be merged first."""

    def __init__(self, newest: Revision) -> None:
        super().__init__(newest.number)
        self.newest = newest


class _Overlapped(Exception):
    """Another revision was saved while this one was being written."""


def save_draft(
    engine: Engine, person: Person, slug: str, record: Draft, base_id: int | None, why: str, group: str = ""
) -> Saved:
    """Write `record` as a revision by `person`, and forget what they had not saved.

    `base_id`: the revision that was edited; None for a new service. `group`: of the gap board, which a new service
    settles. Raises Overtaken.
    """
    for left in reversed(range(TRIES)):
        try:
            with sessions(engine).begin() as session:
                return _save(session, person, slug, record, base_id, why, group)
        except (IntegrityError, OperationalError, _Overlapped):
            if not left:
                raise
    raise AssertionError("unreachable")


def _save(
    session: Session, person: Person, slug: str, record: Draft, base_id: int | None, why: str, group: str
) -> Saved:
    before = newest(session, slug)
    if before is not None and before.id != base_id:
        raise Overtaken(before)
    revision = save(session, slug, record, person.name, why)
    changed = before is None or revision.id != before.id
    if changed and revision.number != (before.number if before else 0) + 1:
        raise _Overlapped  # somebody saved since `newest` looked; the next try sees theirs
    unsaved.drop(session, person.account_id, slug)
    if changed:
        audit.record(session, person.name, "save", slug, why, revision=revision.number)
    if group:
        acts.settle(session, group, f"Soạn dịch vụ mới «{record.name}» ({slug})", person.name)
    return Saved(revision, changed)
