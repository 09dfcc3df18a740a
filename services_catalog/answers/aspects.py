"""The facts of a record under each aspect, as blocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import takewhile
from typing import Any

from services_catalog.answers.blocks import Block
from services_catalog.answers.wording import day, form_code, headed, heading, paper_count, price, say
from services_catalog.record import Aspect, Channel, Fact, Fee, ServiceRecord, Step

Renderer = Callable[[ServiceRecord, date], list[Block]]


def blocks_of(record: ServiceRecord, aspect: Aspect, today: date) -> list[Block]:
    """What `record` holds under `aspect` on the day `today`; empty where it holds nothing."""
    return [block for block in RENDERERS[aspect](record, today) if block.get("text") or block.get("items")]


def _item(fact: Fact, text: str, **more: Any) -> dict[str, Any]:
    item = {"text": text, "when": heading(fact.when, text), **more}
    return {key: value for key, value in item.items() if value not in (None, "")}


def _current(facts: list[Any], today: date) -> list[Any]:
    return [fact for fact in facts if fact.in_force(today)]


def _plain_list(record: ServiceRecord, field: str, aspect: Aspect, today: date) -> list[Block]:
    items = [_item(fact, fact.text) for fact in _current(getattr(record, field), today)]
    return [{"type": "list", "title": say(f"aspect.{aspect}"), "items": items}]


def documents(record: ServiceRecord, today: date) -> list[Block]:
    """Papers that everybody needs, then those for particular cases."""
    papers = _current(record.documents, today)

    def item(paper: Any) -> dict[str, Any]:
        channel = say(f"channel.{paper.channel}").lower() if paper.channel else None
        when = ", ".join(filter(None, (paper.when, channel))) or None
        return {
            **_item(paper, paper.name, count=paper_count(paper), note=paper.note),
            **({"when": when} if when else {}),
        }

    always = [item(paper) for paper in papers if not paper.when]
    by_case = [item(paper) for paper in papers if paper.when]
    title = say("aspect.documents")
    if always and by_case:
        return [
            {"type": "checklist", "title": f"{title} – {say('papers_always').lower()}", "items": always},
            {"type": "checklist", "title": f"{title} – {say('papers_by_case').lower()}", "items": by_case},
        ]
    return [{"type": "checklist", "title": title, "items": always or by_case}]


def _period(fee: Fee, today: date) -> str | None:
    if fee.valid_from and fee.valid_from > today:
        start = say("from", day=day(fee.valid_from))
        return f"{start} {say('until', day=day(fee.valid_to))}" if fee.valid_to else start
    return say("until", day=day(fee.valid_to)) if fee.valid_to else None


def _fee(fee: Fee, today: date) -> dict[str, Any]:
    amount, note = price(fee)
    channel = say(f"channel.{fee.channel}").lower() if fee.channel else None
    return _item(
        fee,
        fee.label,
        amount=amount,
        amount_vnd=fee.amount_vnd,
        period=_period(fee, today),
        note="; ".join(filter(None, (channel, note))),
    )


def fees(record: ServiceRecord, today: date) -> list[Block]:
    """What is paid today, with the last day it holds, and what comes after."""
    current = [fee for fee in record.fees if not (fee.valid_to and fee.valid_to < today)]
    rows = [_fee(fee, today) for fee in sorted(current, key=lambda fee: not fee.in_force(today))]
    return [{"type": "fees", "title": say("aspect.fee"), "items": rows}]


def durations(record: ServiceRecord, today: date) -> list[Block]:
    """Processing time, deadlines and validity."""
    items = []
    for fact in _current(record.durations, today):
        kind = say(f"kind.{fact.kind}")
        channel = say(f"channel.{fact.channel}").lower() if fact.channel else None
        items.append(_item(fact, headed(kind, fact.text), note=channel))
    return [{"type": "list", "title": say("aspect.duration"), "items": items}]


def steps(record: ServiceRecord, today: date) -> list[Block]:
    """The citizen's steps in their order: what every channel begins with, each channel's own, and what is left."""
    current = [fact for fact in _current(record.steps, today) if fact.actor == "citizen"]
    first = list(takewhile(lambda fact: fact.channel is None, current))
    last = [fact for fact in current[len(first) :] if fact.channel is None]
    by_channel = [(f"channel.{channel}", [fact for fact in current if fact.channel == channel]) for channel in Channel]
    parts = [("steps_first", first), *by_channel, ("steps_last", last)]
    title = say("aspect.steps")
    if not any(facts for _, facts in parts[1:]):
        return [_steps(title, first)]
    return [_steps(f"{title} – {say(key).lower()}", facts) for key, facts in parts]


def _steps(title: str, facts: list[Step]) -> Block:
    items = [_item(fact, fact.text, url=_url(fact.url)) for fact in facts]
    return {"type": "steps", "title": title, "items": items}


def _url(value: Any) -> str | None:
    return str(value) if value else None


def online(record: ServiceRecord, today: date) -> list[Block]:
    """Whether it can be done online, and the pages."""
    level = say(f"online_level.{record.online.level}")
    facts = _current(record.online.statements, today)
    if not facts and record.online.level == "unknown":
        return []
    links = [{"text": link.title, "url": str(link.url)} for link in _current(record.online.links, today)]
    in_person = any(step.channel is Channel.IN_PERSON for step in _current(record.steps, today))
    if record.online.level == "full" and in_person:  # not everybody has a smartphone
        level = f"{level} {say('or_in_person')}"
    items = [{"text": level}, *(_item(fact, fact.text) for fact in facts)]
    return [
        {"type": "list", "title": say("aspect.online"), "items": items},
        {"type": "links", "items": links},
    ]


def forms(record: ServiceRecord, today: date) -> list[Block]:
    """Forms, where to get them, how to fill them in."""
    blocks: list[Block] = []
    for form in _current(record.forms, today):
        text = f"{form.name} ({form_code(form.code)})" if form.code else form.name
        blocks.append(
            {
                "type": "list",
                "title": text,
                "items": [{"text": line} for line in form.how_to_fill] or [_item(form, text, url=_url(form.url))],
            }
        )
        if form.how_to_fill and form.url:
            blocks.append({"type": "links", "items": [{"text": text, "url": str(form.url)}]})
    return blocks


def problems(record: ServiceRecord, today: date) -> list[Block]:
    """What goes wrong and the way out."""
    items = [
        _item(fact, f"{fact.problem}. {say('remedy', text=fact.remedy)}", note=fact.contact)
        for fact in _current(record.problems, today)
    ]
    return [{"type": "list", "title": say("aspect.trouble"), "items": items}, *scams(record, today)]


def scams(record: ServiceRecord, today: date) -> list[Block]:
    """Warnings of fraud around the service."""
    return [
        {"type": "notice", "level": "scam", "title": say("scams"), "text": fact.text}
        for fact in _current(record.scams, today)
    ]


def contacts(record: ServiceRecord, today: date) -> list[Block]:
    """Whom to call or write."""
    items = [
        _item(
            fact,
            f"{fact.name}: {fact.phone}" if fact.phone else fact.name,
            note=fact.note,
            url=_url(fact.url),
        )
        for fact in _current(record.contacts, today)
    ]
    return [{"type": "list", "title": say("aspect.contact"), "items": items}]


def legal_basis(record: ServiceRecord, today: date) -> list[Block]:
    """Laws and decrees in force on the day."""
    items = []
    for law in record.legal_basis:
        if law.in_force_to and law.in_force_to < today:
            continue
        text = f"{law.title} ({law.number})" if law.number not in law.title else law.title
        start = say("from", day=day(law.in_force_from)) if law.in_force_from else None
        note = "; ".join(filter(None, (law.articles, start)))
        items.append({key: value for key, value in {"text": text, "note": note, "url": _url(law.url)}.items() if value})
    return [{"type": "list", "title": say("aspect.legal_basis"), "items": items}]


def general(record: ServiceRecord, today: date) -> list[Block]:
    """What it is, who does it, and the essentials."""
    return [
        {"type": "text", "text": record.summary},
        {"type": "list", "items": [{"text": record.agency}], "title": say("aspect.where")},
    ]


RENDERERS: dict[Aspect, Renderer] = {
    Aspect.DOCUMENTS: documents,
    Aspect.FEE: fees,
    Aspect.DURATION: durations,
    Aspect.STEPS: steps,
    Aspect.WHERE: lambda record, today: _plain_list(record, "where", Aspect.WHERE, today),
    Aspect.ONLINE: online,
    Aspect.ELIGIBILITY: lambda record, today: _plain_list(record, "conditions", Aspect.ELIGIBILITY, today),
    Aspect.RESULT: lambda record, today: _plain_list(record, "results", Aspect.RESULT, today),
    Aspect.LEGAL_BASIS: legal_basis,
    Aspect.FORM: forms,
    Aspect.STATUS: lambda record, today: _plain_list(record, "status", Aspect.STATUS, today),
    Aspect.TROUBLE: problems,
    Aspect.GENERAL: general,
    Aspect.CONTACT: contacts,
}
