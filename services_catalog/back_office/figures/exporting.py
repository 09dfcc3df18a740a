"""Tables as CSV that a spreadsheet opens as it should."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from services_catalog.back_office.figures.tables import Cell

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a text that begins so


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """`rows` under `columns`: UTF-8 with a mark by which Excel knows it. Texts are never formulas."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
