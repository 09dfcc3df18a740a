"""The pack of a team: its services and guides as data that a phone shows and runs without a network. Pure.

A phone cannot ask what has changed since. So a section of a service says the last day on which it would read the same
(`until`), and every line of a guide says, for each day from now on, what it will be (`versions`): the composer is asked
day by day. What is past its date is then said to be past, never told as if it still held.

An item of the pack is a JSON object named by the SHA-256 of its bytes, so that a phone fetches only what it lacks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from services_catalog.answers.pack import MOST_ASKED, sheet
from services_catalog.answers.wording import say as say_answer
from services_catalog.guides.conditions import WORDS
from services_catalog.guides.engine import Answers
from services_catalog.guides.facts import called, found, service_of
from services_catalog.guides.guide import Guide, Item, Next
from services_catalog.guides.result import BLOCKS, MOST_OPEN, MOST_SHOWN, ORDER, pages_of, result, said
from services_catalog.guides.wording import say
from services_catalog.record import Aspect, Fact, ServiceRecord
from services_catalog.teams.beside import beside
from services_catalog.teams.choices import choices
from services_catalog.teams.learning import practice, quiz
from services_catalog.teams.safety import safety

MOST_BYTES = 2_000_000
EID_SERVICES = ("dinh-danh-muc-1", "dinh-danh-muc-2", "vneid-kich-hoat", "vneid-su-co", "dinh-danh-to-chuc")
ALWAYS_GUIDES = (  # whatever a team chooses: eID is what people come for, and a suspicious call may come at any time
    "dinh-danh-muc-1",
    "dinh-danh-muc-2",
    "vneid-kich-hoat",
    "vneid-cuu-ho",
    "dinh-danh-to-chuc",
    "kiem-tra-lua-dao",
)
DEFAULT = tuple(dict.fromkeys((*EID_SERVICES, *MOST_ASKED)))
# What nobody reads to a resident: what finds a topic, whose words it is, and what speaks to the helper.
NOT_TO_RESIDENTS = frozenset({"asked", "keywords", "aliases", "sources", "laws", "url", "helper", "beside"})
_AS_READ_ALOUD = {
    "bạn": ("bà con", "Bà con"),
    "con bạn": ("con của bà con", "Con của bà con"),
    "hai bạn": ("hai người", "Hai người"),
}
_YOU = re.compile(r"\b(?:(?:con|hai) )?(?<!kết )bạn\b(?! bè)", re.IGNORECASE)
OTHER_ASPECTS = tuple(aspect for aspect in Aspect if aspect is not Aspect.GENERAL)

Json = dict[str, Any]


@dataclass(frozen=True)
class PackItem:
    """One file of the pack. `body` is UTF-8 JSON, `digest` its SHA-256 in hex."""

    kind: str  # words, safety, quiz, practice, guide, service
    id: str
    name: str | None
    body: bytes
    digest: str

    @classmethod
    def of(cls, content: Json, name: str | None = None) -> PackItem:
        """The item that holds `content`."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        kind = str(content["kind"])
        return cls(kind, str(content.get("id", kind)), name, body, hashlib.sha256(body).hexdigest())

    def entry(self) -> Json:
        """The item's line in the manifest."""
        named = {"name": self.name} if self.name else {}
        return {"kind": self.kind, "id": self.id, **named, "digest": self.digest, "size": len(self.body)}


def pack(
    services: Collection[str],
    records: Mapping[str, ServiceRecord],
    guides: Mapping[str, Guide],
    today: date,
    made: dict[tuple[str, str], PackItem] | None = None,
) -> list[PackItem]:
    """The items for a team that chose `services`; for none, DEFAULT. What is not among `records` is left out.

    A guide brings the services that it settles, so that they can be looked up while it leads.
    `made`: items of the same records and day, by kind and id; they are not made again, and new ones are added.
    """
    made = {} if made is None else made
    chosen = [slug for slug in services or DEFAULT if slug in records and not _is_over(records[slug], today)]
    led = guides_for(chosen, guides)
    settled = [slug for name in led for slug in guides[name].settles if slug in records]
    chosen = [*dict.fromkeys([*chosen, *(slug for slug in settled if not _is_over(records[slug], today))])]
    for name in led:
        if ("guide", name) not in made:
            made["guide", name] = guide_item(name, guides[name], records, today)
    for slug in chosen:
        if ("service", slug) not in made:
            made["service", slug] = service_item(slug, records[slug], guides, today)
    of_team = [*(("guide", name) for name in led), *(("service", slug) for slug in chosen)]
    return [*standing_items(), *(made[key] for key in of_team)]


