"""A browser, the application it visits, and a fresh page for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.assistant import Assistant, FakeRasa, serving
from tests.browser.pages import PATIENCE_MS
from tools import browser as chromium

expect.set_options(timeout=PATIENCE_MS)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # A made-up page counts as one from the internet, which may not embed what is on this machine.
    "--disable-features=LocalNetworkAccessChecks",
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The real web application, with a Rasa whose answers the tests know."""
    folder: Path = tmp_path_factory.mktemp("catalogue")
    with serving(folder, FakeRasa()) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module; one that stays open would get in the way of async tests."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.get(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser, assistant: Assistant) -> Iterator[BrowserContext]:
    """A visitor with nothing stored, at the size of a phone."""
    assistant.rasa.reset()
    visitor = browser.new_context(
        locale="vi-VN",
        viewport={"width": 390, "height": 844},
        permissions=["clipboard-read", "clipboard-write"],
        base_url=assistant.url,
        reduced_motion="reduce",
        service_workers="block",  # what a worker has kept, a test could not route; test_offline.py lets it
    )
    visitor.set_default_timeout(PATIENCE_MS)
    yield visitor
    visitor.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complains of: errors of scripts, rules of the Content-Security-Policy."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """The page at `/`; whatever the browser complains of fails the test."""
    visited = context.new_page()
    visited.on("pageerror", lambda error: complaints.append(str(error)))
    visited.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    visited.goto("/")
    visited.get_by_role("heading", name="Trợ lý dịch vụ công").wait_for()
    yield visited
    # A refused or failed request is what some tests are about, and Chromium always logs it.
    assert [text for text in complaints if not text.startswith("Failed to load resource")] == []
