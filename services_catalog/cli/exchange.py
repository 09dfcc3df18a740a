"""`catalogue export` and `catalogue import`: services out of the catalogue, and into it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from sqlalchemy.orm import Session

from services_catalog.clock import today_in_vietnam
from services_catalog.database import connect, sessions
from services_catalog.exchange import exporting, formats, importing
from services_catalog.exchange.formats import BY_SUFFIX, Format
from services_catalog.exchange.importing import Change
from services_catalog.exchange.parcel import NotReadable, Trouble
from services_catalog.migrating import migrate as migrate_database

out = Console(soft_wrap=True, highlight=False, markup=False)  # what is printed holds other people's brackets
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def export(
    slugs: Annotated[list[str] | None, typer.Argument(help="Which services; all if none is named.")] = None,
    chosen: Annotated[
        Format | None, typer.Option("--format", help="By the ending of --out if left out, else yaml.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--out", help="A file; for yaml, json and csv also a folder. Printed if left out."),
    ] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="The newest revision of each service, published or not.")
    ] = False,
) -> None:
    """Write services to a file: to work on (yaml, json, csv, xlsx), or for other programs (jsonld, schema-org)."""
    migrate_database(connect())
    with sessions(connect())() as session:
        records = exporting.records(session, slugs or (), drafts=drafts)
    missing = [slug for slug in slugs or () if slug not in records]
    form = chosen or BY_SUFFIX.get(file.suffix if file else "", Format.YAML)
    try:
        with err.status(f"{len(records)} dịch vụ"):
            text = formats.write(file, records, form, today_in_vietnam())
    except (NotReadable, OSError) as error:
        err.print(f"Chưa xuất được. {error}", style="red")
        raise typer.Exit(1) from error
    if text is not None:
        typer.echo(text, nl=False)
    err.print(f"Đã xuất {len(records)} dịch vụ" + (f" vào {file}." if file else "."))
    if missing:
        hint = "" if drafts else " Bản chưa công bố thì thêm --drafts."
        err.print(f"Không có: {', '.join(missing)}.{hint}", style="red")
        raise typer.Exit(1)


def import_(
    files: Annotated[
        list[Path], typer.Argument(help="What `catalogue export` writes: .xlsx, .csv, .zip, .yml, .json, or a folder.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    by: Annotated[str, typer.Option(help="Who it is from, for the history.")] = "catalogue import",
    why: Annotated[str | None, typer.Option(help="Why, for the history; the file's name if left out.")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Publish at once what was imported.")] = False,
) -> None:
    """Read services from files, show what changes, and write it.

    A service with a mistake is left out, its place in the file is named, and the others go in; the command then ends
    with 1. Unless --publish is given, citizens go on reading what is published.
    """
    migrate_database(connect())
    left_out = 0
    with sessions(connect())() as session:
        for file in files:
            changes, troubles = _read(session, file, publish)
            for change in changes:
                _show(change)
            _complain(troubles)
            left_out += len(troubles)
            if not dry_run:
                _write(session, changes, by, why or f"nhập từ {file.name}", publish)
            _summarise(file, changes, troubles, dry_run)
    if left_out:
        raise typer.Exit(1)


def _read(session: Session, file: Path, publish: bool) -> tuple[list[Change], list[Trouble]]:
    try:
        with err.status(f"Đọc {file.name}"):
            parcel = formats.read(file)
    except (NotReadable, OSError) as error:
        return [], [Trouble(file.name, str(error))]
    changes: list[Change] = []
    troubles = list(parcel.troubles)
    checked = importing.check(session, parcel, to_publish=publish)
    for result in track(checked, total=len(parcel.entries), description="Kiểm tra", console=err):
        if isinstance(result, Change):
            changes.append(result)
        else:
            troubles += result
    return changes, troubles


def _show(change: Change) -> None:
    if change.new:
        out.print(f"{change.slug}: mới, «{change.record.name}»", style="green")
    elif change.differences:
        out.print(f"{change.slug}: {len(change.differences)} thay đổi", style="bold")
        for each in change.differences:
            out.print(f"  {each}")


def _complain(troubles: list[Trouble]) -> None:
    for each in troubles:
        out.print(f"Không nhập {each}", style="red")


def _write(session: Session, changes: list[Change], by: str, why: str, publish: bool) -> None:
    for change in track(changes, description="Ghi", console=err):
        importing.write(session, change, by, why, to_publish=publish)
    session.commit()


def _summarise(file: Path, changes: list[Change], troubles: list[Trouble], dry_run: bool) -> None:
    new = sum(change.new for change in changes)
    changed = sum(bool(change.differences) and not change.new for change in changes)
    refused = {each.slug for each in troubles if each.slug}
    said = "Chưa ghi gì. Sẽ có" if dry_run else "Đã ghi"
    out.print(
        f"{file.name}: {said} {new} dịch vụ mới, {changed} dịch vụ thay đổi; {len(changes) - new - changed} như cũ; "
        f"{len(refused)} dịch vụ bị bỏ lại, {len(troubles)} chỗ cần sửa."
    )
