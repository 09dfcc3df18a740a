"""Forms that only our own pages can send: a token bound to the session, and where the browser says it comes from."""

from __future__ import annotations

import hmac
import secrets

from fastapi import Request

from services_catalog.back_office.access.tokens import derived

FIELD = "csrf_token"
_SALT_LETTERS = 16


def token_for(cookie: str) -> str:
    """A token for a form of whoever holds `cookie`.

    It differs on every page, so that nobody can find it out from the length of compressed pages (BREACH).
    """
    salt = secrets.token_hex(_SALT_LETTERS // 2)
    return salt + derived(cookie, f"csrf:{salt}")


def fits(token: object, cookie: str) -> bool:
    """Whether `token`, as a form sent it, was made for `cookie`."""
    if not isinstance(token, str) or not token.isascii():
        return False
    salt, rest = token[:_SALT_LETTERS], token[_SALT_LETTERS:]
    return hmac.compare_digest(rest, derived(cookie, f"csrf:{salt}"))


def comes_from_here(request: Request) -> bool | None:
    """Whether a page of ours sent `request`, as the browser says; None where it does not say."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is not None:
        return origin == f"{request.url.scheme}://{request.url.netloc}"
    return None
