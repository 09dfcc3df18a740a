"""`catalogue history | diff | withdraw | rollback`: who changed what and why, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from services_catalog import publishing
from services_catalog.clock import VIETNAM
from services_catalog.database import connect, sessions
from services_catalog.history import NotThere, acts, differences, roll_back, service_of, versions
from services_catalog.migrating import migrate as migrate_database

out = Console(soft_wrap=True, highlight=False, markup=False)

Slug = Annotated[str, typer.Argument(help="The service, or guides/… for a guide.")]
Why = Annotated[str, typer.Option(help="Why, for the history.")]


@contextmanager
def _session() -> Iterator[Session]:
    """A session that is committed at the end; what is not there is said, and the command ends with 1."""
    migrate_database(connect())
    try:
        with sessions(connect()).begin() as session:
            yield session
    except NotThere as error:
        out.print(str(error), style="red")
        raise typer.Exit(1) from error


def history(slug: Slug) -> None:
    """List what was written, published and withdrawn of a service: when, who, why."""
    with _session() as session:
        revisions, done = versions(session, slug), acts(session, slug)
    table = _table("bản", "lúc", "ai", "vì sao", "")
    for each in revisions:
        said = "đang công bố" if each.published else ""
        table.add_row(str(each.number), _minute(each.at), each.by, each.why, said)
    out.print(table)
    table = _table("công bố", "lúc", "ai", "vì sao")
    for act in done:
        said = f"bản {act.number}" if act.number else "rút"
        table.add_row(said, _minute(act.at), act.by, act.why)
    out.print(table)


def _table(*headings: str) -> Table:
    table = Table(box=None)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _minute(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def diff(
    slug: Slug,
    old: Annotated[
        int | None, typer.Argument(metavar="[FROM]", help="A revision; the last but one if left out.")
    ] = None,
    new: Annotated[int | None, typer.Argument(metavar="[TO]", help="A revision; the newest if left out.")] = None,
) -> None:
    """Say what changed between two revisions of a service."""
    with _session() as session:
        newest = versions(session, slug)[-1].number
        end = newest if new is None else new
        start = max(end - 1, 0) if old is None else old
        found = differences(session, slug, start, end)
    out.print(f"{slug}, bản {start} → bản {end}: {len(found)} thay đổi", style="bold")
    for each in found:
        out.print(f"  {each}")


def withdraw(
    slug: Slug, why: Why, by: Annotated[str, typer.Option(help="Who does it.")] = "catalogue withdraw"
) -> None:
    """Take a service out of what citizens read. Its revisions stay, and `rollback` brings it back."""
    with _session() as session:
        service_of(session, slug)
        done = publishing.withdraw(session, slug, by, why)
    out.print(f"{slug}: đã rút, người dân không thấy nữa." if done else f"{slug}: vốn chưa công bố.")


def rollback(
    slug: Slug,
    number: Annotated[int, typer.Argument(help="The revision whose words are published again.")],
    why: Why,
    by: Annotated[str, typer.Option(help="Who does it.")] = "catalogue rollback",
) -> None:
    """Publish again what an earlier revision said, as a new revision."""
    with _session() as session:
        try:
            again = roll_back(session, slug, number, by, why)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            out.print(f"{slug}: bản {number} không còn đúng mẫu: {field}: {first['msg']}. Chưa đổi gì.", style="red")
            raise typer.Exit(1) from error
        made = again.number
    out.print(f"{slug}: đã công bố lại nội dung của bản {number} (nay là bản {made}).")
