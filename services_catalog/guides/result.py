"""The result of a guide: what one citizen needs, as blocks and as text. Pure: no clock, no database.

What hangs on a question that was skipped is shown with the case in which it holds. Where that is more than anybody
reads, only what holds in most cases is, section by section, with what is left to find out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services_catalog.answers.blocks import Block, as_text
from services_catalog.answers.wording import day, headed, heading, money, paper_count
from services_catalog.answers.wording import say as say_answer
from services_catalog.guides.cases import case, settled, share
from services_catalog.guides.conditions import SKIPPED
from services_catalog.guides.engine import Answers, complete, is_asked
from services_catalog.guides.facts import called, found, service_of
from services_catalog.guides.guide import SECTIONS, Cost, Guide, Item, Kind, Paper, Reference, Saying, Step
from services_catalog.guides.wording import say
from services_catalog.record import Contact, Document, Duration, Fact, Fee, Note, Problem, ServiceRecord

CASE_FIRST = ("outcomes", "papers", "steps", "fees", "durations", "where", "warnings", "ask_whom", "next")
WAY_OUT_FIRST = ("outcomes", "warnings", "steps", "papers", "fees", "durations", "where", "ask_whom", "next")
ORDER = {
    Kind.CHECKLIST: CASE_FIRST,
    Kind.LIFE_EVENT: ("outcomes", "next", *CASE_FIRST[1:-1]),
    Kind.RESCUE: WAY_OUT_FIRST,
    Kind.SCAM_CHECK: WAY_OUT_FIRST,
}
EMPTY: tuple[Any, ...] = (None, "", [])
MOST_OPEN = 25  # lines that hang on skipped questions; more of them is a wall of «nếu»
MOST_SHOWN = {"papers": 8, "steps": 7, "fees": 2, "durations": 1, "where": 1}  # of a wall; of other sections none
_BARE_ANSWER = re.compile(r"^(?:Không|Được|Có|Có thể|Chưa|Phải|Cần|Đúng)\. ")
Line = tuple[str, Item, bool | None]  # its section, and whether it holds; None: that hangs on a skipped question
BLOCKS = {"papers": "checklist", "steps": "steps", "fees": "fees"}  # the others are lists


@dataclass(frozen=True)
class Result:
    """What one citizen needs. `blocks` are those of an answer; an item may also have `helper`, `check` and `who`."""

    title: str
    choices: list[tuple[str, str]]  # what was asked, in a few words, and what was answered
    blocks: list[Block]
    sources: list[dict[str, str | None]]  # {number, title, url}, as in an answer
    services: list[str]  # the records it rests on
    verified_at: date  # the oldest of the days on which the guide and those records were verified

    @property
    def text(self) -> str:
        """The same in plain words."""
        return as_text([_flat(block) for block in self.blocks])


def result(guide: Guide, answers: Answers, records: Mapping[str, ServiceRecord], today: date) -> Result:
    """The papers, steps, fees and warnings for `answers`. What was not answered counts as skipped."""
    taken = complete(guide, answers)
    shown = [(section, item, settled(guide, item.when, taken)) for section, _, item in guide.items()]
    is_brief = sum(held is None for _, _, held in shown) > MOST_OPEN
    if is_brief:
        shown = [*_without_a_wall(guide, taken, shown)]
    blocks: list[Block] = [_left_open(guide, taken)] if is_brief else []
    rests_on: dict[str, ServiceRecord] = {}
    pages: dict[str, str | None] = {}
    for section in ORDER[guide.kind]:
        if section == "next":
            blocks += _next(guide, taken, records)
            continue
        items = []
        for item, held in ((item, held) for name, item, held in shown if name == section):
            if held is False:
                continue
            told, record = said(section, item, guide, records, today)
            if record and item.from_:
                rests_on[service_of(item.from_, guide)] = record
            if held is None and item.when:
                told["when"] = ", ".join(filter(None, (item.case, case(guide, item.when, taken))))
            items.append(told)
            pages.update(pages_of(section, item, guide, records, today))
        blocks += _section(section, items)
    checked = min([guide.verified.on, *(record.verified.on for record in rests_on.values())])
    return Result(
        title=guide.title,
        choices=_choices(guide, taken),
        blocks=[*_overdue(guide, rests_on, today), *blocks],
        sources=_sources(rests_on, pages, today),
        services=sorted(rests_on),
        verified_at=checked,
    )


def _without_a_wall(guide: Guide, taken: Answers, shown: Sequence[Line]) -> Iterator[Line]:
    """Of what hangs on skipped questions only what holds in most cases; in the order of the guide all the same."""
    for section in SECTIONS:
        lines = [line for line in shown if line[0] == section]
        open_ones = [at for at, (_, _, held) in enumerate(lines) if held is None]
        likely = sorted(open_ones, key=lambda at: -share(guide, lines[at][1].when, taken))
        left_out = set(likely[MOST_SHOWN.get(section, 0) :])
        yield from (line for at, line in enumerate(lines) if at not in left_out)


def _choices(guide: Guide, taken: Answers) -> list[tuple[str, str]]:
    chosen = []
    for question in guide.questions:
        option = question.option(taken.get(question.id, SKIPPED))
        if option:
            chosen.append((question.about or question.ask, option.label))
    return chosen


def _left_open(guide: Guide, taken: Answers) -> Block:
    """What a citizen who skipped what settles most has to find out, and how to go on then."""
    skipped = [each for each in guide.questions if taken.get(each.id) == SKIPPED and is_asked(each, taken)]
    questions = ", ".join(each.about or each.ask for each in skipped)
    return {"type": "text", "title": say("left_open.title"), "text": say("left_open.text", questions=questions)}


def said(
    section: str, item: Item, guide: Guide, records: Mapping[str, ServiceRecord], today: date
) -> tuple[Block, ServiceRecord | None]:
    """`item` as an item of a block, and the record it rests on."""
    if item.from_ is None:
        line = _own(item)
        record = None
    else:
        record = records.get(service_of(item.from_, guide))
        facts = found(section, item.from_, guide, records, today)
        line = _told(facts[0]) if facts else _gone(item.from_, called(section, item.from_, guide, records), today)
        if item.when is not None:
            del line["when"]  # the answers have settled the case
    line["text"] = _by_itself(line["text"], item.case)
    line["when"] = heading(item.case or line.get("when"), line["text"])
    line["note"] = item.note or line.get("note")
    line["helper"] = item.helper
    if isinstance(item, Step):
        line |= {"who": item.who, "check": item.check, "url": str(item.url) if item.url else line.get("url")}
    return {key: value for key, value in line.items() if value not in EMPTY}, record


def _by_itself(text: str, case: str | None) -> str:
    """`text` without the «Không.», «Được.» that answers a question, where the sheet does not ask it as the `case`."""
    return text if is_topic(case) else _BARE_ANSWER.sub("", text)


def is_topic(case: str | None) -> bool:
    """Whether `case` heads its line like a question («Có phải cắt khẩu»), rather than say when the line holds."""
    return case is not None and not case.startswith(("nếu", "khi", "chỉ"))


def _own(item: Item) -> Block:
    if isinstance(item, Paper):
        fields = item.model_dump(exclude={"when", "from_", "helper", "sources", "note", "case"})
        return _told(Document.model_construct(**fields, note=None, when=None, sources=item.sources))
    if isinstance(item, Cost):
        fields = item.model_dump(include={"label", "amount_vnd", "unit"})
        return _told(Fee.model_construct(**fields, channel=None, note=None, when=None, sources=item.sources))
    assert isinstance(item, Saying)  # noqa: S101 (there are no others)
    return {"text": item.text}


def _told(fact: Fact) -> Block:
    """A fact of a record as an item of a block."""
    channel = getattr(fact, "channel", None)
    on_channel = say(f"channel.{channel}") if channel else None
    if isinstance(fact, Document):
        when = ", ".join(filter(None, (fact.when, on_channel)))
        return {"text": fact.name, "count": paper_count(fact), "note": fact.note, "when": when}
    if isinstance(fact, Fee):
        amount = money(fact.amount_vnd) + (f" {fact.unit}" if fact.unit and fact.amount_vnd else "")
        period = say_answer("until", day=day(fact.valid_to)) if fact.valid_to else None
        note = "; ".join(filter(None, (on_channel, fact.note)))
        return {
            "text": fact.label,
            "amount": amount,
            "amount_vnd": fact.amount_vnd,
            "period": period,
            "note": note,
            "when": fact.when,
        }
    if isinstance(fact, Contact):
        called = f"{fact.name}: {fact.phone}" if fact.phone else fact.name
        return {"text": called, "note": fact.note, "url": str(fact.url) if fact.url else None, "when": fact.when}
    if isinstance(fact, Problem):
        return {"text": fact.remedy, "note": fact.contact, "when": fact.when}
    if isinstance(fact, Duration):
        kind = say_answer(f"kind.{fact.kind}")
        return {"text": headed(kind, fact.text), "when": fact.when}
    if isinstance(fact, Note):
        return {"text": fact.text, "when": fact.when}
    url: Any = getattr(fact, "url", None)
    words: Any = getattr(fact, "text", None) or getattr(fact, "title", None)
    return {"text": words, "when": fact.when, "url": str(url) if url else None}


def _flat(block: Block) -> Block:
    """`block` with what a helper reads within the notes, for channels that draw nothing."""
    if "items" not in block:
        return block
    items = []
    for item in block["items"]:
        more = [say(f"sheet.{key}", text=item[key]) for key in ("who", "check", "helper") if item.get(key)]
        note = "; ".join(part.rstrip(".") for part in (item.get("note"), *more) if part)
        items.append({**item, "note": note} if note else item)
    return {**block, "items": items}


def _gone(reference: Reference, known: Sequence[Fact], today: date) -> Block:
    """A fact that its record no longer holds: its name is said, and that it has ended, or has changed."""
    ended = max((fact.valid_to for fact in known if fact.valid_to and fact.valid_to < today), default=None)
    note = say("ended", day=day(ended)) if ended else say("changed_since")
    return {"text": reference.name, "note": note, "when": None}


def _section(section: str, items: list[Block]) -> list[Block]:
    if not items:
        return []
    title = say(f"section.{section}")
    if section == "outcomes":
        return [{"type": "text", "title": title, "text": "\n".join(_with_case(item) for item in items)}]
    if section == "warnings":
        return [{"type": "notice", "level": "warning", "title": title, "text": "\n".join(map(_with_case, items))}]
    return [{"type": BLOCKS.get(section, "list"), "title": title, "items": items}]


def _with_case(item: Block) -> str:
    case = str(item.get("when") or "")
    text = f"{case[0].upper()}{case[1:]}: {item['text']}" if case else str(item["text"])
    return f"{text} ({item['note']})" if item.get("note") else text


def _next(guide: Guide, taken: Answers, records: Mapping[str, ServiceRecord]) -> list[Block]:
    """What comes next, in order. An item names its `service` or `guide`, so that a page can make a button of it."""
    items = []
    for each in guide.next:
        if not settled(guide, each.when, taken):
            continue
        record = records.get(each.service) if each.service else None
        if each.service and record is None:  # withdrawn since
            continue
        text = record.name if record else each.note or say("other_guide")
        target = {"service": each.service} if each.service else {"guide": each.guide}
        note = each.note if record else None
        items.append({"text": text, **target, **({"note": note} if note else {})})
    return _section("next", items)


def pages_of(
    section: str, item: Item, guide: Guide, records: Mapping[str, ServiceRecord], today: date
) -> Iterator[tuple[str, str | None]]:
    """(title, address) of the sources that `item` rests on, laws of records aside: those are named as laws."""
    for key in item.sources:
        source = guide.sources[key]
        yield source.title, str(source.url) if source.url else None
    record = records.get(service_of(item.from_, guide)) if item.from_ else None
    if item.from_ is None or record is None:
        return
    for fact in found(section, item.from_, guide, records, today)[:1]:
        for source in (record.sources[key] for key in fact.sources):
            if source.kind != "law":
                yield source.title, str(source.url) if source.url else None


def _sources(
    rests_on: Mapping[str, ServiceRecord], pages: Mapping[str, str | None], today: date
) -> list[dict[str, str | None]]:
    laws: dict[str, dict[str, str | None]] = {}
    for record in rests_on.values():
        for law in record.legal_basis:
            if not law.in_force_to or law.in_force_to >= today:
                url = str(law.url) if law.url else None
                laws.setdefault(law.number, {"number": law.number, "title": law.title, "url": url})
    return [*laws.values(), *({"number": None, "title": title, "url": url} for title, url in pages.items())]


def _overdue(guide: Guide, rests_on: Mapping[str, ServiceRecord], today: date) -> list[Block]:
    """A notice if the guide or a record it rests on is due for review, or a record is no longer in force."""
    due = [record for record in rests_on.values() if record.valid_to and record.valid_to < today]
    reviewed: list[Guide | ServiceRecord] = [guide, *rests_on.values()]
    late = [each for each in reviewed if each.verified.on + timedelta(days=each.review_after_days) < today]
    if due:
        text = say("expired", names=", ".join(record.name for record in due))
    elif late:
        text = say("overdue", day=day(min(each.verified.on for each in late)))
    else:
        return []
    return [{"type": "notice", "level": "warning", "text": text}]
