"""The cookies of the back office. Over HTTPS no other site, subdomain or plain connection can set or read them."""

from __future__ import annotations

from typing import Literal

from fastapi import Request, Response

# phien: the session; truoc: before it; may: a browser that has signed in before; loi: a sentence for the next page;
# co-quan: on the way to an agency's provider and back; ma-to: a team's new code, until it is written down
Cookie = Literal["phien", "truoc", "may", "loi", "co-quan", "ma-to"]


def read(request: Request, cookie: Cookie) -> str | None:
    """The value that the browser sent."""
    return request.cookies.get(_name(request, cookie))


def write(request: Request, response: Response, cookie: Cookie, value: str, seconds: int | None = None) -> None:
    """Set `cookie` for `seconds`, or until the browser is closed."""
    response.set_cookie(
        _name(request, cookie),
        value,
        max_age=seconds,
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",  # «strict» would sign out whoever follows a link from a letter
    )


def drop(request: Request, response: Response, cookie: Cookie) -> None:
    """Have the browser forget `cookie`."""
    response.delete_cookie(_name(request, cookie), path="/", secure=_is_secure(request), httponly=True, samesite="lax")


def _name(request: Request, cookie: Cookie) -> str:
    return f"__Host-quan-tri-{cookie}" if _is_secure(request) else f"quan-tri-{cookie}"


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"
