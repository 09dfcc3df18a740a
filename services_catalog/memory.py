"""Memory that was taken for a while and freed goes back to the system."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """After much was learnt or read: glibc keeps what was freed otherwise. Does nothing on other C libraries."""
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
