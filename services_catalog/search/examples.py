"""What each label of the linker is learnt from: phrases of the records, and what is taught beside them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.language import reading
from services_catalog.record import ServiceRecord
from services_catalog.search.phrases import phrases
from services_catalog.search.teaching import AMBIGUOUS, NONE, Teaching


@dataclass(frozen=True)
class Examples:
    """The phrases that stand for one label."""

    digest: str  # of the phrases as they are written
    read: list[tuple[str, float]]  # as they are read, unmarked, with their weights


def examples(
    records: Mapping[str, ServiceRecord], teaching: Teaching, known: Mapping[str, Examples] | None = None
) -> dict[str, Examples]:
    """The examples of each label. What is `known` is not read again: reading all takes some ten seconds."""
    found = {}
    for label, written in _written(records, teaching).items():
        digest = digest_of(written)
        same = (known or {}).get(label)
        if same is None or same.digest != digest:
            same = Examples(digest, [(reading.plain(text), weight) for text, weight in written])
        found[label] = same
    return found


def is_of(known: Mapping[str, str], records: Mapping[str, ServiceRecord], teaching: Teaching) -> bool:
    """Whether the digests `known`, by label, are those of exactly these records and teaching."""
    return known == {label: digest_of(written) for label, written in _written(records, teaching).items()}


def digest_of(items: Iterable[Any]) -> str:
    """The SHA-256 of what JSON can hold."""
    return hashlib.sha256(json.dumps(list(items), ensure_ascii=False).encode()).hexdigest()


@cache
def way_of_reading() -> str:
    """What decides how phrases are read, in one short string: another release may read them otherwise."""
    folder = Path(reading.__file__).parent
    files = sorted(path for path in folder.iterdir() if path.suffix in (".py", ".txt"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _written(records: Mapping[str, ServiceRecord], teaching: Teaching) -> defaultdict[str, list[tuple[str, float]]]:
    found: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for slug, record in records.items():
        found[slug] += phrases(record)
    for text, label, weight in teaching.phrases:
        if label in records or label in (NONE, AMBIGUOUS) or label[0] in "!?@":
            found[label].append((text, weight))
    return found
