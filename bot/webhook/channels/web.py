"""The widget's channel: conversations with ids that the server issues and nobody can guess."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request
from pydantic import BaseModel

from bot.webhook.channels.rest import PROBLEM
from bot.webhook.contract import Outgoing
from bot.webhook.conversation import Conversations

ID_BYTES = 24

router = APIRouter(prefix="/webhooks/web", tags=["Widget"])


class Conversation(BaseModel):
    """A conversation of the widget."""

    id: str


@router.post("/conversations", status_code=201, summary="Start a conversation")
async def start() -> Conversation:
    """A new conversation; who knows its id can go on with it."""
    return Conversation(id=secrets.token_urlsafe(ID_BYTES))


@router.post(
    "/conversations/{conversation_id}/messages",
    summary="One message, and the assistant's reply",
    responses=dict.fromkeys((400, 411, 413, 422, 500), PROBLEM),
)
async def say(
    request: Request,
    conversation_id: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{32}$")],
    message: Annotated[str, Body(embed=True, examples=["đk tạm trú onl dc k"])],
) -> list[Outgoing]:
    """The reply as a list of messages; the last one carries `custom`."""
    conversations: Conversations = request.app.state.conversations
    return await conversations.say(f"web-{conversation_id}", message)
