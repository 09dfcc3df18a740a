"""The widget stays small, in one piece, and asks nobody else for anything."""

from __future__ import annotations

import gzip
import re

from bot.webhook.app import WIDGET

MOST_BYTES = 35 * 1024  # gzipped, all files together
FILES = sorted(path for path in WIDGET.iterdir() if path.is_file())


def test_the_widget_is_small() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in FILES) < MOST_BYTES


def test_every_module_is_preloaded_by_the_page() -> None:
    page = (WIDGET / "index.html").read_text("utf-8")
    modules = {path.name for path in FILES if path.suffix == ".js"} - {"tro-ly-dvc.js", "page.js", "sw.js"}
    assert set(re.findall(r'rel="modulepreload" href="([^"]+)"', page)) == modules


def test_every_file_is_kept_for_when_there_is_no_network() -> None:
    worker = (WIDGET / "sw.js").read_text("utf-8")
    listed = set(re.findall(r'^  "([^"]+)",$', worker, re.MULTILINE))
    assert listed == {path.name for path in FILES} - {"index.html", "sw.js"} | {"./"}


def test_nothing_turns_data_into_markup_or_comes_from_elsewhere() -> None:
    for path in FILES:
        text = path.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text), path.name
        assert not re.search(r"""(import|from|src=|href=|url\()\s*["'(]?https?://(?!assistant\.example)""", text), (
            path.name
        )
