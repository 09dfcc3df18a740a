"""Makes the gazetteer's tables anew: `python3 -m tools.places UNITS.json` (see services_catalog/places/README.md).

`UNITS.json` is the dataset of today's units of `vietnamese-provinces-database` (MIT). What was before 1 July 2025 is in
the package `underthesea` (Apache-2.0), which is looked for in Rasa's environment unless `--mapping` names its file.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from bot.language.marks import fold, with_modern_tone
from tools.paths import ROOT

TABLES = ROOT / "services_catalog" / "places"
MAPPING = ".venvs/rasa/lib/python*/site-packages/underthesea/address/data/mapping.json"
DISTRICTS_ENDED = "2025-06-30"  # the last day of 63 provinces and of districts
DONG_NAI_ENDED = "2026-04-29"  # the last day of the province of Đồng Nai: a city since 30 April 2026 (30/2026/QH16)


def main() -> int:
    """Write `provinces.csv`, `communes.csv` and `before.csv`; say what could not be settled."""
    parser = argparse.ArgumentParser(description="Make the tables of services_catalog/places anew.")
    parser.add_argument("units", type=Path, help="today's units: JSON of vietnamese-provinces-database")
    parser.add_argument("--mapping", type=Path, help="mapping.json of underthesea")
    asked = parser.parse_args()
    mapping_file = asked.mapping or next(iter(sorted(ROOT.glob(MAPPING))), None)
    if mapping_file is None:
        print(f"No mapping.json of underthesea at {MAPPING}: give its path with --mapping.", file=sys.stderr)
        return 1
    units = json.loads(asked.units.read_text("utf-8"))
    mapping = json.loads(mapping_file.read_text("utf-8"))
    former, rows = before(units, mapping)
    write("provinces.csv", ["code", "name", "former"], [[p["Code"], p["FullName"], former[p["Code"]]] for p in units])
    communes = [[ward["Code"], ward["FullName"], p["Code"]] for p in units for ward in p["Wards"]]
    write("communes.csv", ["code", "name", "province"], communes)
    write("before.csv", ["commune", "district", "province", "today", "until"], rows)
    return 0


def before(units: list[dict[str, Any]], mapping: dict[str, Any]) -> tuple[dict[str, str], list[list[str]]]:
    """Former provinces by today's code; and a row for each commune that ended, with today's codes, likeliest first."""
    province_codes = {bare(province["FullName"]): province["Code"] for province in units}
    wards = [(province["Code"], ward["FullName"], ward["Code"]) for province in units for ward in province["Wards"]]
    by_name = {(province, key(name)): code for province, name, code in wards}
    by_bare = defaultdict(list)
    for province, name, code in wards:
        by_bare[province, bare(name)].append(code)
    full = {code: name for _, name, code in wards}
    syllables = Counter(fold(part) for record in mapping["ward_mapping"] for part in record["old_ward"].split())

    found: dict[tuple[str, str, str], list[tuple[bool, str]]] = defaultdict(list)
    renamed: dict[str, tuple[str, str]] = {}
    for record in mapping["ward_mapping"]:
        province = province_codes[bare(record["new_province"])]
        name = record["new_ward"] or spelled(record["new_ward_key"], syllables)
        code = by_name.get((province, key(name)))
        if code is None:  # its kind changed after 1 July 2025
            (code,) = by_bare[province, bare(name)]
            renamed[code] = (name, record["new_province"])
        old = record["old_ward"] or (spelled(record["old_ward_key"], syllables) if record["old_ward_key"] else "")
        found[old, record["old_district"], record["old_province"]].append((not record.get("is_default"), code))
    unmixed(found, {code: province for province, _, code in wards})
    rows = [
        [*place, " ".join(dict.fromkeys(code for _, code in sorted(codes))), DISTRICTS_ENDED]
        for place, codes in found.items()
    ]
    rows += [[name, "", province, code, DONG_NAI_ENDED] for code, (name, province) in renamed.items()]
    rows.sort(key=lambda row: (row[2], row[1], row[0]))

    missing = sorted(set(full) - {code for row in rows for code in row[3].split()})
    print(f"{len(rows)} units that ended, {len(full)} of today; {len(renamed)} of another kind since 2026.")
    print(f"Of today but from nowhere: {[full[code] for code in missing]}")

    old_names = {old: info["name"] for old, info in mapping["old_province_names"].items()}
    new_names = {new: info["name"] for new, info in mapping["province_names"].items()}
    former = defaultdict(list)
    for old, new in mapping["province_mapping"].items():
        former[province_codes[bare(new_names[new])]].append(old_names[old])
    return {code: ";".join(sorted(names)) for code, names in former.items()}, rows


def unmixed(found: dict[tuple[str, str, str], list[tuple[bool, str]]], provinces: dict[str, str]) -> None:
    """Take from each divided unit of `found` the parts that belong to another unit of its name.

    Where the text of a merger names «Phường 4» and not its city, underthesea gives the part to every «Phường 4» of
    today's province. It belongs to the one whose district the undivided units around it come from.
    """
    alike = defaultdict(list)
    for place, codes in found.items():
        alike[place[0], provinces[codes[0][1]]].append(place)
    mended: set[tuple[str, str, str]] = set()
    again = True
    while again:  # what is set right for one unit tells more of the next
        again = False
        whole: dict[str, set[Any]] = defaultdict(
            set
        )  # today's unit → districts and provinces of the units that went into it whole
        for (_, *above), codes in found.items():
            if len(codes) == 1:
                whole[codes[0][1]] |= {tuple(above), above[-1]}
        for places in alike.values():
            reached = {place: {code for _, code in found[place]} for place in places}
            for place in places:
                others = [other for other in places if other != place]
                strange = {
                    code
                    for code in reached[place]
                    if any(code in reached[other] for other in others)
                    and place[1:] not in whole[code]
                    and (place[2] not in whole[code] or any(other[1:] in whole[code] for other in others))
                }
                if strange and strange != reached[place]:
                    found[place] = [(last, code) for last, code in found[place] if code not in strange]
                    mended.add(place)
                    again = True
    print(f"{len(mended)} units were mixed up with others of their name, and are no longer.")


def key(name: str) -> str:
    """`name` composed, small, old and new tone placement alike, by which the two sources meet."""
    letters = re.sub(r"['’]", "", unicodedata.normalize("NFC", name.lower().replace("-", " ")))
    return " ".join(with_modern_tone(part) for part in letters.split())


def bare(name: str) -> str:
    """`key` of a name without its kind."""
    return key(re.sub(r"^(Thành phố|Thị trấn|Đặc khu|Tỉnh|Phường|Xã) ", "", name))


def spelled(joined: str, syllables: Counter[str]) -> str:
    """«xãtamđàn» as «Xã Tam Đàn»: where two names differ in marks alone, underthesea keeps only the joined spelling."""
    ways: list[list[list[str]]] = [[] for _ in range(len(joined) + 1)]
    ways[0] = [[]]
    for end in range(1, len(joined) + 1):
        for start in range(max(0, end - 7), end):
            if fold(joined[start:end]) in syllables:
                ways[end] += [[*way, joined[start:end]] for way in ways[start]]
    fewest = min(len(way) for way in ways[-1])
    best = max((w for w in ways[-1] if len(w) == fewest), key=lambda way: min(syllables[fold(p)] for p in way))
    name = " ".join(part.capitalize() for part in best)
    print(f"  {joined} is read as {name}")
    return name


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Write a table next to the gazetteer."""
    with (TABLES / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    sys.exit(main())
