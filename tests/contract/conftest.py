"""The web application over a stand-in Rasa and a small catalogue, called over ASGI."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from bot.webhook.app import create_app
from bot.webhook.rasa import Rasa
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect
from tests.contract.stand_in import StandIn, good, serving
from tests.services_catalog.samples import small_catalogue

HERE = ("127.0.0.1", 51000)
ELSEWHERE = ("203.0.113.7", 51000)
RASA_TIMEOUT_SECONDS = 20.0
SECRET = "a secret of the tests, long enough"
APART: dict[str, Any] = {"conversation_secret": SECRET}  # not the file in var/

Client = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The database of the small catalogue."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('contract') / 'catalogue.db'}")
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def catalogue(engine: Engine) -> Catalogue:
    """Four services."""
    return small_catalogue(engine)


@pytest.fixture(scope="session")
def listening() -> Iterator[StandIn]:
    """One stand-in for all tests."""
    with serving() as stand_in:
        yield stand_in


@pytest.fixture
def rasa(listening: StandIn) -> StandIn:
    """The stand-in as if it had just started."""
    listening.reply = good
    listening.heard.clear()
    listening.finished.clear()
    return listening


@pytest.fixture
def conversations_url(tmp_path: Path) -> str:
    """Where conversations are kept, of this test alone."""
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture
def client_of(rasa: StandIn, catalogue: Catalogue, engine: Engine, conversations_url: str) -> Client:
    """Makes a client of an application with other settings, or one that calls from another address."""

    @asynccontextmanager
    async def made(
        *,
        address: tuple[str, int] = HERE,
        port: int | None = None,
        waits: float = RASA_TIMEOUT_SECONDS,
        **settings: Any,
    ) -> AsyncIterator[httpx.AsyncClient]:
        chosen = WebhookSettings(_env_file=None, **(APART | {"conversations_url": conversations_url} | settings))
        connection = Rasa(port or rasa.port, waits)
        app = create_app(chosen, connection, Standby(lambda: catalogue), engine)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=address)
        async with httpx.AsyncClient(transport=transport, base_url="http://tro-ly.test") as client:
            yield client
        await app.state.conversations.close()
        await connection.close()

    return made


@pytest.fixture
async def client(client_of: Client) -> AsyncIterator[httpx.AsyncClient]:
    """A client on the same machine, with the usual settings."""
    async with client_of() as made:
        yield made
