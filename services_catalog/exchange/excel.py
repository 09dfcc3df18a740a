"""The tables as an Excel workbook: typed cells, closed lists to choose from, a page that explains."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from services_catalog.exchange.cells import Cell, Formula, Mistake
from services_catalog.exchange.parcel import Data, NotReadable, Parcel
from services_catalog.exchange.sheets import SLUG_PATH, Column, Grid, Table, grids, letters, read, tables
from services_catalog.fields import Shape
from services_catalog.labels import choice_label, labels, refusal, table_word

LONGEST_TEXT = 32_767  # characters in a cell; openpyxl would cut what is longer, without a word
FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets count the days differently; such a day is written as text
LAST_ROW = 1_048_576
COMPUTES = tuple("=+-@＝＋－＠")
FORMATS = {"date": "dd/mm/yyyy", "whole": "#,##0", "number": "General"}  # all else is text, «@»
WRAPPED, ON_TOP = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")


def write(path: Path, records: Mapping[str, Data]) -> None:
    """Write a workbook of `records` (JSON form, defaults written out).

    Raises NotReadable when a text is too long for a cell, naming the service.
    """
    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    filled = grids(records)
    _guide(book.create_sheet(table_word("guide")), [table for table, _ in filled])
    choices = _choices(book, [table for table, _ in filled])
    for table, grid in filled:
        sheet = book.create_sheet(sheet_title(table))
        _fill(sheet, table, grid)
        for position, column in enumerate(table.columns):
            _format_column(sheet, position, column)
            _offer(sheet, position, column, choices)
    book.move_sheet(table_word("choices"), len(filled))
    book.active = 1
    book.save(path)


def sheet_title(table: Table) -> str:
    """The name of a table's sheet; Excel allows 31 characters, and not all of them."""
    return table.title if len(table.title) <= 31 and not NOT_IN_A_TITLE.search(table.title) else table.name[:31]


def _fill(sheet: Worksheet, table: Table, grid: Grid) -> None:
    sheet.freeze_panes = "B2"  # headings and slug stay in sight
    for number, row in enumerate(grid.rows, start=1):
        for position, value in enumerate(row):
            if value is not None:
                _set(sheet.cell(number, position + 1), value, table.columns[position], str(row[0]))
    for position, column in enumerate(table.columns):
        heading = sheet.cell(1, position + 1)
        heading.font = Font(bold=True, color="FFFFFF")
        heading.fill = PatternFill("solid", start_color="1F4E78")
        heading.alignment = Alignment(wrap_text=True, vertical="center")
        if column.meaning:
            heading.comment = Comment(column.meaning, table_word("guide"), width=280, height=90)
    sheet.auto_filter.ref = f"A1:{letters(len(table.columns) - 1)}{max(len(grid.rows), 2)}"


def _set(cell: SheetCell | MergedCell, value: Cell, column: Column, slug: str) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise NotReadable(f"{slug}, {column.heading}: dài quá {LONGEST_TEXT} ký tự. Bạn xuất dạng YAML hay JSON.")
        cell.value = value
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        cell.number_format = "@"
        cell.quotePrefix = value.startswith(COMPUTES)  # Excel goes on taking it for text when it is edited
        cell.alignment = WRAPPED
    elif isinstance(value, date) and value < FIRST_DAY:
        cell.value = value.isoformat()
    elif isinstance(value, int | float | date):
        cell.value = value
        cell.number_format = FORMATS.get(column.shape.kind, "General")
        cell.alignment = ON_TOP


def _format_column(sheet: Worksheet, position: int, column: Column) -> None:
    """What is typed below the last row is taken for what it is: «0912…» stays text."""
    dimension = sheet.column_dimensions[letters(position)]
    dimension.width = column.width
    dimension.number_format = FORMATS.get(column.shape.kind, "@")


def _vocabulary(shape: Shape) -> list[str]:
    if shape.kind == "flag":
        return [table_word("yes"), table_word("no")]
    return [choice_label(shape, value) for value in shape.choices]


def _choices(book: Workbook, all_tables: Sequence[Table]) -> dict[tuple[str, ...], str]:
    """A hidden sheet with each closed list; from its words to its range."""
    sheet = book.create_sheet(table_word("choices"))
    sheet.sheet_state = "hidden"
    ranges: dict[tuple[str, ...], str] = {}
    for column in (column for table in all_tables for column in table.columns):
        words = tuple(_vocabulary(column.shape))
        if words and words not in ranges:
            letter = letters(len(ranges))
            for row, word in enumerate(words, start=1):
                sheet[f"{letter}{row}"] = word
            ranges[words] = f"'{sheet.title}'!${letter}$1:${letter}${len(words)}"
    return ranges


def _offer(sheet: Worksheet, position: int, column: Column, choices: dict[tuple[str, ...], str]) -> None:
    """Let Excel offer, and accept, only what the column may hold."""
    shape = column.shape
    rule: DataValidation | None = None
    if source := choices.get(tuple(_vocabulary(shape))):
        rule = DataValidation("list", formula1=source, allow_blank=True)
    elif column.path == SLUG_PATH and sheet.title != table_word("services"):
        rule = DataValidation("list", formula1=f"'{table_word('services')}'!$A$2:$A$5000", allow_blank=True)
    elif shape.kind == "whole":
        rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    elif shape.kind == "date":
        rule = DataValidation("date", operator="greaterThan", formula1="1", allow_blank=True)
    if rule:
        rule.showErrorMessage, rule.error = True, column.meaning[:255] or None
        rule.add(f"{letters(position)}2:{letters(position)}{LAST_ROW}")
        sheet.add_data_validation(rule)


def _guide(sheet: Worksheet, all_tables: Sequence[Table]) -> None:
    """The first page: how to work with the file, then each sheet and column with its meaning."""
    for sentence in labels()["guide"]:
        sheet.append([sentence])
    sheet.append([])
    for table in all_tables:
        sheet.append([table.title, "", table.meaning])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        for column in table.columns:
            sheet.append(["", column.heading, column.meaning, "; ".join(_vocabulary(column.shape))])
    for letter, width in zip("ABCD", (26, 28, 70, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def read_file(path: Path) -> Parcel:
    """The services in a workbook. Raises NotReadable if it is none."""
    try:
        book = load_workbook(path, read_only=True, data_only=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise NotReadable(str(refusal("not_readable", text=f"{path.name} không phải tệp Excel .xlsx"))) from error
    by_title = {sheet_title(table): table.title for table in tables()}
    own = {table_word("guide"), table_word("choices")}
    try:
        found = []
        for sheet in book.worksheets:
            if sheet.title in own:
                continue
            sheet.reset_dimensions()  # some programs write a size that is wrong
            rows = [[_value(cell) for cell in row] for row in sheet.iter_rows()]
            while rows and not any(cell is not None for cell in rows[-1]):
                rows.pop()
            if rows:  # an empty sheet says nothing, save one of ours
                found.append(Grid(by_title.get(sheet.title, sheet.title), rows))
    finally:
        book.close()
    return read(found)


def _value(cell: Any) -> Cell:
    if cell.data_type == "f":
        return Formula(str(getattr(cell.value, "text", cell.value))[:60])
    if cell.data_type == "e":
        return Mistake(str(cell.value))
    value: Cell = cell.value
    return value
