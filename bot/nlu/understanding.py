"""What Rasa makes of a text, without a conversation: the route `POST /webhooks/understanding/`, on loopback.

Rasa's own API would bring `POST /model/parse` along with routes that load whatever model they are given; this brings
the one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

KEYS = ("text", "intent", "intent_ranking", "entities", "clauses")


class Understanding(InputChannel):
    """Answers {"text"} with what the pipeline found; nothing is said, and nothing is kept."""

    @classmethod
    def name(cls) -> str:
        """Its part of the address."""
        return "understanding"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The route. `on_new_message` is not used: no conversation hears of it."""
        routes = Blueprint("understanding", __name__)

        @routes.post("/")
        async def understand(request: Request) -> HTTPResponse:
            text = (request.json or {}).get("text")
            if not isinstance(text, str):
                return response.json({"error": "text is missing"}, status=422)
            found = await request.app.ctx.agent.processor.parse_message(UserMessage(text))
            return response.json({key: found[key] for key in KEYS if key in found})

        return routes
