"""Waiting for what happens in another thread or process."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 60.0  # far beyond what anything takes here; a busy machine must not fail a test


def eventually(happened: Callable[[], bool], seconds: float = SECONDS) -> bool:
    """Whether `happened` comes true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
