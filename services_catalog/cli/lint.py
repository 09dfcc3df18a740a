"""`catalogue lint`: what is wrong, or may be, with what the records say."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Column, Table
from sqlalchemy import select
from sqlalchemy.orm import aliased

from services_catalog.content import ContentError, read_folder
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.models import Revision, Service
from services_catalog.quality import Finding, Severity, check, score
from services_catalog.record import Draft

out = Console()
progress = Console(stderr=True)


class Format(StrEnum):
    """How the findings are written."""

    TABLE = "table"
    JSON = "json"


def lint(
    slugs: Annotated[list[str] | None, typer.Argument(help="Services to report on; all if none is named.")] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="The newest drafts of the database instead.")] = False,
    form: Annotated[Format, typer.Option("--format", help="A table to read, or JSON.")] = Format.TABLE,
    errors_only: Annotated[bool, typer.Option("--errors-only", help="Leave warnings out.")] = False,
) -> None:
    """Check the content files, or the drafts in the database: right, complete, clean, alive.

    Ends with 1 if published content has errors. Drafts may have them: that is what they are drafts for.
    """
    records, unreadable = _drafts() if drafts else _content()
    unknown = [slug for slug in slugs or [] if slug not in records and slug not in unreadable]
    if unknown:
        progress.print(f"[red]There is no {'draft' if drafts else 'content file'} of[/red] {', '.join(unknown)}")
        raise typer.Exit(1)
    found = [
        Finding(slug, Severity.ERROR, "unreadable", "", why)
        for slug, why in unreadable.items()
        if not slugs or slug in slugs
    ]
    found = sorted(found + check(records, date.today(), slugs or None))  # noqa: DTZ011 (the day where the staff are)
    by_slug: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_slug[finding.slug].append(finding)
    scores = {slug: score(by_slug[slug]) for slug in (slugs or [*records, *unreadable])}
    shown = [finding for finding in found if not errors_only or finding.severity is Severity.ERROR]
    if form is Format.JSON:
        _as_json(shown, scores)
    else:
        _as_table(shown, scores)
    if not drafts and any(finding.severity is Severity.ERROR for finding in found):
        raise typer.Exit(1)


def _content() -> tuple[dict[str, Draft], dict[str, str]]:
    records: dict[str, Draft] = {}
    unreadable: dict[str, str] = {}
    for slug, record in read_folder():
        if isinstance(record, ContentError):
            unreadable[slug] = f"{record.field}: {record.rule}"
        else:
            records[slug] = record
    return records, unreadable


def _drafts() -> tuple[dict[str, Draft], dict[str, str]]:
    """The newest revision of each service, unless it is the published one."""
    later = aliased(Revision)
    newest = (
        select(Service.slug, Revision.record)
        .join(Revision, Revision.service_id == Service.id)
        .where(~select(later.id).where(later.service_id == Service.id, later.number > Revision.number).exists())
        .where((Service.published_id.is_(None)) | (Service.published_id != Revision.id))
        .order_by(Service.slug)
    )
    records: dict[str, Draft] = {}
    unreadable: dict[str, str] = {}
    engine = connect()
    migrate(engine)
    with sessions(engine)() as session:
        rows = session.execute(newest).all()
    for slug, record in track(rows, description="Reading drafts", console=progress, transient=True):
        try:
            records[slug] = Draft.model_validate(record)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            unreadable[slug] = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return records, unreadable


def _as_table(shown: list[Finding], scores: dict[str, int]) -> None:
    for slug, findings in groupby(shown, key=lambda finding: finding.slug):
        out.print(f"\n[bold]{slug}[/bold], {scores[slug]} of 100")
        table = Table.grid(
            Column(no_wrap=True),
            Column(no_wrap=True),
            Column(no_wrap=True),
            Column(overflow="fold"),
            padding=(0, 2, 0, 0),
        )
        for finding in findings:
            colour = "red" if finding.severity is Severity.ERROR else "yellow"
            table.add_row(
                f"[{colour}]{finding.severity}[/{colour}]", finding.code, finding.field, escape(finding.message)
            )
        out.print(table)
    errors = sum(finding.severity is Severity.ERROR for finding in shown)
    mean = sum(scores.values()) / len(scores) if scores else 100
    warnings = f", {len(shown) - errors} warnings" if len(shown) > errors else ""
    out.print(f"\n{len(scores)} services, {errors} errors{warnings}, mean score {mean:.0f} of 100.")


def _as_json(shown: list[Finding], scores: dict[str, int]) -> None:
    fields = ("slug", "severity", "code", "field", "message")
    findings: list[dict[str, Any]] = [{name: str(getattr(each, name)) for name in fields} for each in shown]
    json.dump({"scores": scores, "findings": findings}, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
