"""A value of a record ⇄ the cell of a table that holds it.

A cell is text, a number, a day, or None when it is empty. What a spreadsheet would not keep in a text (control
characters, what it takes for an escape of its own) is written as \\u and four digits, and a backslash as two.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from services_catalog.fields import Shape
from services_catalog.labels import choice_label, refusal, table_word


@dataclass(frozen=True)
class Formula:
    """A cell that computes: it is refused."""

    text: str


@dataclass(frozen=True)
class Mistake:
    """A cell that shows an error of the spreadsheet («#REF!»)."""

    text: str


Cell = str | int | float | date | Formula | Mistake | None


class Refused(Exception):
    """A cell that cannot be used; its text says why, and what to do."""


UNKEPT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|x(?=005F_)|\\")
UNKEPT_JSON = re.compile(r"[\ufffe\uffff]|_(?=x)")  # JSON has escapes of its own, and uses them for the rest
WRITTEN = re.compile(r"\\(?:u([0-9a-f]{4})|([n\\]))")
EXACT_IN_A_CELL = 2**53  # spreadsheets hold numbers as doubles
THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def kept(text: str) -> str:
    """`text` as a cell keeps it."""
    return UNKEPT.sub(lambda found: "\\\\" if found[0] == "\\" else _escaped(found), text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def restored(text: str) -> str:
    """The text that `kept` wrote. A backslash that means nothing stays."""
    return WRITTEN.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else {"n": "\n", "\\": "\\"}[found[2]],
        "\n".join(_lines(text)),
    )


def to_cell(value: Any, shape: Shape) -> Cell:
    """The cell that holds `value`, the JSON form of a value of `shape`."""
    if value is None:
        return None
    match shape.kind:
        case "text":
            return kept(value)
        case "whole":
            return value if abs(value) < EXACT_IN_A_CELL else str(value)
        case "number":
            exact = float(f"{value:.16g}") == value  # the digits that openpyxl writes; more go as text
            return float(value) if exact else repr(float(value))
        case "date":
            return date.fromisoformat(value)
        case "flag":
            return table_word("yes" if value else "no")
        case "choice":
            return choice_label(shape, value)
        case "list" if is_lines(shape):
            return "\n".join(_line(each, shape.item) for each in value) or None
        case _:
            return UNKEPT_JSON.sub(_escaped, json.dumps(value, ensure_ascii=False)) if value else None


def from_cell(cell: Cell, shape: Shape) -> Any:
    """The value in a cell, ready for pydantic; None for an empty cell. Raises Refused."""
    if isinstance(cell, Formula):
        raise Refused(refusal("formula", text=cell.text))
    if isinstance(cell, Mistake):
        raise Refused(refusal("cell_error", text=cell.text))
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    match shape.kind:
        case "text":
            return _text(cell)
        case "whole":
            return _whole(cell)
        case "number":
            return _number(cell)
        case "date":
            return _day(cell)
        case "flag":
            return _flag(cell)
        case "choice":
            return _choice(cell, shape)
        case "list" if is_lines(shape):
            return [_of_line(line, shape.item) for line in _lines(_raw(cell)) if line.strip()]
        case _:
            try:
                return json.loads(_raw(cell))
            except ValueError as error:
                raise Refused(refusal("not_json", text=_short(cell))) from error


def is_lines(shape: Shape) -> bool:
    """Whether a value is a list of texts or words, which a cell holds one a line."""
    return shape.kind == "list" and shape.item is not None and shape.item.kind in ("text", "choice")


def _line(value: str, item: Shape | None) -> str:
    return choice_label(item, value) if item and item.kind == "choice" else kept(value).replace("\n", "\\n")


def _of_line(line: str, item: Shape | None) -> str:
    return _choice(line, item) if item and item.kind == "choice" else restored(line)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _short(cell: Cell) -> str:
    said = cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell).strip()
    return said if len(said) <= 60 else said[:57] + "…"


def _raw(cell: Cell) -> str:
    """The text of a cell; a whole number is taken as its digits."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool | date) or (isinstance(cell, float) and not cell.is_integer()):
        what = "ngày" if isinstance(cell, date) else "đúng hay sai" if isinstance(cell, bool) else "số"
        raise Refused(refusal("not_text", what=f"{what} ({_short(cell)})"))
    return str(int(cell)) if isinstance(cell, int | float) else ""


def _text(cell: Cell) -> str:
    return restored(_raw(cell))


def _whole(cell: Cell) -> int:
    """A whole number; typed as text also with marks between the thousands, as people write them."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer():
        return int(cell)
    text = str(cell).strip() if isinstance(cell, str) else ""
    if THOUSANDS.fullmatch(text):
        return int(re.sub("[.,]", "", text))
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    raise Refused(refusal("not_whole", text=_short(cell)))


def _number(cell: Cell) -> float:
    """A number; typed as text with a point or a comma before its decimals."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    try:
        return float(str(cell).strip().replace(",", ".")) if isinstance(cell, str) else float("x")
    except ValueError as error:
        raise Refused(refusal("not_number", text=_short(cell))) from error


def _day(cell: Cell) -> str:
    """A day, ISO 8601; typed as text 31/12/2026 or 2026-12-31."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell.isoformat()
    text = cell.strip() if isinstance(cell, str) else ""
    try:
        if found := DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Refused(refusal("not_date", text=_short(cell))) from error


def _flag(cell: Cell) -> bool:
    said = str(cell).strip().casefold()
    if said in {table_word("yes").casefold(), "true", "1", "x"}:
        return True
    if said in {table_word("no").casefold(), "false", "0"}:
        return False
    raise Refused(refusal("not_flag", text=_short(cell)))


def _choice(cell: Cell, shape: Shape) -> str:
    """One of a closed list, by its label or by its own word."""
    said = str(cell).strip().casefold()
    for value in shape.choices:
        if said in (choice_label(shape, value).casefold(), value.casefold()):
            return value
    labels = "; ".join(choice_label(shape, value) for value in shape.choices)
    raise Refused(refusal("not_choice", text=_short(cell), choices=labels))
