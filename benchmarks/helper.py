"""How long a helper with a weak signal waits: for the first screen, the first visit, the pack, and opening again."""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.report import Bar, Result, table
from benchmarks.widget import SLOW_3G
from tests.browser.conftest import ARGUMENTS
from tests.browser.helper.hall import PAGES, Hall, serving
from tools import browser as chromium
from tools.console import step

FIRST_SECONDS, AGAIN_SECONDS = 5.0, 1.5
PHONES = 5
PACK_MS = 120_000
PACK_IS_THERE = """async () => {
    const { read } = await import("/to-cong-nghe-so/database.js");
    return Boolean(await read("small", "manifest"));
}"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> Result:
    """Each phone has nothing stored; the server has the whole catalogue, and the pack is the default one."""
    with (
        step(f"helper: {PHONES} phones on slow 3G"),
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as hall,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.get(), args=ARGUMENTS)
        phones = [_phone(browser, hall, number) for number in range(PHONES)]
        browser.close()
    first, joined, visit, pack, again = (statistics.median(times) for times in zip(*phones, strict=True))
    table(
        ("helper's pages on slow 3G", "median"),
        [
            ("first use, until the code can be typed, s", f"{first:.2f}"),
            ("from the code to the first screen, s", f"{joined:.2f}"),
            ("from the code until a first visit has begun, s", f"{visit:.2f}"),
            ("from the code until the whole pack is on the phone, s", f"{pack:.2f}"),
            ("opened again, s", f"{again:.2f}"),
        ],
    )
    return Result(
        "helper",
        {**vars(options), "network": SLOW_3G, "phones": PHONES},
        {
            "first_seconds": first,
            "joined_seconds": joined,
            "visit_seconds": visit,
            "pack_seconds": pack,
            "again_seconds": again,
        },
        [
            Bar("first use", first, FIRST_SECONDS, at_least=False, unit="s"),
            Bar("opened again", again, AGAIN_SECONDS, at_least=False, unit="s"),
        ],
        ["Playwright's own waiting is in the figures, some 10 ms a step."],
    )


def _phone(browser: Browser, hall: Hall, number: int) -> tuple[float, ...]:
    """Seconds until each of the table's rows."""
    _, code = hall.team(f"Tổ {number}")
    context = browser.new_context(locale="vi-VN", base_url=hall.url)
    page = _opened(context.new_page())
    page.get_by_label("Mã tổ").wait_for()
    first = _now(page)
    page.get_by_label("Mã tổ").fill(code)
    began = _now(page)
    page.get_by_role("button", name="Vào tổ").click()
    next_resident = page.locator("main").get_by_role("button", name="Người tiếp theo")
    next_resident.wait_for()
    joined = _now(page) - began
    page.locator(".topic").first.wait_for()
    next_resident.click()
    page.get_by_role("button", name="Bà con đồng ý").wait_for()
    visit = _now(page) - began
    page.wait_for_function(PACK_IS_THERE, timeout=PACK_MS)
    pack = _now(page) - began
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.close()
    page = _opened(context.new_page())
    page.locator("main").get_by_role("button", name="Người tiếp theo").wait_for()
    again = _now(page)
    context.close()
    return first, joined, visit, pack, again


def _opened(page: Page) -> Page:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    page.goto(PAGES, wait_until="commit")
    return page


def _now(page: Page) -> float:
    return float(page.evaluate("performance.now() / 1000"))
