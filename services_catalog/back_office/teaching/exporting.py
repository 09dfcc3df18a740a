"""What staff teach, written out for the next training (bot/nlu/importer.py reads it, tools/model.py hashes it)."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.back_office.models import TrainingPhrase
from services_catalog.content import CONTENT, content_files, read_yaml
from services_catalog.models import Revision, Service
from services_catalog.settings import ROOT

FILE = ROOT / "var" / "training" / "phrases.yml"
HEAD = "# What staff teach, as of the last training that was started in the back office. Written by it, not by hand.\n"


def export(session: Session, file: Path = FILE, content: Path = CONTENT) -> int:
    """Write the phrases of staff, and the published services' questions that no content file holds. Returns how many.

    The file stays as it is if it says the same already; with nothing to say there is none.
    """
    taught: defaultdict[str, set[str]] = defaultdict(set)
    for intent, text in session.execute(
        select(TrainingPhrase.intent, TrainingPhrase.text).where(TrainingPhrase.removed_by.is_(None))
    ):
        taught[intent].add(text)
    known = {pair for path in content_files(content) for pair in _questions(read_yaml(path))}
    for record in session.scalars(
        select(Revision.record).join(Service, Service.published_id == Revision.id).where(Service.kind == "service")
    ):
        for intent, text in set(_questions(record)) - known:
            taught[intent].add(text)
    phrases = {intent: sorted(taught[intent]) for intent in sorted(taught)}
    if not phrases:
        file.unlink(missing_ok=True)
        return 0
    text = HEAD + yaml.safe_dump(phrases, allow_unicode=True, width=1000)
    if not file.is_file() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.new")  # hidden, so that no hash sees it
        new.write_text(text, "utf-8")
        os.replace(new, file)
    return sum(map(len, phrases.values()))


def _questions(record: object) -> list[tuple[str, str]]:
    questions = record.get("questions") or {} if isinstance(record, dict) else {}
    return [(f"ask_{aspect}", text) for aspect, texts in questions.items() for text in texts]
