"""A picture of any guide as SVG: its questions from left to right, and below them what the result says when.

Drawn here, so that nobody has to install a drawing program; it opens in any browser.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from html import escape
from typing import Any

from services_catalog.guides.engine import path, walk
from services_catalog.guides.guide import Guide, Question
from services_catalog.guides.told import condition_in_words, words_of
from services_catalog.guides.wording import say

WIDTH, GAP_X, GAP_Y, MARGIN = 300, 90, 26, 24  # of a box, and between boxes, in pixels
LINE, PADDING = 18, 10
CHARACTERS = 40  # that fit into a line of a box
END = "="  # the box of the result

Edge = tuple[str, str | None, str]  # question, option (None: whichever), what comes next


def edges(guide: Guide) -> set[Edge]:
    """What may come after which answer. Options that lead to the same are one edge."""
    after: dict[tuple[str, str], set[str]] = {}
    for answers in walk(guide):
        taken: dict[str, str] = {}
        for name, option in answers.items():
            taken[name] = option
            following = path(guide, taken)[1]
            after.setdefault((name, option), set()).add(following.id if following else END)
    found: set[Edge] = set()
    for question in guide.questions:
        leads = [after.get((question.id, option.id), set()) for option in question.options]
        if all(lead == leads[0] for lead in leads):
            found |= {(question.id, None, target) for target in leads[0]}
        else:
            found |= {
                (question.id, option.id, t) for option, lead in zip(question.options, leads, strict=True) for t in lead
            }
    return found


def svg(guide: Guide) -> str:
    """The picture of `guide`."""
    arrows = edges(guide)
    columns = _columns(guide, arrows)
    boxes, height = _placed(guide, columns)
    width = 2 * MARGIN + (max(columns.values()) + 1) * (WIDTH + GAP_X)
    drawn = [_arrow(guide, boxes, arrow) for arrow in sorted(arrows, key=str)]
    drawn += [_box(guide, question, *boxes[question.id]) for question in guide.questions]
    x, y = boxes[END]
    drawn.append(
        _rectangle(x, y, 2 * PADDING + LINE, "end") + _text(x + PADDING, y + PADDING + 13, say("sheet.name"), "b")
    )
    below, bottom = _contents(guide, height + GAP_Y)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom}" width="{width}" height="{bottom}" '
        f'font-family="sans-serif" font-size="13" role="img"><title>{escape(guide.title)}</title>'
        "<style>text{fill:#17212b}.b{font-weight:bold}.s{fill:#4b5a68;font-size:12px}path{fill:none;stroke:#74838f}"
        "rect{fill:#fff;stroke:#74838f}.head{fill:#d9e8f6}.end{fill:#dff3e4}</style>"
        '<rect width="100%" height="100%" style="fill:#f8fafc;stroke:none"/>'
        + _text(MARGIN, MARGIN + 6, guide.title, "b")
        + "".join([*drawn, *below])
        + "</svg>\n"
    )


def _columns(guide: Guide, arrows: set[Edge]) -> dict[str, int]:
    """How far to the right each box stands: behind everything that leads to it. Guides have no loops."""
    columns = {question.id: 0 for question in guide.questions} | {END: 0}
    for question in guide.questions:  # in the order of asking, so one pass is enough
        for source, _, target in arrows:
            if source == question.id:
                columns[target] = max(columns[target], columns[source] + 1)
    return columns


def _height(question: Question) -> int:
    return 2 * PADDING + LINE * len(_wrapped(question.ask)) + (LINE + 4) * len(question.options)


def _wrapped(text: str, width: int = CHARACTERS) -> list[str]:
    return textwrap.wrap(text, width) or [""]


def _placed(guide: Guide, columns: Mapping[str, int]) -> tuple[dict[str, tuple[int, int]], int]:
    """The left upper corner of each box, and how far down they reach."""
    bottoms: dict[int, int] = {}
    boxes = {}
    sizes = {question.id: _height(question) for question in guide.questions} | {END: 2 * PADDING + LINE}
    for name, size in sizes.items():
        column = columns[name]
        top = bottoms.get(column, MARGIN + 30)
        boxes[name] = (MARGIN + column * (WIDTH + GAP_X), top)
        bottoms[column] = top + size + GAP_Y
    return boxes, max(bottoms.values())


def _rectangle(x: int, y: int, height: int, kind: str = "") -> str:
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{WIDTH}" height="{height}" rx="8"/>'


def _text(x: int, y: int, text: str, kind: str = "") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'


def _box(guide: Guide, question: Question, x: int, y: int) -> str:
    asked = _wrapped(question.ask)
    drawn = [_rectangle(x, y, _height(question)), _rectangle(x, y, PADDING + LINE * len(asked), "head")]
    drawn += [_text(x + PADDING, y + 18 + LINE * at, line, "b") for at, line in enumerate(asked)]
    for at, option in enumerate(question.options):
        drawn.append(_text(x + PADDING, _option_at(question, at, y) + 4, f"• {option.label}"))
    if question.when:
        drawn.append(_text(x, y - 6, _when(guide, question.when)[:60], "s"))
    return "".join(drawn)


def _option_at(question: Question, at: int, top: int) -> int:
    return top + PADDING + LINE * len(_wrapped(question.ask)) + (LINE + 4) * at + 14


def _arrow(guide: Guide, boxes: Mapping[str, tuple[int, int]], arrow: Edge) -> str:
    source, option, target = arrow
    question = guide.question(source)
    assert question is not None  # noqa: S101 (arrows start at questions)
    x, top = boxes[source]
    at = [each.id for each in question.options].index(option) if option else None
    y = top + _height(question) // 2 if at is None else _option_at(question, at, top)
    to_x, to_y = boxes[target][0], boxes[target][1] + 16
    x += WIDTH
    bend = max(40, (to_x - x) // 2)
    return (
        f'<path d="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"/><circle cx="{to_x}" cy="{to_y}" r="3"/>'
    )


def _contents(guide: Guide, top: int) -> tuple[list[str], int]:
    """What the result says under which answers, and how far down that reaches."""
    drawn = []
    section = ""
    for name, _, item in guide.items():
        if name != section:
            section, top = name, top + 10
            drawn.append(_text(MARGIN, top, say(f"section.{name}"), "b"))
            top += LINE
        said = item.own() or (item.from_.name if item.from_ else "")
        for line in _wrapped(f"– {said}", 120):
            drawn.append(_text(MARGIN + 10, top, line))
            top += LINE
        if item.when:
            for line in _wrapped(_when(guide, item.when), 120):
                drawn.append(_text(MARGIN + 26, top, line, "s"))
                top += LINE
    return drawn, top + MARGIN


def _when(guide: Guide, condition: Mapping[str, Any]) -> str:
    return f"khi {condition_in_words(condition, words_of(guide.model_dump()))}"
