"""A server with the whole catalogue, a team, and what tests do again and again on a helper's phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select

from bot.webhook.app import create_app
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.content import content_files, guide_files, read_as, read_file, slug_of
from services_catalog.database import connect, sessions
from services_catalog.guides.guide import Guide
from services_catalog.loading import load_record
from services_catalog.migrating import migrate
from services_catalog.places import Level, Places
from services_catalog.teams.models import Visit
from services_catalog.teams.registering import create
from tests.browser.assistant import FakeRasa, running

PAGES = "to-cong-nghe-so/"
HAMLETS = ("Thôn Đông", "Thôn Đoài")


@dataclass(frozen=True)
class Hall:
    """The running server, where helpers meet."""

    url: str
    engine: Engine

    def team(self, name: str, services: tuple[str, ...] = ()) -> tuple[int, str]:
        """A new team: its id and its code."""
        units = Places.load().units.items()
        commune = next(key for key, unit in units if unit.level is Level.COMMUNE and unit.until is None)
        with sessions(self.engine).begin() as session:
            made, code = create(
                session, name=name, commune=commune, hamlets=HAMLETS, services=services, by="thử nghiệm"
            )
            return made.id, code

    def visits(self, team: int) -> list[Visit]:
        """What has arrived of the visits of `team`, in order of their minutes of work on the server."""
        with sessions(self.engine)() as session:
            return list(session.scalars(select(Visit).where(Visit.team_id == team).order_by(Visit.received_at)))


@contextmanager
def serving(folder: Path) -> Iterator[Hall]:
    """The application over all content, its database in `folder`, until the block ends."""
    engine = connect(f"sqlite:///{folder / 'catalogue.db'}")
    migrate(engine)
    with sessions(engine)() as session:
        for path in content_files():
            load_record(session, slug_of(path), read_file(path))
        for path in guide_files():  # whether they are right is another test's question
            load_record(session, slug_of(path), read_as(Guide, path))
        session.commit()

    def make(port: int) -> FastAPI:
        settings = WebhookSettings(
            port=port,
            conversation_secret="a secret of the tests, long enough",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            _env_file=None,
        )
        return create_app(settings, FakeRasa(), Standby(_no_catalogue), engine)

    with running(make) as port:
        yield Hall(f"http://127.0.0.1:{port}/", engine)
    engine.dispose()


def _no_catalogue() -> Any:
    raise AssertionError("helpers' pages do not ask the assistant")


def join(page: Page, code: str) -> None:
    """Join the team of `code` and wait until the phone can do without a network."""
    page.goto(PAGES)
    page.get_by_label("Mã tổ").fill(code)
    page.get_by_role("button", name="Vào tổ").click()
    expect(page.get_by_text("Gói tải hôm nay")).to_be_visible(timeout=60_000)


def wait_for_worker(page: Page) -> None:
    """Wait until the service worker has all files and serves this page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function(
        "async () => (await (await caches.open('to-cong-nghe-so')).keys()).length > 30", timeout=30_000
    )


def agree(page: Page) -> None:
    """The next resident sits down, hears what is read aloud, and agrees."""
    if page.get_by_role("heading", name="Đọc cho bà con nghe", level=1).count() == 0:
        page.locator("main").get_by_role("button", name="Người tiếp theo").click()
    page.get_by_role("button", name="Bà con đồng ý").click()


def search(page: Page, words: str, topic: str) -> None:
    """Look for `words` and take the topic called `topic`."""
    page.get_by_label("Tìm việc cần làm").fill(words)
    page.locator(".results").get_by_role("button", name=topic).first.click()


def answer(page: Page, *labels: str) -> None:
    """Tap these answers, one question after the other."""
    for label in labels:
        page.locator(".option").filter(has_text=label).first.click()


def walk_to_sheet(page: Page) -> str:
    """Go through what is to be done, page by page, and make the sheet. Returns what was read on the way."""
    seen = [page.locator("main").inner_text()]
    while page.get_by_role("button", name="Tiếp", exact=True).count():
        page.get_by_role("button", name="Tiếp", exact=True).click()
        seen.append(page.locator("main").inner_text())
    page.get_by_role("button", name="Lập phiếu cho bà con").click()
    expect(page.locator(".sheet")).to_be_visible()
    return "\n".join(seen)


def end(page: Page, outcome: str, reason: str | None = None, hamlet: str | None = None) -> None:
    """Record the outcome in two taps, in `hamlet` if one is to be chosen, and wait for the phone to begin afresh."""
    page.get_by_role("button", name="Ghi kết quả").click()
    if hamlet:
        page.get_by_label("Thôn, khu phố").select_option(hamlet)
    page.get_by_role("button", name=outcome, exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name=reason or "Ghi và mời người tiếp theo").click()
    expect(page.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()


def left_on(page: Page) -> str:
    """All that a script can find of this site on the phone, the pack's own items aside."""
    found = page.evaluate(
        """async () => {
            const rows = {};
            for (const { name } of await indexedDB.databases()) {
                const database = await new Promise((resolve, reject) => {
                    const request = indexedDB.open(name);
                    request.onsuccess = () => resolve(request.result);
                    request.onerror = () => reject(request.error);
                });
                for (const store of database.objectStoreNames) {
                    if (store === "items") continue;
                    const request = database.transaction(store).objectStore(store).getAll();
                    await new Promise((resolve) => (request.onsuccess = resolve));
                    rows[`${name}/${store}`] = request.result;
                }
                database.close();
            }
            const cached = {};
            for (const name of await caches.keys())
                cached[name] = (await (await caches.open(name)).keys()).map(({ url }) => url);
            return {
                page: document.documentElement.outerHTML,
                fields: [...document.querySelectorAll("input, select, textarea")].map((field) => field.value),
                address: location.href,
                state: history.state,
                name: window.name,
                local: { ...localStorage },
                session: { ...sessionStorage },
                cookies: document.cookie,
                rows,
                cached,
            };
        }"""
    )
    return json.dumps(found, ensure_ascii=False)
