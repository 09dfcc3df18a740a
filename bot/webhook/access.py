"""Who is calling: whether from this machine, with the key, and from which address."""

from __future__ import annotations

import secrets

from fastapi import Request

from bot.webhook.problems import Problem
from bot.webhook.settings import WebhookSettings
from services_catalog.back_office.access.address import address_of, is_loopback

# A proxy on this machine makes everybody look local; a page in a browser on it may be anybody's.
_COMES_FROM_ELSEWHERE = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via", "origin")


async def key_or_loopback(request: Request) -> None:  # async: in a thread, messages could overtake each other
    """With a key set, that key; with none, programs on this machine alone. Raises Problem."""
    settings: WebhookSettings = request.app.state.settings
    if settings.rest_key:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode("latin-1")  # as it was sent
        if not secrets.compare_digest(given, settings.rest_key.encode()):
            raise Problem("key-needed")
    elif not is_local(request):
        raise Problem("loopback-only")


def is_local(request: Request) -> bool:
    """Whether a program on this machine is calling, and nobody through it."""
    if any(name in request.headers for name in _COMES_FROM_ELSEWHERE):
        return False
    return request.client is not None and is_loopback(request.client.host)


def address(request: Request) -> str:
    """The caller's address, of IPv6 the first half; «unknown» where there is none.

    Behind a proxy it is the one that the proxy names, if uvicorn trusts the proxy (FORWARDED_ALLOW_IPS).
    """
    return address_of(request.client.host if request.client else "")
