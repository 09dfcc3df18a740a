"""The catalogue's command line: `./catalogue --help`. A module holds the commands of one family."""

from __future__ import annotations

import typer

from services_catalog.cli import database

app = typer.Typer(
    help="The service catalogue: its database, its content, its quality.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they may hold what somebody typed
)
app.command()(database.migrate)
app.command()(database.load)
