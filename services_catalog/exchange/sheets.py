"""Records ⇄ tables: one of services, and one for each field that holds many things (papers, fees, steps …).

The tables follow the fields of the record by themselves (`fields.py`). A row belongs to the service whose slug stands
in its first column; the order of rows is the order of the record's lists. Excel and CSV only differ in how a table
is written down.
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from services_catalog.exchange.cells import Cell, Refused, from_cell, to_cell
from services_catalog.exchange.parcel import Data, Entry, Parcel, Place, Trouble
from services_catalog.fields import RecordField, Shape, fields_of
from services_catalog.labels import Label, field_label, labels, refusal, table_word
from services_catalog.record import SLUG, Draft

SLUG_PATH, KEY_PATH = ("<slug>",), ("<key>",)


@dataclass(frozen=True)
class Column:
    """One column. `path` leads from what a row holds to the value; a row that holds a bare value has the path ()."""

    path: tuple[str, ...]
    heading: str
    meaning: str
    shape: Shape
    width: int = 16  # in characters


@dataclass(frozen=True)
class Table:
    """One table. `path` leads from the record to what the rows are; () is the table of services."""

    path: tuple[str, ...]
    title: str  # as staff read it
    meaning: str
    columns: tuple[Column, ...]
    shape: Shape | None = None  # the list or map behind it; None for services

    @property
    def name(self) -> str:
        """Its name where only plain letters will do: «fees», «online-links»."""
        return "-".join(self.path).replace("_", "-") or "services"


@dataclass
class Grid:
    """A table as it stands in a file: `name` as its reader sees it, then rows of cells, the headings first."""

    name: str
    rows: Sequence[Sequence[Cell]]


@lru_cache
def tables() -> tuple[Table, ...]:
    """All tables, services first."""
    services, others = _tables_of(Draft, (), "")
    words = Label(table_word("services"), table_word("services_meaning"))
    return (Table((), words.label, words.meaning, (_slug_column(), *services)), *others)


def _slug_column() -> Column:
    return Column(SLUG_PATH, table_word("slug"), table_word("slug_meaning"), Shape("text"), width=26)


def _tables_of(model: Any, path: tuple[str, ...], before: str) -> tuple[list[Column], list[Table]]:
    """The columns for the single values of a record or of a part of it, and the tables for its lists."""
    columns: list[Column] = []
    found: list[Table] = []
    for name, each in fields_of(model).items():
        label = field_label(each)
        title = f"{before}, {label.label}" if before else label.label
        here = (*path, name)
        shape = each.shape
        if shape.kind == "model" and shape.model:
            inner_columns, inner_tables = _tables_of(shape.model, here, title)
            columns += inner_columns
            found += inner_tables
        elif shape.kind == "list" and shape.item and shape.item.model:
            found.append(Table(here, title, label.meaning, (_slug_column(), *_row_columns(shape.item, each)), shape))
        elif shape.kind == "map" and shape.key and shape.item and _is_table(shape.item):
            row = shape.item.item if shape.item.kind == "list" and shape.item.item else shape.item
            heading = Label(table_word("key"), table_word("key_meaning"))
            if shape.key.kind == "choice":
                heading = field_label(RecordField("Note", "aspect", shape.key, required=True))
            key = Column(KEY_PATH, heading.label, heading.meaning, shape.key, width=20)
            found.append(Table(here, title, label.meaning, (_slug_column(), key, *_row_columns(row, each)), shape))
        else:
            columns.append(Column(here, title, label.meaning, shape, _width(shape, name)))
    return columns, found


def _is_table(item: Shape) -> bool:
    """Whether what a map holds fits rows: things, texts, or lists of texts."""
    return item.kind in ("model", "text") or (
        item.kind == "list" and item.item is not None and item.item.kind == "text"
    )


def _row_columns(row: Shape, owner: RecordField) -> list[Column]:
    """The columns for what a row holds; what a part of it holds is beside it, a list within it in one cell."""
    if row.model is None:
        label = field_label(RecordField("", "text", row, required=True))
        return [Column((), label.label, label.meaning, row, width=60)]
    columns: list[Column] = []
    for name, each in fields_of(row.model).items():
        label = field_label(each)
        if each.shape.kind == "model" and each.shape.model:
            inner, _ = _tables_of(each.shape.model, (name,), label.label)
            columns += inner
        else:
            columns.append(Column((name,), label.label, label.meaning, each.shape, _width(each.shape, name)))
    # What was looked up is best read last: the sources and the days follow what they are about.
    behind = ("sources", "when", "valid_from", "valid_to")
    return sorted(columns, key=lambda column: column.path[0] in behind)


def _width(shape: Shape, name: str) -> int:
    if shape.kind in ("whole", "number", "date", "flag"):
        return 14
    if shape.kind == "text" and name not in ("code", "unit", "phone", "number", "by"):
        return 44
    return 26 if shape.kind == "list" else 18


def grids(records: Mapping[str, Data]) -> list[tuple[Table, Grid]]:
    """Every table, filled from records in their JSON form (defaults written out)."""
    filled = []
    for table in tables():
        rows: list[Sequence[Cell]] = [[column.heading for column in table.columns]]
        for slug, data in records.items():
            rows += _rows(table, slug, data)
        filled.append((table, Grid(table.title, rows)))
    return filled


def _rows(table: Table, slug: str, data: Data) -> Iterable[list[Cell]]:
    for key, value in _entries(table, data):
        yield [
            slug
            if column.path == SLUG_PATH
            else to_cell(key, column.shape)
            if column.path == KEY_PATH
            else to_cell(_at(value, column.path), column.shape)
            for column in table.columns
        ]


def _entries(table: Table, data: Data) -> list[tuple[str | None, Any]]:
    """What the rows of a table are, each with its key where the table has keys."""
    held = _at(data, table.path)
    if table.shape is None:
        return [(None, held)]
    if not held:
        return []
    if table.shape.kind == "list":
        return [(None, each) for each in held]
    if table.shape.item and table.shape.item.kind == "list":
        return [(key, each) for key, several in held.items() for each in several]
    return list(held.items())


def _at(value: Any, path: Iterable[str]) -> Any:
    for part in path:
        if value is None:
            return None
        value = value.get(part)
    return value


def _put(data: Data, path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        data = data.setdefault(part, {})
    data[path[-1]] = value


def _drop(data: Data, path: Sequence[str]) -> None:
    """Take out the value at `path`, and what is left empty around it."""
    if len(path) > 1 and isinstance(data.get(path[0]), dict):
        _drop(data[path[0]], path[1:])
        if not data[path[0]]:
            del data[path[0]]
    elif len(path) == 1:
        data.pop(path[0], None)


# Reading


@dataclass
class _Row:
    number: int  # as a spreadsheet counts
    key: Any
    values: dict[tuple[str, ...], Any]

    def data(self) -> Any:
        """What the row holds: a value, or a thing without what was left empty."""
        if () in self.values:
            return self.values[()]
        made: Data = {}
        for path, value in self.values.items():
            if value is not None:
                _put(made, path, value)
        return made


@dataclass
class _Read:
    """A table of a file: its rows by slug."""

    table: Table
    name: str
    positions: dict[tuple[str, ...], int]  # column path → place in the row, from 0
    rows: dict[str, list[_Row]] = field(default_factory=dict)

    def where(self, row: int, path: tuple[str, ...] | None = None) -> str:
        """«Phí, dòng 4, cột F (Số tiền)»."""
        place = f"{self.name}, dòng {row}"
        if path not in self.positions:
            return place
        heading = next(column.heading for column in self.table.columns if column.path == path)
        return f"{place}, cột {letters(self.positions[path])} ({heading})"


def letters(position: int) -> str:
    """A spreadsheet's name of a column, from 0: A, B … Z, AA."""
    before, last = divmod(position, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def read(found: Iterable[Grid]) -> Parcel:
    """The services in the tables of a file.

    A table that is missing changes nothing of the present record; a column that is missing is refused, as are cells
    that hold no value of their kind. Services with a refused cell are named, and the others stay.
    """
    parcel = Parcel()
    by_name = {name: table for table in tables() for name in (_plain(table.title), _plain(table.name))}
    known = "; ".join(table.title for table in tables())
    reads: list[_Read] = []
    for grid in found:
        table = by_name.get(_plain(grid.name.rsplit("/", 1)[-1].removesuffix(".csv")))
        if table is None:
            parcel.troubles.append(Trouble(grid.name, str(refusal("unknown_table", tables=known))))
            continue
        if read_table := _read_table(table, grid, parcel.troubles):
            reads.append(read_table)
    if not reads and not parcel.troubles:
        parcel.troubles.append(Trouble("Tệp", str(refusal("no_table", tables=known))))
    services = next((each for each in reads if not each.table.path), None)
    listed = services.rows if services else dict.fromkeys(slug for each in reads for slug in each.rows)
    for each in reads if services else ():
        for slug, rows in each.rows.items():
            if slug not in listed:
                reason = str(refusal("stray_slug", text=slug))
                parcel.troubles += [Trouble(each.where(row.number, SLUG_PATH), reason, slug) for row in rows]
    for slug in listed:
        own = [each for each in reads if services or slug in each.rows]
        parcel.entries.append(Entry(slug, partial(_merged, slug, own), partial(_locate, slug, own)))
    return parcel


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _read_table(table: Table, grid: Grid, troubles: list[Trouble]) -> _Read | None:
    """The rows of a table. A heading that is missing or unknown makes the table unusable."""
    headings = [_plain(str(cell)) if cell is not None else "" for cell in (grid.rows[0] if grid.rows else [])]
    positions = {}
    for column in table.columns:
        for name in (column.heading, ".".join(column.path)):
            if column.path not in positions and _plain(name) in headings:
                positions[column.path] = headings.index(_plain(name))
    missing = [column.heading for column in table.columns if column.path not in positions]
    unknown = [
        str(grid.rows[0][place])
        for place, heading in enumerate(headings)
        if place not in positions.values()
        and (heading or any(place < len(row) and row[place] is not None for row in grid.rows[1:]))
    ]
    for rule, names in (("no_column", missing), ("unknown_column", unknown)):
        troubles += [Trouble(f"{grid.name}, dòng 1", str(refusal(rule, text=name))) for name in names]
    if missing or unknown:
        return None
    found = _Read(table, grid.name, positions)
    for number, cells in enumerate(grid.rows[1:], start=2):
        if any(cell is not None and str(cell).strip() for cell in cells):
            _read_row(found, number, cells, troubles)
    return found


def _read_row(found: _Read, number: int, cells: Sequence[Cell], troubles: list[Trouble]) -> None:
    values: dict[tuple[str, ...], Any] = {}
    wrong: list[tuple[tuple[str, ...], str]] = []
    for column in found.table.columns:
        position = found.positions[column.path]
        try:
            values[column.path] = from_cell(cells[position] if position < len(cells) else None, column.shape)
        except Refused as error:
            wrong.append((column.path, str(error)))
    slug = values.pop(SLUG_PATH, None)
    if slug is not None and not SLUG.fullmatch(slug):
        wrong.append((SLUG_PATH, str(refusal("bad_slug", text=slug))))
    elif slug is None and SLUG_PATH not in dict(wrong):
        wrong.append((SLUG_PATH, str(refusal("no_slug"))))
    key = values.pop(KEY_PATH, None)
    if KEY_PATH in found.positions and key is None and KEY_PATH not in dict(wrong):
        wrong.append((KEY_PATH, str(refusal("missing"))))
    if () in found.positions and values.get(()) is None and () not in dict(wrong):
        wrong.append(((), str(refusal("missing"))))
    rows = found.rows.setdefault(slug, []) if slug else []
    shape = found.table.shape
    single = shape is None or (shape.kind == "map" and not (shape.item and shape.item.kind == "list"))
    if single and (first := next((row.number for row in rows if row.key == key), None)):
        path, text = (SLUG_PATH, slug) if shape is None else (KEY_PATH, key)
        wrong.append((path, str(refusal("twice", text=text, row=first))))
    troubles += [Trouble(found.where(number, path), reason, slug) for path, reason in wrong]
    rows.append(_Row(number, key, values))


def _merged(slug: str, reads: list[_Read], present: Data) -> Data:
    """The record of a service: its present one, with every table that the file has in place of its own."""
    data = copy.deepcopy(present)
    for each in reads:
        rows = each.rows.get(slug, [])
        table = each.table
        if table.shape is None:
            for path, value in (item for row in rows for item in row.values.items()):
                _put(data, path, value) if value is not None else _drop(data, path)
        elif not rows:
            _drop(data, table.path)
        elif table.shape.kind == "list":
            _put(data, table.path, [row.data() for row in rows])
        elif table.shape.item and table.shape.item.kind == "list":
            several: dict[str, list[Any]] = {}
            for row in rows:
                several.setdefault(row.key, []).append(row.data())
            _put(data, table.path, several)
        else:
            _put(data, table.path, {row.key: row.data() for row in rows})
    return data


def _locate(slug: str, reads: list[_Read], place: Place) -> str:
    """The cell that holds the value at `place`, or the nearest that can be told."""
    for each in sorted(reads, key=lambda each: -len(each.table.path)):
        if place[: len(each.table.path)] != each.table.path:
            continue
        rest = place[len(each.table.path) :]
        rows = each.rows.get(slug, [])
        if each.table.shape is None:
            return each.where(rows[0].number if rows else 1, _longest(each, rest))
        if not rest:
            return each.name
        rows = rows if isinstance(rest[0], int) else [row for row in rows if row.key == rest[0]]
        index = rest[0] if isinstance(rest[0], int) else next((part for part in rest[1:] if isinstance(part, int)), 0)
        if index >= len(rows):
            return each.name
        inner = _longest(each, rest[1:])
        return each.where(rows[index].number, () if () in each.positions else inner)
    label = next((labels()["fields"].get(part, {}).get("label") for part in place if isinstance(part, str)), None)
    return f"{slug}, {label or '.'.join(map(str, place))}" if place else slug


def _longest(found: _Read, rest: Place) -> tuple[str, ...] | None:
    """The column for the longest beginning of `rest`."""
    for length in range(len(rest), 0, -1):
        if (path := tuple(str(part) for part in rest[:length])) in found.positions:
            return path
    return None
