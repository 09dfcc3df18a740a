"""The whole stack, started once for all conversations: real Rasa, real action server, real webhook."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.resilience import ENVIRONMENT
from tools import train
from tools.stack import Stack


class Citizen:
    """Somebody who talks to the assistant, in a conversation of their own."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self._name = secrets.token_hex(8)
        self.reply: dict[str, Any] = {}
        self.replies: list[dict[str, Any]] = []  # all messages of the last reply

    def says(self, text: str) -> Citizen:
        """One message; what the assistant replied last is kept."""
        response = self._client.post("/webhooks/rest/webhook", json={"sender": self._name, "message": text})
        assert response.status_code == 200, response.text
        self.replies = response.json()
        self.reply = self.replies[-1]
        return self

    def presses(self, title: str) -> Citizen:
        """The button of the last reply whose title holds `title`."""
        (payload,) = {each["payload"] for each in self.reply["buttons"] if title in each["title"]}
        return self.says(payload)

    @property
    def text(self) -> str:
        """What the assistant said last."""
        said: str = self.reply["text"]
        return said

    @property
    def understood(self) -> tuple[str, str | None, str | None]:
        """Type of the last reply, and the service and aspect it is about."""
        custom = self.reply["custom"]
        return custom["type"], (custom["service"] or "").split("/")[0] or None, custom["aspect"]

    def is_limited(self) -> bool:
        """Whether the last reply was made without Rasa."""
        return bool(self.reply["custom"].get("limited"))

    def close(self) -> None:
        """Hang up."""
        self._client.close()


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models of the tests alone: the present one, and a candidate, which is the same under another name."""
    folder = tmp_path_factory.mktemp("models")
    present = train.ensure()
    candidate = replace(present, file="candidate.tar.gz")
    for name, each in (("current.json", present), ("candidate.json", candidate)):
        shutil.copy(present.path, folder / each.file)
        (folder / name).write_text(json.dumps(asdict(each)))
    return folder


@pytest.fixture(scope="session")
def stack(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything, on ports and with a database of its own, started once: that takes as long as many conversations.

    Without limits by conversation and address: all citizens of the tests have one address.
    """
    logs: Path = tmp_path_factory.mktemp("stack")
    with Stack(logs=logs, environment={**ENVIRONMENT, "MODELS_DIR": str(models)}) as running:
        yield running


@pytest.fixture
def citizen(stack: Stack) -> Iterator[Citizen]:
    """A new citizen, all programs being ready."""
    stack.wait_ready()
    made = Citizen(stack.url)
    yield made
    made.close()


@pytest.fixture
def stack_url(stack: Stack) -> str:
    """The address of the webhook."""
    return stack.url
