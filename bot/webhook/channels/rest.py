"""Rasa's REST channel, so that every Rasa client works unchanged."""

from __future__ import annotations

import ipaddress
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError

from bot.webhook.contract import Incoming, Outgoing
from bot.webhook.conversation import Conversations
from bot.webhook.problems import Problem
from bot.webhook.settings import WebhookSettings

PROBLEM = {"content": {"application/problem+json": {}}, "description": "Problem details (RFC 9457)."}


async def _allowed(request: Request) -> None:  # async: in a thread, messages could overtake each other
    """With a key set, that key; with none, this machine alone."""
    settings: WebhookSettings = request.app.state.settings
    if settings.rest_key:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode("latin-1")  # as it was sent
        if not secrets.compare_digest(given, settings.rest_key.encode()):
            raise Problem("key-needed")
    elif not (request.client and _is_loopback(request.client.host)):
        raise Problem("loopback-only")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _incoming(request: Request) -> Incoming:
    """The body, read by hand: what is wrong with it is to be said exactly."""
    settings: WebhookSettings = request.app.state.settings
    body = await request.body()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem("not-utf8") from error
    try:
        incoming = Incoming.model_validate_json(text)
    except ValidationError as error:
        if any(item["type"] == "json_invalid" for item in error.errors()):
            raise Problem("not-json") from error
        fields = ", ".join(".".join(map(str, item["loc"])) or "body" for item in error.errors())
        raise Problem("wrong-type", fields=fields) from error
    if len(incoming.sender) > settings.max_sender_chars:
        raise Problem("sender-too-long", most=settings.max_sender_chars)
    return incoming


router = APIRouter(prefix="/webhooks/rest", tags=["Rasa REST"])


@router.get("/", summary="Health of the channel, as Rasa has it")
async def health() -> dict[str, str]:
    """As Rasa's own REST channel answers."""
    return {"status": "ok"}


@router.post(
    "/webhook",
    summary="One message, and the assistant's reply",
    dependencies=[Depends(_allowed)],
    responses=dict.fromkeys((400, 401, 403, 411, 413, 422, 500), PROBLEM),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": Incoming.model_json_schema()}},
        }
    },
)
async def webhook(request: Request, incoming: Annotated[Incoming, Depends(_incoming)]) -> list[Outgoing]:
    """The reply as a list of messages; the last one carries `custom`.

    Problems: 400 not-utf8, not-json; 401 key-needed; 403 loopback-only; 422 empty-message, message-too-long,
    sender-too-long, wrong-type.
    """
    conversations: Conversations = request.app.state.conversations
    messages = await conversations.say(f"rest-{incoming.sender}", incoming.message)
    return [message.model_copy(update={"recipient_id": incoming.sender}) for message in messages]
