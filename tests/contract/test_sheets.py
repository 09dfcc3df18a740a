"""Sheets over HTTP: made, opened as page, PDF and text, and kind words where there is none."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Engine

from services_catalog.catalogue import Catalogue
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.guides.sheets import KEPT_DAYS, issue
from services_catalog.publishing import publish, save
from tests.contract.conftest import Client
from tests.contract.stand_in import CUSTOM, StandIn, saying
from tests.contract.test_messages import say
from tests.contract.test_problems import assert_problem
from tests.services_catalog.guides.guides import guide

ANSWERS = {"tuoi": "duoi-6", "ai": "ong-ba"}


@pytest.fixture(autouse=True)
def _guide(catalogue: Catalogue, engine: Engine) -> None:
    with sessions(engine).begin() as session:
        publish(session, save(session, "guides/thu", guide(), "lan", "mới"), "lan", "mới")


async def test_a_sheet_is_made_and_opened(client: httpx.AsyncClient) -> None:
    made = await client.post("/phieu", json={"guide": "thu", "answers": ANSWERS})
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
        made = await client.post("/phieu", json={"guide": "thu", "answers": ANSWERS})
        code = made.json()["code"]

        assert made.json()["url"] == f"https://tro-ly.example/hoi/phieu/{code}"
        assert f"https://tro-ly.example/hoi/phieu/{code}" in (await client.get(f"/phieu/{code}.txt")).text


async def made(client: httpx.AsyncClient) -> str:
    code: str = (await client.post("/phieu", json={"guide": "thu", "answers": ANSWERS})).json()["code"]
    return code


# Opened by its code


async def test_a_page_asks_for_the_code_without_script(client: httpx.AsyncClient) -> None:
    page = await client.get("/phieu")

    assert page.status_code == 200
    assert "Mở phiếu bằng mã" in page.text
    assert 'name="ma"' in page.text
    assert "<script" not in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("written", ["{}", " {} ", "{} .", "Mã phiếu: {}", "http://tro-ly.test/phieu/{}?kho=a5"])
async def test_a_code_opens_its_sheet_however_it_is_typed(client: httpx.AsyncClient, written: str) -> None:
    code = await made(client)
    for typed in (code, code.upper(), code.replace("-", ""), code.replace("-", " "), code.replace("-", " – ")):
        page = await client.get("/phieu", params={"ma": written.format(typed)}, follow_redirects=True)

        assert page.url.path == f"/phieu/{code}", typed
        assert "Giấy chứng sinh" in page.text


@pytest.mark.parametrize("path", ["/phieu?ma=%3Cb%3E-hjkmn", "/phieu/?ma=%3Cb%3E-hjkmn", "/phieu/%3Cb%3E-hjkmn"])
async def test_after_a_wrong_code_it_can_be_typed_again_at_once(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)

    assert page.status_code == 404
    assert "Không tìm thấy phiếu" in page.text
    assert "Mã có 10 chữ và số" in page.text
    assert 'value="&lt;b&gt;-hjkmn"' in page.text  # what was typed is still there, to be mended
    action = page.text.split('action="', 1)[1].split('"', 1)[0]
    assert page.url.join(action).path == "/phieu"


async def test_an_expired_code_says_how_to_get_a_new_sheet(client: httpx.AsyncClient, engine: Engine) -> None:
    with sessions(engine).begin() as session:
        code = issue(session, "thu", ANSWERS, today_in_vietnam() - timedelta(days=KEPT_DAYS + 1))
    page = await client.get("/phieu", params={"ma": code})

    assert page.status_code == 410
    assert "Bạn hỏi lại trợ lý để có phiếu mới" in page.text
    assert 'name="ma"' in page.text


async def test_nothing_typed_is_no_mistake(client: httpx.AsyncClient) -> None:
    for nothing in ("", " - "):
        page = await client.get("/phieu", params={"ma": nothing})

        assert page.status_code == 200
        assert "Không tìm thấy" not in page.text


async def test_behind_a_path_of_a_proxy_the_code_leads_to_the_sheet(client: httpx.AsyncClient) -> None:
    """The proxy takes «/hoi» off: only addresses relative to the page hold on both sides of it."""
    code = await made(client)
    for page in ("/phieu", "/phieu/"):
        location = (await client.get(page, params={"ma": code})).headers["location"]

        assert httpx.URL(f"https://tro-ly.example/hoi{page}").join(location).path == f"/hoi/phieu/{code}"


async def test_a_sheet_says_where_its_code_is_typed(client_of: Client) -> None:
    async with client_of(public_url="https://tro-ly.example/hoi") as client:
        page = await client.get(f"/phieu/{await made(client)}")

        assert "vào https://tro-ly.example/hoi/phieu rồi gõ mã phiếu" in page.text


# In a reply


def with_sheet(text: str) -> bytes:
    blocks = [{"type": "sheet", "code": "bcdfg-hjkmn", "url": "/phieu/bcdfghjkmn", "pdf": "/phieu/bcdfghjkmn.pdf"}]
    custom = CUSTOM | {"type": "guide", "blocks": [{"type": "text", "text": "Việc của bạn"}, *blocks]}
    return json.dumps([{"recipient_id": "x", "text": text}, {"recipient_id": "x", "custom": custom}]).encode()


async def test_a_reply_names_the_whole_address_of_its_sheet(client_of: Client, rasa: StandIn) -> None:
    rasa.reply = saying(200, with_sheet("Mã phiếu: bcdfg-hjkmn, mở ở /phieu/bcdfghjkmn"))
    async with client_of(public_url="https://tro-ly.example/hoi/") as client:
        [message] = await say(client, "xong")

    whole = "https://tro-ly.example/hoi/phieu/bcdfghjkmn"
    assert message["text"] == f"Mã phiếu: bcdfg-hjkmn, mở ở {whole}"
    assert message["custom"]["blocks"][1]["url"] == whole
    assert message["custom"]["blocks"][1]["pdf"] == f"{whole}.pdf"


async def test_where_nobody_set_the_address_a_reply_names_code_and_path(
    client: httpx.AsyncClient, rasa: StandIn
) -> None:
    rasa.reply = saying(200, with_sheet("Mã phiếu: bcdfg-hjkmn, mở ở /phieu/bcdfghjkmn"))
    [message] = await say(client, "xong")

    assert message["text"] == "Mã phiếu: bcdfg-hjkmn, mở ở /phieu/bcdfghjkmn"
    assert message["custom"]["blocks"][1]["url"] == "/phieu/bcdfghjkmn"


async def test_a_changed_sheet_leads_to_a_new_one_in_one_tap(client: httpx.AsyncClient, engine: Engine) -> None:
    code = await made(client)
    with sessions(engine).begin() as session:
        newer = guide(("steps.0.text", "Nộp ở phường"), ("steps.0.when", None))
        publish(session, save(session, "guides/thu", newer, "lan", "mới"), "lan", "mới")
    page = await client.get(f"/phieu/{code}")
    link = page.text.split(">Lập phiếu mới với cùng lựa chọn<", 1)[0].rsplit('href="', 1)[1].split('"', 1)[0]

    new = await client.get(link.replace("&amp;", "&"), follow_redirects=True)

    assert "Nộp ở phường" in new.text
    assert "Lập phiếu mới với cùng lựa chọn" not in new.text
    assert code not in str(new.url)
