"""The guides give what the expert's table of cases, written from the law without looking at them, asks for.

`cases.yml` is the table; `answers.yml` says which guide covers a case and what its citizen would answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.language.marks import fold
from services_catalog.guides.engine import complete
from services_catalog.guides.guide import Guide, Kind
from services_catalog.guides.result import Result, result
from tests.content import GUIDES, RECORDS

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)  # the day of the table

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in yaml.safe_load((HERE / "cases.yml").read_text("utf-8"))
}
MAP: dict[str, Any] = yaml.safe_load((HERE / "answers.yml").read_text("utf-8"))


def plain(text: str) -> str:
    """`text` as it is compared: without marks and capitals, «07» as «7», one name for each office."""
    folded = re.sub(r"\b0+(?=\d)", "", fold(text)).replace("bao hiem xa hoi", "bhxh")
    return re.sub(r"\b(uy ban nhan dan|cong an) xa\b", r"\1 cap xa", folded)


def papers(found: Result) -> list[dict[str, Any]]:
    """The items of the checklist."""
    return [item for block in found.blocks if block["type"] == "checklist" for item in block["items"]]


def amounts(found: Result) -> set[int | None]:
    """What is to be paid, in dong; 0 is free, None is unknown."""
    return {item.get("amount_vnd") for block in found.blocks if block["type"] == "fees" for item in block["items"]}


def disagreements(case: dict[str, Any], guide: Guide, found: Result) -> Iterator[str]:
    """What `case` asks for and `found` does not give, or the other way round."""
    # «nếu không tra cứu được» asks it of others: the case has what it needs
    named = plain("\n".join(item["text"] for item in papers(found) if not item.get("when", "").startswith("nếu")))
    told = plain(
        "\n".join(str(item.get(key, "")) for item in papers(found) for key in ("text", "count", "note", "when"))
    )
    text = plain(found.text)
    for paper in case["needs"]:
        if plain(paper) not in (text if guide.kind is Kind.RESCUE else told):
            yield f"needs «{paper}»"
    for paper in case["not_needed"]:
        if plain(paper) in named:
            yield f"asks for «{paper}», which is not needed"
    if case["fee"] is not None and case["fee"] not in amounts(found):
        yield f"the fee is {case['fee']}, not {amounts(found)}"
    for field in ("time", "where"):
        if case[field] is not None and plain(case[field]) not in text:
            yield f"{field} is «{case[field]}»"


@pytest.mark.parametrize("name", MAP["covered"])
def test_a_guide_gives_what_the_law_asks(name: str) -> None:
    guide, answers = GUIDES[MAP["covered"][name]["guide"]], MAP["covered"][name]["answers"]

    assert answers.items() <= complete(guide, answers).items(), "not all of these are asked on this way"
    found = result(guide, answers, RECORDS, TODAY)
    assert list(disagreements(CASES[name], guide, found)) == [], found.text
    assert [said for said in MAP["covered"][name].get("says", []) if plain(said) not in plain(found.text)] == []


def test_every_case_has_its_place() -> None:
    places = [*MAP["covered"], *MAP["without_guide"], *MAP["unmapped"]]

    assert sorted(places) == sorted(CASES)


def test_only_services_without_a_guide_are_left_out() -> None:
    guided = {service for guide in GUIDES.values() for service in guide.settles}

    assert [name for name in MAP["without_guide"] if CASES[name]["service"] in guided] == []


def test_no_case_is_beyond_the_guides() -> None:
    assert (MAP["without_guide"], MAP["unmapped"]) == ([], {})
