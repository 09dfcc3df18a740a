"""What tests do on the page again and again."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FloatRect, Locator, Page, expect

PATIENCE_MS = 60_000  # of every wait: a busy machine is slow, and what never comes fails all the same
SECOND_TAP_MS = 600  # the widget takes a tap right after another for the same one; people read before they tap


def ask(page: Page, text: str) -> None:
    """Type `text` and send it."""
    page.get_by_label("Câu hỏi của bạn").fill(text)
    page.get_by_role("button", name="Gửi").click()


def press(choice: Locator) -> None:
    """Tap `choice` as somebody does who has read it."""
    choice.page.wait_for_timeout(SECOND_TAP_MS)
    choice.click()


def answered(page: Page, title: str = "Đăng ký khai sinh", nth: int = 0) -> None:
    """Wait for the answer whose heading is `title`."""
    expect(page.get_by_role("heading", name=title, level=2).nth(nth)).to_be_visible()


def place(shown: Locator) -> FloatRect:
    """Where something that is shown stands in the window, and how large it is."""
    found = shown.bounding_box()
    assert found
    return found


def is_accessible(page: Page, complaints: list[str]) -> None:
    """axe-core finds nothing, best practices included, and the browser complained of nothing until now."""
    assert complaints == []
    found = Axe().run(page)
    complaints.clear()  # axe itself sets style attributes, which our Content-Security-Policy refuses
    assert found.violations_count == 0, found.generate_report()
