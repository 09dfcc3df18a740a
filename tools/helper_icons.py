"""The PNG icons of the helper's pages, from their SVG: `python -m tools.helper_icons`. Needs a Chromium."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from tools import browser as chromium
from tools.paths import ROOT

FOLDER = ROOT / "bot" / "helper"
SIZES = (192, 512)  # what browsers ask of an application that can be installed


def main() -> None:
    """Write `icon-192.png` and `icon-512.png` beside `icon.svg`."""
    picture = (FOLDER / "icon.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.get(), args=["--no-sandbox", "--disable-gpu"])
        for size in SIZES:
            page = running.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{picture}")
            page.screenshot(path=FOLDER / f"icon-{size}.png")
            page.close()
        running.close()


if __name__ == "__main__":
    main()
