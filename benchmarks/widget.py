"""How long it takes until a citizen on a slow phone network can type: the first time, and once the page is kept."""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.report import Bar, Result, table
from bot.webhook.app import WIDGET
from tests.browser.assistant import FakeRasa, serving
from tests.browser.conftest import ARGUMENTS
from tools import browser as chromium
from tools.console import step

# WebPageTest's «3G Slow»: 400 kbit/s each way, 400 ms there and back.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
FIRST_SECONDS, AGAIN_SECONDS, MOST_KIB = 5.0, 1.0, 35.0
VISITS = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> Result:
    """Each visit with a browser that has nothing stored; the answers are made up, so only the widget is measured."""
    with (
        step(f"widget: {VISITS} visits on slow 3G"),
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        serving(Path(folder), FakeRasa()) as assistant,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.get(), args=ARGUMENTS)
        visits = [_visit(browser, assistant.url) for _ in range(VISITS)]
        browser.close()
    first, again, cached = (statistics.median(times) for times in zip(*visits, strict=True))
    size = sum(len(gzip.compress(path.read_bytes())) for path in WIDGET.iterdir() if path.is_file()) / 1024
    table(
        ("widget on slow 3G", "median"),
        [
            ("first visit, until one can type, s", f"{first:.2f}"),
            ("page kept by its worker, s", f"{again:.2f}"),
            ("without the worker, from the browser's cache, s", f"{cached:.2f}"),
            ("all files gzipped, KiB", f"{size:.1f}"),
        ],
    )
    return Result(
        "widget",
        {**vars(options), "network": SLOW_3G, "visits": VISITS},
        {"first_seconds": first, "again_seconds": again, "cached_seconds": cached, "gzip_kib": size},
        [
            Bar("first visit", first, FIRST_SECONDS, at_least=False, unit="s"),
            Bar("page kept", again, AGAIN_SECONDS, at_least=False, unit="s"),
            Bar("size", size, MOST_KIB, at_least=False, unit="KiB"),
        ],
        ["Playwright's own waiting is in the figures, some 10 ms a visit."],
    )


def _visit(browser: Browser, url: str) -> tuple[float, float, float]:
    """Seconds until one can type: the first time, again with the worker, again with the browser's cache alone."""
    context = browser.new_context(locale="vi-VN")
    page = _slow(context.new_page())
    first = _opened(page, url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    again = _opened(_slow(context.new_page()), url)
    context.close()
    context = browser.new_context(locale="vi-VN", service_workers="block")
    page = _slow(context.new_page())
    _opened(page, url)
    cached = _opened(_slow(context.new_page()), url)
    context.close()
    return first, again, cached


def _slow(page: Page) -> Page:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    return page


def _opened(page: Page, url: str) -> float:
    page.goto(url, wait_until="commit")
    page.get_by_label("Câu hỏi của bạn").wait_for()
    return float(page.evaluate("performance.now() / 1000"))
