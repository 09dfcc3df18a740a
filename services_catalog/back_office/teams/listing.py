"""The teams as staff list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.language.marks import without_marks
from services_catalog.models import now
from services_catalog.teams.codes import DEVICE_DAYS
from services_catalog.teams.models import Device, Team, Visit
from services_catalog.teams.reports import Month, commune_name

TEAMS_A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One team of the list."""

    team: Team
    commune: str
    devices: int
    visits: int  # of this month


@dataclass(frozen=True)
class Lines:
    """One page of the list; `teams` and `pages` in all."""

    lines: list[Line]
    teams: int
    pages: int


def listed(session: Session, text: str, number: int, today: date) -> Lines:
    """The teams whose name holds `text`, marks and capitals aside, by name; page `number`, from 1."""
    named = session.execute(select(Team.id, Team.name).order_by(Team.name, Team.id))
    found = [team_id for team_id, name in named if _plain(text) in _plain(name)]  # databases fold ASCII alone
    at = (max(number, 1) - 1) * TEAMS_A_PAGE
    ids = found[at : at + TEAMS_A_PAGE]
    teams = session.scalars(select(Team).where(Team.id.in_(ids)).order_by(Team.name, Team.id)).all()
    since = now() - timedelta(days=DEVICE_DAYS)
    phones = session.execute(
        select(Device.team_id, func.count())
        .where(Device.team_id.in_(ids), Device.joined_at > since)
        .group_by(Device.team_id)
    )
    visits = session.execute(
        select(Visit.team_id, func.count())
        .where(Visit.team_id.in_(ids), Visit.day >= Month.of(today).first)
        .group_by(Visit.team_id)
    )
    devices, helped = {each[0]: each[1] for each in phones}, {each[0]: each[1] for each in visits}
    lines = [Line(team, commune_name(team.commune), devices.get(team.id, 0), helped.get(team.id, 0)) for team in teams]
    return Lines(lines, len(found), max(1, -(-len(found) // TEAMS_A_PAGE)))


def _plain(text: str) -> str:
    return without_marks(text).casefold()
