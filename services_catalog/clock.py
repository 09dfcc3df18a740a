"""The day by which facts hold, and the time of day in Vietnam."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def today_in_vietnam() -> date:
    """The day it is in Vietnam, wherever this runs."""
    return datetime.now(VIETNAM).date()


def utc(at: datetime) -> datetime:
    """A time as the database gives it, with its zone: SQLite forgets that it is UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def in_vietnam(at: datetime) -> datetime:
    """A time as the database gives it, by the clocks of Vietnam."""
    return utc(at).astimezone(VIETNAM)
