"""Questions that were not answered well, put into groups for the gap board while the webhook runs."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from services_catalog.back_office.gaps.board import group_new
from services_catalog.database import sessions

log = structlog.get_logger()

EVERY_SECONDS = 30.0


async def keep_grouping(engine: Engine) -> None:
    """Group what is new, again and again, until cancelled. A database that is away is tried again the next time."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            if count := await run_in_threadpool(_group, engine):
                log.info("grouped", questions=count)
        except SQLAlchemyError as error:
            log.warning("not_grouped", error=type(error).__name__)


def _group(engine: Engine) -> int:
    with sessions(engine).begin() as session:
        return group_new(session)
