"""The back office over a small catalogue, and clerks who have signed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from bot.webhook.app import create_app
from bot.webhook.rasa import Rasa
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.back_office.access import sessions as sign_ins
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect, sessions
from tests.services_catalog.samples import TEACHING, small_catalogue

NOWHERE = 9  # a port on which nothing listens: no Rasa in these tests
ADDRESS = "https://quan-tri.test"


class Clerk(TestClient):
    """A browser. `name`: of the account that has signed in with it, if any. Redirects are followed."""

    def __init__(self, app: FastAPI, name: str | None = None, calls_from: str = "192.0.2.10") -> None:
        super().__init__(app, base_url=ADDRESS, client=(calls_from, 50_000))
        self.name = name

    @property
    def csrf_token(self) -> str:
        """A token of this session, as a page carries it."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/quan-tri/").text)
        assert found
        return found.group(1)

    def submit(self, path: str, fields: dict[str, Any] | None = None, files: Any = None, **more: Any) -> Any:
        """Send a form as a page of ours would: with its token."""
        return self.post(path, data={"csrf_token": self.csrf_token, **(fields or {})}, files=files, **more)


@pytest.fixture(scope="session")
def _a_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a small catalogue, to be copied: four services, learnt once."""
    path = tmp_path_factory.mktemp("office") / "catalogue.db"
    engine = connect(f"sqlite:///{path}")
    small_catalogue(engine).close()
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def office_engine(_a_catalogue: Path, tmp_path: Path) -> Iterator[Engine]:
    """A database with four published services (tests/services_catalog/samples.py), of this test alone."""
    path = tmp_path / "office.db"
    path.write_bytes(_a_catalogue.read_bytes())
    engine = connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def office_settings() -> OfficeSettings:
    """The back office's settings; a test module may have a fixture of this name with others."""
    return OfficeSettings(_env_file=None)


@pytest.fixture
def office_app(office_engine: Engine, office_settings: OfficeSettings, tmp_path: Path) -> FastAPI:
    """The whole web application; a reply of the assistant comes from the catalogue alone."""
    chosen = WebhookSettings(
        _env_file=None,
        conversation_secret="a secret of the tests, long enough",
        conversations_url=f"sqlite:///{tmp_path / 'conversations.db'}",
    )

    def opened() -> Catalogue:
        catalogue = Catalogue(office_engine, teaching=TEACHING)
        catalogue.refresh()
        return catalogue

    standby = Standby(opened)
    return create_app(chosen, Rasa(NOWHERE, 1.0), standby, office_engine, office_settings)


@pytest.fixture
def office(office_app: FastAPI) -> Clerk:
    """Somebody who has not signed in."""
    return Clerk(office_app)


SignIn = Callable[..., Clerk]


@pytest.fixture
def sign_in(office_app: FastAPI, office_engine: Engine) -> SignIn:
    """`sign_in(Role.EDITOR)`, `sign_in("editor", name="lan")`: a browser in which that account has signed in.

    The account is made if it is not there; without a name it is called like its role.
    """

    def made(role: Role | str, name: str | None = None) -> Clerk:
        called = name or str(role)
        with sessions(office_engine).begin() as session:
            account = session.scalar(select(Account).where(Account.name == called))
            if account is None:
                account = Account(name=called, display_name=called.title(), role=Role(role))
                session.add(account)
                session.flush()
            token = sign_ins.begin(session, account, None, "a browser of the tests")
        clerk = Clerk(office_app, called)
        clerk.cookies.set("__Host-quan-tri-phien", token, domain="quan-tri.test")
        return clerk

    return made
