"""The widget's channel. What clients may rely on is told in docs/webhook.md."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.webhook.access import address
from bot.webhook.contract import Outgoing
from bot.webhook.conversation import AWAY_SECONDS, Conversations
from bot.webhook.identity import ID, Identity
from bot.webhook.limiting import Limiter
from bot.webhook.metrics import Metrics
from bot.webhook.problems import PROBLEM, Problem
from bot.webhook.ratings import MESSAGE_ID, Rating, Ratings
from services_catalog import notices
from services_catalog.answers.blocks import Block
from services_catalog.database import sessions

log = structlog.get_logger()

PING_SECONDS = 5.0
_PING = format_sse_event(comment="ping")
_REPLY = TypeAdapter(list[Outgoing])
_PROBLEMS: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 411, 413, 422, 429, 500, 503), PROBLEM)


class Conversation(BaseModel):
    """A conversation of the widget; who knows its id can go on with it."""

    id: str = Field(pattern=ID)


class Said(BaseModel):
    """A message of a citizen."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"message": "đk tạm trú onl dc k", "id": "m-7f3a9c21"}]})

    message: str = Field(description="What the citizen typed, or the payload of a button.")
    id: str | None = Field(None, pattern=MESSAGE_ID, description="The same id again gives the same reply.")


async def _from_address(request: Request) -> None:
    limiter: Limiter = request.app.state.limiter
    await limiter.count("address", address(request))


async def _known(request: Request, conversation_id: Annotated[str, Path(pattern=ID)]) -> str:
    identity: Identity = request.app.state.identity
    limiter: Limiter = request.app.state.limiter
    if not identity.knows(conversation_id):
        raise Problem("unknown-conversation")
    await limiter.count("conversation", conversation_id)
    return conversation_id


Known = Annotated[str, Depends(_known)]

router = APIRouter(prefix="/webhooks/web", tags=["Widget"], dependencies=[Depends(_from_address)])


@router.get("/notices", summary="What staff say to everybody just now", responses=_PROBLEMS)
def said_by_staff(request: Request) -> list[Block]:
    """Notices to show before anything is asked: that the assistant is paused, and the banners above every answer."""
    engine: Engine = request.app.state.engine
    try:
        with sessions(engine)() as session:
            standing = notices.read(session)
    except SQLAlchemyError as error:
        raise _away("notices_not_read", error) from error
    pause = standing.pause()
    said = [{"title": "Trợ lý đang tạm dừng trả lời", "text": pause.text}] if pause else []
    said += [{"text": text} for text in standing.banners()]
    return [{"type": "notice", "level": "warning", **each} for each in said]


@router.post("/conversations", status_code=201, summary="Start a conversation", responses={429: PROBLEM})
async def start(request: Request) -> Conversation:
    """A new conversation."""
    identity: Identity = request.app.state.identity
    return Conversation(id=identity.issue())


@router.post(
    "/conversations/{conversation_id}/messages",
    summary="One message, and the assistant's reply",
    response_model=list[Outgoing],
    responses=_PROBLEMS | {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def say(request: Request, conversation_id: Known, said: Said) -> Response | list[Outgoing]:
    """The reply as a list of messages; the last one carries `custom`.

    With `Accept: text/event-stream`: the events `typing`, then `messages`, or `problem`.
    """
    conversations: Conversations = request.app.state.conversations
    reply = conversations.accept("web", conversation_id, said.message, said.id)
    if "text/event-stream" in request.headers.get("accept", ""):
        return EventSourceResponse(_events(reply, request.url.path), headers={"X-Accel-Buffering": "no"})
    return await asyncio.shield(reply)  # if the client hangs up, the reply is made and kept all the same


@router.post(
    "/conversations/{conversation_id}/ratings",
    status_code=204,
    summary="Whether a reply was of use",
    responses=_PROBLEMS,
)
async def rate(request: Request, conversation_id: Known, rating: Rating) -> None:
    """Stored without saying who said so; a second rating of a message takes the place of the first."""
    identity: Identity = request.app.state.identity
    metrics: Metrics = request.app.state.metrics
    conversations: Conversations = request.app.state.conversations
    ratings: Ratings = request.app.state.ratings
    try:
        is_first = await run_in_threadpool(ratings.save, identity.pseudonym(conversation_id), rating)
    except SQLAlchemyError as error:
        raise _away("rating_not_saved", error) from error
    if rating.message_id:
        conversations.rated("web", conversation_id, rating.message_id, rating.useful)
    if is_first:
        metrics.rated(rating.useful)


@router.delete(
    "/conversations/{conversation_id}", status_code=204, summary="Forget a conversation", responses=_PROBLEMS
)
async def forget(request: Request, conversation_id: Known) -> None:
    """Remove it from Rasa's store, with its replies, and take its name off its ratings, name and words off its figures.

    May be repeated.
    """
    conversations: Conversations = request.app.state.conversations
    identity: Identity = request.app.state.identity
    ratings: Ratings = request.app.state.ratings
    try:
        await conversations.delete("web", conversation_id)
        await run_in_threadpool(ratings.unlink, conversation=identity.pseudonym(conversation_id))
    except SQLAlchemyError as error:
        raise _away("conversation_not_deleted", error) from error


async def _events(reply: asyncio.Task[list[Outgoing]], path: str) -> AsyncIterator[bytes]:
    """`reply` as server-sent events, with a sign of life while it is made."""
    yield format_sse_event(event="typing", data_str="{}")
    while not reply.done():
        await asyncio.wait({reply}, timeout=PING_SECONDS)
        if not reply.done():
            yield _PING
    try:
        yield format_sse_event(event="messages", data_str=_REPLY.dump_json(reply.result()).decode())
    except Exception as error:
        problem = error if isinstance(error, Problem) else Problem("failed")
        if problem is not error:
            log.exception("reply_failed")
        yield format_sse_event(event="problem", data_str=json.dumps(problem.document(path), ensure_ascii=False))


def _away(event: str, error: SQLAlchemyError) -> Problem:
    log.warning(event, error=type(error).__name__)
    return Problem("not-now", retry_after=AWAY_SECONDS)
