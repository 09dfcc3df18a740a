"""What is learnt beside the services: messages that name none, that fit several, that are outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.back_office.models import Gap
from services_catalog.content import CONTENT, read_yaml
from services_catalog.guides.guide import Guide, Kind

AMBIGUOUS = "~"  # the label of a message that fits several services equally («làm lại giấy tờ xe»)
OUTSIDE = "!out_of_scope"  # the label of a message that is about no public service
NONE = ""  # the label of a message that names no service («phí bao nhiêu vậy»)


@dataclass(frozen=True)
class Unlisted:
    """A real public service that the catalogue does not hold, and who helps with it."""

    slug: str
    name: str
    who: str


@dataclass
class Teaching:
    """Phrases with the labels they stand for.

    A slug, NONE, `!act` outside public services, `?slug` unlisted, `@guide` an event of life that takes several.
    """

    phrases: list[tuple[str, str, float]] = field(default_factory=list)  # (text, label, weight)
    unlisted: dict[str, Unlisted] = field(default_factory=dict)

    def with_outside(self, texts: Iterable[str]) -> Teaching:
        """This, and `texts` as OUTSIDE."""
        return replace(self, phrases=[*self.phrases, *((text, OUTSIDE, 1.0) for text in texts)])

    def with_events(self, guides: Mapping[str, Guide]) -> Teaching:
        """This, and how people tell of the events of life that `guides` lead through."""
        told = [
            (text, f"@{name}", 1.0)
            for name, guide in sorted(guides.items())
            if guide.kind is Kind.LIFE_EVENT
            for text in guide.asked
        ]
        return replace(self, phrases=[*self.phrases, *told])


def read_teaching(folder: Path = CONTENT) -> Teaching:
    """The files of `folder` whose names start with an underscore: `_unnamed`, `_ambiguous`, `_outside`, `_unlisted`."""
    teaching = Teaching()
    for entry in _entries(folder / "_unnamed.yml"):
        teaching.phrases += [(text, NONE, 1.0) for text in _questions(entry)]
    for entry in _entries(folder / "_ambiguous.yml"):
        for text in _questions(entry):
            teaching.phrases += [(text, label, 1.0) for label in (*entry["services"], AMBIGUOUS)]
    for entry in _entries(folder / "_outside.yml"):
        teaching.phrases += [(text, f"!{entry['act']}", 1.0) for text in entry["phrases"]]
    for entry in _entries(folder / "_unlisted.yml"):
        slug = entry["unlisted"]
        teaching.unlisted[slug] = Unlisted(slug, entry["name"], entry["who"])
        teaching.phrases += [
            (text, f"?{slug}", 1.0) for text in (entry["name"], *_questions(entry), *entry.get("phrases", []))
        ]
    return teaching


def taught_outside(session: Session) -> list[str]:
    """What staff marked as out of scope on the gap board, in a fixed order: taught as OUTSIDE, beside the files."""
    rows = session.scalars(select(Gap.phrases).where(Gap.state == "out_of_scope").order_by(Gap.key))
    return [phrase for phrases in rows for phrase in phrases]


def _entries(path: Path) -> list[dict[str, Any]]:
    return read_yaml(path) if path.exists() else []


def _questions(entry: dict[str, Any]) -> list[str]:
    return [text for texts in entry.get("questions", {}).values() for text in texts]
