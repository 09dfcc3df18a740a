"""The sentences that guides and sheets say around their facts: `sentences.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache
def _sentences() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("sentences.yml").read_text("utf-8"))
    return loaded


def say(key: str, **values: str) -> str:
    """The sentence under `key` («section.papers») with its values filled in. Raises KeyError if there is none."""
    found: Any = _sentences()
    for part in key.split("."):
        found = found[part]
    return str(found).format(**values) if values else str(found)
