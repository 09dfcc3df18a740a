"""How often somebody may write: by conversation, by address, by key."""

from __future__ import annotations

import math
import time
from typing import Literal

import structlog
from limits import RateLimitItem, parse
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from bot.webhook.problems import Problem
from bot.webhook.settings import WebhookSettings

log = structlog.get_logger()

By = Literal["conversation", "address", "key", "code", "batch"]


class Limiter:
    """Counts in fixed windows, in memory or, for several processes, in the Redis of `limits_storage`."""

    def __init__(self, settings: WebhookSettings) -> None:
        """Raises ValueError for a limit, or ConfigurationError for a storage, that cannot be read."""
        storage = storage_from_string(f"async+{settings.limits_storage}", wrap_exceptions=True)
        self._windows = FixedWindowRateLimiter(storage)
        self._items: dict[By, RateLimitItem] = {
            "conversation": parse(settings.limit_conversation),
            "address": parse(settings.limit_address),
            "key": parse(settings.limit_key),
            "code": parse(settings.limit_team),
            "batch": parse(settings.limit_team),
        }

    async def count(self, by: By, who: str) -> None:
        """One more by `who`. Raises Problem («too-many», with the seconds to wait) when that is one too many.

        While the storage is away nobody is held up.
        """
        item = self._items[by]
        try:
            if await self._windows.hit(item, by, who):
                return
            reset, _ = await self._windows.get_window_stats(item, by, who)
        except StorageError as error:
            log.warning("limits_not_counted", error=type(error).__name__)
            return
        raise Problem("too-many", retry_after=max(1, math.ceil(reset - time.time())))

    async def forgive(self, by: By, who: str) -> None:
        """One less: what was counted beforehand, so that many at once cannot slip through, need not have been."""
        item = self._items[by]
        try:
            await self._windows.hit(item, by, who, cost=-1)
        except StorageError as error:
            log.warning("limits_not_counted", error=type(error).__name__)
