"""A sheet as an HTML page: large type, no script, prints on A5 and A4."""

from __future__ import annotations

import base64
import hashlib
import io
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import segno
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from services_catalog.answers.wording import day
from services_catalog.guides.sheets import Opened, shown
from services_catalog.guides.wording import say

Paper = Literal["a4", "a5"]
HERE = Path(__file__).parent
MARGINS_MM = {"a4": 15, "a5": 10}


@lru_cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE), autoescape=True)
    made.globals.update(say=say, day=day)
    return made


def style(paper: Paper) -> str:
    """The style sheet of the page; it stands within the page, so that a saved copy keeps its looks."""
    return f"@page {{ size: {paper.upper()}; margin: {MARGINS_MM[paper]}mm; }}\n" + _css()


@lru_cache
def _css() -> str:
    return (HERE / "sheet.css").read_text("utf-8")


def style_hash(paper: Paper) -> str:
    """The source expression by which a Content-Security-Policy allows this style and no other."""
    digest = hashlib.sha256(style(paper).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def notices(sheet: Opened) -> list[str]:
    """What a reader must know: what staff say of what they have paused, and what has changed since it was made."""
    said = [*sheet.paused]
    if sheet.changed:
        said.append(say("sheet.changed", names=", ".join(sheet.changed)))
    if sheet.withdrawn:
        said.append(say("sheet.withdrawn", names=", ".join(sheet.withdrawn)))
    return said


def page(sheet: Opened, address: str, paper: Paper = "a4") -> str:
    """The page of `sheet`, which is found at `address`. What records and guides say is escaped."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, title=shown(sheet.code)
    )
    return (
        _environment()
        .get_template("sheet.html.j2")
        .render(
            title=sheet.result.title,
            style=Markup(style(paper)),  # noqa: S704 (our own file)
            sheet=sheet,
            code=shown(sheet.code),
            qr=Markup(picture.getvalue().decode()),  # noqa: S704 (drawn by segno)
            notices=notices(sheet),
            address=address,
            entry=entry(address),
        )
    )


def entry(address: str) -> str:
    """Where a code is typed, of a sheet that is found at `address`."""
    return address.rpartition("/")[0]


def text(sheet: Opened, address: str) -> str:
    """The sheet in plain words, for channels that draw nothing."""
    made = say("sheet.made", made=day(sheet.made_on), expires=day(sheet.expires_on))
    parts = [
        sheet.result.title,
        f"{say('sheet.code', code=shown(sheet.code))}. {made}\n{address}",
        *notices(sheet),
        sheet.anew and f"{say('sheet.anew')}: {entry(address)}/tu/{sheet.anew}",
        "\n".join(f"- {about}: {label}" for about, label in sheet.result.choices),
        sheet.result.text,
        say("sheet.checked", day=day(sheet.result.verified_at)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def entry_page(home: str) -> str:
    """A field for the code of a sheet; `home`: the way from the page to the assistant."""
    return _entry(say("sheet.enter_title"), say("sheet.enter"), home, "")


def unknown_page(home: str, typed: str = "") -> str:
    """What is said for a code that there is not; it can be typed again."""
    return _entry(say("sheet.unknown_title"), say("sheet.unknown"), home, typed)


def expired_page(made_on: date, home: str, typed: str) -> str:
    """What is said for a sheet of the day `made_on` that is no longer shown."""
    return _entry(say("sheet.expired_title"), say("sheet.expired", made=day(made_on)), home, typed)


def _entry(title: str, message: str, home: str, typed: str) -> str:
    template = _environment().get_template("sheet.html.j2")
    look = Markup(style("a4"))  # noqa: S704 (our own file)
    return template.render(title=title, style=look, sheet=None, message=message, home=home, typed=typed)
