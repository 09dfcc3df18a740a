"""The example messages that Rasa learns from: those that staff add, and those that stand already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.language.marks import compose, without_marks
from bot.language.privacy import mask
from services_catalog.answers.wording import say
from services_catalog.back_office.access import audit
from services_catalog.back_office.models import TrainingPhrase
from services_catalog.content import CONTENT, read_yaml
from services_catalog.models import Revision, Service
from services_catalog.record import Aspect
from services_catalog.settings import ROOT

NLU = ROOT / "data" / "nlu"
MOST_CHARS = 200
MOST_AT_ONCE = 200
BUILT_IN, OF_RECORD = "có sẵn", "hồ sơ dịch vụ"
_UNMARKED = {code: without_marks(chr(code)) for code in range(0x1F00)}  # a table: tens of thousands are read
_WORDS = re.compile(r"\w+")
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # Rasa's «[Hà Nội](province)»


@dataclass(frozen=True)
class Phrase:
    """A message under its intent. `id`: of one that staff added, and may remove."""

    intent: str
    text: str
    by: str
    id: int | None = None


@dataclass(frozen=True)
class Refused:
    """A phrase that was not added, and why."""

    text: str
    why: str


@dataclass
class Added:
    """What became of phrases that somebody wanted to add."""

    added: list[str]
    refused: list[Refused]
    masked: int  # of the added ones, those in which something personal was covered


@lru_cache
def intents() -> dict[str, str]:
    """What may be taught, and what staff call it: first the aspects of services, then the dialogue acts."""
    acts: dict[str, str] = read_yaml(Path(__file__).with_name("intents.yml"))
    return {f"ask_{aspect}": say(f"aspect.{aspect}") for aspect in Aspect} | acts


def add(session: Session, intent: str, texts: list[str], by: str) -> Added:
    """Teach each of `texts` under `intent`, save those that stand somewhere already. Raises KeyError for no intent."""
    called = intents()
    name = called[intent]
    standing = {key(each.text): each for each in standing_phrases(session)}
    standing |= {key(each.text): each for each in taught(session)}
    result = Added([], [], 0)
    for line in texts:
        text, private = mask(" ".join(compose(line).split()))
        if not text:
            continue
        before = standing.get(key(text))
        if len(text) > MOST_CHARS:
            why = f"Câu dài quá {MOST_CHARS} ký tự. Bạn rút gọn nhé."
        elif text.startswith("/") or not key(text):
            why = "Đây không phải câu người dân sẽ gõ."
        elif before and before.intent == intent:
            why = f"Câu này đã được dạy là «{name}» rồi."
        elif before:
            why = (
                f"Câu này đang được dạy là «{called.get(before.intent, before.intent)}» ({before.by}): «{before.text}»."
            )
        else:
            row = TrainingPhrase(intent=intent, text=text, by=by)
            session.add(row)
            standing[key(text)] = Phrase(intent, text, by)
            result.added.append(text)
            result.masked += bool(private)
            continue
        result.refused.append(Refused(text, why))
    if result.added:
        session.flush()
        audit.record(session, by, "teach", intent, phrases=result.added)
    return result


def remove(session: Session, phrase_id: int, by: str) -> TrainingPhrase | None:
    """Teach a phrase of staff no more; None if there is none, or it is removed already."""
    row = session.get(TrainingPhrase, phrase_id)
    if row is None or row.removed_by is not None:
        return None
    row.removed_by = by
    audit.record(session, by, "unteach", row.intent, phrase=row.text)
    return row


def key(text: str) -> str:
    """What two phrases share that are one to Rasa: neither marks, capitals nor punctuation count."""
    return " ".join(_WORDS.findall(text.lower().translate(_UNMARKED)))


def find(session: Session, words: str = "", intent: str = "") -> list[Phrase]:
    """The phrases with `words` in them, marks or not, under `intent` or any: first those of staff, the newest first."""
    wanted = key(words)
    every = (*taught(session), *standing_phrases(session))
    return [
        each for each in every if (not intent or each.intent == intent) and (not wanted or wanted in key(each.text))
    ]


def taught(session: Session) -> list[Phrase]:
    """The phrases of staff, newest first."""
    rows = session.scalars(
        select(TrainingPhrase).where(TrainingPhrase.removed_by.is_(None)).order_by(TrainingPhrase.id.desc())
    )
    return [Phrase(row.intent, row.text, row.by, row.id) for row in rows]


def standing_phrases(session: Session) -> Iterator[Phrase]:
    """What Rasa learns besides: the files of `data/nlu`, and the questions of published records.

    They are not kept in memory: tens of thousands, looked at a few times a day. Reading them takes about a second.
    """
    yield from _of_files()
    yield from _of_records(session)


def _of_files() -> Iterator[Phrase]:
    for path in sorted(NLU.glob("*.yml")):
        for entry in read_yaml(path).get("nlu") or []:
            for line in str(entry.get("examples") or "").splitlines():
                if "intent" in entry and line.strip():
                    yield Phrase(entry["intent"], _ANNOTATION.sub(r"\1", line.removeprefix("- ").strip()), BUILT_IN)
    for name in ("_outside.yml", "_unnamed.yml", "_unlisted.yml", "_ambiguous.yml"):
        for entry in read_yaml(CONTENT / name) if (CONTENT / name).is_file() else []:
            if "act" in entry:
                yield from (Phrase(entry["act"], text, BUILT_IN) for text in entry["phrases"])
            yield from _questions(entry, BUILT_IN)


def _of_records(session: Session) -> Iterator[Phrase]:
    rows = session.scalars(
        select(Revision.record).join(Service, Service.published_id == Revision.id).where(Service.kind == "service")
    )
    for record in rows:
        yield from _questions(record, f"{OF_RECORD} {record.get('name', '')}")


def _questions(record: dict[str, object], by: str) -> Iterator[Phrase]:
    questions = record.get("questions")
    if isinstance(questions, dict):
        for aspect, texts in questions.items():
            yield from (Phrase(f"ask_{aspect}", text, by) for text in texts)
