"""`catalogue backup` and `catalogue restore`: the whole database in a file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from sqlalchemy.exc import SQLAlchemyError

from services_catalog import backup as backups
from services_catalog.clock import in_vietnam
from services_catalog.database import connect

out = Console(soft_wrap=True, highlight=False, markup=False)


def backup(file: Annotated[Path, typer.Argument(help="The file to write, such as 2026-11-22.zip.")]) -> None:
    """Write the whole database to a file, while the assistant goes on. Keep it where only you can read it."""
    with _progress() as progress:
        task = progress.add_task("")
        try:
            done = backups.backup(
                connect(), file, lambda table, rows: progress.update(task, description=f"{table}: {rows}")
            )
        except (OSError, SQLAlchemyError, KeyError) as error:  # KeyError: a database without our tables
            out.print(f"No backup was made: {error}", style="red")
            raise typer.Exit(1) from error
    out.print(f"{file}: {done.rows} rows of {len(done.tables)} tables. Try it: docs/operating/database-lost.md")


def restore(file: Annotated[Path, typer.Argument(help="A file that `catalogue backup` wrote.", exists=True)]) -> None:
    """Fill an empty database (DATABASE_URL) from a backup. A database that holds anything is left as it is."""
    with _progress() as progress:
        task = progress.add_task("")
        try:
            done = backups.restore(
                connect(), file, lambda table, rows: progress.update(task, description=f"{table}: {rows}")
            )
        except (backups.NotRestorable, SQLAlchemyError) as error:
            out.print(f"Nothing was restored. {error}", style="red")
            raise typer.Exit(1) from error
    made = in_vietnam(done.made_at).strftime("%d/%m/%Y %H:%M")
    out.print(f"Restored as it was on {made}: {done.rows} rows of {len(done.tables)} tables.")


def _progress() -> Progress:
    return Progress(SpinnerColumn(), TextColumn("{task.description}"), console=out, transient=True)
