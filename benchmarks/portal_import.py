"""How fast the portal's records become drafts, in SQLite and in PostgreSQL, and again when nothing has changed.

.venvs/app/bin/python benchmarks/portal_import.py DUMP [RECORDS]

DUMP is a file of the portal's records; it is repeated with other codes until there are RECORDS (10,000). It does not
come with the repository: the records may not be passed on. Ends with 1 if the bar was missed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

if __name__ == "__main__":  # run as a file: the repository, not this folder, is where modules are looked for
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.report import Bar, Result, machine, table
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.portal.dump import Line, read_dump
from services_catalog.portal.importing import import_lines

RECORDS = 10_000
BAR_SECONDS = 60.0
SEEN_ON = date(2026, 6, 10)  # any day: the same for both runs, so that the second finds nothing changed


def main(dump: Path, records: int = RECORDS) -> bool:
    """Import into each database twice; whether the bar was reached."""
    result = Result("portal_import", {"records": records})
    rows: list[tuple[str, str, str, str]] = []
    print(f"load by others: {machine()['load_average'][0]:.1f}")
    for name, address in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with address() as url:
            engine = connect(url)
            migrate(engine)
            first, processor = _timed(dump, records, url)
            again, _ = _timed(dump, records, url)
            engine.dispose()
        rows.append((name, f"{first:.1f} s", f"{processor:.1f} s", f"{again:.1f} s"))
        result.figures[name] = {"seconds": first, "processor_seconds": processor, "unchanged_seconds": again}
        result.bars.append(Bar(f"{records:,} records into {name}", first, BAR_SECONDS, at_least=False, unit="s"))
    table(("database", "first import", "of it our processor", "nothing changed"), rows)
    return result.finish()


def _timed(dump: Path, records: int, url: str) -> tuple[float, float]:
    """Seconds on the clock, and seconds of this process."""
    engine = connect(url)
    began, processor = time.perf_counter(), time.process_time()
    done = sum(1 for _ in import_lines(sessions(engine), _repeated(dump, records), SEEN_ON, "benchmark"))
    seconds = time.perf_counter() - began, time.process_time() - processor
    engine.dispose()
    if done != records:
        raise SystemExit(f"{done} records were imported, not {records}")
    return seconds


def _repeated(dump: Path, records: int) -> Iterator[Line]:
    """The usable records of the dump, over and over, each time with another first digit of the code."""

    def rounds() -> Iterator[Line]:
        for number in range(10):
            for line in read_dump(dump):
                if line.fields is not None and line.code is not None:
                    code = f"{number}.{line.code[0]}{line.code[3:]}"
                    yield replace(line, code=code, fields={**line.fields, "ma_thu_tuc": code})

    seen: set[str] = set()

    def fresh() -> Iterator[Line]:
        for line in rounds():
            if line.code not in seen:
                seen.add(line.code or "")
                yield line

    return islice(fresh(), records)


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/catalogue.db"


@contextmanager
def _postgres() -> Iterator[str]:
    import pgserver  # only where the tests' packages are installed

    with tempfile.TemporaryDirectory() as folder:
        server = pgserver.get_server(folder, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(0 if main(Path(sys.argv[1]), *(int(number) for number in sys.argv[2:3])) else 1)
