"""What every client of the webhook relies on (shared design: the webhook's contract)."""

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
