"""The card of the week: what was asked most in the last seven days, to learn before a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from services_catalog.answers.pack import MOST_ASKED
from services_catalog.back_office.figures.most_asked import most_asked
from services_catalog.guides.guide import Guide
from services_catalog.record import ServiceRecord
from services_catalog.teams.packs import Json

MOST_CARDS = 10
FEWEST = 5  # services; with fewer asked about, the week says nothing yet, and the editors' choice is shown


def cards(session: Session, records: Mapping[str, ServiceRecord], guides: Mapping[str, Guide], today: date) -> Json:
    """`{"week", "from": "asked" | "editors", "cards": [{"service", "name", "guide"}]}`; ten cards at most."""
    asked = [slug for slug, _ in most_asked(session, today, most=len(records)) if slug in records]
    chosen = asked if len(asked) >= FEWEST else [slug for slug in MOST_ASKED if slug in records]
    led = {service: name for name in sorted(guides, reverse=True) for service in guides[name].settles}
    year, number, _ = today.isocalendar()
    return {
        "week": f"{year}-W{number:02}",
        "from": "asked" if chosen is asked else "editors",
        "cards": [
            {"service": slug, "name": records[slug].name, "guide": led.get(slug)} for slug in chosen[:MOST_CARDS]
        ],
    }
