"""What staff say to everybody: the widget reads it before anything is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, delete

from services_catalog.back_office.models import Notice
from services_catalog.database import sessions
from services_catalog.models import now

NOTICES = "/webhooks/web/notices"


@pytest.fixture
def office(engine: Engine) -> Iterator[Engine]:
    """The database, without notices before and after."""
    yield engine
    with sessions(engine).begin() as session:
        session.execute(delete(Notice))


def put_up(engine: Engine, text: str, **more: Any) -> None:
    with sessions(engine).begin() as session:
        session.add(Notice(text=text, by="minh", why="thử", **({"slug": None, "pauses": False} | more)))


async def test_usually_nothing_is_said(client: httpx.AsyncClient) -> None:
    answer = await client.get(NOTICES)

    assert (answer.status_code, answer.json()) == (200, [])


async def test_that_the_assistant_is_paused_is_said_before_the_banner_of_the_day(
    client: httpx.AsyncClient, office: Engine
) -> None:
    put_up(office, "Trợ lý tạm nghỉ đến 14 giờ.", pauses=True)
    put_up(office, "Bộ phận một cửa nghỉ ngày 2/9.")

    said = (await client.get(NOTICES)).json()

    assert [(each["type"], each["level"], each.get("title"), each["text"]) for each in said] == [
        ("notice", "warning", "Trợ lý đang tạm dừng trả lời", "Trợ lý tạm nghỉ đến 14 giờ."),
        ("notice", "warning", None, "Bộ phận một cửa nghỉ ngày 2/9."),
    ]


async def test_what_has_ended_or_is_about_one_service_is_not_said_to_everybody(
    client: httpx.AsyncClient, office: Engine
) -> None:
    put_up(office, "Đã hết.", pauses=True, ends_at=now() - timedelta(minutes=1))
    put_up(office, "Đang sửa phí.", pauses=True, slug="khai-sinh")

    assert (await client.get(NOTICES)).json() == []
