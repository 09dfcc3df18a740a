"""The application: its routes, the parts they share, and what every answer carries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from bot.webhook import health, problems
from bot.webhook.channels import rest, web
from bot.webhook.conversation import Conversations
from bot.webhook.problems import Problem
from bot.webhook.rasa import Rasa
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby

WIDGET = Path(__file__).parent.parent / "widget"

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        ("default-src 'self'", "base-uri 'none'", "frame-ancestors 'self'", "form-action 'self'", "object-src 'none'")
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), payment=()",
}


def create_app(settings: WebhookSettings, rasa: Rasa, standby: Standby, engine: Engine) -> FastAPI:
    """The web application over `rasa`, `standby` and the database behind `engine`; it closes them on its way out."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await rasa.close()
        standby.close()
        engine.dispose()

    app = FastAPI(
        title="Trợ lý dịch vụ công",
        description="A Vietnamese chat assistant for online public services and eID.",
        lifespan=lifespan,
        docs_url=None,  # the pages load scripts from elsewhere; the schema itself is at /openapi.json
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.rasa = rasa
    app.state.engine = engine
    app.state.conversations = Conversations(rasa, standby, settings)
    problems.install(app)

    @app.middleware("http")
    async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        if problem := _body_problem(request, settings.max_body_bytes):
            response: Response = problem.response(request)
        else:
            response = await call_next(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
        )
    app.include_router(health.router)
    app.include_router(rest.router)
    app.include_router(web.router)
    app.mount("/", StaticFiles(directory=WIDGET, html=True), name="widget")
    return app


def _body_problem(request: Request, most: int) -> Problem | None:
    """A body that is too large, or does not say how large it is (and so could be)."""
    length = request.headers.get("content-length")
    if length is None:
        return Problem("length-needed") if "transfer-encoding" in request.headers else None
    return Problem("body-too-large") if not length.isdigit() or int(length) > most else None
