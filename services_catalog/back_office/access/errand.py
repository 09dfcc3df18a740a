"""What somebody was about to do when they had to sign in: a page to read, or a form that came too late.

It goes with them through the steps of signing in, in a hidden field. Only forms of ours carry it (csrf.py), so it can
only hold what this browser's owner has typed.
"""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData

from services_catalog.back_office.access import csrf
from services_catalog.back_office.pages import address

HOME = "/quan-tri/"
FIELD = "viec"  # the hidden field
NEXT = "tiep"  # of the sign-in page's address: the page to read afterwards
_MOST_PATH_LETTERS = 2000


class Typed(BaseModel):
    """A form that was not taken because its session had ended."""

    model_config = ConfigDict(frozen=True)

    account_id: int  # whose session it was: nobody else sends it
    path: str
    fields: list[tuple[str, str]]
    had_files: bool  # which a page cannot hold


class Errand(BaseModel):
    """Where to go after signing in, and what to send then."""

    model_config = ConfigDict(frozen=True)

    next: str = HOME
    typed: Typed | None = None

    @classmethod
    def of_address(cls, request: Request) -> Self:
        """As the address of the sign-in page has it; a path that is none of ours is the first page."""
        return cls(next=ours(request.query_params.get(NEXT, "")))

    @classmethod
    def of_form(cls, sent: FormData) -> Self:
        """As a form of ours carries it."""
        try:
            errand = cls.model_validate_json(str(sent.get(FIELD, "")))
        except ValidationError:
            return cls()
        typed = errand.typed if errand.typed and ours(errand.typed.path) == errand.typed.path else None
        return cls(next=ours(errand.next), typed=typed)

    @classmethod
    def of_late_form(cls, request: Request, sent: FormData, account_id: int) -> Self:
        """A form that the session of `account_id` did not live to send; if it was to sign out, that is done."""
        path = address(request)
        if ours(path) != path:
            return cls()
        texts = [(name, value) for name, value in sent.multi_items() if isinstance(value, str) and name != csrf.FIELD]
        had_files = any(not isinstance(value, str) and value.filename for value in sent.values())
        return cls(next=path, typed=Typed(account_id=account_id, path=path, fields=texts, had_files=had_files))


def ours(path: str) -> str:
    """`path` if it is one of the back office, with its query; else the first page. Never another site."""
    parts = urlsplit(path.replace("\\", "/"))
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(HOME) and path.isprintable()
    is_page = not parts.path.removeprefix(HOME).startswith(("dang-nhap", "dang-xuat"))
    return path if is_ours and is_page and len(path) <= _MOST_PATH_LETTERS else HOME
