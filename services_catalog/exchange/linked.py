"""What both exports for other programs share: identifiers, texts with their language, and the facts that still hold."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, TypeVar

from services_catalog.record import Duration, Fact

NAMESPACE = "urn:tro-ly-dvc:"  # identifiers stay the same wherever the catalogue is served
CURRENCY = "VND"
F = TypeVar("F", bound=Fact)


def identifier(slug: str, *parts: str | int) -> str:
    """The identifier of a service, or of a part of it: «urn:tro-ly-dvc:khai-sinh:fee:1»."""
    return NAMESPACE + ":".join([slug, *(re.sub(r"\s+", "-", str(part)) for part in parts)])


def vietnamese(text: str) -> dict[str, str]:
    """A text as JSON-LD says that it is Vietnamese."""
    return {"@value": text, "@language": "vi"}


def not_over(facts: list[F], today: date) -> list[F]:
    """The facts that hold today or will."""
    return [fact for fact in facts if fact.valid_to is None or fact.valid_to >= today]


def without_blanks(values: dict[str, Any]) -> dict[str, Any]:
    """`values` without what is unknown or empty; 0 and False stay."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def iso_duration(duration: Duration) -> str | None:
    """A time as ISO 8601 («P3D», «PT4H»); None for working days and broken numbers, which it cannot say."""
    letters = {"year": "P{}Y", "month": "P{}M", "day": "P{}D", "hour": "PT{}H", "minute": "PT{}M"}
    form = letters.get(duration.unit or "")
    if form is None or duration.value is None or not duration.value.is_integer():
        return None
    return form.format(int(duration.value))
