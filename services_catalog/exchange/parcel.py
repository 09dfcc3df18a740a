"""What was read from a file, before it is checked: services, and what could not be read, each with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from services_catalog.labels import refusal

Data = dict[str, Any]  # the JSON form of a record
Place = tuple[str | int, ...]  # of a value in a record, as pydantic tells it: ("fees", 0, "amount_vnd")


class NotReadable(Exception):
    """A whole file that cannot be read, or a record that a format cannot hold. Its text says why, and what to do."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong, where the reader finds it, and the service that is left out for it, if that is known."""

    where: str
    reason: str
    slug: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True)
class Entry:
    """One service of a file."""

    slug: str
    data: Callable[[Data], Data]  # the record; from the present one ({} for none), of which a file may hold a part
    locate: Callable[[Place], str]  # where in the file a value of the record stands


@dataclass
class Parcel:
    """The services of a file. An entry whose slug has troubles is not to be written."""

    entries: list[Entry] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def troubles_of(entry: Entry, error: ValidationError) -> list[Trouble]:
    """Each broken rule of a record, at its place in the file."""
    found = []
    for each in error.errors(include_url=False):
        about = each.get("ctx", {})
        reason = refusal(each["type"], **about) or each["msg"]
        place = (*each["loc"], about["field"]) if "field" in about else each["loc"]  # a rule over several fields
        found.append(Trouble(entry.locate(place), reason, entry.slug))
    return found
