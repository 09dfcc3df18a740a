"""A circuit breaker: after a row of failures nothing is tried for a while, save one trial at a time."""

from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """Closed (all may pass) until `failures` in a row; then open: one trial every `seconds`, until one succeeds."""

    def __init__(self, failures: int = 5, seconds: float = 3.0, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: seconds, from any start."""
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._failed = 0
        self._next_trial = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the other side is taken to be away."""
        return self._failed >= self._most

    def allows(self) -> bool:
        """Whether to try now. When it is open, a «yes» is the one trial of this period."""
        if not self.is_open:
            return True
        if self._clock() < self._next_trial:
            return False
        self._next_trial = self._clock() + self._seconds
        return True

    def succeeded(self) -> None:
        """The other side answered."""
        self._failed = 0

    def failed(self) -> None:
        """The other side did not answer, or not as it should."""
        if not self.is_open:
            self._next_trial = self._clock() + self._seconds
        self._failed += 1
