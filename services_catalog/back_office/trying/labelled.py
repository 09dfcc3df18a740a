"""The questions that staff labelled with the answer they should get: added, found, corrected, removed.

The comparison of drafts (`regression.py`) and that of two models (`teaching/comparing.py`) ask them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.language.marks import fold
from services_catalog.back_office.access import audit
from services_catalog.back_office.gaps.words import typed
from services_catalog.back_office.models import LabelledQuestion
from services_catalog.models import Revision, Service
from services_catalog.record import Aspect

OUTSIDE = "-"  # in forms and as a filter, instead of a service: about no public service
NOT_CHOSEN = "Bạn chọn dịch vụ, hoặc «Ngoài dịch vụ công»."
STYLES = {
    "standard": "Đủ dấu, đúng chính tả",
    "unmarked": "Không dấu",
    "teencode": "Viết tắt, teencode",
    "typos": "Gõ sai, thiếu chữ",
    "dialect": "Tiếng địa phương",
    "spoken": "Như nói chuyện, dài dòng",
}  # in the order of a form


class Refused(Exception):
    """It cannot be done; its text says why, in Vietnamese."""


@dataclass(frozen=True)
class Label:
    """What a question should be answered with. `service`: a slug; None: it is outside public services.

    `aspect`: None if any will do. `style`: a key of STYLES, how it is typed; None: not said.
    """

    service: str | None
    aspect: Aspect | None = None
    style: str | None = None

    def columns(self) -> dict[str, str | None]:
        """As the table has them."""
        aspect = str(self.aspect) if self.aspect and self.service else None
        return {"service": self.service, "aspect": aspect, "style": self.style}


@dataclass(frozen=True)
class Named:
    """A service of a label."""

    name: str
    is_published: bool


def add(session: Session, text: str, label: Label, by: str) -> LabelledQuestion:
    """A new question. Raises Refused for a service that is not there, and for a question that is there already."""
    question = LabelledQuestion(text=_checked(session, text, label), by=by, **label.columns())
    session.add(question)
    session.flush()
    audit.record(session, by, "label_question", label.service, None, question=question.id, text=question.text)
    return question


def correct(session: Session, question: LabelledQuestion, text: str, label: Label, by: str, why: str) -> None:
    """Other words or another label for a question. Raises Refused as `add` does."""
    before, words = _told(question), _checked(session, text, label, question)
    question.text = words
    for name, value in label.columns().items():
        setattr(question, name, value)
    audit.record(
        session, by, "relabel_question", label.service, why, question=question.id, before=before, after=_told(question)
    )


def remove(session: Session, question: LabelledQuestion, by: str, why: str) -> None:
    """Ask a question no more; the audit trail keeps it."""
    audit.record(session, by, "unlabel_question", question.service, why, question=question.id, was=_told(question))
    session.delete(question)


def find(session: Session, words: str = "", service: str = "", aspect: str = "") -> list[LabelledQuestion]:
    """The questions with `words` in them, marks or not, the newest first; of a service or OUTSIDE, of an aspect."""
    rows = select(LabelledQuestion).order_by(LabelledQuestion.id.desc())
    if service:
        rows = rows.where(LabelledQuestion.service == (None if service == OUTSIDE else service))
    if aspect:
        rows = rows.where(LabelledQuestion.aspect == aspect)
    wanted = fold(words.strip())
    return [each for each in session.scalars(rows) if wanted in fold(each.text)]


def services(session: Session) -> dict[str, Named]:
    """The services that questions are labelled with, by slug, in the order of their names."""
    newest = select(func.max(Revision.id)).where(Revision.service_id == Service.id).correlate(Service)
    rows = session.execute(
        select(Service.slug, Revision.record["name"].as_string(), Service.published_id)
        .join(Revision, Revision.id == newest.scalar_subquery())
        .where(Service.slug.in_(select(LabelledQuestion.service)))
    )
    found = {slug: Named(name or slug, published is not None) for slug, name, published in rows}
    return dict(sorted(found.items(), key=lambda each: each[1].name))


def _checked(session: Session, text: str, label: Label, itself: LabelledQuestion | None = None) -> str:
    """`text` without anything personal, if it may be labelled so."""
    words = typed(text)
    if words is None:
        raise Refused("Bạn ghi câu hỏi như người dân sẽ gõ.")
    known = select(Service.id).where(Service.slug == label.service, Service.kind == "service")
    if label.service and session.scalar(known) is None:
        raise Refused("Không có dịch vụ này trong danh mục. Bạn chọn lại dịch vụ.")
    same = session.scalar(select(LabelledQuestion).where(LabelledQuestion.text == words).limit(1))
    if same is not None and same is not itself:
        raise Refused(f"Câu «{words}» đã có trong bộ câu kiểm tra.")
    return words


def _told(question: LabelledQuestion) -> Mapping[str, str | None]:
    return {name: getattr(question, name) for name in ("text", "service", "aspect", "style")}
