"""The gap board: groups of questions that were not answered well, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from services_catalog.back_office.figures.reasons import counted
from services_catalog.back_office.figures.recording import GOES_ON_MINUTES
from services_catalog.back_office.models import Asked, Gap
from services_catalog.clock import today_in_vietnam, utc
from services_catalog.models import Feedback, now
from services_catalog.teams import reports
from services_catalog.teams.reports import Obstacle

PER_PAGE = 25
MOST_NEW = 3_000  # questions that one round puts into groups
MOST_KNOWN = 5_000  # texts of groups, the newest, that new ones are compared with
MOST_TEXTS = 50  # of one group that are shown
MOST_OBSTACLES = 20
MOST_REASONS = 20


class Kind(StrEnum):
    """What went wrong."""

    NOT_ANSWERED = "not_answered"  # declined: not understood, outside, not listed
    NO_INFORMATION = "no_information"  # the service was found; its record says nothing of what was asked
    ASKED_BACK = "asked_back"
    LEFT = "left"  # asked back, and the citizen said nothing more
    VOTED_DOWN = "voted_down"


@dataclass(frozen=True)
class Filters:
    """What the board shows: questions of the last `days` days."""

    kind: Kind | None = None
    days: int = 7
    channel: str | None = None
    newest: bool = False  # the newest first, else the most frequent


@dataclass(frozen=True)
class Group:
    """Alike questions. `text`: the one asked most; `kinds`: how often what went wrong; `seen`: what was done before."""

    key: str
    text: str
    questions: int
    last: datetime
    kinds: dict[Kind, int]
    done_before: str | None = None


@dataclass(frozen=True)
class Text:
    """One wording within a group."""

    text: str
    questions: int
    last: datetime


@dataclass(frozen=True)
class Members:
    """The questions of one group, the most frequent first, and what they were mostly taken to be about."""

    texts: list[Text]
    questions: int
    service: str | None
    aspect: str | None
    reasons: list[tuple[str, int]]  # why replies were not of use, as citizens said, and how often


def group_new(session: Session) -> int:
    """Give each question that has words and no group yet its group. Returns how many there were.

    Takes a second or more where there are thousands; nobody should be waiting for it.
    """
    rows = session.execute(
        select(Asked.id, Asked.text)
        .where(Asked.text.is_not(None), Asked.key.is_(None))
        .order_by(Asked.id)
        .limit(MOST_NEW)
    ).all()
    if not rows:
        return 0
    known = session.execute(
        select(Asked.text, func.max(Asked.key))
        .where(Asked.text.is_not(None), Asked.key.is_not(None))
        .group_by(Asked.text)
        .order_by(func.max(Asked.id).desc())
        .limit(MOST_KNOWN)
    ).all()
    from services_catalog.back_office.gaps.grouping import grouped  # numerical libraries: not at each start

    keys = grouped([str(row.text) for row in rows], {str(text): str(key) for text, key in known})
    # The words are looked at again: they may have been taken back while they were compared.
    session.connection().execute(
        update(Asked).where(Asked.id == bindparam("row"), Asked.text.is_not(None)).values(key=bindparam("group")),
        [{"row": row.id, "group": keys[str(row.text)]} for row in rows],
    )
    return len(rows)


def groups(session: Session, filters: Filters, page: int = 1, today: date | None = None) -> tuple[list[Group], int]:
    """One page of groups that nobody has dealt with, or that are asked about again since; and how many there are."""
    counts = [func.sum(case((of(kind), 1), else_=0)).label(kind) for kind in Kind]
    last, questions = func.max(Asked.at).label("last"), func.count().label("questions")
    order = (last.desc(), questions.desc()) if filters.newest else (questions.desc(), last.desc())
    rows = session.execute(
        select(Asked.key, questions, last, func.max(Gap.what).label("what"), func.count().over().label("all"), *counts)
        .outerjoin(Gap, Gap.key == Asked.key)
        .where(Asked.key.is_not(None), _open(), *_wanted(filters, today or today_in_vietnam()))
        .group_by(Asked.key)
        .order_by(*order, Asked.key)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    texts = _most_asked(session, [row.key for row in rows])
    found = [
        Group(
            row.key,
            texts[row.key],
            row.questions,
            utc(row.last),
            {kind: count for kind in Kind if (count := row._mapping[kind.value])},
            row.what,
        )
        for row in rows
    ]
    return found, rows[0].all if rows else 0


def members(session: Session, key: str) -> Members | None:
    """The questions of the group `key`; None if none of them is kept."""
    rows = session.execute(
        select(Asked.text, func.count().label("questions"), func.max(Asked.at).label("last"))
        .where(Asked.key == key)
        .group_by(Asked.text)
        .order_by(func.count().desc(), func.max(Asked.at).desc())
    ).all()
    if not rows:
        return None
    about: Counter[tuple[str | None, str | None]] = Counter()
    for service, aspect, count in session.execute(
        select(Asked.service, Asked.aspect, func.count())
        .where(Asked.key == key, Asked.service.is_not(None))
        .group_by(Asked.service, Asked.aspect)
    ):
        about[service, aspect] += count
    service, aspect = about.most_common(1)[0][0] if about else (None, None)
    texts = [Text(row.text, row.questions, utc(row.last)) for row in rows[:MOST_TEXTS]]
    return Members(texts, sum(row.questions for row in rows), service, aspect, _reasons(session, key))


def _reasons(session: Session, key: str) -> list[tuple[str, int]]:
    """Why citizens found the replies to the group `key` not of use, most often first."""
    said = session.execute(
        select(Feedback.why, func.count())
        .join(Asked, and_(Asked.conversation == Feedback.conversation, Asked.message_id == Feedback.message_id))
        .where(Asked.key == key, of(Kind.VOTED_DOWN), Feedback.useful.is_(False), Feedback.why.is_not(None))
        .group_by(Feedback.why)
    )
    return counted((why, times) for why, times in said)[:MOST_REASONS]


def channels(session: Session) -> list[str]:
    """The channels that questions came from."""
    return sorted(session.scalars(select(Asked.channel).distinct()))


def settled(session: Session, page: int = 1) -> tuple[list[Gap], int]:
    """One page of what staff have dealt with, the newest first; and how many there are."""
    rows = session.scalars(
        select(Gap).order_by(Gap.at.desc(), Gap.key).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    return list(rows), session.scalar(select(func.count()).select_from(Gap)) or 0


def obstacles(session: Session, days: int, today: date | None = None) -> list[Obstacle]:
    """Why community teams could not finish, most often first."""
    since = (today or today_in_vietnam()) - timedelta(days=days - 1)
    return reports.obstacles(session, since)[:MOST_OBSTACLES]


def of(kind: Kind) -> ColumnElement[bool]:
    """What makes a row of `asked` one of `kind`."""
    match kind:
        case Kind.NOT_ANSWERED:
            return and_(Asked.outcome.in_(("declined", "degraded")), Asked.act.is_distinct_from("no_information"))
        case Kind.NO_INFORMATION:
            return and_(Asked.act.is_not(None), Asked.act == "no_information")
        case Kind.ASKED_BACK:
            return Asked.outcome == "asked_back"
        case Kind.LEFT:
            long_ago = now() - timedelta(minutes=GOES_ON_MINUTES)
            return and_(Asked.outcome == "asked_back", Asked.followed.is_(False), Asked.at < long_ago)
        case Kind.VOTED_DOWN:
            return and_(Asked.useful.is_not(None), Asked.useful.is_(False))


def _open() -> ColumnElement[bool]:
    """Not dealt with, or asked again after it was."""
    return or_(Gap.key.is_(None), and_(Gap.state == "done", Asked.at > Gap.at))


def _wanted(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    wanted = [Asked.day > today - timedelta(days=filters.days)]
    if filters.kind:
        wanted.append(of(filters.kind))
    if filters.channel:
        wanted.append(Asked.channel == filters.channel)
    return wanted


def _most_asked(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """The wording of each group that was used most; of equal ones the last."""
    rows = session.execute(
        select(Asked.key, Asked.text)
        .where(Asked.key.in_(keys))
        .group_by(Asked.key, Asked.text)
        .order_by(func.count(), func.max(Asked.at))
    )
    return {str(key): str(text) for key, text in rows}
