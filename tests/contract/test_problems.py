"""What cannot be served is answered with problem details, in Vietnamese and English."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.contract.conftest import ELSEWHERE, Client
from tests.contract.stand_in import StandIn

URL = "/webhooks/rest/webhook"
JSON = {"content-type": "application/json"}


def assert_problem(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert set(body) == {"type", "title", "status", "detail", "instance"}
    assert body["type"].endswith(f":{kind}")
    assert body["status"] == status
    assert body["title"] != body["detail"]  # Vietnamese and English
    return body


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("", "empty-message"),
        (" \n\t ", "empty-message"),
        ("\u200b\ufeff\x00", "empty-message"),
        ("đ" * 1001, "message-too-long"),
    ],
)
async def test_a_message_that_cannot_be_read(client: httpx.AsyncClient, rasa: StandIn, message: str, kind: str) -> None:
    response = await client.post(URL, json={"sender": "ba-nam", "message": message})

    assert_problem(response, 422, kind)
    assert rasa.heard == []


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"\xff\xfe{}", 400, "not-utf8"),
        ('{"message": "xin chào"}'.encode("cp1258", "replace") + b"\xe0", 400, "not-utf8"),
        (b"", 400, "not-json"),
        (b"xin chao", 400, "not-json"),
        (b'{"message": "x"', 400, "not-json"),
        (b"[" * 5000, 400, "not-json"),
        (b"[]", 422, "wrong-type"),
        (b"null", 422, "wrong-type"),
        (b"{}", 422, "wrong-type"),
        (b'{"message": 1}', 422, "wrong-type"),
        (b'{"message": null}', 422, "wrong-type"),
        (b'{"message": ["x"]}', 422, "wrong-type"),
        (b'{"message": "x", "sender": 7}', 422, "wrong-type"),
        (b'{"message": "x", "sender": ""}', 422, "wrong-type"),
        (b'{"message": "x", "metadata": "y"}', 422, "wrong-type"),
    ],
)
async def test_a_body_that_cannot_be_read(
    client: httpx.AsyncClient, rasa: StandIn, body: bytes, status: int, kind: str
) -> None:
    response = await client.post(URL, content=body, headers=JSON)

    assert_problem(response, status, kind)
    assert rasa.heard == []


async def test_the_field_that_is_wrong_is_named(client: httpx.AsyncClient) -> None:
    problem = assert_problem(await client.post(URL, json={"sender": "ba-nam"}), 422, "wrong-type")

    assert "message" in problem["title"]
    assert "message" in problem["detail"]


async def test_a_lone_half_of_a_letter_is_no_text(client: httpx.AsyncClient) -> None:
    response = await client.post(URL, content=rb'{"message": "\ud800"}', headers=JSON)

    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_sender_that_is_too_long(client: httpx.AsyncClient) -> None:
    assert (await client.post(URL, json={"sender": "s" * 128, "message": "x"})).status_code == 200

    assert_problem(await client.post(URL, json={"sender": "s" * 129, "message": "x"}), 422, "sender-too-long")


async def test_a_body_that_is_too_large(client: httpx.AsyncClient, rasa: StandIn) -> None:
    response = await client.post(URL, json={"message": "x", "metadata": {"a": "y" * 70_000}})

    assert_problem(response, 413, "body-too-large")
    assert rasa.heard == []


async def test_a_body_of_unsaid_length_is_not_read(client: httpx.AsyncClient, rasa: StandIn) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1000

    response = await client.post(URL, content=endless(), headers=JSON)

    assert_problem(response, 411, "length-needed")
    assert rasa.heard == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_a_wrong_method(client: httpx.AsyncClient, method: str) -> None:
    assert_problem(await client.request(method, URL), 405, "method-not-allowed")


@pytest.mark.parametrize("path", ["/khong-co", "/webhooks", "/webhooks/rest/khong-co", "/%2e%2e/etc/passwd", "/.env"])
async def test_an_unknown_path(client: httpx.AsyncClient, path: str) -> None:
    problem = assert_problem(await client.get(path), 404, "not-found")

    assert problem["instance"]


@pytest.mark.parametrize(("path", "home"), [("/khong-co", "./"), ("/thu-tuc/khai-sinh/", "../../")])
async def test_who_mistypes_an_address_reads_a_page_that_leads_to_the_assistant(
    client: httpx.AsyncClient, path: str, home: str
) -> None:
    answer = await client.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Không có trang này</h1>" in answer.text
    assert f'<a href="{home}">Hỏi trợ lý' in answer.text
    assert f'href="{home}style.css"' in answer.text
    for address in re.findall(r'href="([^"]+)"', answer.text):
        assert (await client.get(str(answer.url.join(address)))).is_success


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"xin chao", 400),
        (b"\xff", 400),
        (b"{}", 422),
        (b'{"message": 1}', 422),
        (b'{"message": ""}', 422),
        (json.dumps({"message": "đ" * 1001}).encode(), 422),
        (b'{"message": "\\ud800"}', 400),
    ],
)
async def test_the_widgets_channel_has_problems_too(client: httpx.AsyncClient, body: bytes, status: int) -> None:
    conversation = (await client.post("/webhooks/web/conversations")).json()["id"]

    response = await client.post(f"/webhooks/web/conversations/{conversation}/messages", content=body, headers=JSON)

    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("conversation", ["x", "a" * 31, "a" * 33, "../../healthz", "ba nam".ljust(32, "a")])
async def test_an_id_that_was_never_issued_is_refused(
    client: httpx.AsyncClient, rasa: StandIn, conversation: str
) -> None:
    response = await client.post(f"/webhooks/web/conversations/{conversation}/messages", json={"message": "x"})

    assert response.status_code in {404, 405, 422}
    assert rasa.heard == []


async def test_without_a_key_other_machines_are_refused(client_of: Client, rasa: StandIn) -> None:
    async with client_of(address=ELSEWHERE) as client:
        assert_problem(await client.post(URL, json={"message": "x"}), 403, "loopback-only")
        started = await client.post("/webhooks/web/conversations")

    assert started.status_code == 201  # the widget is for everybody
    assert rasa.heard == []


async def test_with_a_key_whoever_has_it_is_served(client_of: Client) -> None:
    async with client_of(address=ELSEWHERE, rest_key="khoá-bí-mật") as client:
        right = {b"authorization": "Bearer khoá-bí-mật".encode()}
        assert (await client.post(URL, json={"message": "x"}, headers=right)).status_code == 200

        for wrong in (b"", b"Bearer", b"Bearer sai", "khoá".encode()):
            response = await client.post(URL, json={"message": "x"}, headers={b"authorization": wrong})
            assert_problem(response, 401, "key-needed")
            assert response.headers["www-authenticate"] == "Bearer"


async def test_with_a_key_this_machine_needs_it_too(client_of: Client) -> None:
    async with client_of(rest_key="khoa") as client:
        assert_problem(await client.post(URL, json={"message": "x"}), 401, "key-needed")


async def test_a_forwarded_address_opens_nothing(client_of: Client) -> None:
    async with client_of(address=ELSEWHERE) as client:
        response = await client.post(URL, json={"message": "x"}, headers={"x-forwarded-for": "127.0.0.1"})

    assert_problem(response, 403, "loopback-only")


@pytest.mark.parametrize("path", ["/healthz", "/", "/khong-co", "/openapi.json"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "permissions-policy" in headers


async def test_pages_of_other_origins_are_let_in_only_if_named(client_of: Client) -> None:
    asking = {"origin": "https://xa.example", "access-control-request-method": "POST"}
    path = "/webhooks/web/conversations"

    async with client_of() as client:
        assert "access-control-allow-origin" not in (await client.options(path, headers=asking)).headers
    async with client_of(allowed_origins=["https://xa.example"]) as client:
        allowed = await client.options(path, headers=asking)
        assert allowed.headers["access-control-allow-origin"] == "https://xa.example"
        assert "access-control-allow-credentials" not in allowed.headers
