"""Filling in the forms of a page as a browser does, hidden fields and all."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from tests.services_catalog.back_office.conftest import Clerk


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((values.get("action", ""), []))
            self._inside = True
        elif tag == "input" and self._inside and values.get("name"):
            self.forms[-1][1].append((values["name"], values.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def fields_of(text: str, action: str) -> list[tuple[str, str]]:
    """What the form of a page that goes to `action` would send if nobody typed anything."""
    parser = _Forms()
    parser.feed(text)
    return next(fields for there, fields in parser.forms if there == action)


def fill(clerk: Clerk, answer: Any, action: str, **typed: str) -> Any:
    """Send the form of the page `answer` that goes to `action`, with `typed` in its fields."""
    sent: dict[str, Any] = {}
    for name, value in fields_of(answer.text, action):
        sent.setdefault(name, []).append(value)
    return clerk.post(action, data=sent | typed)
