"""Writing down what was asked, and taking it away again: the rows of `asked`, and `asked_day` after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from services_catalog.back_office.gaps.words import kept_words
from services_catalog.back_office.models import Asked, AskedDay
from services_catalog.clock import in_vietnam

GOES_ON_MINUTES = 30  # who says nothing for longer after being asked back has left


@dataclass(frozen=True)
class Question:
    """One message that was replied to. `conversation`: a pseudonym; `text`: masked, None if it shows no gap."""

    at: datetime
    channel: str
    outcome: str
    act: str | None
    service: str | None
    aspect: str | None
    place: str | None
    milliseconds: int
    text: str | None
    conversation: str
    message_id: str | None


@dataclass(frozen=True)
class Heard:
    """Something was said in a conversation, if only by a button: who was asked back before it has not left."""

    at: datetime
    conversation: str


@dataclass(frozen=True)
class Rated:
    """A citizen said whether the reply to `message_id` was of use; `text`: the masked message if it was not."""

    conversation: str
    message_id: str
    useful: bool
    text: str | None


Event = Question | Heard | Rated


def write(session: Session, events: Sequence[Event]) -> None:
    """Store `events`, in few statements however many there are. Raises SQLAlchemyError."""
    if questions := [each for each in events if isinstance(each, Question)]:
        session.execute(insert(Asked), [_row(each) for each in questions])
    connection = session.connection()
    if heard := [each for each in events if isinstance(each, Heard)]:
        followed = (
            update(Asked)
            .where(Asked.conversation == bindparam("of"), Asked.outcome == "asked_back")
            .where(Asked.at < bindparam("until"), Asked.at >= bindparam("since"))
            .values(followed=True)
        )
        since = timedelta(minutes=GOES_ON_MINUTES)
        connection.execute(
            followed, [{"of": each.conversation, "until": each.at, "since": each.at - since} for each in heard]
        )
    for each in events:
        if isinstance(each, Rated):
            _rate(session, each)


def _row(question: Question) -> dict[str, object]:
    words = kept_words(question.text) if question.text else None
    return {**vars(question), "text": words, "day": in_vietnam(question.at).date(), "followed": False}


def _rate(session: Session, rated: Rated) -> None:
    """A second thought takes the place of the first; words that were kept for the first go with it."""
    row = session.scalar(
        select(Asked)
        .where(Asked.conversation == rated.conversation, Asked.message_id == rated.message_id)
        .order_by(Asked.id.desc())
        .limit(1)
    )
    if row is None:
        return
    only_voted_down = row.useful is False and row.outcome == "answered" and row.act is None
    row.useful = rated.useful
    if not rated.useful and row.text is None and rated.text:
        row.text = kept_words(rated.text)
    elif rated.useful and only_voted_down:
        _overwrite(session.connection())
        row.text = row.key = None


def forget(session: Session, conversation: str) -> None:
    """Take the words and the name of a conversation off its rows; what is left only counts."""
    _overwrite(session.connection())
    session.execute(
        update(Asked)
        .where(Asked.conversation == conversation)
        .values(text=None, key=None, conversation=None, message_id=None)
    )


def roll_up(session: Session, before: date) -> int:
    """Turn the rows of the days before `before` into figures of `asked_day`, and remove them. Returns how many.

    A day is in one of the two tables, never in both.
    """
    _overwrite(session.connection())
    by = (Asked.day, Asked.channel, Asked.outcome, Asked.service, Asked.aspect, Asked.place)
    rows = session.execute(
        select(*by, func.count(), func.sum(Asked.milliseconds)).where(Asked.day < before).group_by(*by)
    ).all()
    known = {
        (each.day, each.channel, each.outcome, each.service, each.aspect, each.place): each
        for each in session.scalars(select(AskedDay).where(AskedDay.day.in_({row[0] for row in rows})))
    }
    for day, channel, outcome, *others, questions, milliseconds in rows:
        service, aspect, place = (value or "" for value in others)
        figures = known.get((day, channel, outcome, service, aspect, place))
        if figures is None:
            figures = AskedDay(day=day, channel=channel, outcome=outcome, service=service, aspect=aspect, place=place)
            figures.questions = figures.milliseconds = 0
            session.add(figures)
        figures.questions += questions  # rows that came late are added to their day
        figures.milliseconds += milliseconds
    session.flush()
    session.execute(delete(Asked).where(Asked.day < before))
    return sum(row[6] for row in rows)


def _overwrite(connection: Connection) -> None:
    """What is taken away is not to be found in an SQLite file either."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete=ON"))
