"""`catalogue team add | list | code | revoke | report`: the community digital teams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.back_office.access.audit import record
from services_catalog.clock import today_in_vietnam
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.teams import codes, registering, reports
from services_catalog.teams.choices import choices
from services_catalog.teams.models import Team

app = typer.Typer(help="The community digital teams.", no_args_is_help=True)
out = Console(soft_wrap=True, highlight=False, markup=False)

BY = "catalogue team"
TeamId = Annotated[int, typer.Argument(help="The team's number, as `list` shows it.")]
Why = Annotated[str, typer.Option(help="Why, for the audit trail.")]


@contextmanager
def _session() -> Iterator[Session]:
    """A session that is committed at the end."""
    engine = connect()
    migrate(engine)
    with sessions(engine).begin() as session:
        yield session


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What the team is called.")],
    commune: Annotated[str, typer.Option(help="Its commune: the code, or the name («phường Sài Gòn»).")],
    hamlet: Annotated[list[str] | None, typer.Option(help="A hamlet to choose from; may be repeated.")] = None,
    service: Annotated[list[str] | None, typer.Option(help="A slug of its pack; may be repeated.")] = None,
) -> None:
    """Make a team, and show its code this once."""
    found = [commune] if registering.commune_of(commune) else [unit.key for unit in registering.communes(commune)]
    if len(found) != 1:
        listed = "\n".join(f"  {code}  {reports.commune_name(code)}" for code in found)
        _fail(f"Có {len(found)} xã, phường mang tên «{commune}». Bạn ghi mã của một nơi:\n{listed}")
    try:
        with _session() as session:
            team, code = registering.create(
                session, name=name, commune=found[0], hamlets=hamlet or [], services=service or [], by=BY
            )
            record(session, BY, "team_add", _about(team), commune=team.commune)
    except registering.WrongTeam as wrong:
        _fail(str(wrong))
    out.print(f"Đã thêm tổ {team.id} «{team.name}», {reports.commune_name(team.commune)}.")
    _show(code)


@app.command("list")
def list_() -> None:
    """All teams."""
    table = Table(box=None)
    for heading in ("số", "tên", "xã, phường", "mã", "máy"):
        table.add_column(heading, overflow="fold")
    with _session() as session:
        for team in session.scalars(select(Team).order_by(Team.name)):
            state = "đang dùng" if team.code_hash else "đã thu hồi"
            phones = str(codes.devices(session, team))
            table.add_row(str(team.id), team.name, reports.commune_name(team.commune), state, phones)
    out.print(table)


@app.command()
def code(team_id: TeamId) -> None:
    """Give a team a new code; the one before joins nobody any more."""
    with _session() as session:
        team = _team(session, team_id)
        new = codes.issue(team)
        record(session, BY, "team_code", _about(team))
    _show(new)


@app.command()
def revoke(
    team_id: TeamId,
    why: Why,
    devices: Annotated[bool, typer.Option("--devices", help="Put out the phones that joined, too.")] = False,
) -> None:
    """Take a team's code back."""
    with _session() as session:
        team = _team(session, team_id)
        ended = codes.revoke(session, team, end_devices=devices)
        record(session, BY, "team_revoke", _about(team), why, devices_ended=ended)
    out.print(f"Đã thu hồi mã của tổ «{team.name}»; {ended} máy đã ra khỏi tổ.")


@app.command()
def report(
    month: Annotated[str | None, typer.Option(help="«2026-11»; this month if left out.")] = None,
    team: Annotated[int | None, typer.Option(help="Of one team.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="As a table, every count told: not to be published.")] = False,
) -> None:
    """What the teams did in a month."""
    try:
        chosen = reports.Month.read(month) if month else reports.Month.of(today_in_vietnam())
    except ValueError:
        _fail(f"«{month}» không phải một tháng. Bạn ghi như {date(2026, 11, 1):%Y-%m}.")
    with _session() as session:
        made = reports.report(session, chosen, team)
        if csv:
            typer.echo(reports.staff_csv(session, made), nl=False)
            return
        called = reports.names(session, (row.service for row in made.rows))
    table = Table(box=None, title=f"Tháng {chosen}: {made.visits} lượt")
    table.add_column("thủ tục", overflow="fold")
    for label in (*choices().outcomes.values(), "tất cả"):
        table.add_column(label, justify="right")
    for slug, each, count in made.outcomes(lambda row: row.service):
        table.add_row(called.get(slug, slug), *(str(each.get(key, 0)) for key in choices().outcomes), str(count))
    out.print(table)
    for reason, count in made.by(lambda row: row.reason):
        out.print(f"{count:>5}  {choices().reason_label(reason)}")


def _team(session: Session, team_id: int) -> Team:
    team = session.get(Team, team_id)
    if team is None:
        _fail(f"Không có tổ số {team_id}. Xem: ./catalogue team list")
    return team


def _about(team: Team) -> str:
    return f"tổ {team.id}: {team.name}"


def _show(code: str) -> None:
    out.print(f"Mã của tổ, chỉ hiện lần này: {codes.shown(code)}", style="bold")


def _fail(said: str) -> NoReturn:
    out.print(said, style="red")
    raise typer.Exit(1)
