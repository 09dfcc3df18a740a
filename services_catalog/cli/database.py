"""`catalogue migrate` and `catalogue load`: the tables, and the content that comes with a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from services_catalog.clock import today_in_vietnam
from services_catalog.content import CONTENT, ContentError, content_files, guide_files, read_folder
from services_catalog.database import connect, sessions
from services_catalog.guides.check import Fault
from services_catalog.loading import content_digest, is_loaded, load_guides, load_record, set_loaded
from services_catalog.migrating import migrate as migrate_database
from services_catalog.settings import settings

out = Console()
SOME_LEFT_OUT = 3  # the exit code when files were left out and all else was loaded


def migrate() -> None:
    """Create the database's tables, or bring them up to date."""
    migrate_database(connect())
    out.print("The database is up to date.")


def load(
    folder: Annotated[Path, typer.Argument(help="The content files, one YAML file a service.")] = CONTENT,
) -> None:
    """Publish the content files that changed since they were last loaded, into a database brought up to date.

    What staff edited in the meantime stays, unless the file itself has changed. One wrong file stops nothing but
    itself; the command then ends with 3.
    """
    migrate_database(connect())
    wrong: list[ContentError | Fault] = []
    published = 0
    mark = content_digest(folder)
    with sessions(connect())() as session:
        if is_loaded(session, mark):
            out.print("Nothing changed since the content was last loaded.")
            return
        total = len(content_files(folder))
        for slug, record in track(read_folder(folder), total=total, description="Loading services", console=out):
            if isinstance(record, ContentError):
                wrong.append(record)
                continue
            published += load_record(session, slug, record)
        out.print(f"{total - len(wrong)} services read, {published} published anew.")
        published, wrong_guides = load_guides(session, folder, today_in_vietnam())
        out.print(f"{len(guide_files(folder))} guides read, {published} published anew.")
        wrong += wrong_guides
        session.commit()
    with out.status("Learning how the services are asked for"):
        # A second of imports, for nothing when nothing changed.
        from services_catalog import publishing
        from services_catalog.search.linker_store import LinkerStore
        from services_catalog.search.teaching import read_teaching, taught_outside

        with sessions(connect())() as session:
            records, guides = publishing.published(session)
            teaching = read_teaching(folder).with_outside(taught_outside(session)).with_events(guides)
        LinkerStore(settings().linker_store).settled(records, teaching)
    if not wrong:
        with sessions(connect()).begin() as session:
            set_loaded(session, mark)
    for error in wrong:
        out.print(f"[red]Not loaded[/red] {error}", soft_wrap=True)
    if wrong:
        raise typer.Exit(SOME_LEFT_OUT)
