"""The offline pack as a widget fetches it: what is published, cheap to ask for again, and calm when there is none."""

from __future__ import annotations

import httpx
from sqlalchemy import Engine

from tests.services_catalog.samples import KHAI_SINH, published, withdrawn

PACK = "/widget/offline-pack.json"


async def test_it_holds_what_is_published_of_the_services_most_asked_about(client: httpx.AsyncClient) -> None:
    response = await client.get(PACK)

    assert response.status_code == 200
    names = [service["name"] for service in response.json()["services"]]
    assert names == ["Cấp lại thẻ căn cước", "Đăng ký khai sinh", "Đăng ký kết hôn", "Đăng ký tạm trú"]


async def test_a_device_that_has_it_is_sent_nothing(client: httpx.AsyncClient) -> None:
    first = await client.get(PACK)
    again = await client.get(PACK, headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert again.content == b""


async def test_it_follows_what_is_published_and_withdrawn(client: httpx.AsyncClient, engine: Engine) -> None:
    before = await client.get(PACK)
    withdrawn(engine, "khai-sinh")
    try:
        without = await client.get(PACK, headers={"If-None-Match": before.headers["etag"]})
    finally:
        published(engine, {"khai-sinh": KHAI_SINH})
    after = await client.get(PACK)

    assert without.status_code == 200
    assert "khai-sinh" not in without.text
    assert after.json() == before.json()


async def test_it_travels_compressed(client: httpx.AsyncClient) -> None:
    assert (await client.get(PACK)).headers["content-encoding"] == "gzip"
