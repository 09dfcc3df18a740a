"""`catalogue sheets purge`: sheets are kept for 90 days."""

from __future__ import annotations

import typer
from rich.console import Console

from services_catalog.clock import today_in_vietnam
from services_catalog.database import connect, sessions
from services_catalog.guides.sheets import purge as purge_sheets

app = typer.Typer(help="The sheets that citizens keep.", no_args_is_help=True)
out = Console()


@app.callback()
def _family() -> None:
    """With one command alone, typer would take the family for the command."""


@app.command()
def purge() -> None:
    """Delete the sheets that are no longer shown. Run it once a day."""
    with sessions(connect()).begin() as session:
        gone = purge_sheets(session, today_in_vietnam())
    out.print(f"{gone} sheets deleted.")
