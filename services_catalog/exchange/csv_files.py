"""The tables as CSV files in a folder or a zip: UTF-8 with a byte-order mark, so that Excel reads the letters.

A text that a spreadsheet would take for a formula has an apostrophe before it; reading takes it off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from services_catalog.exchange.cells import Cell, Formula
from services_catalog.exchange.parcel import Data, NotReadable, Parcel
from services_catalog.exchange.sheets import Grid, grids, read
from services_catalog.labels import refusal

COMPUTES = re.compile(r"'*[=+\-@＝＋－＠\t]")
GUARDED = re.compile(r"''*[=+\-@＝＋－＠\t]")
LONGEST_CELL = 10_000_000  # characters; Python's own limit of 131,072 is below what a record may hold


def write(path: Path, records: Mapping[str, Data]) -> None:
    """Write a CSV file for each table: into the zip `path` if it is called .zip, else into the folder `path`."""
    files = {f"{table.name}.csv": _text(grid) for table, grid in grids(records)}
    if path.suffix == ".zip":
        with ZipFile(path, "w", ZIP_DEFLATED) as packed:
            for name, text in files.items():
                packed.writestr(name, text.encode("utf-8-sig"))
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name).write_bytes(text.encode("utf-8-sig"))


def _text(grid: Grid) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([_written(cell) for cell in row] for row in grid.rows)
    return written.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else str(cell)


def guarded(text: str) -> str:
    """`text` with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if COMPUTES.match(text) else text


def read_files(path: Path) -> Parcel:
    """The services in a folder or a zip of CSV files, or in one CSV file. Raises NotReadable."""
    return read([Grid(name, _rows(name, content)) for name, content in _contents(path)])


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each CSV file."""
    if path.suffix == ".zip":
        try:
            with ZipFile(path) as packed:
                for name in packed.namelist():
                    if name.endswith(".csv"):
                        yield name, packed.read(name)
        except (BadZipFile, OSError) as error:
            raise NotReadable(str(refusal("not_readable", text=f"{path.name} không phải tệp .zip"))) from error
        return
    for file in sorted(path.glob("*.csv")) if path.is_dir() else [path]:
        yield file.name, file.read_bytes()


def _rows(name: str, content: bytes) -> list[list[Cell]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadable(str(refusal("not_readable", text=f"{name} không phải UTF-8"))) from error
    csv.field_size_limit(LONGEST_CELL)
    heading = text.split("\n", 1)[0]
    comma = ";" if heading.count(";") > heading.count(",") else ","  # Excel writes what the country uses
    try:
        return [[_cell(each) for each in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma)]
    except csv.Error as error:
        raise NotReadable(str(refusal("not_readable", text=f"{name}: {error}"))) from error


def _cell(text: str) -> Cell:
    if text.startswith(("=", "＝")):
        return Formula(text[:60])
    return text[1:] if GUARDED.match(text) else text or None
