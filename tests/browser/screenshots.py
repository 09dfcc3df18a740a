"""Pictures of a conversation: `python -m tests.browser.screenshots OUT_DIR --url http://127.0.0.1:8000/`.

Without `--url`, the answers are those that the browser tests make up.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.assistant import FakeRasa, serving
from tests.browser.conftest import ARGUMENTS
from tools import browser as chromium

SIZES = {"phone": (390, 844), "desktop": (1280, 900), "small": (320, 640)}
LOOKS = ("light", "dark")
QUESTIONS = ("làm giấy khai sinh cho con cần giấy tờ gì", "Làm lại căn cước bị mất hết bao nhiêu tiền?")


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT_DIR", help="where the PNG files go")
    parser.add_argument("--url", help="address of a running assistant")
    parser.add_argument("--question", action="append", help="asked in turn; may be given more than once")
    parser.add_argument("--size", action="append", choices=SIZES, help="only this size")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.get(), args=ARGUMENTS)
        with nullcontext() if chosen.url else serving(Path(folder), FakeRasa()) as own:
            url = own.url if own else chosen.url
            for size in chosen.size or ("phone", "desktop"):
                for look in LOOKS:
                    for path in take(browser, url, size, look, chosen.question or QUESTIONS, chosen.out):
                        sys.stdout.write(f"{path}\n")
        browser.close()
    return 0


def take(
    browser: Browser, url: str, size: str, look: str, questions: tuple[str, ...] | list[str], out: Path
) -> list[Path]:
    """One picture of the welcome and one after each of `questions`, in one size and look."""
    width, height = SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=1 if size == "desktop" else 2,
        is_mobile=size != "desktop",
        has_touch=size != "desktop",
        color_scheme="dark" if look == "dark" else "light",
        reduced_motion="reduce",
        locale="vi-VN",
    )
    page.goto(url)
    page.get_by_label("Câu hỏi của bạn").wait_for()
    paths = [_shot(page, out / f"widget-{size}-{look}-0.png")]
    for number, question in enumerate(questions, 1):
        page.get_by_label("Câu hỏi của bạn").fill(question)
        page.keyboard.press("Enter")
        page.locator(".entry.assistant:not(.thinking)").nth(number).wait_for()
        paths.append(_shot(page, out / f"widget-{size}-{look}-{number}.png"))
    page.close()
    return paths


def _shot(page: Page, path: Path) -> Path:
    page.wait_for_timeout(200)  # until the scrolling is over
    page.screenshot(path=path)
    return path


if __name__ == "__main__":
    sys.exit(main())
