"""What the tests of editing share: forms as a browser sends them, and an index that is thrown away."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select

from services_catalog.back_office.editing.live_index import LiveIndex
from services_catalog.back_office.models import AuditEntry
from services_catalog.database import sessions
from services_catalog.exchange.importing import newest
from services_catalog.models import Revision
from services_catalog.search.fulltext import SearchIndex
from tests.services_catalog.back_office.conftest import Clerk


@pytest.fixture(autouse=True)
def _own_index(request: pytest.FixtureRequest) -> None:
    """An index in memory, so that nothing stays on the disk."""
    if "office_app" in request.fixturenames or "sign_in" in request.fixturenames:
        app: FastAPI = request.getfixturevalue("office_app")
        app.state.office_index = LiveIndex(SearchIndex(request.getfixturevalue("office_engine")))


class Fields(HTMLParser):
    """The pairs that a browser would send for the form with the id `form`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._area: str | None = None
        self._select: str | None = None
        self._first: str | None = None
        self._template = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value if value is not None else "" for name, value in attrs}
        name = held.get("name")
        if tag == "template":
            self._template += 1
        if self._template:
            return
        if tag == "input" and name:
            if held.get("type") in ("checkbox", "radio") and "checked" not in held:
                return
            self.pairs.append((name, held.get("value") or ""))
        elif tag == "textarea" and name:
            self._area = name
            self.pairs.append((name, ""))
        elif tag == "select" and name:
            self._select, self._first = name, None
            self.pairs.append((name, ""))
        elif tag == "option" and self._select and (self._first is None or "selected" in held):
            self._first = held.get("value") or ""
            self.pairs[-1] = (self._select, self._first)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template -= 1
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area and not self._template:
            name, before = self.pairs[-1]
            self.pairs[-1] = (name, before + (data if before else data.removeprefix("\n")))


def fields_of(html: str) -> list[tuple[str, str]]:
    """What the form holds as it stands, without its token."""
    kept = ("record.", "base", "why", "xem.", "mark")
    return [(name, value) for name, value in Fields(html).pairs if name.startswith(kept)]


def changed(pairs: Iterable[tuple[str, str]], changes: dict[str, Any]) -> dict[str, list[str]]:
    """The pairs with other values, as httpx sends them; a list gives a name several."""
    sent: dict[str, list[str]] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(value)
    for name, value in changes.items():
        sent[name] = value if isinstance(value, list) else [value]
    return sent


class Form:
    """The form of a service in somebody's browser."""

    def __init__(self, clerk: Clerk, slug: str) -> None:
        self.clerk, self.path = clerk, f"/quan-tri/dich-vu/{slug}"
        self.answer = clerk.get(f"{self.path}/sua")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What stands in it."""
        return fields_of(self.answer.text)

    def value(self, name: str) -> str | None:
        """What stands in one input."""
        return dict(self.pairs).get(name)

    def press(self, do: str, **changes: Any) -> Form:
        """Type `changes` («fees__0__label» is record.fees.0.label) and press a button."""
        sent = changed(self.pairs, _named(changes))
        self.answer = self.clerk.submit(f"{self.path}/sua", sent | {"do": do})
        return self

    def save(self, why: str = "thử", **changes: Any) -> Form:
        """Type, and save."""
        return self.press("luu", why=why, **changes)

    def script(self, what: str, **changes: Any) -> Any:
        """What the script of the page does while typing: «giu» or «xem»."""
        return self.clerk.submit(f"{self.path}/{what}", changed(self.pairs, _named(changes)))


def _named(changes: dict[str, Any]) -> dict[str, Any]:
    own = ("why", "base", "mark", "xem")
    return {
        (name if name.split("__")[0] in own else f"record.{name}").replace("__", "."): value
        for name, value in changes.items()
    }


def record_now(engine: Engine, slug: str) -> dict[str, Any]:
    """The newest revision's record."""
    return latest(engine, slug).record


def latest(engine: Engine, slug: str) -> Revision:
    """The newest revision."""
    with sessions(engine)() as session:
        found = newest(session, slug)
        assert found
        return found


def acts(engine: Engine) -> list[tuple[str, str, str | None, str | None]]:
    """The audit trail: who, what, about what, why."""
    with sessions(engine)() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.by, row.act, row.about, row.why) for row in rows]
