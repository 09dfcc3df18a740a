"""`catalogue import-portal`: the national portal's records as drafts, and a list of what to look at."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate as migrate_database
from services_catalog.portal.dump import count_lines, read_dump
from services_catalog.portal.findings import Finding
from services_catalog.portal.importing import Outcome, import_lines

out = Console()
COLUMNS = ("dòng", "mã thủ tục", "mục", "vấn đề", "nguyên văn", "việc cần làm")
_MOST_FREQUENT = 15  # kinds of findings shown on the screen; the report holds all


def import_portal(
    file: Annotated[Path, typer.Argument(help="The portal's records, one JSON object a line: .jsonl or .jsonl.gz.")],
    seen_on: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day the records were taken from the portal.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report; leave the database as it is.")] = False,
    report: Annotated[Path, typer.Option(help="Where to write what has to be looked at, for Excel.")] = Path(
        "portal-report.csv"
    ),
) -> None:
    """Save the portal's records as drafts, which nobody but staff can see.

    What is unchanged since the last import is skipped, so an interrupted import is started again as it was. A line that
    is no record is listed in the report and the others go on; the command then ends with 1.
    """
    try:
        total = count_lines(file)
    except (OSError, EOFError) as error:
        out.print(f"[red]{file.name} cannot be read:[/red] {error}", soft_wrap=True)
        raise typer.Exit(1) from error
    engine = connect()
    migrate_database(engine)
    fates: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    lines = import_lines(sessions(engine), read_dump(file), seen_on.date(), f"imported from {file.name}", dry_run)
    with _report(report) as write:
        for outcome in track(lines, total=total, description="Reading records", console=out):
            fates[outcome.fate] += 1
            kinds.update(finding.what for finding in outcome.findings)
            for finding in outcome.findings:
                write(outcome, finding)
    _tell(fates, kinds, report, dry_run)
    if fates["rejected"]:
        raise typer.Exit(1)


@contextmanager
def _report(path: Path) -> Iterator[Callable[[Outcome, Finding], None]]:
    """Writes findings into a table that Excel opens as it is: UTF-8 with a mark, a header, words never a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)

        def write(outcome: Outcome, finding: Finding) -> None:
            raw = f"«{finding.excerpt}»"  # in quotes, for «- Tờ khai» or «=…» would be read as a formula
            table.writerow((outcome.line.number, outcome.line.code, finding.field, finding.what, raw, finding.to_do))

        yield write


def _tell(fates: Counter[str], kinds: Counter[str], report: Path, dry_run: bool) -> None:
    """What came of it, on the screen."""
    done = "would be saved" if dry_run else "saved"
    out.print(
        f"{fates['new']} new drafts and {fates['changed']} changed ones {done}; {fates['unchanged']} as before; "
        f"{fates['rejected']} lines are no usable record."
    )
    table = Table("to look at", "times", box=None)
    for what, times in kinds.most_common(_MOST_FREQUENT):
        table.add_row(what, str(times))
    out.print(table)
    out.print(f"{kinds.total()} things to look at, in {report}", soft_wrap=True)
