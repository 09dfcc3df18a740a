"""The reply to a decision: text, buttons, and the `custom` object of the webhook's contract."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from services_catalog import places
from services_catalog.answers.blocks import Block, as_text
from services_catalog.answers.wording import say
from services_catalog.catalogue import Catalogue
from services_catalog.dialogue import checked, guided
from services_catalog.dialogue.decision import Decision
from services_catalog.dialogue.guiding import Guiding, begun, events, offered, scam_check
from services_catalog.guides.engine import next_question
from services_catalog.guides.sheets import shown
from services_catalog.guides.wording import say as guide_say
from services_catalog.record import Aspect
from services_catalog.scams.checking import check

OFFERED_NEXT = (Aspect.DOCUMENTS, Aspect.STEPS, Aspect.FEE, Aspect.WHERE, Aspect.DURATION, Aspect.ONLINE)
MOST_NEXT = 4  # buttons after an answer


@lru_cache
def sentences() -> dict[str, str]:
    """The contents of `replies.yml`."""
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("replies.yml").read_text("utf-8"))
    return loaded


@dataclass(frozen=True)
class Reply:
    """One message of the assistant, in the terms of the webhook's contract."""

    text: str
    buttons: list[dict[str, str]]
    custom: dict[str, Any]

    @staticmethod
    def failed() -> Reply:
        """What is said when nothing else can be."""
        return Reply(sentences()["failed"], [], custom("fallback", confidence=0.0, text=sentences()["failed"]))


def custom(kind: str, *, confidence: float, text: str = "", **more: Any) -> dict[str, Any]:
    """The `custom` object with all its stable keys; README.md tells what each means."""
    blocks: list[Block] = [{"type": "text", "text": text}] if text else []
    return {
        "type": kind,
        "service": None,
        "aspect": None,
        "candidates": [],
        "confidence": round(confidence, 3),
        "sources": [],
        "valid_from": None,
        "verified_at": None,
        "blocks": blocks,
        **more,
    }


def payload(slug: str, aspect: Aspect) -> str:
    """What a button sends: Rasa reads it as the intent with the service as its entity."""
    return f"/ask_{aspect}{json.dumps({'service': slug})}"


def render(decision: Decision, question: str, catalogue: Catalogue, today: date, lead: str | None = None) -> Reply:
    """The reply to `decision` on the day `today`, with the open question of the guide that goes on after it.

    Above it stand the banners of the day and, if anything is answered at all, `lead`.
    """
    reply = _whole(decision, question, catalogue, today)
    banners = dict.fromkeys(catalogue.notices.banners(reply.custom["service"]))
    above = [each for each in banners if each not in reply.text]  # what pauses may say what a banner says
    if lead and decision.act != "paused":
        above.append(lead)
    if not above:
        return reply
    blocks: list[Block] = [{"type": "notice", "level": "warning", "text": text} for text in above]
    said = {**reply.custom, "blocks": [*blocks, *reply.custom["blocks"]]}
    return Reply("\n\n".join([*above, reply.text]), reply.buttons, said)


def _whole(decision: Decision, question: str, catalogue: Catalogue, today: date) -> Reply:
    if decision.kind == "guide" and decision.guiding:
        return _guide(decision, decision.guiding, catalogue, today)
    reply = _render(decision, question, catalogue, today)
    if decision.guiding and decision.guiding.guide in catalogue.guides:
        return _going_on(reply, decision.guiding, decision.begins, catalogue)
    if decision.left:
        button = guided.go_on_button(catalogue.guides[decision.left.guide], decision.left)
        return replace(reply, buttons=[*reply.buttons, button])
    return reply


