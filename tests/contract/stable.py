"""What every client of the webhook relies on (README.md tells what each key means)."""

from __future__ import annotations

STABLE_KEYS = frozenset(
    [
        "type",
        "service",
        "aspect",
        "candidates",
        "confidence",
        "sources",
        "valid_from",
        "verified_at",
        "blocks",
    ]
)
TYPES = frozenset(["answer", "clarify", "guide", "fallback", "handoff", "smalltalk"])
