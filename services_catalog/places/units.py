"""Administrative units (đơn vị hành chính): those of today and those that ended, from the tables beside this file."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

TABLES = Path(__file__).parent
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times as fast


class Level(StrEnum):
    """Cấp hành chính. There is no district level (cấp huyện) since 1 July 2025."""

    PROVINCE = "province"  # tỉnh, thành phố trực thuộc trung ương
    DISTRICT = "district"  # quận, huyện, thị xã, thành phố thuộc tỉnh
    COMMUNE = "commune"  # xã, phường, thị trấn, đặc khu


LEVELS: dict[str, tuple[Level, ...]] = {
    "tỉnh": (Level.PROVINCE,),
    "thành phố": (Level.PROVINCE, Level.DISTRICT),
    "quận": (Level.DISTRICT,),
    "huyện": (Level.DISTRICT,),
    "thị xã": (Level.DISTRICT,),
    "phường": (Level.COMMUNE,),
    "xã": (Level.COMMUNE,),
    "thị trấn": (Level.COMMUNE,),
    "đặc khu": (Level.COMMUNE,),
}
"""Kind of unit → the levels on which there is one."""


_KIND = re.compile(f"({'|'.join(LEVELS)}) (.+)", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def kind_and_name(name: str) -> tuple[str, str]:
    """«Phường Bến Nghé» as «phường» and «Bến Nghé». Raises ValueError for a name without a kind."""
    found = _KIND.fullmatch(name)
    if not found:
        raise ValueError(f"«{name}» says no kind of unit")
    return found[1].lower(), found[2]


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One unit, of today or ended."""

    key: str  # today's: its code («79», «26740»); ended: `full`
    name: str  # with its kind: «Phường Bến Nghé»
    level: Level
    above: tuple[Unit, ...]  # what it is or was part of, the nearest first
    today: tuple[str, ...]  # codes of the units that it is now, or is now divided among, the likeliest first
    until: date | None = None  # the last day it existed; None: it exists

    @property
    def kind(self) -> str:
        """«phường», «thành phố» …"""
        return kind_and_name(self.name)[0]

    @property
    def bare(self) -> str:
        """The name without its kind: «Bến Nghé»."""
        return kind_and_name(self.name)[1]

    @property
    def said(self) -> str:
        """The name within a sentence: «phường Bến Nghé», «Thành phố Hồ Chí Minh»."""
        return self.name if self.kind == "thành phố" else f"{self.kind} {self.bare}"

    @property
    def full(self) -> str:
        """«Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh»."""
        return ", ".join((self.name, *(unit.name for unit in self.above)))


@lru_cache
def words() -> dict[str, Any]:
    """The contents of `words.yml`."""
    loaded: dict[str, Any] = yaml.load((TABLES / "words.yml").read_text("utf-8"), _Loader)  # noqa: S506 (a safe loader)
    return loaded


def read_units() -> list[Unit]:
    """All units of the tables: first today's, then those that ended."""
    provinces: dict[str, Unit] = {}
    former: dict[str, Unit] = {}
    for code, full, former_names in _rows("provinces.csv"):
        province = provinces[code] = Unit(code, full, Level.PROVINCE, (), (code,))
        names = former_names.split(";")
        for name in names:
            unchanged = len(names) == 1 and name.split()[0] == province.name.split()[0]
            former[name] = (
                province if unchanged else Unit(name, name, Level.PROVINCE, (), province.today, date(2025, 6, 30))
            )
    communes = [
        Unit(code, name, Level.COMMUNE, (provinces[province],), (code,))
        for code, name, province in _rows("communes.csv")
    ]
    ended = [unit for unit in former.values() if unit.until]
    return [*provinces.values(), *communes, *ended, *_below(former), *_ended_earlier(provinces)]


def _below(provinces: dict[str, Unit]) -> Iterator[Unit]:
    """Districts and communes that ended, of the former `provinces`."""
    by_district: defaultdict[tuple[str, str], list[tuple[str, tuple[str, ...], date]]] = defaultdict(list)
    day = lru_cache(date.fromisoformat)
    for commune, district, province, today, until in _rows("before.csv"):
        by_district[province, district].append((commune, tuple(today.split()), day(until)))
    for (province, name), communes in by_district.items():
        above: tuple[Unit, ...] = (provinces[province],)
        if name:
            today_all = tuple(dict.fromkeys(code for _, codes, _ in communes for code in codes))
            whole = Unit(f"{name}, {province}", name, Level.DISTRICT, above, today_all, communes[0][2])
            yield whole
            above = (whole, *above)
        path = ", ".join(unit.name for unit in above)
        for commune, codes, last in communes:
            if commune:  # some islands were districts without communes
                yield Unit(f"{commune}, {path}", commune, Level.COMMUNE, above, codes, last)


def _ended_earlier(provinces: dict[str, Unit]) -> Iterator[Unit]:
    """Units that ended before 2025 and are still spoken of."""
    for entry in words()["ended_earlier"]:
        level = Level.DISTRICT if "in" in entry else Level.PROVINCE
        above = (provinces[entry["in"]],) if "in" in entry else ()
        yield Unit(entry["name"], entry["name"], level, above, tuple(entry["today"].split()), entry["until"])


def _rows(name: str) -> list[list[str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
