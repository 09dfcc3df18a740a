"""What a citizen is told of a place, in plain Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from services_catalog.places.gazetteer import Mention, Places
from services_catalog.places.units import TABLES, Level, Unit

CHECKED_ON = date(2026, 11, 22)  # the day on which the tables were last compared with their sources
MOST_NAMED = 10  # communes that are listed by name
MOST_FORMER = 8  # former units that are listed by name
MOST_CHOICES = 4  # places of one name that are offered
MOST_TOLD = 2  # places of one message that are spoken of


@lru_cache
def sentences() -> dict[str, str]:
    """The contents of `sentences.yml`."""
    loaded: dict[str, str] = yaml.safe_load((TABLES / "sentences.yml").read_text("utf-8"))
    return loaded


@lru_cache
def sources() -> list[dict[str, Any]]:
    """The laws behind what is told: {number, title, url}."""
    loaded: list[dict[str, Any]] = yaml.safe_load((TABLES / "sources.yml").read_text("utf-8"))
    return loaded


@dataclass(frozen=True)
class Location:
    """Where a citizen says they are, for an answer about a service."""

    codes: tuple[str, ...]  # of today's commune, if it is sure, and of today's province; empty: not known
    name: str  # today's province, or empty
    lead: str  # what became of the place, or which one is meant; empty where there is nothing to tell


def located(text: str) -> Location | None:
    """The place or places that a message speaks of, or None. Never raises."""
    places = Places.load()
    mentions = places.find(text)[:MOST_TOLD]
    if not mentions:
        return None
    leads = [_lead(mention, places) for mention in mentions]
    lead = "\n".join(dict.fromkeys(filter(None, leads)))
    unit = mentions[0].unit
    if unit is None or len(mentions) > 1:  # of two places none can be said to be the citizen's
        return Location((), "", lead)
    province = places.province(unit)
    commune = unit.today if len(unit.today) == 1 and unit.level is not Level.PROVINCE else ()
    return Location((*commune, province.key), province.name, lead)


def remembered(text: str) -> Location | None:
    """The place that was named in an earlier message: its facts hold, and what became of it was told already."""
    location = located(text)
    return replace(location, lead="") if location else None


def told(text: str) -> str:
    """The answer to a question about the places in `text`; about districts as such where it names none."""
    places = Places.load()
    mentions = places.find(text)[:MOST_TOLD]
    if not mentions:
        return f"{sentences()['no_district']}\n{sentences()['next_district']}"
    parts = [describe(mention, places) for mention in mentions]
    if all(mention.unit for mention in mentions):
        parts.append(sentences()["next"])
    return "\n\n".join(dict.fromkeys(parts))


def describe(mention: Mention, places: Places) -> str:
    """What became of the place that `mention` means; which ones it may be, if that is not clear."""
    unit = mention.unit
    if unit is None:
        return _which(mention)
    if unit.level is Level.DISTRICT:
        return f"{sentences()['no_district']}\n{_ended(unit, places)}"
    return _ended(unit, places) if unit.until else _present(unit, places)


def _lead(mention: Mention, places: Places) -> str:
    if mention.unit is None:
        return _which(mention)
    return _ended(mention.unit, places) if mention.unit.until else ""


def _which(mention: Mention) -> str:
    units = mention.candidates
    if len(units) > MOST_CHOICES:
        return sentences()["several_many"].format(count=len(units), name=mention.text)
    return sentences()["several"].format(
        names="; ".join(f"{unit.full}{' (cũ)' if unit.until else ''}" for unit in units)
    )


def _ended(unit: Unit, places: Places) -> str:
    today, above = places.today(unit), places.province(unit).name
    values = {"name": unit.name, "of": _was_in(unit, above), "above": above}
    if unit.level is Level.PROVINCE:
        return sentences()["province"].format(**values)
    if unit.level is Level.DISTRICT and len(today) > MOST_NAMED:
        return sentences()["district_many"].format(count=len(today), **values)
    key = "district" if unit.level is Level.DISTRICT else "became" if len(today) == 1 else "divided"
    if key == "became" and today[0].name == unit.name:
        key = "same_name"
    return sentences()[key].format(today=_listed([each.said for each in today]), **values)


def _present(unit: Unit, places: Places) -> str:
    former = places.former(unit)
    if unit.level is Level.PROVINCE:
        others = [each for each in former if each.until and each.until >= date(2025, 6, 30)]
        if not others:
            return sentences()["province_same"].format(name=unit.name)
        return sentences()["province_grown"].format(name=unit.name, former=_listed([each.said for each in others]))
    key = "present_from" if 0 < len(former) <= MOST_FORMER else "present"
    was = _listed([f"{each.said}{_was_in(each, unit.above[0].name)}" for each in former])
    return sentences()[key].format(name=unit.name, above=unit.above[0].name, former=was)


def _was_in(unit: Unit, province: str) -> str:
    """What `unit` was part of, unless that is today's `province` all the same."""
    if not unit.above or unit.above[0].name == province:
        return ""
    return sentences()["was_in"].format(above=unit.above[0].said)


def _listed(names: list[str]) -> str:
    """«a, b và c»."""
    return sentences()["and"].join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
