"""What a Rasa makes of a text, outside of any conversation, for jobs; it is asked over HTTP on loopback."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

PATH = "/webhooks/understanding/"
TIMEOUT_SECONDS = 10.0


class Away(Exception):
    """Rasa does not answer."""


class Understanding:
    """One Rasa, by its port."""

    def __init__(self, port: int) -> None:
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT_SECONDS, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def of(self, text: str) -> dict[str, Any]:
        """`intent`, `intent_ranking`, `entities` and `clauses` of `text`. Raises Away."""
        try:
            response = self._client.post(PATH, json={"text": text})
            response.raise_for_status()
            found: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Away(type(error).__name__) from error
        return found


def port_in_use() -> int:
    """The port of the Rasa that citizens' messages go to, as tools/stack.py tells its programs."""
    file = os.environ.get("RASA_IN_USE")
    if file and Path(file).is_file():
        return int(json.loads(Path(file).read_text("utf-8"))["port"])
    return int(os.environ.get("RASA_PORT") or 5005)
