"""One server for all tests of the helper's pages, and a phone for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.helper.hall import Hall, serving
from tests.browser.pages import PATIENCE_MS


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The real web application over the whole catalogue."""
    with serving(tmp_path_factory.mktemp("hall")) as running:
        yield running


@pytest.fixture
def phone(browser: Browser, hall: Hall) -> Iterator[BrowserContext]:
    """A phone with nothing stored, which may keep the pages."""
    made = browser.new_context(
        locale="vi-VN",
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
        permissions=["clipboard-read", "clipboard-write"],
        base_url=hall.url,
        reduced_motion="reduce",
    )
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def page(phone: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A tab; whatever the browser complains of fails the test, save for requests that a test makes fail."""
    tab = phone.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield tab
    assert [text for text in complaints if not text.startswith("Failed to load resource")] == []
