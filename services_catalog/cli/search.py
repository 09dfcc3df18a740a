"""`catalogue search`: what the catalogue holds, by words."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services_catalog.database import connect
from services_catalog.migrating import migrate
from services_catalog.places import Places
from services_catalog.record import Level
from services_catalog.search.fulltext import Filters, SearchIndex, Standing
from services_catalog.settings import settings

out = Console()


def search(
    query: Annotated[str, typer.Argument(help="Words of a name, another name or a text, with marks or without.")],
    drafts: Annotated[bool, typer.Option("--drafts", help="Find drafts as well.")] = False,
    level: Annotated[Level | None, typer.Option(help="Only services of this level.")] = None,
    life_event: Annotated[str | None, typer.Option(help="Only services of this life event, e.g. sinh-con.")] = None,
    agency: Annotated[str | None, typer.Option(help="Only services of an agency whose name holds these words.")] = None,
    province: Annotated[str | None, typer.Option(help="Only services that say something of this province.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="The most to show.")] = 10,
) -> None:
    """Find services by their names, other names, keywords and texts. Ends with 1 if there are none."""
    engine = connect()
    migrate(engine)
    try:
        index = SearchIndex(engine, settings().search_store)
        with out.status("Bringing the search index up to date"):
            index.refresh()
    except (OSError, ValueError) as error:  # tantivy tells a full or locked folder as a ValueError
        out.print(
            f"[red]The search index cannot be written[/red] in {settings().search_store}: {error}", soft_wrap=True
        )
        out.print("Free some space, or name another folder with SEARCH_STORE.")
        raise typer.Exit(1) from error
    filters = Filters(None if drafts else Standing.PUBLISHED, level, life_event, agency, province)
    hits = index.search(Places.load().expand(query), filters=filters, limit=limit)
    if not hits:
        out.print("Nothing was found. Try fewer words, or fewer filters.")
        raise typer.Exit(1)
    table = Table("service", "name", "", "score")
    for hit in hits:
        table.add_row(hit.slug, hit.name, "" if hit.published else "draft", f"{hit.score:.0f}")
    out.print(table)
