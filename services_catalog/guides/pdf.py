"""A sheet as a PDF on A4 or A5, with a QR code that opens it again; in full, or short, to be handed out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from services_catalog.answers.blocks import Block
from services_catalog.answers.wording import day
from services_catalog.guides.page import MARGINS_MM, Paper, entry, notices
from services_catalog.guides.sheets import Opened, shown
from services_catalog.guides.wording import say

FONTS = Path(__file__).parent / "fonts"  # made by tools/fonts.py
SIZES = {"a4": A4, "a5": A5}
POINTS = {"a4": 12.5, "a5": 10.5}
QR_MM = {"a4": 32, "a5": 26}
MOST_PAGES = 2  # of a handout, where that can be: the two sides of one A5
# What a handout leaves out, the most needless first, until it fits: sections, and parts of a line. The code has it all.
_SHORTER: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"next"}), frozenset({"helper"})),
    (frozenset({"ask_whom"}), frozenset({"check", "url", "who"})),
    (frozenset(), frozenset({"note"})),
    (frozenset({"warnings", "durations"}), frozenset()),
    (frozenset({"steps"}), frozenset()),
)
TICK, POINT = "\N{WHITE SQUARE}", "\N{BULLET}"


@lru_cache
def _register_fonts() -> None:
    for name, file in (("Sheet", "DejaVuSans.ttf"), ("Sheet-Bold", "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
    pdfmetrics.registerFontFamily("Sheet", normal="Sheet", bold="Sheet-Bold", italic="Sheet", boldItalic="Sheet-Bold")


def pdf(sheet: Opened, address: str, paper: Paper = "a4") -> bytes:
    """The PDF of `sheet`, which is found at `address`."""
    return _printed(sheet, [_full(sheet, address, paper)], paper)[0]


def handouts(sheet: Opened, address: str, copies: int, paper: Paper = "a5", *, paired: bool = False) -> bytes:
    """`copies` of `sheet`, short; `paired`: A5 beside each other on A4, to be cut in the middle."""
    _, left_out = _fitting(sheet, address, paper)
    stories = [_short(sheet, address, paper, left_out) for _ in range(copies)]
    return _printed(sheet, stories, paper, across=2 if paired else 1)[0]


def handout_pages(sheet: Opened, address: str, paper: Paper = "a5") -> int:
    """How many pages one of the `handouts` has on `paper`."""
    return _fitting(sheet, address, paper)[0]


def _fitting(sheet: Opened, address: str, paper: Paper) -> tuple[int, int]:
    """(its pages, how much of _SHORTER is left out) of the longest handout that fits, or else of the shortest."""
    pages = left_out = 0
    for left_out in range(1, len(_SHORTER) + 1):
        pages = _printed(sheet, [_short(sheet, address, paper, left_out)], paper)[1]
        if pages <= MOST_PAGES:
            break
    return pages, left_out


def _printed(sheet: Opened, stories: Sequence[list[Flowable]], paper: Paper, across: int = 1) -> tuple[bytes, int]:
    """(the file, its pages) with each of `stories` on pages of its own, `across` of them beside each other."""
    file = io.BytesIO()
    margin = MARGINS_MM[paper] * mm
    width, height = SIZES[paper]
    frames = [
        Frame(at * width + margin, margin, width - 2 * margin, height - 2 * margin, 0, 0, 0, 0) for at in range(across)
    ]
    document = BaseDocTemplate(
        file,
        pagesize=(across * width, height),
        pageTemplates=[PageTemplate(frames=frames)],
        title=sheet.result.title,
        author=say("sheet.name"),
        lang="vi",
    )
    document.build([part for at, story in enumerate(stories) for part in ([FrameBreak()] if at else []) + story])
    return file.getvalue(), document.page


class _Styles:
    def __init__(self, size: float) -> None:
        text: dict[str, Any] = {"fontName": "Sheet", "fontSize": size, "leading": size * 1.4}
        self.text = ParagraphStyle("text", **text, spaceAfter=size * 0.3)
        self.title = ParagraphStyle("title", fontName="Sheet-Bold", fontSize=size * 1.35, leading=size * 1.7)
        self.head = ParagraphStyle(
            "head",
            fontName="Sheet-Bold",
            fontSize=size * 1.1,
            leading=size * 1.5,
            spaceBefore=size * 0.6,
            textColor=HexColor("#0b4f8a"),
            keepWithNext=1,
        )
        self.small = ParagraphStyle(
            "small", fontName="Sheet", fontSize=size * 0.82, leading=size * 1.15, textColor=HexColor("#4b5a68")
        )
        self.item = ParagraphStyle("item", **text, leftIndent=size * 1.7, spaceAfter=size * 0.35)
        self.notice = ParagraphStyle(
            "notice",
            **text,
            borderColor=HexColor("#7a4a00"),
            borderWidth=1,
            borderPadding=5,
            backColor=HexColor("#fff5df"),
            spaceBefore=size * 0.8,
            spaceAfter=size * 0.8,
        )


def _full(sheet: Opened, address: str, paper: Paper) -> list[Flowable]:
    """All of `sheet`, with its sources."""
    styles = _Styles(POINTS[paper])
    story = _head(sheet, address, paper, styles)
    for block in sheet.result.blocks:
        story += _block(block, styles)
    story += [Spacer(1, 6), Paragraph(escape(say("sheet.sources")), styles.head)]
    story.append(Paragraph(escape(say("sheet.checked", day=day(sheet.result.verified_at))), styles.small))
    for source in sheet.result.sources:
        number = f"{source['number']}: " if source["number"] and source["number"] not in str(source["title"]) else ""
        story.append(Paragraph(escape(f"{POINT} {number}{source['title']}"), styles.small))
    return story


def _short(sheet: Opened, address: str, paper: Paper, left_out: int) -> list[Flowable]:
    """What everybody at a meeting needs of `sheet`, without the first `left_out` of _SHORTER; the code has the rest."""
    styles = _Styles(POINTS[paper])
    sections = {say(f"section.{name}") for names, _ in _SHORTER[:left_out] for name in names}
    parts = {name for _, names in _SHORTER[:left_out] for name in names}
    story = _head(sheet, address, paper, styles)
    for block in sheet.result.blocks:
        if block.get("title") not in sections:
            items = [{key: item[key] for key in item if key not in parts} for item in block.get("items", [])]
            story += _block({**block, "items": items} if items else block, styles)
    story.append(Spacer(1, 6))
    story.append(Paragraph(escape(say("sheet.rest", day=day(sheet.result.verified_at))), styles.small))
    return story


def _head(sheet: Opened, address: str, paper: Paper, styles: _Styles) -> list[Flowable]:
    """What a sheet is about, its code, and for whom it is."""
    _register_fonts()
    width = SIZES[paper][0] - 2 * MARGINS_MM[paper] * mm
    qr_size = QR_MM[paper] * mm
    made = say("sheet.made", made=day(sheet.made_on), expires=day(sheet.expires_on))
    head = [
        Paragraph(escape(sheet.result.title), styles.title),
        Paragraph(f"<b>{escape(say('sheet.code', code=shown(sheet.code)))}</b>", styles.text),
        Paragraph(escape(f"{made} {say('sheet.no_personal_data')}"), styles.small),
        Paragraph(escape(say("sheet.open_again", address=entry(address))), styles.small),
    ]
    top = Table([[head, _QrCode(address, qr_size)]], colWidths=[width - qr_size - 6, qr_size + 6])
    top.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    story: list[Flowable] = [top]
    story += [Paragraph(escape(text), styles.notice) for text in notices(sheet)]
    if sheet.result.choices:
        story.append(Paragraph(escape(say("sheet.choices")), styles.head))
        story += [
            Paragraph(f"{escape(about)}: <b>{escape(label)}</b>", styles.text) for about, label in sheet.result.choices
        ]
    return story


def _block(block: Block, styles: _Styles) -> list[Flowable]:
    title = escape(block["title"]) if block.get("title") else ""
    if block["type"] == "notice":
        head = f"<b>{title}</b><br/>" if title else ""
        return [Paragraph(head + _lines(block["text"]), styles.notice)]
    drawn: list[Flowable] = [Paragraph(title, styles.head)] if title else []
    if block.get("text"):
        drawn.append(Paragraph(_lines(block["text"]), styles.text))
    for number, item in enumerate(block.get("items", []), 1):
        mark = {"checklist": TICK, "steps": f"{number}."}.get(block["type"], POINT)
        drawn.append(Paragraph(_item(item), styles.item, bulletText=mark))
    return [KeepTogether(drawn[:2]), *drawn[2:]]


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _item(item: Block) -> str:
    case = f"{item['when'][0].upper()}{item['when'][1:]}: " if item.get("when") else ""
    text = escape(case + item["text"])
    if item.get("amount"):
        text += f": <b>{escape(item['amount'])}</b>"
    if item.get("count"):
        text += f" <b>({escape(item['count'])})</b>"
    details = [item[key] for key in ("period", "note") if item.get(key)]
    details += [say(f"sheet.{key}", text=item[key]) for key in ("who", "check", "helper") if item.get(key)]
    details += [item["url"]] if item.get("url") else []
    return text + "".join(f'<br/><font color="#4b5a68">{escape(str(detail))}</font>' for detail in details)


class _QrCode(Flowable):
    """The QR code of `address`, `size` points wide."""

    def __init__(self, address: str, size: float) -> None:
        super().__init__()
        self.modules = list(segno.make(address, error="m").matrix_iter(border=2))
        self.width = self.height = size

    def draw(self) -> None:
        side = self.width / len(self.modules)
        for row, line in enumerate(self.modules):
            for column, dark in enumerate(line):
                if dark:
                    self.canv.rect(column * side, self.height - (row + 1) * side, side, side, stroke=0, fill=1)