def manifest(items: Sequence[PackItem], notices: Sequence[Json], today: date) -> Json:
    """The list of the items, by which a phone fetches what it lacks."""
    mark = hashlib.sha256(json.dumps([[item.digest for item in items], notices]).encode()).hexdigest()
    return {
        "version": mark[:32],
        "made_on": today.isoformat(),
        "size": sum(len(item.body) for item in items),
        "notices": list(notices),
        "items": [item.entry() for item in items],
    }


def guides_for(services: Iterable[str], guides: Mapping[str, Guide]) -> list[str]:
    """The guides that settle one of `services`, and those that every pack has; in the order of their names."""
    wanted = set(services)
    return [name for name in sorted(guides) if name in ALWAYS_GUIDES or wanted & set(guides[name].settles)]


@lru_cache
def standing_items() -> tuple[PackItem, ...]:
    """What every pack has: the words around the facts, what is safe, and what to learn."""
    return (
        PackItem.of({"kind": "words", **_words()}),
        PackItem.of({"kind": "safety", **safety().model_dump(mode="json")}),
        PackItem.of({"kind": "quiz", **quiz().model_dump(mode="json", by_alias=True)}),
        PackItem.of({"kind": "practice", **practice().model_dump(mode="json")}),
    )


def guide_item(name: str, guide: Guide, records: Mapping[str, ServiceRecord], today: date) -> PackItem:
    """One guide as an item."""
    content = compiled(name, guide, records, today)
    return PackItem.of(content, content["title"])


def service_item(slug: str, record: ServiceRecord, guides: Mapping[str, Guide], today: date) -> PackItem:
    """One service as an item: what is said under every aspect."""
    content = sheet(slug, record, today, OTHER_ASPECTS)
    del content["slug"]
    for section in content["sections"]:
        section["rules"] = _rules(section["blocks"])
        for block in (block for block in section["blocks"] if block["type"] == "steps"):
            for step in block["items"]:
                step |= _beside(None, step, block.get("title") or "")
    led = [name for name in sorted(guides) if slug in guides[name].settles]
    content = {"kind": "service", "id": slug, **content, "keywords": record.keywords, "guides": led}
    return PackItem.of(_to_residents(content), record.name)


def compiled(name: str, guide: Guide, records: Mapping[str, ServiceRecord], today: date) -> Json:
    """`guide` as data: questions, conditions, and every line of the result as it reads from `today` on.

    Whoever runs it (the device; docs/teams.md tells how) comes to what `expected` gives.
    """
    sources: dict[tuple[str, str | None], int] = {}
    sections: list[Json] = []
    for section in ORDER[guide.kind]:
        if section == "next":
            items = [_next(each, records) for each in guide.next if not each.service or each.service in records]
        else:
            items = [_item(section, item, guide, records, today, sources) for item in getattr(guide, section)]
        if items:
            block = {"outcomes": "text", "warnings": "notice"}.get(section) or BLOCKS.get(section, "list")
            sections.append({"id": section, "title": say(f"section.{section}"), "block": block, "items": items})
    used = sorted({item["record"] for section in sections for item in section["items"] if item.get("record")})
    content = {
        "kind": "guide",
        "id": name,
        "title": guide.title,
        "summary": guide.summary,
        "sort": str(guide.kind),
        "services": guide.services,
        "settles": guide.settles,
        "counted": [{"when": condition(each.when), "service": each.service} for each in guide.counted],
        "asked": guide.asked,
        "verified_on": guide.verified.on.isoformat(),
        "review_until": _review_until(guide),
        "questions": [_question(question) for question in guide.questions],
        "sections": sections,
        "records": {slug: _record(records[slug]) for slug in used},
        "sources": [{"title": title, "url": url} for title, url in sources],
    }
    told: Json = _to_residents(content)
    return told


def expected(guide: Guide, answers: Answers, records: Mapping[str, ServiceRecord], today: date) -> Json:
    """What a device has to come to on the day `today`: the result of the guide as JSON values."""
    made = result(guide, answers, records, today)
    told: Json = _to_residents(
        {
            "title": made.title,
            "choices": [list(choice) for choice in made.choices],
            "blocks": made.blocks,
            "sources": made.sources,
            "verified_at": made.verified_at.isoformat(),
        }
    )
    return told


def condition(when: Mapping[str, Any] | None) -> Json | None:
    """A condition in one of four forms: {question, in}, {all}, {any}, {not}. None: always."""
    if not when:
        return None
    parts = [_one(key, value) for key, value in when.items()]
    return parts[0] if len(parts) == 1 else {"all": parts}


def _one(key: str, value: Any) -> Json:
    if key == "not":
        return {"not": condition(value)}
    if key in WORDS:
        return {key: [condition(part) for part in value]}
    return {"question": key, "in": value if isinstance(value, list) else [value]}


def _question(question: Any) -> Json:
    options = [_present({"id": each.id, "label": each.label, "note": each.note}) for each in question.options]
    return _present(
        {
            "id": question.id,
            "ask": question.ask,
            "about": question.about or question.ask,
            "help": question.help,
            "when": condition(question.when),
            "options": options,
        }
    )


