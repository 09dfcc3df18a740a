"""The back office as an application of its own, mounted at `/quan-tri`: its routes, and the headers of its pages."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.datastructures import MutableHeaders, State
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services_catalog.back_office import home, refusals
from services_catalog.back_office.access import routes as access
from services_catalog.back_office.access.lockout import Lockout
from services_catalog.back_office.access.oidc import Provider
from services_catalog.back_office.access.sealing import Seal
from services_catalog.back_office.editing import routes as editing
from services_catalog.back_office.figures import routes as figures
from services_catalog.back_office.gaps import routes as gaps
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.back_office.teaching import routes as teaching
from services_catalog.back_office.teams import routes as teams
from services_catalog.back_office.trying import routes as trying
from services_catalog.back_office.workflow import routes as workflow

PATH = "/quan-tri"
HEADERS = {
    "Content-Security-Policy": "; ".join(
        ("default-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'")
    ),
    "Referrer-Policy": "same-origin",  # with «no-referrer» older browsers send «Origin: null» with our own forms
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_STATIC = "/tep"
_PAGES = APIRouter()  # FastAPI works out what each route depends on once for a router: half of a test's time otherwise
for _family in (home, access, editing, workflow, gaps, trying, teaching, figures, teams):
    _PAGES.include_router(_family.router)


def back_office(state: State, settings: OfficeSettings, secret: bytes) -> FastAPI:
    """The application, to be mounted at PATH. `state` is that of the application around it, with its `engine`.

    `secret`: of this server; what it has to read again is sealed with it in the database.
    """
    office = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, routes=_PAGES.routes)
    office.state = state
    office.state.office_settings = settings
    office.state.lockout = Lockout(state.settings.limits_storage)
    office.state.totp_seal = Seal(secret, "totp")
    office.state.provider = Provider(settings) if settings.office_oidc_issuer else None
    refusals.install(office)
    office.add_middleware(Headers)
    office.mount(_STATIC, StaticFiles(directory=Path(__file__).parent / "static"))
    return office


class Headers:
    """An ASGI middleware: no page is kept by a browser or a proxy, framed by another site, or listed by an engine."""

    def __init__(self, app: ASGIApp) -> None:
        """`app`: the back office."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        kept = "no-cache" if scope["path"].startswith(PATH + _STATIC) else "no-store"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", kept)
            await send(message)

        await self._app(scope, receive, sending)
