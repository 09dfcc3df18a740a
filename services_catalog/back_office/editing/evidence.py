"""Photographs and scans from which facts were read: kept with a service, given out for download alone."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import filetype
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.back_office.access import audit
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.models import Evidence
from services_catalog.models import Service

MOST_BYTES = 10 * 1024 * 1024
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}
_NAME_LETTERS = 160
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f/\\<>\"'`&:*?|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


class Refused(Exception):
    """A file that is not taken; its text says why, and what to do."""


@dataclass(frozen=True)
class Piece:
    """A file as a list shows it, without its content."""

    id: int
    name: str
    media_type: str
    bytes: int
    sha256: str
    by: str
    note: str | None
    at: datetime


def add(session: Session, person: Person, service: Service, name: str, content: bytes, note: str | None) -> Evidence:
    """Keep a file with `service`. What it is, its bytes say. Raises Refused."""
    if not content:
        raise Refused("Tệp này rỗng. Bạn chọn tệp khác.")
    if len(content) > MOST_BYTES:
        raise Refused("Tệp lớn quá, nhiều nhất 10 MB. Bạn chụp nhỏ hơn, hay tách thành nhiều tệp.")
    kind = filetype.guess(content)
    if kind is None or kind.mime not in ENDINGS:
        raise Refused("Chỉ nhận ảnh JPEG, PNG, WebP hay tệp PDF. Nội dung tệp này không phải vậy, dù tên ghi gì.")
    mark = hashlib.sha256(content).hexdigest()
    known = session.scalar(select(Evidence.id).where(Evidence.service_id == service.id, Evidence.sha256 == mark))
    if known is not None:
        raise Refused("Tệp này đã có ở dịch vụ này rồi.")
    piece = Evidence(
        service_id=service.id,
        name=safe_name(name),
        media_type=kind.mime,
        sha256=mark,
        content=content,
        by=person.name,
        note=(note or "").strip() or None,
    )
    session.add(piece)
    session.flush()
    audit.record(session, person.name, "add_evidence", service.slug, note, file=piece.name, sha256=mark)
    return piece


def safe_name(name: str) -> str:
    """`name` as it may stand in a page or a list: no path, no control characters, nothing that turns writing round."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    return _NOT_IN_A_NAME.sub("_", plain).strip(" ._")[:_NAME_LETTERS] or "tep"


def download_name(piece: Evidence) -> str:
    """The name under which it is saved: ours, with the ending of what it is."""
    return f"bang-chung-{piece.id}{ENDINGS[piece.media_type]}"


def of_service(session: Session, service_id: int) -> list[Piece]:
    """The files of a service, the latest first."""
    columns = (
        Evidence.id,
        Evidence.name,
        Evidence.media_type,
        func.length(Evidence.content),
        Evidence.sha256,
        Evidence.by,
        Evidence.note,
        Evidence.at,
    )
    rows = session.execute(select(*columns).where(Evidence.service_id == service_id).order_by(Evidence.id.desc()))
    return [Piece(*row) for row in rows]


def remove(session: Session, person: Person, piece: Evidence, slug: str, why: str) -> None:
    """Delete a file; the audit trail goes on knowing what it was."""
    audit.record(session, person.name, "remove_evidence", slug, why, file=piece.name, sha256=piece.sha256)
    session.delete(piece)
