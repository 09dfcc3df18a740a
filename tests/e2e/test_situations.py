"""The ten situations in the browser, over the whole stack: told in own words, answered by buttons, to a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from bot.language.marks import fold
from services_catalog.content import CONTENT, read_guides
from services_catalog.guides.guide import Guide, Question
from services_catalog.guides.understanding import understand
from services_catalog.guides.wording import say
from tests.browser.conftest import ARGUMENTS
from tests.browser.pages import PATIENCE_MS, ask, press
from tools import browser as chromium

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

MOST_ANSWERS = 6
FEW = 3  # of which `make test` looks at
TABLE = Path(__file__).parents[1] / "services_catalog" / "situations.yml"
SITUATIONS: dict[str, dict[str, Any]] = yaml.safe_load(TABLE.read_text("utf-8"))
GUIDES = {name: guide for name, guide in read_guides(CONTENT) if isinstance(guide, Guide)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all situations."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.get(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, stack_url: str) -> Iterator[Page]:
    """The assistant's page on a phone."""
    visitor = browser.new_context(locale="vi-VN", viewport={"width": 390, "height": 844}, base_url=stack_url)
    visitor.set_default_timeout(PATIENCE_MS)
    opened = visitor.new_page()
    opened.goto("/")
    yield opened
    visitor.close()


def told(page: Page, turn: int) -> Locator:
    """What the assistant replied to the message number `turn`, once it stands there."""
    expect(page.locator("li.entry.citizen")).to_have_count(turn)
    expect(page.locator("li.entry.assistant:not(.welcome):not(.thinking)")).to_have_count(turn)
    return page.locator("li.entry.assistant:not(.welcome):not(.thinking)").last


def asked(reply: Locator, guides: list[str]) -> Question | None:
    """The question of one of `guides` that `reply` asks."""
    words = reply.inner_text()
    return next((each for guide in guides for each in GUIDES[guide].questions if each.ask in words), None)


def begins(reply: Locator, guides: list[str]) -> Locator | None:
    """The button that begins one of `guides`, or says which of their services is meant."""
    for guide in (GUIDES[name] for name in guides):
        start = say(f"begin.{guide.kind}", count="\0", title=guide.title).partition("\0")[0]
        button = reply.get_by_role("button", name=start)
        if button.count():
            return button.first
    return None


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if at >= FEW else ()) for at, name in enumerate(SITUATIONS)]
)
def test_a_situation_leads_to_its_sheet_in_the_browser(name: str, page: Page) -> None:
    situation = SITUATIONS[name]
    ask(page, situation["opens"][0])
    turn, answers = 1, 0
    reply = told(page, turn)
    while not reply.get_by_role("link", name="Mở phiếu").count():
        question = asked(reply, situation["guides"])
        if question:
            said = situation["answers"][question.id]
            option = question.option(said) or understand(question, said)
            assert option, f"«{said}» answers nothing of «{question.ask}»"
            answers += 1
            press(reply.get_by_role("button", name=option.label, exact=True))
        else:
            button = begins(reply, situation["guides"])
            assert button, reply.inner_text()
            press(button)
        assert answers <= MOST_ANSWERS
        turn += 1
        reply = told(page, turn)

    address = reply.get_by_role("link", name="Mở phiếu").get_attribute("href")
    assert address
    page.goto(address)
    assert [words for words in situation["says"] if fold(words) not in fold(page.locator("body").inner_text())] == []
