"""Content files into the database, without running over what staff have edited since."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services_catalog.content import ContentError, read_guides
from services_catalog.guides.check import Fault, faults
from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.models import LoadedContent, Revision, Service
from services_catalog.publishing import digest, publish, save
from services_catalog.record import ServiceRecord

BY = "tệp nội dung"  # as staff read it in the history
WHY = "Nạp từ bộ nội dung đi kèm."
_HERE = Path(__file__).parent
_CODE = [_HERE / "record.py", _HERE / "content.py", _HERE / "loading.py", *sorted((_HERE / "guides").glob("*.py"))]


def content_digest(folder: Path) -> str:
    """SHA-256 of all that decides what `folder` becomes in the database: its files, and the code that reads them."""
    found = hashlib.sha256()
    for path in [*sorted(folder.rglob("*.yml")), *_CODE]:
        found.update(f"{path.name}:{path.stat().st_size}:".encode() + path.read_bytes())
    return found.hexdigest()


def is_loaded(session: Session, mark: str) -> bool:
    """Whether the content of the digest `mark` is the one loaded last, without a fault."""
    return session.get(LoadedContent, mark) is not None


def set_loaded(session: Session, mark: str) -> None:
    """Remember that the content of the digest `mark` was loaded without a fault."""
    session.execute(delete(LoadedContent))
    session.add(LoadedContent(digest=mark))


def load_record(session: Session, slug: str, record: ServiceRecord | Guide) -> bool:
    """Publish `record` if its file changed since it was last loaded. Returns whether anything was published."""
    if _is_loaded(session, slug, record):
        return False
    revision = save(session, slug, record, BY, WHY)
    return publish(session, revision, BY, WHY)


def _is_loaded(session: Session, slug: str, record: ServiceRecord | Guide) -> bool:
    """Whether `record` is what was last loaded of its file."""
    last_loaded = session.scalar(
        select(Revision.digest)
        .join(Service, Service.id == Revision.service_id)
        .where(Service.slug == slug, Revision.by == BY)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return last_loaded == digest(record.model_dump(mode="json", exclude_defaults=True))


def load_guides(session: Session, folder: Path, today: date) -> tuple[int, list[ContentError | Fault]]:
    """Publish the guides below `folder` whose files changed: how many, and what is wrong with those that were not.

    Services come first: a guide that refers to a fact which no published record holds is not loaded.
    """
    rows = session.execute(
        select(Service.slug, Revision.record)
        .join(Revision, Revision.id == Service.published_id)
        .where(Service.kind == "service")
    ).all()
    records = {slug: ServiceRecord.model_validate(record) for slug, record in rows}
    read = dict(read_guides(folder))
    published = 0
    wrong: list[ContentError | Fault] = []
    for slug, guide in read.items():
        if isinstance(guide, Guide) and _is_loaded(session, f"{FOLDER}/{slug}", guide):
            continue
        found = [guide] if isinstance(guide, ContentError) else faults(slug, guide, records, read, today)
        wrong += found
        if not found and isinstance(guide, Guide):
            published += load_record(session, f"{FOLDER}/{slug}", guide)
    return published, wrong
