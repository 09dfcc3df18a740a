"""Making a team and changing what is known of it. Whoever calls writes the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.language.marks import without_marks
from services_catalog.places import Level, Places, Unit
from services_catalog.teams import codes
from services_catalog.teams.models import Team

LONGEST_NAME = 120
MOST_HAMLETS = 60


class WrongTeam(Exception):
    """What was given for a team cannot be; `field` says which part, the message what to do."""

    def __init__(self, field: str, message: str) -> None:
        """`field`: name, commune, hamlets or services."""
        self.field = field
        super().__init__(message)


def create(
    session: Session,
    *,
    name: str,
    commune: str,
    hamlets: Sequence[str] = (),
    services: Collection[str] = (),
    by: str,
) -> tuple[Team, str]:
    """A new team and its code, which is told this once. Raises WrongTeam."""
    team = Team(created_by=by)
    change(team, name=name, commune=commune, hamlets=hamlets, services=services)
    code = codes.issue(team)
    session.add(team)
    session.flush()
    return team, code


def change(team: Team, *, name: str, commune: str, hamlets: Sequence[str], services: Collection[str]) -> None:
    """Change what is known of `team`. Visits of hamlets that are no longer listed stay. Raises WrongTeam."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise WrongTeam("name", f"Tên tổ có từ 1 đến {LONGEST_NAME} ký tự.")
    if commune_of(commune) is None:
        raise WrongTeam("commune", "Chọn một xã, phường, đặc khu trong danh sách.")
    listed = list(dict.fromkeys(" ".join(each.split()) for each in hamlets if each.strip()))
    if len(listed) > MOST_HAMLETS or any(len(each) > LONGEST_NAME for each in listed):
        raise WrongTeam("hamlets", f"Nhiều nhất {MOST_HAMLETS} thôn, mỗi thôn một dòng, tên không quá dài.")
    team.name, team.commune = name, commune
    team.hamlets, team.services = "\n".join(listed), "\n".join(dict.fromkeys(services))


def is_taken(session: Session, name: str, commune: str, but: Team | None = None) -> bool:
    """Whether another team of `commune` than `but` is called `name` already, marks and capitals aside."""
    others = session.scalars(select(Team).where(Team.commune == commune))
    return any(_plain(team.name) == _plain(name) for team in others if team is not but)


def _plain(name: str) -> str:
    return without_marks(" ".join(name.split())).casefold()


def commune_of(code: str) -> Unit | None:
    """Today's commune of that code."""
    unit = Places.load().units.get(code)
    return unit if unit is not None and unit.level is Level.COMMUNE and unit.until is None else None


def communes(text: str, most: int = 20) -> list[Unit]:
    """Today's communes that `text` may mean, by old names too, and without marks («P. 12 Gò Vấp»)."""
    places = Places.load()
    typed = (
        text if any(word in text.casefold() for word in ("xã", "phường", "đặc khu", "thị trấn")) else f"phường {text}"
    )
    found: dict[str, Unit] = {}
    for said in (typed, f"xã {text}", text):
        for mention in places.find(said):
            for unit in mention.candidates:
                if unit.level is Level.COMMUNE:
                    found |= {each.key: each for each in places.today(unit)}
    wanted = without_marks(text).casefold()
    return sorted(found.values(), key=lambda unit: without_marks(unit.bare).casefold() not in wanted)[:most]
