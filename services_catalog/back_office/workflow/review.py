"""What a reviewer looks at: what changes, what the rules find in it, what citizens would read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pydantic import ValidationError
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services_catalog.answers.wording import say
from services_catalog.back_office.editing.checking import said
from services_catalog.back_office.editing.preview import answer_of
from services_catalog.back_office.models import Proposal
from services_catalog.back_office.workflow.comparing import Row, model_of, side_by_side
from services_catalog.back_office.workflow.guide_faults import Wrong, faults_of
from services_catalog.back_office.workflow.proposals import State
from services_catalog.differences import compare
from services_catalog.models import Revision, Service
from services_catalog.quality import Finding, Severity, check
from services_catalog.record import Aspect, Draft

SHOWN = (  # aspects, in the order in which citizens ask for them
    Aspect.GENERAL,
    Aspect.DOCUMENTS,
    Aspect.FEE,
    Aspect.DURATION,
    Aspect.STEPS,
    Aspect.WHERE,
    Aspect.ONLINE,
    Aspect.ELIGIBILITY,
    Aspect.RESULT,
    Aspect.FORM,
    Aspect.STATUS,
    Aspect.TROUBLE,
    Aspect.CONTACT,
    Aspect.LEGAL_BASIS,
)


@dataclass(frozen=True)
class Answered:
    """What citizens would read under one aspect, and whether they read something else today."""

    aspect: str  # as staff read it
    text: str
    differs: bool


@dataclass(frozen=True)
class Review:
    """One proposal, ready to be judged. The lists are empty for a withdrawal."""

    before: Revision | None  # what it is compared with
    sentences: list[str]  # what changes, a sentence each
    rows: list[Row]  # the same, side by side
    findings: list[Finding]  # of the rules of quality, errors first
    faults: list[Wrong]  # of a guide
    answers: list[Answered]  # those that differ from what is read today come first

    @property
    def errors(self) -> int:
        """How many of the findings would tell citizens something wrong, or nothing."""
        return sum(each.severity is Severity.ERROR for each in self.findings)


def review(session: Session, proposal: Proposal, today: date) -> Review:
    """`proposal` against what is published now; once it is carried out, against what it has replaced."""
    service, revision = proposal.service, proposal.revision
    replaced = session.get(Revision, proposal.base_id) if proposal.base_id else None
    standing = replaced if proposal.state == State.DONE else service.published
    if revision is None:
        return Review(standing, [], [], [], [], [])
    before = standing.record if standing else {}
    model = model_of(service.kind)
    sentences, rows = compare(before, revision.record, model), side_by_side(before, revision.record, model)
    if service.kind == "guide":
        return Review(standing, sentences, rows, [], faults_of(session, revision), [])
    return Review(standing, sentences, rows, findings(session, revision, today), [], _answers(before, revision, today))


def findings(session: Session, revision: Revision, today: date) -> list[Finding]:
    """What the rules find in the record of a service, and between it and the others of its family: errors first."""
    service = revision.service
    family = session.execute(
        select(Service.slug, Revision.record)
        .join(Revision, Revision.id == Service.published_id)
        .where(Service.family == service.family, Service.kind == "service", Service.id != service.id)
    )
    records = {slug: Draft.model_validate(record) for slug, record in family}
    records[service.slug] = Draft.model_validate(revision.record)
    return [replace(each, message=said(each.message)) for each in check(records, today, [service.slug])]


def _answers(before: dict[str, object], revision: Revision, today: date) -> list[Answered]:
    new = Draft.model_validate(revision.record)
    try:
        old = Draft.model_validate(before) if before else None
    except ValidationError:  # published by rules that have changed since
        old = None
    found = []
    for aspect in SHOWN:
        text = answer_of(new, aspect, "", today).text
        differs = old is None or answer_of(old, aspect, "", today).text != text
        found.append(Answered(say(f"aspect.{aspect}"), text, differs))
    return sorted(found, key=lambda each: not each.differs)


def waiting_for(session: Session, slug: str) -> list[Proposal]:
    """The proposals about a service that wait for review or for their day, newest first."""
    return list(
        session.scalars(
            select(Proposal)
            .join(Service)
            .where(Service.slug == slug, or_(Proposal.state == "in_review", Proposal.state == "scheduled"))
            .order_by(Proposal.id.desc())
        )
    )
