"""The back office over a small catalogue, for a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import Engine, select

from bot.webhook.app import create_app
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.back_office.access import sessions as sign_ins
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect, sessions
from tests.browser.assistant import FakeRasa, running
from tests.browser.pages import PATIENCE_MS
from tests.services_catalog.samples import TEACHING, small_catalogue

WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def office_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with four published services (tests/services_catalog/samples.py), of this module alone."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('office') / 'catalogue.db'}")
    small_catalogue(made).close()
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def office_url(office_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the whole web application runs: «http://127.0.0.1:12345»."""
    folder: Path = tmp_path_factory.mktemp("office-app")
    catalogue = Catalogue(office_engine, teaching=TEACHING)
    catalogue.refresh()

    def make(port: int) -> FastAPI:
        settings = WebhookSettings(
            port=port,
            conversation_secret="a secret of the tests, long enough",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            _env_file=None,
        )
        office = OfficeSettings(_env_file=None)
        return create_app(settings, FakeRasa(), Standby(lambda: catalogue), office_engine, office)

    with running(make) as port:
        yield f"http://127.0.0.1:{port}"
    catalogue.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, office_url: str, office_engine: Engine, complaints: list[str]) -> Iterator[OpenPage]:
    """`open_page(Role.EDITOR, width=320, script=False)`: a page of a browser in which that account has signed in.

    Without a role nobody has. Addresses are relative: `page.goto("/quan-tri/")`. What the browser complains of (errors
    of scripts, the Content-Security-Policy) is in `complaints`.
    """
    opened: list[BrowserContext] = []

    def made(role: Role | None = None, name: str | None = None, *, width: int = 1280, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=office_url,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            locale="vi-VN",
            reduced_motion="reduce",
        )
        opened.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if role:
            token = _session_of(office_engine, role, name or str(role))
            context.add_cookies([{"name": "quan-tri-phien", "value": token, "url": office_url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return page

    yield made
    for context in opened:
        context.close()


def _session_of(engine: Engine, role: Role, name: str) -> str:
    with sessions(engine).begin() as session:
        account = session.scalar(select(Account).where(Account.name == name))
        if account is None:
            account = Account(name=name, display_name=name.title(), role=role)
            session.add(account)
            session.flush()
        return sign_ins.begin(session, account, None, "a browser of the tests")
