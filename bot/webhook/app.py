"""The application: its routes, the parts they share, and what every answer carries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import RedirectResponse
from sqlalchemy import Engine

from bot.webhook import health, pack, problems, retention, sheets, teams
from bot.webhook.asking import Asking
from bot.webhook.channels import rest, web
from bot.webhook.conversation import Conversations
from bot.webhook.files import Fresh, Pages, WidgetFiles
from bot.webhook.gathering import keep_grouping
from bot.webhook.guard import Guard
from bot.webhook.identity import Identity, secret_of
from bot.webhook.kept import Kept, Recorder
from bot.webhook.limiting import Limiter
from bot.webhook.metrics import Metrics
from bot.webhook.metrics import router as metrics_router
from bot.webhook.rasa import Rasa
from bot.webhook.ratings import Ratings
from bot.webhook.settings import SECRET_FILE, WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.back_office.app import PATH, back_office
from services_catalog.back_office.figures import routes as figures
from services_catalog.back_office.figures.open_data import OpenData
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.back_office.settings import settings as settings_of_the_office
from services_catalog.back_office.workflow import agenda
from services_catalog.back_office.workflow.due import keep_publishing
from services_catalog.database import connect
from services_catalog.teams.shelf import Shelf

WIDGET = Path(__file__).parent.parent / "widget"
HELPER = Path(__file__).parent.parent / "helper"  # the pages of the community digital teams
HELPER_PATH = "/to-cong-nghe-so"
_ROUTES = APIRouter()  # put together once, also where a process makes several applications, as the tests do
for _family in (
    health.router,
    rest.router,
    web.router,
    pack.router,
    sheets.router,
    teams.router,
    teams.open_data,
    metrics_router,
    figures.public,
):
    _ROUTES.include_router(_family)


def create_app(
    settings: WebhookSettings, rasa: Rasa, standby: Standby, engine: Engine, office: OfficeSettings | None = None
) -> FastAPI:
    """The web application over `rasa`, `standby` and the database behind `engine`; it closes them on its way out.

    `office`: the settings of the back office; without, those of this process.
    """

    kept = Kept(connect(settings.conversations_url))
    ratings = Ratings(engine)
    metrics = Metrics()
    secret = _secret(settings)
    identity = Identity(secret, settings.retention_days)
    asking = Asking(engine, identity.pseudonym, metrics)
    conversations = Conversations(rasa, standby, settings, Recorder(kept), asking, metrics)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        purging = asyncio.create_task(retention.keep_purging(kept, ratings, settings.retention_days))
        grouping = asyncio.create_task(keep_grouping(engine))
        publishing = asyncio.create_task(keep_publishing(engine))
        Thread(target=agenda.read_ahead, args=(engine,), name="calendar", daemon=True).start()
        yield
        purging.cancel()
        publishing.cancel()
        grouping.cancel()
        await conversations.close()
        await rasa.close()
        standby.close()
        engine.dispose()

    app = FastAPI(
        title="Trợ lý dịch vụ công",
        description="A Vietnamese chat assistant for online public services and eID.",
        lifespan=lifespan,
        docs_url=None,  # the pages load scripts from elsewhere; the schema itself is at /openapi.json
        redoc_url=None,
        routes=_ROUTES.routes,
    )
    app.state.settings = settings
    app.state.rasa = rasa
    app.state.standby = standby
    app.state.engine = engine
    app.state.metrics = metrics
    app.state.ratings = ratings
    app.state.conversations = conversations
    app.state.limiter = Limiter(settings)
    app.state.identity = identity
    app.state.pack = pack.Pack(engine)
    app.state.open_data = OpenData(engine)
    app.state.shelf = Shelf(engine)
    problems.install(app)

    app.add_middleware(GZipMiddleware, minimum_size=200)  # the widget is weighed in gzipped bytes, small files too
    app.add_middleware(Guard, settings=settings, metrics=metrics)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["content-type"],
            expose_headers=["Retry-After", "X-Request-Id"],
        )
    app.mount(PATH, back_office(app.state, office or settings_of_the_office(), secret))
    app.add_api_route(PATH, lambda: RedirectResponse(f"{PATH}/", 308), include_in_schema=False)
    app.mount(HELPER_PATH, Fresh(directory=HELPER, html=True), name="helper")
    app.add_api_route(HELPER_PATH, lambda: RedirectResponse(f"{HELPER_PATH}/", 308), include_in_schema=False)
    app.router.routes.append(Pages("/", app=WidgetFiles(directory=WIDGET, html=True), name="widget"))
    return app


def _secret(settings: WebhookSettings) -> bytes:
    """What signs conversation ids and seals second steps: the setting, or a file made for it."""
    given = settings.conversation_secret
    return given.get_secret_value().encode() if given else secret_of(SECRET_FILE)
