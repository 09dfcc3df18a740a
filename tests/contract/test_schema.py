"""The OpenAPI description is valid, has examples, and nothing that fits it makes the application fail."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import given, settings
from sqlalchemy import Engine

from bot.webhook.app import create_app
from bot.webhook.rasa import Rasa
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.catalogue import Catalogue
from tests.contract.conftest import SECRET
from tests.contract.stand_in import StandIn

KEY = "khoa"


@pytest.fixture
def described(rasa: StandIn, catalogue: Catalogue, engine: Engine, conversations_url: str) -> Any:
    """The schema of an application that needs a key, so that requests from the test client are let in."""
    settings = WebhookSettings(
        _env_file=None, rest_key=KEY, conversation_secret=SECRET, conversations_url=conversations_url
    )
    app = create_app(settings, Rasa(rasa.port, 20), Standby(lambda: catalogue), engine)
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def test_whatever_fits_the_schema_is_answered(described: Any) -> None:
    tried = []
    for found in described.exclude(path="/readyz").get_all_operations():  # 503 is what that one is there for
        operation = found.ok()
        tried.append(operation.label)

        @settings(max_examples=20)
        @given(operation.as_strategy())
        def is_answered(case: Any) -> None:
            response = case.call(headers={"authorization": f"Bearer {KEY}"})
            assert response.status_code < 500, response.text

        is_answered()

    assert "POST /webhooks/rest/webhook" in tried


async def test_the_schema_is_valid_and_has_an_example(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()

    schemathesis.openapi.from_dict(described).validate()
    operation = described["paths"]["/webhooks/rest/webhook"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["examples"][0]["message"]
    assert set(body["required"]) == {"message"}
    assert {"200", "400", "401", "403", "413", "422"} <= set(operation["responses"])


async def test_every_stable_key_is_described(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    custom = described["components"]["schemas"]["Custom"]["properties"]

    assert set(custom) >= {"type", "service", "aspect", "candidates", "confidence", "sources", "blocks"}
    assert {"valid_from", "verified_at"} <= set(custom)
