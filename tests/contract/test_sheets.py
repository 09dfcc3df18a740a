"""Sheets over HTTP: made, opened as page, PDF and text, and kind words where there is none."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import Engine

from services_catalog.catalogue import Catalogue
from services_catalog.database import sessions
from services_catalog.publishing import publish, save
from tests.contract.conftest import Client
from tests.contract.test_problems import assert_problem
from tests.services_catalog.guides.guides import guide


@pytest.fixture(autouse=True)
def _guide(catalogue: Catalogue, engine: Engine) -> None:
    with sessions(engine).begin() as session:
        publish(session, save(session, "guides/thu", guide(), "lan", "mới"), "lan", "mới")


async def test_a_sheet_is_made_and_opened(client: httpx.AsyncClient) -> None:
    made = await client.post("/phieu", json={"guide": "thu", "answers": {"tuoi": "duoi-6", "ai": "ong-ba"}})
    assert made.status_code == 201
    url = made.json()["url"]
    assert url.endswith(f"/phieu/{made.json()['code']}")

    page = await client.get(url, params={"kho": "a5"})
    assert page.status_code == 200
    assert "Giấy chứng sinh" in page.text
    assert "'sha256-" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]  # default-src 'none' forbids all of it
    assert page.headers["cache-control"] == "private, no-store"
    assert (await client.get(f"{url}.pdf")).content.startswith(b"%PDF-")
    assert "Giấy chứng sinh" in (await client.get(f"{url}.txt")).text


@pytest.mark.parametrize("ending", ["", ".pdf", ".txt"])
async def test_an_unknown_code_is_told_kindly(client: httpx.AsyncClient, ending: str) -> None:
    answer = await client.get(f"/phieu/bcdfg-hjkmn{ending}")

    assert answer.status_code == 404
    assert "Không tìm thấy phiếu" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


async def test_what_no_guide_knows_is_refused(client: httpx.AsyncClient) -> None:
    assert_problem(await client.post("/phieu", json={"guide": "la"}), 404, "unknown-guide")
    wrong = {"guide": "thu", "answers": {"tuoi": "0912345678"}}
    assert_problem(await client.post("/phieu", json=wrong), 422, "wrong-answers")
    assert_problem(await client.post("/phieu", json={"guide": "thu", "ten": "an"}), 422, "wrong-type")


async def test_behind_a_proxy_a_sheet_names_the_address_that_citizens_use(client_of: Client) -> None:
    async with client_of(public_url="https://tro-ly.example/hoi") as client:
        made = await client.post("/phieu", json={"guide": "thu", "answers": {"tuoi": "duoi-6", "ai": "ong-ba"}})
        code = made.json()["code"]

        assert made.json()["url"] == f"https://tro-ly.example/hoi/phieu/{code}"
        assert f"https://tro-ly.example/hoi/phieu/{code}" in (await client.get(f"/phieu/{code}.txt")).text
