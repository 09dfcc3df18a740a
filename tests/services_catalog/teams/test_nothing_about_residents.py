"""A phone cannot send a word about anybody: what it may send are choices, numbers, days, random ids and a code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import NoneType
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Engine, select

from bot.webhook import teams as phones
from services_catalog.database import sessions
from services_catalog.teams import tallies
from services_catalog.teams.models import Device, Team, Visit
from services_catalog.teams.registering import create

CODE = "code"  # compared and thrown away, never stored
LISTED = {"service", "guide", "outcome", "reason", "hamlet"}  # compared with a list before they are stored
GARBAGE = ["bà Nguyễn Thị Ví Dụ", "0912345678", "012345678901", "x" * 40, "<b>", "", " "]


def fields(schema: dict[str, Any], components: dict[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every leaf of what a route takes, with its name."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        for part in schema["anyOf"]:
            yield from fields(part, components, name)
    elif schema.get("type") == "object":
        assert schema.get("additionalProperties") is not True, name
        for key, part in schema.get("properties", {}).items():
            yield from fields(part, components, key)
        if isinstance(schema.get("additionalProperties"), dict):
            yield from fields(schema["additionalProperties"], components, f"{name}[]")
            assert "propertyNames" not in schema or "pattern" in schema["propertyNames"]
    elif schema.get("type") == "array":
        yield from fields(schema["items"], components, name)
    else:
        yield name, schema


def test_what_routes_take_is_closed() -> None:
    app = FastAPI()
    app.include_router(phones.router)
    described = app.openapi()
    components = described["components"]["schemas"]
    taken: dict[str, dict[str, Any]] = {}
    for path, methods in described["paths"].items():
        for method in methods.values():
            for parameter in method.get("parameters", []):
                taken |= {
                    f"{path} {name}": leaf for name, leaf in fields(parameter["schema"], components, parameter["name"])
                }
            body = method.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if body:
                taken |= {f"{path} {name}": leaf for name, leaf in fields(body, components)}

    open_ended = {
        name
        for name, leaf in taken.items()
        if leaf.get("type") not in ("integer", "boolean", "null") and not leaf.keys() & {"pattern", "enum", "const"}
    }

    assert taken
    assert open_ended == {
        "/to-cong-nghe-so/api/tham-gia code",  # compared and thrown away
        "/to-cong-nghe-so/api/luot visits",  # each is read by `tallies.Told`: the tests below
    }
    assert all(not isinstance(route, APIRoute) or "form" not in str(route.body_field) for route in phones.router.routes)


def test_a_visit_has_no_field_for_words() -> None:
    for name, field in tallies.Told.model_fields.items():
        kind = {part for part in getattr(field.annotation, "__args__", (field.annotation,)) if part is not NoneType}
        assert name in LISTED or kind <= {int, date} or name == "id"
    assert tallies.Told.model_config["extra"] == "forbid"


@pytest.mark.parametrize("table", [Device, Visit])
def test_what_is_stored_of_a_phone_is_what_this_test_knows_of(table: type[Device] | type[Visit]) -> None:
    known = {
        "team_device": {"token_hash", "team_id", "joined_at"},
        "team_visit": {"id", "team_id", "day", "minutes", "received_at", *LISTED},
    }

    assert set(table.__table__.columns.keys()) == known[table.__tablename__]


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("name", [*sorted(LISTED), "id"])
def test_words_in_any_field_are_refused_and_not_kept(engine: Engine, name: str, garbage: str) -> None:
    told = {
        "id": "3f0e7a52-6c1d-4b8e-9a50-0d7d6b2f4c11", "day": "2026-11-22", "service": "khai-sinh", "guide": None,
        "outcome": "come_back", "reason": "no-otp", "hamlet": None, "minutes": 5,
    }  # fmt: skip
    with sessions(engine).begin() as session:
        team: Team = create(session, name="Tổ thử", commune="26740", hamlets=["Thôn Đông"], by="lan")[0]
        done = tallies.take(session, team, [told | {name: garbage}], date(2026, 11, 22))

        assert done.taken == []
        assert not garbage.strip() or garbage not in str(done.refused)
        assert session.scalars(select(Visit)).all() == []
