"""Around every request: what is refused unread, the headers of every answer, its line in the log, its figures."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.webhook.metrics import Metrics
from bot.webhook.problems import Problem
from bot.webhook.settings import WebhookSettings
from bot.webhook.sizes import most_bytes
from services_catalog.back_office import refusals
from services_catalog.back_office.app import PATH as OFFICE

log = structlog.get_logger()

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        ("default-src 'self'", "base-uri 'none'", "frame-ancestors 'self'", "form-action 'self'", "object-src 'none'")
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Guard:
    """An ASGI middleware. Whatever goes wrong inside is answered with a problem and logged without anybody's words."""

    def __init__(self, app: ASGIApp, settings: WebhookSettings, metrics: Metrics) -> None:
        """`app`: what is guarded."""
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request_id = _request_id(request.headers)
        status = 0
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/webhooks/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                if problem := self._refusal(request):
                    await _refused(problem, request)(scope, receive, sending)
                else:
                    await self._app(scope, receive, sending)
            except Exception:
                log.exception("request_failed", route=_route(scope))
                if not status:
                    await Problem("failed").response(request)(scope, receive, sending)
            finally:
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._metrics.request(_route(scope), method, status)
                took = round((time.perf_counter() - began) * 1000)
                log.info("request", method=method, route=_route(scope), status=status, ms=took)

    def _refusal(self, request: Request) -> Problem | None:
        """A head or a body that is too large, or a body that does not say how large it is (and so could be)."""
        if sum(len(name) + len(value) for name, value in request.headers.raw) > self._settings.max_header_bytes:
            return Problem("headers-too-large")
        length = request.headers.get("content-length")
        if length is None:
            return Problem("length-needed") if "transfer-encoding" in request.headers else None
        too_large = not (length.isascii() and length.isdigit()) or int(length) > most_bytes(
            request.url.path, self._settings
        )
        return Problem("body-too-large") if too_large else None


def _refused(problem: Problem, request: Request) -> Response:
    """A problem, or, for people who work in the back office, a page."""
    in_office = request.url.path.startswith(f"{OFFICE}/")
    return refusals.told(request, problem.status) if in_office else problem.response(request)


def _request_id(headers: Headers) -> str:
    """The id that a proxy gave, if it looks like one; else a new one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _route(scope: Scope) -> str:
    """The template of the route, never the path: a conversation's id stands in it."""
    route = getattr(scope.get("route"), "path_format", None)
    return scope.get("root_path", "") + route if route else "other"  # of the back office: that it is mounted on
