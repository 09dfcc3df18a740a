"""Whom to call: one place, one number, in whichever record it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.language.marks import fold
from services_catalog.quality.texts import Found
from services_catalog.record import Draft


def other_phones(records: Mapping[str, Draft]) -> Iterator[tuple[str, Found]]:
    """A contact of the same name with a number that the first record that names it does not give."""
    first: dict[str, tuple[str, set[str]]] = {}
    for slug, record in records.items():
        for at, contact in enumerate(record.contacts):
            if not contact.phone:
                continue
            numbers = _numbers(contact.phone)
            where, known = first.setdefault(fold(contact.name), (slug, numbers))
            if not known & numbers:
                said = f"«{contact.name}»: {contact.phone}; {where}: {', '.join(sorted(known))}"
                yield slug, Found(f"contacts.{at}.phone", said)


def _numbers(phone: str) -> set[str]:
    """The numbers in `phone`, digits alone: «1900 0368» is «19000368»."""
    return {re.sub(r"\D", "", each) for each in re.split(r"[,;/]| hoặc | và ", phone)}
