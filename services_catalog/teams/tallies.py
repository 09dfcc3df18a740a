"""Takes in the visits that phones recorded: once each, and nothing that is not on a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, ValidationError
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.guides.guide import FOLDER, Id
from services_catalog.models import Service, now
from services_catalog.record import SLUG, Slug
from services_catalog.teams.choices import choices
from services_catalog.teams.models import Team, Visit

MOST_MINUTES = 240
KEPT_DAYS = 92  # a phone may have been without network for a quarter of a year; nobody makes up older ones later
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _UUID.fullmatch(value) or UUID(value).version != 4:
        raise ValueError("a UUID of version 4, in small letters")
    return value


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise ValueError("an ISO date")
    return date.fromisoformat(value)


class Told(BaseModel):
    """One visit as a phone tells it. Every field is a choice from a list, a day, a number or a random id."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, BeforeValidator(_id)]
    day: Annotated[date, BeforeValidator(_day)]
    service: Slug
    guide: Id | None
    outcome: str
    reason: str | None
    hamlet: str | None
    minutes: Annotated[StrictInt, Field(ge=0, le=MOST_MINUTES)]


@dataclass(frozen=True)
class Refused:
    """A visit that was not taken. `why`: the field that is wrong, or «shape» where a field lacks or is unknown."""

    id: str | None
    why: str


@dataclass(frozen=True)
class Taken:
    """What became of the visits that a phone sent."""

    taken: list[str] = field(default_factory=list)  # ids, among them those that were here already
    refused: list[Refused] = field(default_factory=list)


def take(session: Session, team: Team, visits: Sequence[Any], today: date) -> Taken:
    """Store the visits of `team` that are right. One that was here already is taken and not counted again."""
    done = Taken()
    known = _known(session, visits)
    rows: dict[str, dict[str, Any]] = {}
    for each in visits:
        read = _read(each, team, known, today)
        if isinstance(read, Refused):
            done.refused.append(read)
        else:
            rows[read.id] = {**read.model_dump(), "team_id": team.id, "received_at": now()}
    stored = session.execute(select(Visit.id, Visit.team_id).where(Visit.id.in_(rows)))
    here = {each[0]: each[1] for each in stored}
    for visit_id, row in rows.items():
        if here.get(visit_id, team.id) != team.id or not (visit_id in here or _stored(session, row)):
            done.refused.append(Refused(visit_id, "id"))
        else:
            done.taken.append(visit_id)
    return done


def _stored(session: Session, row: Mapping[str, Any]) -> bool:
    """Store one visit, unless the same one has arrived in this moment; False if it is another team's."""
    try:
        with session.begin_nested():
            session.execute(insert(Visit).values(**row))
    except IntegrityError:
        return bool(session.scalar(select(Visit.team_id).where(Visit.id == row["id"])) == row["team_id"])
    return True


def _known(session: Session, visits: Sequence[Any]) -> set[str]:
    """Which of the slugs that `visits` name there are or ever were: a service may be withdrawn by the time."""
    told = [each for each in visits if isinstance(each, dict)]
    named = {str(each.get("service")) for each in told} | {f"{FOLDER}/{each.get('guide')}" for each in told}
    slugs = [name for name in named if SLUG.fullmatch(name)]
    return set(session.scalars(select(Service.slug).where(Service.slug.in_(slugs))))


def _read(given: Any, team: Team, known: set[str], today: date) -> Told | Refused:
    """The visit, or what is wrong with it; an id is said back only if it is one."""
    visit_id = given.get("id") if isinstance(given, dict) else None
    if not isinstance(visit_id, str) or not _UUID.fullmatch(visit_id):
        visit_id = None
    try:
        told = Told.model_validate(given)
    except ValidationError as error:
        wrong = {item["type"]: item["loc"] for item in error.errors(include_url=False)}
        shape = {"extra_forbidden", "missing", "model_type"} & wrong.keys()
        return Refused(visit_id, "shape" if shape else str(next(iter(wrong.values()))[0]))
    if told.day < today - timedelta(days=KEPT_DAYS):
        return Refused(told.id, "day")
    told.day = min(told.day, today)  # the clock of that phone is ahead, by minutes or by weeks
    is_other = told.service == choices().other.id
    if not is_other and (told.service not in known or told.service.startswith(f"{FOLDER}/")):
        return Refused(told.id, "service")
    if told.guide is not None and f"{FOLDER}/{told.guide}" not in known:
        return Refused(told.id, "guide")
    if told.outcome not in choices().outcomes:
        return Refused(told.id, "outcome")
    if not choices().fits(told.outcome, told.reason):
        return Refused(told.id, "reason")
    if told.hamlet is not None and told.hamlet not in team.hamlet_names:
        return Refused(told.id, "hamlet")
    return told
