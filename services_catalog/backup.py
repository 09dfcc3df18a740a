"""The whole database in one file, and a database from that file: the same for SQLite and PostgreSQL.

A ZIP file: `manifest.json`, and a file of JSON lines for each table. It is written from one moment of the database
while others go on writing, is restored by any later release, and may go from one kind of database to the other.
It holds password hashes and what staff have typed: it is readable by its owner alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    Engine,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.schema import sort_tables_and_constraints

from services_catalog.migrating import config

FORMAT = 1
MANIFEST = "manifest.json"
MIGRATION = "alembic_version"  # the table by which the database knows its tables
SEEDED = frozenset({MIGRATION, "audit_head"})  # tables that have rows as soon as they are made
AT_ONCE = 500  # rows
LEVEL = 1  # of compression: a fourth larger than the best, in a quarter of its time

Told = Callable[[str, int], None]  # a table and how many rows of it are done, for whoever waits


class NotRestorable(Exception):
    """Why a file cannot be restored, and what to do. Nothing has been written."""


@dataclass(frozen=True)
class Counted:
    """What a backup holds. `tables`: rows by table."""

    made_at: datetime
    tables: dict[str, int]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(self.tables.values())


def backup(engine: Engine, path: Path, told: Told = lambda _table, _rows: None) -> Counted:
    """Write the database behind `engine` to `path`, whole or not at all: a file of that name stays until then.

    Raises OSError when the file cannot be written, SQLAlchemyError when the database cannot be read.
    """
    made_at = datetime.now(UTC)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as parcel,
        ):
            manifest: dict[str, Any] = {"format": FORMAT, "made_at": made_at.isoformat(), "tables": {}}
            with _moment(engine) as connection:
                metadata = _reflected(connection)
                manifest["migration"] = connection.scalar(select(metadata.tables[MIGRATION].c.version_num))
                for table in (each for each in metadata.tables.values() if each.name != MIGRATION):
                    with parcel.open(_file(table.name), "w", force_zip64=True) as target:
                        manifest["tables"][table.name] = _write(connection, table, target, told)
            parcel.writestr(MANIFEST, json.dumps(manifest, indent=1))
            parcel.close()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Counted(made_at, {name: each["rows"] for name, each in manifest["tables"].items()})


def _moment(engine: Engine) -> Connection:
    """A connection that sees the database as it is now, whatever is written meanwhile."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")  # Python's driver begins none for reading
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _reflected(connection: Connection) -> MetaData:
    """The tables that are really there: those of the release that made them."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = type(column.type)(none_as_null=True)  # NULL comes back as NULL
    return metadata


def _file(table: str) -> str:
    return f"{table}.jsonl"


def _write(connection: Connection, table: Table, target: IO[bytes], told: Told) -> dict[str, Any]:
    """The rows of `table` as JSON lines; returns how many, their columns, and the hash of the lines."""
    mark, rows = hashlib.sha256(), 0
    # What is JSON already goes as it stands: to read and write records again would take most of the time.
    is_json = [isinstance(column.type, JSON) for column in table.columns]
    columns = [cast(each, Text) if its else each for each, its in zip(table.columns, is_json, strict=True)]
    found = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    for row in connection.execute(found):
        line = _line(row, is_json)
        target.write(line)
        mark.update(line)
        rows += 1
        if rows % AT_ONCE == 0:
            told(table.name, rows)
    told(table.name, rows)
    return {"rows": rows, "columns": [column.name for column in table.columns], "sha256": mark.hexdigest()}


def _line(values: Iterable[Any], is_json: Iterable[bool]) -> bytes:
    """A row as a JSON list on a line of its own."""
    cells = (
        value.replace("\n", " ") if its and value is not None else json.dumps(_outward(value), ensure_ascii=False)
        for value, its in zip(values, is_json, strict=True)
    )
    return f"[{', '.join(cells)}]\n".encode()


def _outward(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):  # SQLite forgets that it is UTC
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def restore(engine: Engine, path: Path, told: Told = lambda _table, _rows: None) -> Counted:
    """Fill the empty database behind `engine` from the file `path`, all of it or nothing.

    Raises NotRestorable, with the database as it was; and SQLAlchemyError.
    """
    try:
        with zipfile.ZipFile(path) as parcel:
            manifest = _checked(parcel)
            _only_into_an_empty(engine)
            command.upgrade(config(engine), manifest["migration"])
            with engine.begin() as connection:
                _fill(connection, parcel, manifest, told)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotRestorable(f"{path} is no whole backup of the catalogue: {error}") from error
    command.upgrade(config(engine), "head")
    tables = {name: each["rows"] for name, each in manifest["tables"].items()}
    return Counted(datetime.fromisoformat(manifest["made_at"]), tables)


def _checked(parcel: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every line of every table is as it was written."""
    manifest: dict[str, Any] = json.loads(parcel.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise NotRestorable(f"The file is of format {manifest['format']}; this release reads format {FORMAT}.")
    known = {each.revision for each in ScriptDirectory.from_config(config()).walk_revisions()}
    if manifest["migration"] not in known:
        raise NotRestorable(
            f"The file was made by a newer release ({manifest['migration']}). Restore it with that one."
        )
    for table, told in manifest["tables"].items():
        mark = hashlib.sha256()
        with parcel.open(_file(table)) as lines:
            for line in lines:
                mark.update(line)
        if mark.hexdigest() != told["sha256"]:
            raise NotRestorable(
                f"The file is damaged: the table {table} is not as it was written. Take another backup."
            )
    return manifest


def _only_into_an_empty(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in _reflected(connection).tables.values():
            if table.name not in SEEDED and connection.scalar(select(func.count()).select_from(table)):
                raise NotRestorable(
                    f"The database is not empty: the table {table.name} has rows. Nothing is overwritten; "
                    "restore into a new database and point DATABASE_URL to it."
                )


def _fill(connection: Connection, parcel: zipfile.ZipFile, manifest: dict[str, Any], told: Told) -> None:
    metadata = _reflected(connection)
    tables = [each for each in metadata.tables.values() if each.name in manifest["tables"]]
    # SQLAlchemy is typed, this function of it is not; what it gives is only walked through below.
    ordered = sort_tables_and_constraints(tables, filter_fn=_may_come_later)  # type: ignore[no-untyped-call]
    later = [constraint for table, constraints in ordered if table is None for constraint in constraints]
    for table, _ in ordered:
        if table is None:
            continue
        if table.name in SEEDED:
            connection.execute(table.delete())
        held_back = {column.name for each in later if each.table is table for column in each.columns}
        done = 0
        for rows in _batches(parcel, table, manifest["tables"][table.name]["columns"]):
            connection.execute(insert(table), [row | dict.fromkeys(held_back) for row in rows])
            done += len(rows)
            told(table.name, done)
    for constraint in later:
        _link(connection, parcel, manifest, constraint)
    if connection.dialect.name == "postgresql":
        for table in tables:
            _count_on(connection, table)


def _may_come_later(constraint: ForeignKeyConstraint) -> bool | None:
    """Whether rows may be written first without what `constraint` points to; None: yes, where that breaks a circle."""
    return None if all(column.nullable for column in constraint.columns) else False


def _batches(parcel: zipfile.ZipFile, table: Table, columns: list[str]) -> Iterator[list[dict[str, Any]]]:
    with parcel.open(_file(table.name)) as lines:
        rows: list[dict[str, Any]] = []
        for line in lines:
            values = zip(columns, json.loads(line), strict=True)
            rows.append({name: _inward(table, name, value) for name, value in values})
            if len(rows) == AT_ONCE:
                yield rows
                rows = []
    if rows:
        yield rows


def _inward(table: Table, name: str, value: Any) -> Any:
    """A value as the column has it."""
    kind = table.columns[name].type
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


def _link(
    connection: Connection, parcel: zipfile.ZipFile, manifest: dict[str, Any], constraint: ForeignKeyConstraint
) -> None:
    """Fill in what was held back until the rows it points to were there."""
    table = constraint.table
    (key,) = table.primary_key.columns
    names = [column.name for column in constraint.columns]
    change = update(table).where(key == bindparam("its_key")).values({name: bindparam(f"new_{name}") for name in names})
    for rows in _batches(parcel, table, manifest["tables"][table.name]["columns"]):
        changed = [
            {"its_key": row[key.name], **{f"new_{name}": row[name] for name in names}}
            for row in rows
            if any(row[name] is not None for name in names)
        ]
        if changed:
            connection.execute(change, changed)


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number the next rows from where the restored ones end."""
    for column in table.primary_key.columns:
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        )
        if sequence:
            highest = connection.scalar(select(func.max(column)))
            connection.execute(
                text("SELECT setval(:sequence, :value, :used)"),
                {"sequence": sequence, "value": highest or 1, "used": highest is not None},
            )
