"""The phone comes to the same questions and the same result as the catalogue, for every guide."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser, Page

from services_catalog.clock import today_in_vietnam
from services_catalog.content import CONTENT, content_files, guide_files, read_as, read_file, slug_of
from services_catalog.guides.conditions import SKIPPED
from services_catalog.guides.engine import back, complete, path, progress, walk
from services_catalog.guides.guide import Guide
from services_catalog.record import ServiceRecord
from services_catalog.teams.packs import compiled, expected, standing_items
from tests.browser.helper.hall import PAGES, Hall

pytestmark = [pytest.mark.browser, pytest.mark.long]

GUIDES = [file.stem for file in guide_files(CONTENT)]
MOST_WAYS = 20  # of each guide, at equal distances
MOST_SKIPPED = 3  # of which every question is skipped once
LATER_DAYS = (60, 400)  # when facts have ended and reviews are due
MOST_LATER = 8  # looked at on those days


@pytest.fixture(scope="module")
def records() -> dict[str, ServiceRecord]:
    return {slug_of(file): read_file(file) for file in content_files()}


@pytest.fixture(scope="module")
def tab(browser: Browser, hall: Hall) -> Iterator[Page]:
    """One page for all guides: nothing is shown, and nothing is kept, by what they compare."""
    context = browser.new_context(base_url=hall.url)
    opened = context.new_page()
    opened.goto(PAGES)
    yield opened
    context.close()


@pytest.fixture(scope="module")
def words() -> Any:
    return next(json.loads(item.body) for item in standing_items() if item.kind == "words")


def spread(ways: list[dict[str, str]], most: int) -> list[dict[str, str]]:
    """`most` of `ways` at equal distances."""
    return ways[:: max(1, -(-len(ways) // most))]


def skipping(ways: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Each of `ways` with each of its questions skipped, and with none answered."""
    yield {}
    for way in ways:
        for name in way:
            yield {**way, name: SKIPPED}


def plain(made: Mapping[str, Any]) -> Any:
    """What the phone made, without what it alone knows: rules, what stands beside a step, what is past its date."""
    blocks = [
        {
            **block,
            **(
                {
                    "items": [
                        {key: item[key] for key in item if key not in ("rules", "past", "beside")}
                        for item in block["items"]
                    ]
                }
                if "items" in block
                else {}
            ),
        }
        for block in made["blocks"]
    ]
    return {**made, "blocks": blocks}


RESULTS = """async ({ guide, words, ways, today }) => {
    const { result } = await import("/to-cong-nghe-so/result.js");
    return ways.map((answers) => result(guide, answers, words, today));
}"""


def compare(page: Page, name: str, records: Mapping[str, ServiceRecord], words: Any, ways: Any, days: Any) -> int:
    made_on, today = days
    guide = read_as(Guide, CONTENT / "guides" / f"{name}.yml")
    content = compiled(name, guide, records, made_on)
    arguments = {"guide": content, "words": words, "ways": ways, "today": today.isoformat()}
    for answers, made in zip(ways, page.evaluate(RESULTS, arguments), strict=True):
        assert plain(made) == expected(guide, answers, records, today), f"{name}, {today}: {answers}"
    return len(ways)


@pytest.mark.parametrize("name", GUIDES)
def test_the_phone_says_what_the_catalogue_says(
    tab: Page, records: dict[str, ServiceRecord], words: Any, name: str, record_property: Any
) -> None:
    """Ways through the guide, some with a question skipped, some on later days from the same pack."""
    today = today_in_vietnam()
    ways = spread(list(walk(read_as(Guide, CONTENT / "guides" / f"{name}.yml"))), MOST_WAYS)
    compared = compare(tab, name, records, words, ways, (today, today))
    some = list(skipping(spread(ways, MOST_SKIPPED)))
    compared += compare(tab, name, records, words, some, (today, today))
    for days in LATER_DAYS:
        later: tuple[date, date] = (today, today + timedelta(days=days))
        compared += compare(tab, name, records, words, spread([*ways, *some], MOST_LATER), later)
    record_property("ways", compared)


@pytest.mark.parametrize("name", GUIDES)
def test_the_phone_asks_what_the_catalogue_asks(tab: Page, records: dict[str, ServiceRecord], name: str) -> None:
    """The open question, the step, the way back and what is skipped, after every answer of many ways."""
    guide = read_as(Guide, CONTENT / "guides" / f"{name}.yml")
    ways = spread(list(walk(guide)), MOST_WAYS)
    begun = [dict(list(way.items())[:count]) for way in ways for count in range(len(way) + 1)]
    begun += [{**answers, next(reversed(answers)): SKIPPED} for answers in begun if answers]
    content = compiled(name, guide, records, today_in_vietnam())
    made = tab.evaluate(
        """async ({ guide, begun }) => {
            const { back, complete, path, progress } = await import("/to-cong-nghe-so/engine.js");
            return begun.map((answers) => {
                const [taken, open] = path(guide, answers);
                const steps = progress(guide, answers);
                return [taken, open?.id ?? null, steps, back(guide, answers), complete(guide, answers)];
            });
        }""",
        {"guide": content, "begun": begun},
    )
    for answers, found in zip(begun, made, strict=True):
        taken, question = path(guide, answers)
        open_id = question.id if question else None
        wanted = [taken, open_id, list(progress(guide, answers)), back(guide, answers), complete(guide, answers)]
        assert found == wanted, f"{name}: {answers}"


def test_a_qr_code_is_the_one_that_a_known_library_draws(tab: Page) -> None:
    """Full codes of every version in both levels, every mask in turn; what is not full differs in its padding alone."""
    made = tab.evaluate(
        """async () => {
            const { qr } = await import("/to-cong-nghe-so/qr.js");
            const found = [];
            for (const level of ["L", "M"]) {
                const side = (length) => qr("x".repeat(length), level, 0)?.length ?? Infinity;
                for (let version = 1, full = 0; version <= 25; version += 1) {
                    let [fits, over] = [full + 1, full + 201];  // no version takes 200 bytes more than the last
                    const least = side(fits);
                    while (over - fits > 1) {
                        const between = (fits + over) >> 1;
                        if (side(between) > least) over = between;
                        else fits = between;
                    }
                    full = fits;
                    const text = "ữ".repeat(Math.floor(full / 3)) + "z".repeat(full % 3);
                    for (const mask of [version % 8, (version + 3) % 8]) {
                        const rows = qr(text, level, mask).map((row) => row.map(Number));
                        found.push({ text, level, mask, rows });
                    }
                }
            }
            return found;
        }"""
    )
    assert len({(code["level"], len(code["rows"])) for code in made}) == 2 * 25
    for code in made:
        drawn = segno.make_qr(
            code["text"],
            error=code["level"],
            mask=code["mask"],
            mode="byte",
            encoding="utf-8",
            version=(len(code["rows"]) - 17) // 4,
            boost_error=False,
        )
        assert [list(row) for row in drawn.matrix] == code["rows"], (code["level"], len(code["rows"]), code["mask"])