def _item(
    section: str,
    item: Item,
    guide: Guide,
    records: Mapping[str, ServiceRecord],
    today: date,
    sources: dict[tuple[str, str | None], int],
) -> Json:
    slug = service_of(item.from_, guide) if item.from_ else None
    meant = called(section, item.from_, guide, records) if item.from_ else []
    versions: list[Json] = []
    for start in _days(meant, today):
        line, _ = said(section, item, guide, records, start)
        pages = [sources.setdefault(page, len(sources)) for page in pages_of(section, item, guide, records, start)]
        is_past = item.from_ is not None and not found(section, item.from_, guide, records, start)
        told = _beside(item, line) if section == "steps" else {"rules": _rules([line])}
        version = _present({"past": is_past or None, "item": line, "pages": pages, **told})
        if versions and version == {key: versions[-1][key] for key in versions[-1] if key not in ("from", "to")}:
            continue
        if versions:
            versions[-1]["to"] = (start - timedelta(days=1)).isoformat()
        versions.append({"from": start.isoformat() if versions else None, "to": None, **version})
    return _present({"when": condition(item.when), "record": slug if slug in records else None, "versions": versions})


def _next(each: Next, records: Mapping[str, ServiceRecord]) -> Json:
    record = records[each.service] if each.service else None
    line = _present(
        {
            "text": record.name if record else each.note or say("other_guide"),
            "service": each.service,
            "guide": each.guide,
            "note": each.note if record else None,
        }
    )
    return _present({"when": condition(each.when), "versions": [{"from": None, "to": None, "item": line}]})


def _record(record: ServiceRecord) -> Json:
    return {
        "name": record.name,
        "valid_to": record.valid_to.isoformat() if record.valid_to else None,
        "verified_on": record.verified.on.isoformat(),
        "review_until": _review_until(record),
        "laws": [
            {
                "number": law.number,
                "title": law.title,
                "url": str(law.url) if law.url else None,
                "to": law.in_force_to.isoformat() if law.in_force_to else None,
            }
            for law in record.legal_basis
        ],
    }


def _days(facts: Sequence[Fact], today: date) -> list[date]:
    """`today`, and each later day on which one of `facts` begins to hold or no longer holds."""
    starts = {fact.valid_from for fact in facts if fact.valid_from}
    after = {fact.valid_to + timedelta(days=1) for fact in facts if fact.valid_to}
    return [today, *sorted(day for day in starts | after if day > today)]


def _is_over(record: ServiceRecord, today: date) -> bool:
    return record.valid_to is not None and record.valid_to < today


def _review_until(each: Guide | ServiceRecord) -> str:
    return (each.verified.on + timedelta(days=each.review_after_days)).isoformat()


def _beside(item: Item | None, step: Json, way: str = "") -> Json:
    """What stands beside `step` of a guide, or of a service where there is no `item`; with the rules it calls for.

    `way`: what the list of a service's steps is called.
    """
    told = beside(item, step["text"], step.get("when") or way)
    rules = safety().rules_for("\n".join([way, *_texts(step)]), by_phone=told.where == "here")
    return {"beside": told.model_dump(exclude_none=True), "rules": rules}


def _rules(lines: Sequence[Any]) -> list[str]:
    """The rules of safe helping that what is said in `lines` calls for, where nothing is done yet."""
    return safety().rules_for("\n".join(_texts(lines)))


def _to_residents(value: Any) -> Any:
    """`value` in words to the resident: a helper reads it aloud, and would be meant by «bạn»."""
    if isinstance(value, str):
        return _YOU.sub(lambda found: _AS_READ_ALOUD[found[0].lower()][found[0][0].isupper()], value)
    if isinstance(value, dict):
        return {key: each if key in NOT_TO_RESIDENTS else _to_residents(each) for key, each in value.items()}
    return [_to_residents(each) for each in value] if isinstance(value, list) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for key, each in value.items() if key != "url" for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


def _words() -> Json:
    sentences = ("if_case", "unless", "not_case", "answer", "either", "or", "and", "expired", "overdue")
    return {
        **{key: _to_residents(say(key)) for key in sentences},
        "left_open": {key: _to_residents(say(f"left_open.{key}")) for key in ("title", "text")},
        "most_open": MOST_OPEN,
        "most_shown": MOST_SHOWN,
        "past": safety().past,
        "unknown_amount": say_answer("amount_unknown"),
        "outcomes": [{"id": key, "label": label} for key, label in choices().outcomes.items()],
        "reasons": [reason.model_dump() for reason in choices().reasons],
        "other": choices().other.model_dump(),
    }


def _present(fields: Json) -> Json:
    """`fields` without those that say nothing."""
    return {key: value for key, value in fields.items() if value is not None}