def _render(decision: Decision, question: str, catalogue: Catalogue, today: date) -> Reply:
    if decision.kind == "answer" and decision.act == "answer" and decision.service and decision.aspect:
        return _answer(decision, decision.service, decision.aspect, question, catalogue, today)
    if decision.kind == "clarify":
        return _clarify(decision, question, catalogue)
    if decision.act == "place":
        return _place(decision, question)
    if decision.sheet:
        return _sheet(decision, decision.sheet, catalogue, today)
    if decision.act == "scam_checked":
        return _checked(decision, question, catalogue, today)
    if decision.act == "paused":
        return _paused(decision, catalogue)
    values: dict[str, str] = {}
    if decision.act == "unlisted":
        service = catalogue.unlisted[decision.candidates[0]]
        values = {"name": service.name, "who": service.who}
    text = sentences()[decision.act].format(**values) if values else sentences()[decision.act]
    about = {"service": decision.service, "aspect": str(decision.aspect)} if decision.service else {}
    return Reply(text, [], custom(decision.kind, confidence=decision.confidence, text=text, act=decision.act, **about))


def _answer(decision: Decision, slug: str, aspect: Aspect, question: str, catalogue: Catalogue, today: date) -> Reply:
    place = places.located(question) or (places.remembered(decision.place) if decision.place else None)
    answer = catalogue.answer(slug, aspect, question, today, place)
    blocks, sources, text = answer.blocks, answer.sources, answer.text
    if decision.also:
        second = catalogue.answer(slug, decision.also, question, today, place)
        new = [block for block in second.blocks if block not in blocks]
        blocks, sources = [*blocks, *new], [*sources, *(each for each in second.sources if each not in sources)]
        text = "\n\n".join(filter(None, (text, as_text(new))))
    if decision.dossier:
        look_up = say("dossier", code=decision.dossier)
        blocks, text = [{"type": "text", "text": look_up}, *blocks], f"{look_up}\n\n{text}"
    name = catalogue.records[slug].name
    offer = _begin(offered(slug, question, catalogue.guides), question, catalogue)
    buttons = offer + (
        [
            {"title": catalogue.records[variant].name, "payload": payload(variant, aspect)}
            for variant in catalogue.variants(slug)
        ]
        or [
            {"title": say(f"aspect.{other}"), "payload": payload(slug, other)}
            for other in [other for other in OFFERED_NEXT if other not in (aspect, decision.also)][:MOST_NEXT]
        ]
    )
    said = custom(
        "answer",
        confidence=decision.confidence,
        service=slug,
        aspect=str(aspect),
        title=name,
        sources=sources,
        valid_from=answer.valid_from.isoformat() if answer.valid_from else None,
        verified_at=answer.verified_at.isoformat(),
        blocks=blocks,
        place=place.codes[-1] if place and place.codes else None,  # today's province, for the figures
        unknown=answer.is_unknown,  # a gap of the record
    )
    return Reply(f"{name}\n\n{text}", buttons, said)


def _begin(guides: list[str], question: str, catalogue: Catalogue) -> list[dict[str, str]]:
    """A button for each of `guides`, which begins with what `question` has said already."""
    known = [(name, catalogue.guides[name]) for name in guides]
    return [guided.begin_button(name, guide, begun(name, guide, question)) for name, guide in known]


def _guide(decision: Decision, guiding: Guiding, catalogue: Catalogue, today: date) -> Reply:
    """The next question of a guide, or its result."""
    guide = catalogue.guides[guiding.guide]
    more: dict[str, Any] = {"title": guide.title}
    if next_question(guide, guiding.answers):
        blocks, buttons = guided.question(guiding, guide)
        if decision.act == "guide_unclear":
            blocks.insert(0, {"type": "text", "text": guide_say("unclear")})
    else:
        found, blocks, buttons = guided.ended(guiding, guide, catalogue, today)
        more = guided.contract(found)
    said = custom(
        "guide",
        confidence=decision.confidence,
        service=decision.service,
        aspect=str(decision.aspect) if decision.aspect else None,
        guide=guiding.guide,
        blocks=blocks,
        **more,
    )
    return Reply(guided.text_of(blocks, buttons), buttons, said)


