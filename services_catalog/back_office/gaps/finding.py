"""The services that a question may be about, for staff to choose from."""

from __future__ import annotations

import math
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.language.reading import plain
from services_catalog.models import Revision, Service

MOST = 12


def services(session: Session, text: str, *chosen: str | None) -> list[tuple[str, str]]:
    """(slug, name) of up to MOST services that share words with `text`, published or not, the nearest first.

    Those of `chosen` come before, whatever their names.
    """
    newest = select(func.max(Revision.id)).group_by(Revision.service_id)
    rows = session.execute(
        select(Service.slug, Revision.record["name"].as_string(), Revision.record["aliases"])
        .join(Revision, Revision.service_id == Service.id)
        .where(Service.kind == "service", Revision.id.in_(newest))
    ).all()
    names = {slug: str(name) for slug, name, _ in rows}
    words = {slug: set(plain(" ".join([name, *(aliases or [])])).split()) for slug, name, aliases in rows}
    asked = set(plain(text).split())
    common = Counter(word for known in words.values() for word in known & asked)
    scores = {
        slug: sum(math.log((1 + len(rows)) / common[word]) for word in known & asked)
        for slug, known in words.items()
        if known & asked
    }
    first = [slug for slug in dict.fromkeys(chosen) if slug in names]
    found = sorted((slug for slug in scores if slug not in first), key=lambda slug: (-scores[slug], slug))
    return [(slug, names[slug]) for slug in [*first, *found][:MOST]]
