"""Pausing the assistant or one service, and words above its answers: at once, everywhere, with a name and a reason.

Every process that answers reads what stands once a second (`services_catalog/notices.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from services_catalog.back_office.access import audit
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Notice
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.history import NotThere
from services_catalog.models import Service, now

MOST_ENDED = 50  # that the page shows


def put_up(
    session: Session, person: Person, slug: str | None, text: str, why: str, *, pauses: bool, ends_at: datetime | None
) -> Notice:
    """Say `text` above the answers about `slug` (None: all answers), or instead of them if it pauses.

    `ends_at` has a zone; words that pause nothing must have one. Raises Refused.
    """
    _may(person)
    ends_at = ends_at.astimezone(UTC) if ends_at else None
    if slug is not None and session.scalar(select(Service.id).where(Service.slug == slug)) is None:
        raise Refused(f"Không có dịch vụ «{slug}».", "slug")
    if not text.strip():
        raise Refused("Bạn ghi lời nhắn cho người dân.", "text")
    if not why.strip():
        raise Refused("Bạn ghi lý do, để đồng nghiệp hiểu.", "why")
    if ends_at is None and not pauses:
        raise Refused("Bạn chọn ngày thông báo tự hết.", "ends_day")
    if ends_at is not None and ends_at <= now():
        raise Refused("Lúc này đã qua. Bạn chọn lúc khác.", "ends_day")
    notice = Notice(slug=slug, pauses=pauses, text=text.strip(), by=person.name, why=why.strip(), ends_at=ends_at)
    session.add(notice)
    session.flush()
    act = "pause" if pauses else "notice"
    audit.record(session, person.name, act, slug, notice.why, notice=notice.id, text=notice.text, ends_at=ends_at)
    return notice


def end(session: Session, person: Person, notice_id: int, why: str) -> Notice:
    """Take a notice down. Raises NotThere, and Refused if it has ended already."""
    _may(person)
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise NotThere(f"Không có thông báo số {notice_id}.")
    if not why.strip():
        raise Refused("Bạn ghi lý do.", "why")
    ended = session.scalars(
        update(Notice)
        .where(Notice.id == notice_id, Notice.ended_by.is_(None), or_(Notice.ends_at.is_(None), Notice.ends_at > now()))
        .values(ended_by=person.name, ends_at=now())
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not ended:
        raise Refused("Thông báo này đã hết rồi.")
    session.refresh(notice)
    act = "resume" if notice.pauses else "notice_end"
    audit.record(session, person.name, act, notice.slug, why.strip(), notice=notice.id)
    return notice


def _may(person: Person) -> None:
    if not person.may(Role.PUBLISHER):
        raise Refused("Chỉ người duyệt mới dừng trả lời hay đặt thông báo được.")


def standing(session: Session) -> list[Notice]:
    """The notices that citizens read now, newest first."""
    return list(
        session.scalars(
            select(Notice)
            .where(Notice.ended_by.is_(None), or_(Notice.ends_at.is_(None), Notice.ends_at > now()))
            .order_by(Notice.id.desc())
        )
    )


def ended(session: Session) -> list[Notice]:
    """The last notices that have ended, newest first."""
    return list(
        session.scalars(
            select(Notice)
            .where(or_(Notice.ended_by.is_not(None), Notice.ends_at <= now()))
            .order_by(Notice.id.desc())
            .limit(MOST_ENDED)
        )
    )
