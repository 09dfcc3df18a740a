"""How long a browser may keep the widget's files: after an update no page runs modules of two versions."""

from __future__ import annotations

import os
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.webhook.app import WIDGET
from bot.webhook.files import Pages, WidgetFiles

ENTRY = "/tro-ly-dvc.js"
MOST_BYTES = 35 * 1024


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A widget of two modules."""
    (tmp_path / "tro-ly-dvc.js").write_text('import "./words.js";', "utf-8")
    (tmp_path / "words.js").write_text("export {};", "utf-8")
    return tmp_path


def browser(folder: Path) -> httpx.AsyncClient:
    app = Starlette(routes=[Pages("/", app=WidgetFiles(directory=folder, html=True))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://assistant.example")


async def test_a_page_asks_which_version_there_is_and_keeps_all_else_for_good(folder: Path) -> None:
    async with browser(folder) as client:
        asked = await client.get(ENTRY)
        entry = await client.get(asked.headers["location"])
        module = await client.get(str(entry.url.join("./words.js")))

    assert asked.is_redirect
    assert asked.headers["cache-control"] == "no-cache"
    assert re.fullmatch(r"v-\w+/tro-ly-dvc\.js", asked.headers["location"])
    for each in (entry, module):
        assert each.status_code == 200
        assert "immutable" in each.headers["cache-control"]


async def test_after_an_update_no_file_of_the_old_version_is_asked_for_or_kept(folder: Path) -> None:
    async with browser(folder) as client:
        before = await client.get(ENTRY)
        (folder / "words.js").write_text("export const more = 1;", "utf-8")
        os.utime(folder / "words.js", (1, 1))
        after = await client.get(ENTRY)
        late = await client.get(before.headers["location"])

    assert after.headers["location"] != before.headers["location"]
    assert late.headers["cache-control"] == "no-cache"


async def test_under_its_plain_name_a_file_is_asked_about_each_time() -> None:
    async with browser(WIDGET) as client:
        page = await client.get("/")
        own = await client.get(ENTRY, params="own")
        again = await client.get(ENTRY, params="own", headers={"if-none-match": own.headers["etag"]})
        missing = await client.get("/v-0/nothing.js")

    assert "tro-ly-dvc.js?own" in page.text
    for each in (page, own):
        assert (each.status_code, each.headers["cache-control"]) == (200, "no-cache")
    assert again.status_code == 304
    assert missing.status_code == 404


async def test_the_widget_is_as_small_on_its_way_as_on_the_disk(client: httpx.AsyncClient) -> None:
    sent = 0
    for path in filter(Path.is_file, WIDGET.iterdir()):
        async with client.stream("GET", f"/{path.name}", params="own") as answer:
            assert answer.is_success
            sent += len(b"".join([part async for part in answer.aiter_raw()]))

    assert sent < MOST_BYTES
