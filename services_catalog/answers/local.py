"""What holds in one place only: the local variants of a record, before what holds in the whole country."""

from __future__ import annotations

from datetime import date

from services_catalog.answers.aspects import blocks_of
from services_catalog.answers.blocks import Block
from services_catalog.answers.wording import say
from services_catalog.places import Location, Places
from services_catalog.record import Aspect, Fact, LocalVariant, ServiceRecord

FIELDS = {
    Aspect.FEE: "fees",
    Aspect.DURATION: "durations",
    Aspect.WHERE: "where",
    Aspect.CONTACT: "contacts",
}
"""Aspects that may differ from place to place, and the field of a variant that holds them."""


def variants_at(record: ServiceRecord, place: Location | None) -> list[LocalVariant]:
    """The variants that hold at `place`, that of the commune before that of the province."""
    by_code = {variant.place: variant for variant in record.local}
    return [by_code[code] for code in (place.codes if place else ()) if code in by_code]


def standing(record: ServiceRecord, variants: list[LocalVariant]) -> ServiceRecord:
    """`record` as it holds where `variants` do: without the facts they replace, with their notes first."""
    if not variants:
        return record
    changes: dict[str, list[Fact]] = {field: [] for variant in variants for field in variant.replaces}
    national = changes.get("notes", record.notes)
    notes = [note for variant in variants for note in variant.notes]
    return record.model_copy(update={**changes, "notes": [*notes, *national]})


def local_blocks(record: ServiceRecord, variants: list[LocalVariant], aspect: Aspect, today: date) -> list[Block]:
    """What `variants` hold under `aspect`, each block headed by its place."""
    field = FIELDS.get(aspect)
    if not field:
        return []
    found = []
    for variant in variants:
        alone = record.model_copy(update={field: getattr(variant, field)})
        for block in blocks_of(alone, aspect, today):
            title = say("local.title", title=block["title"], place=Places.load().units[variant.place].name)
            found.append({**block, "title": title})
    return found


def differs(record: ServiceRecord, place: Location | None, aspect: Aspect) -> list[Block]:
    """The notice that `aspect` differs from place to place, where nothing was found for the citizen's own."""
    field = FIELDS.get(aspect)
    known = [variant.place for variant in record.local if field and getattr(variant, field)]
    if not known:
        return []
    names = ", ".join(Places.load().units[code].name for code in known)
    key = "local.elsewhere" if place and place.name else "local.differs"
    text = say(key, places=names, place=place.name if place else "")
    return [{"type": "notice", "level": "info", "text": text}]
