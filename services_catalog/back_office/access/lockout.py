"""How often somebody may guess. An attacker is held up; whoever signs in from a known browser never is.

After OWASP's «device cookies»: attempts from a browser in which the account has signed in before are counted for that
browser alone. All others are counted by account and address together, then by account, then by address, each in windows
that grow, so that the wait does. Nobody can shut an office out by failing for it, neither from outside nor from within.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from services_catalog.back_office.access import tokens

log = structlog.get_logger()

What = Literal["password", "code"]

DEVICE = parse_many("10/5 minutes;30/hour;100/day")
PAIR = parse_many("5/minute;10/15 minutes;20/hour;50/day")  # an account, from one address
ACCOUNT = parse_many("50/hour;200/day")  # an account, from unknown browsers anywhere
ADDRESS = parse_many("300/hour;1000/day")  # any account, from unknown browsers at one address
TOLD = parse_many("1/hour")


@dataclass(frozen=True)
class Trier:
    """Somebody who tries to come in."""

    name: str  # of the account, as typed: it need not exist
    address: str
    device: str | None  # hash of the cookie of a browser in which this very account has signed in before


class Lockout:
    """Counts attempts, in memory or in the Redis of `storage`."""

    def __init__(self, storage: str) -> None:
        """`storage`: «memory://» or «redis://HOST:PORT». Raises ConfigurationError for what cannot be used."""
        self._windows = FixedWindowRateLimiter(storage_from_string(storage, wrap_exceptions=True))
        self._spare = FixedWindowRateLimiter(MemoryStorage())  # while the storage is away

    def wait(self, what: What, trier: Trier) -> int:
        """Count an attempt before it is looked at; how many seconds to wait first, 0 for none."""
        if trier.device:
            return self._hit(DEVICE, what, "device", trier.device)
        name = tokens.hashed(trier.name)
        return (
            self._test(ACCOUNT, what, "account", name)
            or self._test(ADDRESS, what, "address", trier.address)
            or self._hit(PAIR, what, "pair", name, trier.address)
        )

    def failed(self, what: What, trier: Trier) -> None:
        """The attempt was looked at and was wrong."""
        if not trier.device:
            self._hit(ACCOUNT, what, "account", tokens.hashed(trier.name))
            self._hit(ADDRESS, what, "address", trier.address)

    def succeeded(self, what: What, trier: Trier) -> None:
        """The attempt was right: who made it starts afresh."""
        if trier.device:
            self._clear(DEVICE, what, "device", trier.device)
        else:
            self._clear(PAIR, what, "pair", tokens.hashed(trier.name), trier.address)

    def is_news(self, trier: Trier) -> bool:
        """Whether the audit trail should be told that `trier` is held up: once an hour."""
        return self._hit(TOLD, "told", tokens.hashed(trier.name), trier.address) == 0

    def _hit(self, items: list[RateLimitItem], *key: str) -> int:
        for item in items:  # the shortest window first: what it refuses is not counted in the longer ones
            if not self._ask("hit", item, key):
                return self._seconds(item, key)
        return 0

    def _test(self, items: list[RateLimitItem], *key: str) -> int:
        for item in items:
            if not self._ask("test", item, key):
                return self._seconds(item, key)
        return 0

    def _clear(self, items: list[RateLimitItem], *key: str) -> None:
        for item in items:
            self._ask("clear", item, key)

    def _seconds(self, item: RateLimitItem, key: tuple[str, ...]) -> int:
        reset: float = self._ask("get_window_stats", item, key).reset_time
        return max(1, math.ceil(reset - time.time()))

    def _ask(self, method: str, item: RateLimitItem, key: tuple[str, ...]) -> Any:
        try:
            return getattr(self._windows, method)(item, *key)
        except StorageError as error:
            log.warning("attempts_counted_in_memory", error=type(error).__name__)
            return getattr(self._spare, method)(item, *key)
