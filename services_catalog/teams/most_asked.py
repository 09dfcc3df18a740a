"""The card of the week: what was asked most in the last seven days, to learn before a meeting.

What citizens typed is not kept, so a question is told in the words of the record, which editors wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services_catalog.answers.pack import MOST_ASKED
from services_catalog.back_office.figures.counting import Filters, by_aspect
from services_catalog.back_office.figures.most_asked import WEEK, most_asked
from services_catalog.guides.guide import Guide
from services_catalog.record import Aspect, ServiceRecord
from services_catalog.teams.packs import Json

EDITORS = ("dinh-danh-muc-2", "vneid-su-co", "vneid-kich-hoat", *MOST_ASKED)  # in every hall eID comes first
MOST_CARDS = 10
FEWEST = 5  # services; with fewer asked about, the week says nothing yet, and the editors' choice is shown


def cards(session: Session, records: Mapping[str, ServiceRecord], guides: Mapping[str, Guide], today: date) -> Json:
    """`{"week", "from": "asked" | "editors", "cards": [{"service", "name", "guide", "question"}]}`; ten at most."""
    asked = [slug for slug, _ in most_asked(session, today, most=len(records)) if slug in records]
    chosen = asked if len(asked) >= FEWEST else [slug for slug in dict.fromkeys(EDITORS) if slug in records]
    counted = by_aspect(session, Filters(today - timedelta(days=WEEK - 1), today))
    led = {service: name for name in sorted(guides, reverse=True) for service in guides[name].settles}
    year, number, _ = today.isocalendar()
    return {
        "week": f"{year}-W{number:02}",
        "from": "asked" if chosen is asked else "editors",
        "cards": [
            {
                "service": slug,
                "name": records[slug].name,
                "guide": led.get(slug),
                "question": _question(slug, records[slug], counted),
            }
            for slug in chosen[:MOST_CARDS]
        ],
    }


def _question(slug: str, record: ServiceRecord, counted: Counter[tuple[str, str]]) -> str | None:
    """How one asks what was asked most about the service; of equal aspects, the one that people ask first of all."""
    worded = [aspect for aspect in Aspect if record.questions.get(aspect)]
    if not worded:
        return None
    question = record.questions[max(worded, key=lambda aspect: counted[slug, aspect])][0].rstrip("?")
    return f"{question[0].upper()}{question[1:]}?"
