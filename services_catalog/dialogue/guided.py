"""The reply of a guide: its next question with a button an option, or its result with a sheet."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from services_catalog.answers.blocks import Block, as_text
from services_catalog.catalogue import Catalogue
from services_catalog.dialogue.guiding import Guiding
from services_catalog.guides.conditions import SKIPPED, holds
from services_catalog.guides.engine import back, next_question, path, progress
from services_catalog.guides.guide import Guide
from services_catalog.guides.result import Result, result
from services_catalog.guides.sheets import shown
from services_catalog.guides.wording import say

Button = dict[str, str]


def payload(guiding: Guiding | None) -> str:
    """What a button sends that leads to `guiding`; None leaves the guide."""
    return f"/guide{json.dumps({'guide': str(guiding or '')}, ensure_ascii=False)}"


def begin_button(name: str, guide: Guide, guiding: Guiding) -> Button:
    """A button that begins a guide, or goes on with it."""
    step, most = progress(guide, guiding.answers)
    return {
        "title": say(f"begin.{guide.kind}", count=str(most - step + 1), title=guide.title),
        "payload": payload(Guiding(name, guiding.answers)),
    }


def go_on_button(guide: Guide, left: Guiding) -> Button:
    """A button that goes on with a guide that was left."""
    step, most = progress(guide, left.answers)
    return {"title": say("go_on", title=guide.title, step=str(step), of=str(most)), "payload": payload(left)}


def sheet_block(code: str) -> Block:
    """What leads to the sheet of `code`."""
    address = f"/phieu/{code}"
    said = {"title": say("sheet.name"), "code": shown(code), "text": say("sheet.kept")}
    return {"type": "sheet", **said, "url": address, "pdf": f"{address}.pdf"}


def question(guiding: Guiding, guide: Guide) -> tuple[list[Block], list[Button]]:
    """The open question of a guide as blocks, and its buttons. Raises LookupError where none is open."""
    asked = next_question(guide, guiding.answers)
    if asked is None:
        raise LookupError("no question is open")
    step, most = progress(guide, guiding.answers)
    blocks: list[Block] = [{"type": "progress", "step": step, "of": most, "title": guide.title}]
    if told := _told(guide, guiding):
        blocks.append({"type": "text", "text": told})
    text = f"{asked.ask}\n{asked.help}" if asked.help else asked.ask
    blocks.append({"type": "question", "text": text})
    buttons = [
        {"title": option.label, "payload": payload(guiding.answered(asked, option.id))} for option in asked.options
    ]
    buttons.append({"title": say("skip"), "payload": payload(guiding.answered(asked, SKIPPED))})
    if (before := back(guide, guiding.answers)) != guiding.answers:  # all may have been told before it was asked
        buttons.append({"title": say("back"), "payload": payload(Guiding(guiding.guide, before))})
    buttons.append({"title": say("stop"), "payload": payload(None)})
    return blocks, buttons


def ended(
    guiding: Guiding, guide: Guide, catalogue: Catalogue, today: date
) -> tuple[Result, list[Block], list[Button]]:
    """The result of a guide, its blocks with the sheet, and what may be done next."""
    found = result(guide, guiding.answers, catalogue.records, today)
    blocks = [*found.blocks]
    if found.choices:
        chosen = "\n".join(f"- {about}: {answer}" for about, answer in found.choices)
        blocks.insert(0, {"type": "text", "title": say("sheet.choices"), "text": chosen})
    if code := catalogue.sheet(guiding.guide, guiding.answers, today):
        blocks.append(sheet_block(code))
    again = {"title": say("again"), "payload": payload(Guiding(guiding.guide))}
    changed = {"title": say("back"), "payload": payload(Guiding(guiding.guide, back(guide, guiding.answers)))}
    following = [
        {"title": catalogue.guides[each.guide].title, "payload": payload(Guiding(each.guide))}
        for each in guide.next
        if each.guide in catalogue.guides and holds(each.when, guiding.answers)
    ]
    return found, blocks, [*following, changed, again] if guiding.answers else following


def text_of(blocks: list[Block], buttons: list[Button]) -> str:
    """The same in plain words, for channels that draw nothing: the choices by number."""
    parts = []
    for block in blocks:
        if block["type"] == "progress":
            parts.append(f"{block['title']} – " + say("step_of", step=str(block["step"]), of=str(block["of"])))
        elif block["type"] == "question":
            numbered = (f"{number}. {button['title']}" for number, button in enumerate(buttons, 1))
            parts.append("\n".join([block["text"], *numbered]))
        elif block["type"] == "sheet":
            parts.append(f"{block['title']}: {block['code']}\n{block['text']} {block['url']}")
        else:
            parts.append(as_text([block]))
    return "\n\n".join(parts)


def _told(guide: Guide, guiding: Guiding) -> str | None:
    """What has been answered so far, also before it was asked, so that a citizen sees what the guide believes."""
    taken, asked = path(guide, guiding.answers)
    ahead = {each.id for each in guide.questions[guide.questions.index(asked) :]} if asked else set()
    said = []
    for each in guide.questions:
        known = guiding.answers if each.id in ahead else taken
        option = each.option(known.get(each.id, SKIPPED))
        if option:
            said.append(f"{each.about or each.ask}: {option.label}")
    return say("told", answers="; ".join(said)) if said else None


def contract(found: Result) -> dict[str, Any]:
    """What the contract of the webhook says of a result."""
    return {"sources": found.sources, "verified_at": found.verified_at.isoformat(), "title": found.title}
