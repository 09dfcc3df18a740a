"""What staff make of a gap. Each act says who did it and why, and goes into the audit trail with it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.language.marks import fold
from services_catalog import publishing
from services_catalog.back_office.access import audit
from services_catalog.back_office.gaps.words import typed
from services_catalog.back_office.models import Gap
from services_catalog.models import Revision, Service, now
from services_catalog.record import Aspect, Draft

MOST_PHRASES = 20  # of one group that are taught as outside


class Words(StrEnum):
    """As what words are added to a service."""

    ALIAS = "aliases"
    KEYWORD = "keywords"
    QUESTION = "questions"


class Refused(Exception):
    """It cannot be done; its text says why, in Vietnamese."""


def add_words(session: Session, slug: str, kind: Words, text: str, aspect: Aspect, by: str, why: str) -> Revision:
    """A new draft of the service `slug`, its newest revision with `text` added. `aspect`: of a question.

    Raises Refused for a service that is not there, and for words that it has already.
    """
    newest = session.scalar(
        select(Revision)
        .join(Service, Service.id == Revision.service_id)
        .where(Service.slug == slug, Service.kind == "service")
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if newest is None:
        raise Refused("Không có dịch vụ này trong danh mục. Bạn chọn lại dịch vụ.")
    record = Draft.model_validate(newest.record)
    words = _clean(text)
    there = record.questions.setdefault(aspect, []) if kind is Words.QUESTION else getattr(record, kind)
    if fold(words) in map(fold, there):
        raise Refused(f"Dịch vụ «{record.name}» đã có «{words}» rồi.")
    there.append(words)
    revision = publishing.save(session, slug, record, by, why)
    audit.record(session, by, "add_words", slug, why, kind=str(kind), text=words)
    return revision


def teach_outside(session: Session, key: str, phrases: Sequence[str], by: str, why: str) -> None:
    """From now on what is like `phrases` is answered as being outside public services; learnt within seconds."""
    _settle(session, key, "out_of_scope", why, list(dict.fromkeys(map(_clean, phrases)))[:MOST_PHRASES], by)
    audit.record(session, by, "teach_outside", key, why)


def settle(session: Session, key: str, what: str, by: str) -> None:
    """The group is dealt with: `what` says how. It comes back to the board when it is asked about again."""
    _settle(session, key, "done", what, [], by)
    audit.record(session, by, "settle_gap", key, what)


def reopen(session: Session, key: str, by: str) -> bool:
    """Undo what was made of a group; what was taught is unlearnt. False if nothing was."""
    gap = session.get(Gap, key)
    if gap is None:
        return False
    session.delete(gap)
    audit.record(session, by, "reopen_gap", key, was=gap.state)
    return True


def _settle(session: Session, key: str, state: str, what: str, phrases: list[str], by: str) -> None:
    gap = session.get(Gap, key) or Gap(key=key)
    gap.state, gap.what, gap.phrases, gap.by, gap.at = state, what, phrases, by, now()
    session.add(gap)


def _clean(text: str) -> str:
    """What staff typed or chose, without anything personal. Raises Refused if nothing is left."""
    words = typed(text)
    if words is None:
        raise Refused("Bạn ghi câu hoặc từ cần thêm.")
    return words
