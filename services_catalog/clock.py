"""The day by which facts hold."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def today_in_vietnam() -> date:
    """The day it is in Vietnam, wherever this runs."""
    return datetime.now(VIETNAM).date()
