"""Sheets: the result of a guide under a short code, shown as it was on its day, for 90 days."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from sqlalchemy import CursorResult, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from services_catalog import notices
from services_catalog.guides.conditions import SKIPPED
from services_catalog.guides.engine import Answers, complete
from services_catalog.guides.facts import service_of
from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.guides.result import Result, result
from services_catalog.guides.wording import say
from services_catalog.models import Revision, Service, Sheet
from services_catalog.record import ServiceRecord

KEPT_DAYS = 90
MOST_READ = 500  # guides that are kept as read
_READ: dict[str, Guide] = {}  # by the digest of their revision
# No vowels, so that no word comes about, and nothing that is mistaken for something else: 0 O, 1 l i, u v, q g.
ALPHABET = "23456789bcdfghjkmnprstwxyz"
CODE_LENGTH = 10  # 26^10 codes, 47 bits; and a sheet that is found tells nothing of anybody
_WRITTEN = re.compile(rf"\b[{ALPHABET}]{{5}}[\W_]*[{ALPHABET}]{{5}}\b")


class NoSheet(Exception):
    """There is no sheet of that code."""


class NoGuide(Exception):
    """There is no published guide of that name."""


class WrongAnswers(Exception):
    """The answers name a question or an option that the guide does not have; `args[0]` names it."""


@dataclass(frozen=True)
class Expired(Exception):
    """The sheet is older than 90 days; it was made on `made_on`."""

    made_on: date


@dataclass(frozen=True)
class Opened:
    """A sheet as it was on its day, and what has changed since."""

    code: str
    result: Result
    made_on: date
    expires_on: date
    changed: list[str]  # names of the records, and of the guide, of which there is a newer revision
    withdrawn: list[str]  # names of those that are no longer published
    paused: list[str]  # what staff say of those whose answers they have paused
    anew: str  # «khai-sinh?tuoi=duoi-6»: by this the same is asked of what holds now; empty if nothing else would come


# Put together once: that took longer than running them.
_GUIDE = (
    select(Revision.id, Revision.digest)  # not what it holds: that has mostly been read before
    .join(Service, Service.published_id == Revision.id)
    .where(Service.slug == bindparam("slug"), Service.kind == "guide")
)
_PUBLISHED = select(Service.slug, Service.published_id).where(
    Service.slug.in_(bindparam("slugs", expanding=True)), Service.published_id.is_not(None)
)
_KEEP = insert(Sheet)


def shown(code: str) -> str:
    """`code` as it is read aloud and written down: «bcdfg-hjkmn»."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def typed(text: str) -> str:
    """The code that somebody typed, or copied with its link: capitals, blanks and hyphens do not matter."""
    lower = text.lower()
    written = _WRITTEN.search(lower)
    return "".join(letter for letter in (written[0] if written else lower) if letter.isalnum())[: CODE_LENGTH + 1]


def _guide(revision: Revision) -> Guide:
    """The guide of `revision`. Read once: a revision is never edited, and its digest names what it holds."""
    if revision.digest not in _READ:
        if len(_READ) >= MOST_READ:
            _READ.clear()
        _READ[revision.digest] = Guide.model_validate(revision.record)
    return _READ[revision.digest]


def _unknown(guide: Guide, answers: Answers) -> str | None:
    """The first question of `answers` that `guide` does not have, or not with this option."""
    for question_id, option_id in answers.items():
        question = guide.question(question_id)
        if question is None or (option_id != SKIPPED and question.option(option_id) is None):
            return question_id
    return None


def issue(session: Session, name: str, answers: Answers, today: date) -> str:
    """Keep the result of the guide `name` for `answers`, as it is published now; returns the code.

    Only what counts is kept: the ids of the options on the way. Raises NoGuide and WrongAnswers.
    """
    row = session.execute(_GUIDE, {"slug": f"{FOLDER}/{name}"}).one_or_none()
    if row is None:
        raise NoGuide(name)
    guide = _READ.get(row.digest) or _guide(session.get_one(Revision, row.id))
    if unknown := _unknown(guide, answers):
        raise WrongAnswers(unknown)
    used = {service_of(item.from_, guide) for _, _, item in guide.items() if item.from_}
    used |= {each.service for each in guide.next if each.service}
    sheet = {
        "code": "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        "guide_id": row.id,
        "revisions": {each.slug: each.published_id for each in session.execute(_PUBLISHED, {"slugs": sorted(used)})},
        "answers": complete(guide, answers),
        "made_on": today,
        "expires_on": today + timedelta(days=KEPT_DAYS),
    }
    session.execute(_KEEP, sheet)
    return str(sheet["code"])


def opened(session: Session, code: str, today: date) -> Opened:
    """The sheet of `code` as it was. Raises NoSheet, and Expired where it is still known but too old."""
    sheet = session.get(Sheet, typed(code))
    if sheet is None:
        raise NoSheet(code)
    if sheet.expires_on < today:
        raise Expired(sheet.made_on)
    revisions = {
        revision.id: revision
        for revision in session.scalars(select(Revision).where(Revision.id.in_([*sheet.revisions.values()])))
    }
    records = {
        slug: ServiceRecord.model_validate(revisions[revision].record) for slug, revision in sheet.revisions.items()
    }
    written = session.get_one(Revision, sheet.guide_id)
    found = result(_guide(written), sheet.answers, records, sheet.made_on)
    changed, withdrawn = [], []
    for revision in [written, *(revisions[sheet.revisions[slug]] for slug in found.services)]:
        current = revision.service.published_id
        name = say("sheet.guide_itself") if revision is written else revision.record["name"]
        if current is None:
            withdrawn.append(name)
        elif current != revision.id:
            changed.append(name)
    standing = notices.read(session)
    pauses = [standing.pause(), *(standing.pause(slug) for slug in found.services)]
    paused = list(dict.fromkeys(each.text for each in pauses if each))
    anew = _anew(session, written.service, sheet.answers) if changed or withdrawn else ""
    return Opened(sheet.code, found, sheet.made_on, sheet.expires_on, changed, withdrawn, paused, anew)


def _anew(session: Session, service: Service, answers: Answers) -> str:
    """What leads from a sheet to a new one with the same answers; empty where the guide no longer has them."""
    revision = session.get(Revision, service.published_id) if service.published_id else None
    if revision is None or _unknown(_guide(revision), answers):
        return ""
    return f"{service.slug.removeprefix(f'{FOLDER}/')}?{urlencode(answers)}"


def purge(session: Session, today: date) -> int:
    """Delete the sheets that are no longer shown on `today`; returns how many."""
    done = session.execute(delete(Sheet).where(Sheet.expires_on < today))
    assert isinstance(done, CursorResult)  # noqa: S101 (of a DELETE)
    return done.rowcount
