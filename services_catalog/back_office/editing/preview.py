"""What a citizen would read of a record that is still being typed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from services_catalog.answers import Answer, compose
from services_catalog.answers.blocks import as_text
from services_catalog.back_office.editing.binding import Reading
from services_catalog.exchange.parcel import Data, Place
from services_catalog.fields import fields_of
from services_catalog.record import Aspect, Draft, Fact, Level, Online, ServiceRecord, Verification

NOT_YET = "(chưa ghi)"
MOST_ROUNDS = 50  # each takes out what is wrong and looks again
UNTOLD = {"title": NOT_YET, "kind": "official", "seen_on": "2000-01-01"}  # a source of which nothing is known yet


@dataclass(frozen=True)
class Preview:
    """An answer from a draft, and how many faults of the draft may be missing in it."""

    name: str
    answer: Answer
    left_out: int
    is_checked: bool  # whether a day of checking is filled in


def preview(reading: Reading, aspect: Aspect, question: str, on: date) -> Preview:
    """What is said of `aspect` on the day `on` to a citizen who asks `question`, as far as what was typed is right."""
    draft = _usable(reading)
    answer = answer_of(draft, aspect, question, on)
    return Preview(draft.name, answer, len(reading.faults), draft.verified is not None)


def answer_of(draft: Draft, aspect: Aspect, question: str, on: date) -> Answer:
    """What `draft` answers; no day of checking is said where nobody has checked it yet."""
    answer = compose(readable(draft, on), aspect, question, on)
    return answer if draft.verified else replace(answer, text=as_text(answer.blocks))


def readable(draft: Draft, today: date) -> ServiceRecord:
    """`draft` as the answers read a record: what a record must have and the draft has not is said not to be there.

    Never to be published: it is not checked.
    """
    missing = {
        "summary": NOT_YET,
        "agency": NOT_YET,
        "level": Level.OTHER,
        "online": Online(level="unknown"),
        "verified": Verification(on=today, by=NOT_YET),
    }
    held = {name: getattr(draft, name) for name in Draft.model_fields}
    return ServiceRecord.model_construct(**{**held, **{n: v for n, v in missing.items() if held[n] is None}})


def _usable(reading: Reading) -> Draft:
    """What of the record keeps all rules; the rest is left out.

    A fact whose source is not told yet is shown all the same: whoever types sees it at once.
    """
    data = copy.deepcopy(reading.data)
    data.setdefault("name", NOT_YET)
    named = data.setdefault("sources", {})
    for fact in _facts(data, Draft):
        fact["sources"] = fact.get("sources") or [NOT_YET]
        for key in fact["sources"]:
            named.setdefault(key, UNTOLD)
    for _ in range(MOST_ROUNDS):
        try:
            return Draft.model_validate(data)
        except ValidationError as error:
            places = {_part(each, data) for each in error.errors(include_url=False)}
            for place in sorted(places, key=_last_first, reverse=True):
                _drop(data, place)
    return Draft(name=str(data["name"]))


def _facts(data: Any, model: type[BaseModel]) -> Iterator[Data]:
    """Every fact below `data`, the JSON form of a `model`."""
    if issubclass(model, Fact):
        yield data
    for name, each in fields_of(model).items():
        inner = each.shape.model or (each.shape.item.model if each.shape.item else None)
        held = data.get(name)
        if inner and held:
            values = held if isinstance(held, list) else held.values() if each.shape.kind == "map" else [held]
            for value in values:
                yield from _facts(value, inner)


def _part(error: Any, data: Data) -> Place:
    """What is to be left out for a broken rule: one entry of a list or map, or one field."""
    place: Place = error["loc"]
    if not place and error["type"] == "paper_uncounted":
        names = [paper.get("name") for paper in data["documents"]]
        return ("documents", names.index(error["ctx"]["paper"]))
    if not place:
        return (str(error.get("ctx", {}).get("field", "")),)
    field = fields_of(Draft).get(str(place[0]))
    return place[: 2 if field and field.shape.kind in ("list", "map") else 1]


def _last_first(place: Place) -> tuple[str, int]:
    """By which the later entries of a list go first, so that the places of the others stay."""
    return str(place[0]), place[1] if len(place) > 1 and isinstance(place[1], int) else -1


def _drop(data: Data, place: Place) -> None:
    held = data.get(str(place[0]))
    if len(place) == 1:
        data.pop(str(place[0]), None)
        data.setdefault("name", NOT_YET)
    elif isinstance(held, list) and isinstance(place[1], int) and place[1] < len(held):
        del held[place[1]]
    elif isinstance(held, dict):
        if place[0] == "sources" and held.get(place[1]) != UNTOLD:
            held[place[1]] = UNTOLD  # the facts that rest on it can be told all the same
        else:
            held.pop(place[1], None)


def custom(slug: str, shown: Preview, aspect: Aspect) -> dict[str, Any]:
    """The `custom` object of the webhook's contract, from which the widget draws."""
    answer = shown.answer
    return {
        "type": "answer",
        "service": slug,
        "aspect": str(aspect),
        "title": shown.name,
        "blocks": answer.blocks,
        "sources": [source for source in answer.sources if source["title"] != NOT_YET],
        "verified_at": answer.verified_at.isoformat() if shown.is_checked else None,
        "valid_from": answer.valid_from.isoformat() if answer.valid_from else None,
    }
