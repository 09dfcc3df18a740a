"""`catalogue place`: what the gazetteer finds in a text."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services_catalog.places import Places, describe

MOST_SHOWN = 10  # units that a place may mean

out = Console()


def place(text: Annotated[str, typer.Argument(help="A message, an address, a place of today or of old.")]) -> None:
    """Print the places in a text: what they were, what they are today, and what a citizen is told.

    Ends with 1 where no place is found.
    """
    places = Places.load()
    mentions = places.find(text)
    for mention in mentions:
        table = Table("unit", "until", "today", "code", title=f"«{mention.text}»")
        for unit in mention.candidates[:MOST_SHOWN]:
            today = places.today(unit)
            table.add_row(
                unit.full,
                unit.until.isoformat() if unit.until else "",
                "\n".join(each.full for each in today),
                "\n".join(each.key for each in today),
            )
        out.print(table)
        if len(mention.candidates) > MOST_SHOWN:
            out.print(f"… and {len(mention.candidates) - MOST_SHOWN} more")
        out.print(describe(mention, places), soft_wrap=True)
    if not mentions:
        out.print("No place found. Name its kind («phường Bến Nghé») or what it is in («Bến Nghé, quận 1»).")
        raise typer.Exit(1)
