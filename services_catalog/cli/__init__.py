"""The catalogue's command line: `./catalogue --help`. A module holds the commands of one family."""

from __future__ import annotations

import typer

from services_catalog.cli import (
    accounts,
    backup,
    database,
    exchange,
    guides,
    history,
    lint,
    places,
    portal,
    search,
    sheets,
    teams,
)

app = typer.Typer(
    help="The service catalogue: its database, its content, its quality.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they may hold what somebody typed
)
app.command()(database.migrate)
app.command()(database.load)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(search.search)
app.command()(lint.lint)
app.command()(portal.import_portal)
app.command()(exchange.export)
app.command("import")(exchange.import_)
app.command()(history.history)
app.command()(history.diff)
app.command()(history.withdraw)
app.command()(history.rollback)
app.add_typer(guides.app, name="guide")
app.add_typer(sheets.app, name="sheets")
app.command()(places.place)
app.add_typer(accounts.app, name="account")
app.add_typer(accounts.trail, name="audit")
app.add_typer(teams.app, name="team")
