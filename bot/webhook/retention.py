"""Removing what has been kept long enough: by itself while the webhook runs, and `python -m bot.webhook.retention`."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.webhook.kept import REPLY_DAYS, Kept
from bot.webhook.ratings import Ratings
from bot.webhook.settings import settings
from services_catalog.back_office.figures.recording import roll_up
from services_catalog.clock import today_in_vietnam
from services_catalog.database import connect, sessions
from services_catalog.guides import sheets
from services_catalog.teams import codes

log = structlog.get_logger()

FIRST_SECONDS, EVERY_SECONDS = 60.0, 3600.0


@dataclass(frozen=True)
class Report:
    """What one run removed."""

    days: int
    conversations: int
    replies: int
    ratings: int  # kept, but no longer linked to a conversation
    sheets: int  # past their last day
    questions: int  # with their words; their figures are kept by day

    def __str__(self) -> str:
        return (
            f"Conversations without a message for {self.days} days: {self.conversations} removed.\n"
            f"Replies to messages with an id, older than {min(self.days, REPLY_DAYS)} days: {self.replies} removed.\n"
            f"Ratings older than {self.days} days: {self.ratings} no longer linked to a conversation.\n"
            f"Sheets past their last day: {self.sheets} removed.\n"
            f"Questions older than {self.days} days: {self.questions} now only counted, by day."
        )


def purge(kept: Kept, ratings: Ratings, days: int) -> Report:
    """Remove what is older than `days`. Blocks; raises SQLAlchemyError."""
    gone = kept.purge(days)
    unlinked = ratings.unlink(before=datetime.now(UTC) - timedelta(days=days))
    today = today_in_vietnam()
    with sessions(ratings.engine)() as session:
        past = sheets.purge(session, today)
        codes.purge(session)
        session.commit()
    with sessions(ratings.engine).begin() as session:
        counted = roll_up(session, before=today - timedelta(days=days - 1))
    return Report(days, gone.conversations, gone.replies, unlinked, past, counted)


async def keep_purging(kept: Kept, ratings: Ratings, days: int) -> None:
    """Purge soon, then every hour, until cancelled. A database that is away is tried again an hour later."""
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        try:
            report = await run_in_threadpool(purge, kept, ratings, days)
            log.info("purged", conversations=report.conversations, replies=report.replies, sheets=report.sheets)
        except SQLAlchemyError as error:
            log.warning("not_purged", error=type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


def main() -> None:
    """Purge once and say what went; ends with 1 when a database cannot be written."""
    chosen = settings()
    try:
        report = purge(Kept(connect(chosen.conversations_url)), Ratings(connect()), chosen.retention_days)
    except SQLAlchemyError as error:
        sys.exit(
            f"Nothing more was removed: a database cannot be written ({type(error).__name__}).\n"
            "To do: look at CONVERSATIONS_URL and DATABASE_URL; if the tables are missing, ./catalogue migrate"
        )
    sys.stdout.write(f"{report}\n")


if __name__ == "__main__":
    main()