def _going_on(reply: Reply, guiding: Guiding, begins: bool, catalogue: Catalogue) -> Reply:
    """`reply` and the open question of the guide: before it where the guide `begins`, else after it.

    The question's buttons take the place of the answer's own, but not of those that ask which service is meant.
    """
    guide = catalogue.guides[guiding.guide]
    if next_question(guide, guiding.answers) is None:
        return reply
    blocks, buttons = guided.question(guiding, guide)
    answer, asked = reply.custom["blocks"], guided.text_of(blocks, buttons)
    if begins:
        lead = guide_say("after")
        blocks = [*blocks, {"type": "text", "text": lead}, *answer]
        text = f"{asked}\n\n{lead}\n\n{reply.text}"
    else:
        goes_on: Block = {"type": "text", "text": guide_say("goes_on")}
        blocks = [*answer, goes_on, *blocks]
        text = f"{reply.text}\n\n{goes_on['text']}\n\n{asked}"
        if reply.custom["type"] == "clarify":
            buttons = [*reply.buttons, *buttons]
    return Reply(text, buttons, {**reply.custom, "blocks": blocks, "guide": guiding.guide})


def _sheet(decision: Decision, code: str, catalogue: Catalogue, today: date) -> Reply:
    is_there = catalogue.has_sheet(code, today)
    text = guide_say("sheet.found") if is_there else guide_say("sheet.not_found", code=shown(code))
    blocks: list[Block] = [{"type": "text", "text": text}]
    blocks += [guided.sheet_block(code)] if is_there else []
    said = custom(decision.kind, confidence=decision.confidence, blocks=blocks, act=decision.act)
    return Reply(guided.text_of(blocks, []), [], said)


def _paused(decision: Decision, catalogue: Catalogue) -> Reply:
    """The words of whoever paused it, and who can be asked meanwhile; nothing of what a record says."""
    pause = catalogue.notices.pause(decision.service)
    record = catalogue.records.get(decision.service) if decision.service else None
    about = sentences()["paused_service"].format(name=record.name) if record else ""
    told = pause.text if pause else sentences()["failed"]  # it ended between the decision and now
    text = "\n".join(filter(None, (about, told, sentences()["paused"])))
    said = custom(
        decision.kind,
        confidence=decision.confidence,
        service=decision.service,
        aspect=str(decision.aspect) if decision.aspect else None,
        blocks=[{"type": "notice", "level": "warning", "text": text}],
        act=decision.act,
    )
    return Reply(text, [], said)


def _checked(decision: Decision, question: str, catalogue: Catalogue, today: date) -> Reply:
    """What gives a pasted message away; and the result of the scam check, where the message told all that it asks."""
    found, name, now = check(question), scam_check(catalogue.guides), decision.guiding
    if now and next_question(guide := catalogue.guides[now.guide], now.answers) is None:
        _, result, buttons = guided.ended(now, guide, catalogue, today)
        blocks = [*checked.blocks(found, with_help=False), *result]
    else:
        buttons = _begin([name] if name and not now else [], question, catalogue)
        blocks = checked.blocks(found)
    said = custom(
        decision.kind,
        confidence=decision.confidence,
        service=decision.service,
        aspect=str(decision.aspect),
        sources=checked.sources(found),
        verified_at=checked.verified_at(),
        blocks=blocks,
        act=decision.act,
    )
    return Reply(guided.text_of(blocks, buttons), buttons, said)


def _place(decision: Decision, question: str) -> Reply:
    text = places.told(question)
    checked = places.CHECKED_ON.isoformat()
    said = custom("answer", confidence=decision.confidence, text=text, sources=places.sources(), verified_at=checked)
    return Reply(text, [], said)


def _clarify(decision: Decision, question: str, catalogue: Catalogue) -> Reply:
    aspect = decision.aspect or Aspect.GENERAL
    names = [(slug, catalogue.records[slug].name) for slug in decision.candidates if slug in catalogue.records]
    listed = "\n".join(f"- {name}" for _, name in names)
    text = sentences()["life_event" if decision.event else "clarify"].format(names=listed)
    buttons = [{"title": name, "payload": payload(slug, aspect)} for slug, name in names]
    if decision.event:
        buttons = [*_begin([decision.event], question, catalogue), *buttons]
    else:
        buttons += _begin(events(decision.candidates, question, catalogue.guides), question, catalogue)
    said = custom(
        "clarify",
        confidence=decision.confidence,
        text=text,
        aspect=str(aspect),
        candidates=[slug for slug, _ in names],
    )
    return Reply(text, buttons, said)
