"""A revision's way to citizens: proposed by one person, reviewed by another, published now or on its day.

Who reviews has neither proposed it nor written any of it since what is published now. A small office with one person
asks its superior office for the second (docs/operating/README.md).

Each act is one class of change: permission, change, audit entry, in that order and in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import ValidationError
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session, aliased

from services_catalog import history, publishing
from services_catalog.back_office.access import audit
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry, Proposal
from services_catalog.back_office.workflow.guide_faults import faults_of
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.clock import utc
from services_catalog.labels import place_label, refusal
from services_catalog.models import Publication, Revision, Service, now
from services_catalog.record import ServiceRecord

RETURNED_LATELY = timedelta(days=30)


class State(StrEnum):
    """Where a proposal stands."""

    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"  # approved; it becomes public by itself on `due_at`
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"  # by who proposed it, by a publisher before its day, or for a newer one

    @property
    def label(self) -> str:
        """As staff read it."""
        return _LABELS[self]


_LABELS = {
    State.IN_REVIEW: "Chờ duyệt",
    State.SCHEDULED: "Đã duyệt, chờ đến ngày",
    State.DONE: "Đã xong",
    State.REFUSED: "Không duyệt",
    State.DROPPED: "Đã bỏ",
}


def propose(session: Session, person: Person, slug: str, number: int | None, why: str) -> Proposal:
    """Ask for revision `number` of a service to be published; with None, for the service to be withdrawn.

    An earlier proposal of the same kind that waits for review gives way to this one. Raises NotThere and Refused.
    """
    service = history.service_of(session, slug)
    revision = history.revision(session, slug, number) if number is not None else None
    if not why.strip():
        raise Refused("Bạn ghi lý do để người duyệt hiểu.", "why")
    if revision is None and service.published_id is None:
        raise Refused("Dịch vụ này không đang công bố nên không rút được.")
    if revision is not None and service.published_id == revision.id:
        raise Refused(f"Bản {revision.number} đang được công bố rồi.")
    same_kind = Proposal.revision_id.is_(None) if revision is None else Proposal.revision_id.is_not(None)
    earlier = session.scalars(
        select(Proposal).where(Proposal.service_id == service.id, Proposal.state == State.IN_REVIEW, same_kind)
    ).all()
    made = Proposal(service=service, revision=revision, state=State.IN_REVIEW, by=person.name, why=why.strip())
    session.add(made)
    session.flush()
    for each in earlier:
        each.state, each.review, each.done_at = State.DROPPED, f"Thay bằng đề nghị số {made.id}.", now()
    audit.record(session, person.name, "propose", slug, made.why, proposal=made.id, revision=number)
    return made


def writers(session: Session, proposal: Proposal) -> set[str]:
    """Who wrote what `proposal` would publish, as far as it is not public already."""
    if proposal.revision is None:
        return set()
    service, number = proposal.service, proposal.revision.number
    after = service.published.number if service.published and service.published.number < number else 0
    if service.published and service.published.number > number:  # an old revision again: what is between is not in it
        after = number - 1
    if service.published and proposal.revision.digest != service.published.digest:
        after = max(after, _said_again(service, number))
    found = select(Revision.by).where(
        Revision.service_id == service.id, Revision.number > after, Revision.number <= number
    )
    return set(session.scalars(found))


def _said_again(service: Service, before: int) -> int:
    """Number of the last revision before `before` that says what is published: a draft was thrown away there."""
    said = service.published.digest if service.published else None
    return max((each.number for each in service.revisions if each.number < before and each.digest == said), default=0)


def hindrance(session: Session, proposal: Proposal, person: Person) -> str | None:
    """Why `person` may not review `proposal`; None if they may."""
    if not person.may(Role.PUBLISHER):
        return "Chỉ người duyệt mới duyệt được."
    if proposal.by == person.name:
        return "Bạn là người đề nghị, nên cần một người khác duyệt."
    if person.name in writers(session, proposal):
        return "Bạn đã viết một phần của bản này, nên cần một người khác duyệt."
    return None


def returned_to(session: Session, person: Person) -> list[tuple[Proposal, str]]:
    """What `person` proposed and somebody lately refused or took off the calendar, and who did; the newest first.

    Not what has been proposed anew since.
    """
    later = aliased(Proposal)
    newer = select(later.id).where(later.service_id == Proposal.service_id, later.id > Proposal.id)
    rows = session.execute(
        select(Proposal, AuditEntry.by)  # a proposal itself does not say who dropped it
        .join(Service, Service.id == Proposal.service_id)
        .join(AuditEntry, AuditEntry.about == Service.slug)
        .where(
            Proposal.by == person.name,
            Proposal.state.in_([State.REFUSED, State.DROPPED]),
            Proposal.done_at > now() - RETURNED_LATELY,
            ~newer.exists(),
            AuditEntry.act.in_(["refuse", "drop"]),
            AuditEntry.details["proposal"].as_integer() == Proposal.id,
            AuditEntry.by != person.name,
        )
        .order_by(Proposal.id.desc())
    )
    return [(proposal, by) for proposal, by in rows]


def get(session: Session, proposal_id: int) -> Proposal:
    """The proposal of that id. Raises NotThere."""
    found = session.get(Proposal, proposal_id)
    if found is None:
        raise history.NotThere(f"Không có đề nghị số {proposal_id}.")
    return found


def expected(session: Session, proposal: Proposal, at: datetime | None) -> int | None:
    """Id of the revision that citizens will read just before `at` (UTC), as things are scheduled; None: nothing.

    With None: what they read now.
    """
    standing = proposal.service.published_id
    if at is None:
        return standing
    for each in _scheduled_of(session, proposal.service_id):
        if each.id != proposal.id and each.due_at and utc(each.due_at) <= at:
            standing = each.revision_id
    return standing


def _scheduled_of(session: Session, service_id: int) -> list[Proposal]:
    """What is scheduled for a service, the next first."""
    return list(
        session.scalars(
            select(Proposal)
            .where(Proposal.service_id == service_id, Proposal.state == State.SCHEDULED)
            .order_by(Proposal.due_at, Proposal.id)
        )
    )


def outdated(session: Session, proposal: Proposal) -> bool:
    """Whether a scheduled proposal will not be carried out: something else is published than it was approved for."""
    if proposal.state != State.SCHEDULED or proposal.due_at is None:
        return False
    return expected(session, proposal, utc(proposal.due_at)) != proposal.base_id


def approve(
    session: Session,
    proposal_id: int,
    person: Person,
    words: str,
    *,
    seen: int | None,
    due_at: datetime | None = None,
    until: datetime | None = None,
) -> Proposal:
    """Approve a proposal: it is published (or withdrawn) now, or at `due_at`; from `until` on it is withdrawn again.

    `seen`: the revision that was public when the reviewer saw the differences. Times have a zone.
    Raises NotThere and Refused.
    """
    proposal = get(session, proposal_id)
    _reviewable(session, proposal, person)
    due_at, until = (each.astimezone(UTC) if each else None for each in (due_at, until))
    _check_times(proposal, due_at, until)
    if proposal.revision is not None and (problem := not_publishable(session, proposal.revision)):
        raise Refused(problem)
    _claim(session, proposal, State.IN_REVIEW, State.SCHEDULED)
    if proposal.service.published_id != seen:
        raise Refused("Bản đang công bố vừa đổi. Bạn xem lại khác biệt dưới đây rồi duyệt.")
    proposal.reviewed_by, proposal.review = person.name, words.strip() or None
    proposal.due_at = due_at or now()
    proposal.base_id = expected(session, proposal, due_at)
    session.flush()
    audit.record(
        session,
        person.name,
        "approve",
        proposal.service.slug,
        proposal.review,
        proposal=proposal.id,
        revision=proposal.revision.number if proposal.revision else None,
        due_at=due_at,
        until=until,
    )
    if due_at is None:
        carry_out(session, proposal)
    if until is not None:
        end = Proposal(
            service=proposal.service,
            base_id=proposal.revision_id,
            state=State.SCHEDULED,
            by=proposal.by,
            why=f"Hết thời hạn công bố của đề nghị số {proposal.id}.",
            reviewed_by=person.name,
            due_at=until,
        )
        session.add(end)
        session.flush()
    return proposal


def _check_times(proposal: Proposal, due_at: datetime | None, until: datetime | None) -> None:
    if due_at is not None and due_at <= now():
        at_once = "công bố ngay" if proposal.revision_id else "rút ngay"
        raise Refused(f"Lúc này đã qua. Bạn chọn lúc khác, hoặc {at_once}.", "due_day")
    if until is not None and proposal.revision_id is None:
        raise Refused("Đề nghị rút thì không có ngày kết thúc.", "until_day")
    if until is not None and until <= (due_at or now()):
        raise Refused("Ngày kết thúc phải sau lúc công bố.", "until_day")


def not_publishable(session: Session, revision: Revision) -> str | None:
    """Why citizens may not read `revision`, in a sentence; None if they may."""
    if revision.service.kind == "guide":
        found = faults_of(session, revision)
        return f"Hướng dẫn còn {len(found)} lỗi: {found[0]}" if found else None
    try:
        ServiceRecord.model_validate(revision.record)
    except ValidationError as error:
        return f"Bản này chưa đủ để công bố. {' '.join(_lacking(error))}"
    return None


def _lacking(error: ValidationError) -> Iterator[str]:
    """What a record lacks to be published, a sentence each."""
    broken = error.errors(include_url=False)
    if missing := [place_label(_place(each)) for each in broken if each["type"] == "missing"]:
        yield f"Còn thiếu: {', '.join(missing)}."
    for each in broken:
        if each["type"] != "missing":
            rule = refusal(each["type"], **each.get("ctx", {})) or "Bạn xem lại chỗ này."
            yield f"{place_label(_place(each))}: {rule}"


def _place(broken: Any) -> str:
    place = broken["loc"] or (broken.get("ctx", {}).get("field", "name"),)
    return ".".join(map(str, place))


def _reviewable(session: Session, proposal: Proposal, person: Person) -> None:
    if proposal.state != State.IN_REVIEW:
        raise Refused(f"Đề nghị này không còn chờ duyệt: {State(proposal.state).label}.")
    if problem := hindrance(session, proposal, person):
        raise Refused(problem)


def _claim(session: Session, proposal: Proposal, before: State, after: State) -> None:
    """Move `proposal` from one state to the next, unless somebody else has done so meanwhile: then raises Refused."""
    changed = session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == before)
        .values(state=after)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)  # noqa: S101 (of an UPDATE)
    if changed.rowcount != 1:
        raise Refused("Người khác vừa xử lý đề nghị này.")
    session.refresh(proposal)
    session.refresh(proposal.service, with_for_update=True)  # nobody publishes between our look and our act


def refuse(session: Session, proposal_id: int, person: Person, words: str) -> Proposal:
    """Send a proposal back with words. Raises NotThere and Refused."""
    proposal = get(session, proposal_id)
    _reviewable(session, proposal, person)
    if not words.strip():
        raise Refused("Bạn ghi rõ cần sửa gì, để người đề nghị biết.", "words")
    _claim(session, proposal, State.IN_REVIEW, State.REFUSED)
    proposal.reviewed_by, proposal.review, proposal.done_at = person.name, words.strip(), now()
    audit.record(session, person.name, "refuse", proposal.service.slug, proposal.review, proposal=proposal.id)
    return proposal


def drop(session: Session, proposal_id: int, person: Person, words: str) -> Proposal:
    """Take back a proposal that waits for review (who proposed it), or one that is scheduled (a publisher).

    Raises NotThere and Refused.
    """
    proposal = get(session, proposal_id)
    if proposal.state == State.IN_REVIEW and proposal.by != person.name:
        raise Refused("Chỉ người đề nghị rút lại được đề nghị của mình.")
    if proposal.state == State.SCHEDULED and not person.may(Role.PUBLISHER):
        raise Refused("Đề nghị đã duyệt thì người duyệt mới bỏ lịch được.")
    if proposal.state not in (State.IN_REVIEW, State.SCHEDULED):
        raise Refused(f"Đề nghị này đã kết thúc: {State(proposal.state).label}.")
    if not words.strip():
        raise Refused("Bạn ghi lý do.", "words")
    _claim(session, proposal, State(proposal.state), State.DROPPED)
    proposal.review, proposal.done_at = words.strip(), now()
    audit.record(session, person.name, "drop", proposal.service.slug, proposal.review, proposal=proposal.id)
    return proposal


def carry_out(session: Session, proposal: Proposal) -> bool:
    """Publish or withdraw what a scheduled proposal says. False if it went back to be reviewed again instead.

    That happens where something else has become public since it was approved, or where what it would publish no
    longer keeps the rules. Raises Refused if another process has carried it out.
    """
    _claim(session, proposal, State.SCHEDULED, State.DONE)
    service, revision = proposal.service, proposal.revision
    by = proposal.reviewed_by or proposal.by
    problem = _came_between(session, proposal)
    if problem is None and revision is not None:
        problem = not_publishable(session, revision)
    if problem is not None:
        proposal.state, proposal.review, proposal.reviewed_by = State.IN_REVIEW, problem, None
        audit.record(session, by, "return", service.slug, problem, proposal=proposal.id)
        return False
    proposal.done_at = now()
    if revision is None:
        publishing.withdraw(session, service.slug, by, proposal.why)
        audit.record(session, by, "withdraw", service.slug, proposal.why, proposal=proposal.id)
    else:
        publishing.publish(session, revision, by, proposal.why)
        audit.record(session, by, "publish", service.slug, proposal.why, proposal=proposal.id, revision=revision.number)
    return True


def _came_between(session: Session, proposal: Proposal) -> str | None:
    """What has become public since `proposal` was approved, in a sentence; None: nothing has."""
    if proposal.service.published_id == proposal.base_id:
        return None
    then = session.get(Revision, proposal.base_id) if proposal.base_id else None
    today = proposal.service.published
    return (
        f"Chưa làm theo lịch, vì sau khi duyệt, bản công bố đã đổi ({_numbered(then)} → {_numbered(today)}). "
        "Cần xem lại khác biệt và duyệt lại."
    )


def _numbered(revision: Revision | None) -> str:
    return f"bản {revision.number}" if revision else "chưa có bản nào"


def was_public(session: Session, revision: Revision) -> bool:
    """Whether citizens have read `revision` at some time, so that two people have answered for it."""
    return session.scalar(select(Publication.id).where(Publication.revision_id == revision.id).limit(1)) is not None


def back_to(
    session: Session, person: Person, slug: str, number: int, why: str, newest: int | None = None
) -> Revision | Proposal:
    """Publish again what revision `number` said, at once: as a new revision, so that the history tells it in order.

    A revision that was never public has been seen by its writer alone, so it is proposed instead. Drafts that the new
    revision will lie upon must have been seen: `newest` is the number of the last of them.
    Raises NotThere, Refused, and pydantic.ValidationError where the old record breaks the rules of today.
    """
    if not person.may(Role.PUBLISHER):
        raise Refused("Chỉ người duyệt mới đưa một bản cũ trở lại được.")
    if not why.strip():
        raise Refused("Bạn ghi lý do quay lại bản này.", "why")
    revision = history.revision(session, slug, number)
    if revision.service.published_id == revision.id:
        raise Refused(f"Bản {number} đang được công bố rồi.")
    if not was_public(session, revision):
        return propose(session, person, slug, number, why)
    drafts = history.drafts(session, slug)
    if drafts and drafts[-1].number != newest:
        named = ", ".join(f"bản {each.number} ({each.by})" for each in drafts)
        raise Refused(f"Vừa có bản nháp mới hơn, chưa công bố: {named}. Bạn xem ở dưới rồi bấm lần nữa.")
    again = history.roll_back(session, slug, number, person.name, why.strip())
    audit.record(session, person.name, "roll_back", slug, why.strip(), to=number, revision=again.number)
    return again
