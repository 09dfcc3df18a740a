"""Rasa's REST channel, so that every Rasa client works unchanged."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError

from bot.webhook.access import key_or_loopback
from bot.webhook.contract import Incoming, Outgoing
from bot.webhook.conversation import Conversations
from bot.webhook.identity import Identity
from bot.webhook.limiting import Limiter
from bot.webhook.problems import PROBLEM, Problem
from bot.webhook.settings import WebhookSettings


async def _allowed(request: Request) -> None:
    """Who may use the channel, and how often: programs on this machine as often as they like."""
    await key_or_loopback(request)
    settings: WebhookSettings = request.app.state.settings
    if settings.rest_key:
        limiter: Limiter = request.app.state.limiter
        await limiter.count("key", "rest")


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
    responses=dict.fromkeys((400, 401, 403, 411, 413, 422, 429, 500, 503), PROBLEM),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": Incoming.model_json_schema()}},
        }
    },
)
async def webhook(request: Request, incoming: Annotated[Incoming, Depends(_incoming)]) -> list[Outgoing]:
    """The reply as a list of messages; the last one carries `custom`.

    The sender, which may be somebody's telephone number, goes no further than this: a pseudonym does.
    Problems: 400 not-utf8, not-json; 401 key-needed; 403 loopback-only; 422 empty-message, message-too-long,
    sender-too-long, wrong-type; 429 too-many, busy.
    """
    conversations: Conversations = request.app.state.conversations
    identity: Identity = request.app.state.identity
    messages = await conversations.say("rest", identity.pseudonym(incoming.sender), incoming.message)
    return [message.model_copy(update={"recipient_id": incoming.sender}) for message in messages]
