"""Search by words at 1k, 10k and 100k records, beside SQLite FTS5 and PostgreSQL full text with the same queries.

`--dump` names a file of the national portal's records (gzipped JSON lines); without one, the records are made from the
content. `--questions` names labelled questions (JSON lines with `text`, `question` or `message`, and `service`);
without one, the questions of the content are asked of records that do not hold them. `--docs` writes table and plot
into docs/.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import insert

from benchmarks import usage
from benchmarks.report import Bar, Result, machine, percentile
from bot.language.marks import without_marks
from services_catalog.content import ContentError, read_folder
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.models import Publication, Revision, Service
from services_catalog.publishing import digest
from services_catalog.search.fulltext import SearchIndex
from tools.console import step
from tools.paths import ROOT, python_of

SIZES = (1_000, 10_000, 100_000)
QUERIES = 300
SECONDS = 20.0  # the longest that one engine is asked at one size; the slow ones are asked fewer queries
CHARS = 1_500  # of the steps, and of the papers, of a portal record
BAR_P50_MS, BAR_START_SECONDS = 2.0, 3.0
SEED = 20261122
BATCH = 1_000
LIMIT = 10
PAGE, PLOT = ROOT / "docs" / "search.md", ROOT / "docs" / "search.svg"
ENGINES = {"ours": "tantivy (ours)", "fts5": "SQLite FTS5", "postgres": "PostgreSQL"}
COLOURS = {"ours": "#0b6e4f", "fts5": "#b45309", "postgres": "#1d4ed8"}
Record = dict[str, Any]
_WORD = re.compile(r"[a-z0-9]+")


class Engine(Protocol):
    """What can be filled with records and searched."""

    def build(self, records: Path) -> None:
        """Index all of the database's records."""

    def search(self, query: str) -> list[str]:
        """The slugs of the best hits."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark alone."""
    parser.add_argument("--dump", type=Path, help="search: records of the national portal, gzipped JSON lines")
    parser.add_argument("--questions", type=Path, help="search: labelled questions, JSON lines")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="search: numbers of records")
    parser.add_argument("--docs", action="store_true", help="search: write table and plot into docs/")


def run(options: argparse.Namespace) -> Result:
    """Build and search at every size, then the quality on the content."""
    speed = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder, "catalogue.db")
            with step(f"search: {size:,} records"):
                queries = filled(database, made(size, options.dump))
            for name in ENGINES:
                with step(f"search: {size:,} records, {ENGINES[name]}"):
                    speed.append({"size": size, "engine": name, **measured(name, database, queries)})
                print(json.dumps(speed[-1]), flush=True)
    quality = qualities(options.questions)
    markdown = tables(speed, quality, options)
    print(markdown)
    if options.docs:
        document(markdown)
        PLOT.write_text(plot(speed), encoding="utf-8")
    ours = {each["size"]: each for each in speed if each["engine"] == "ours"}
    bars = [Bar(f"p50 at {size:,}", ours[size]["p50_ms"], BAR_P50_MS, False, "ms") for size in ours]
    bars += [
        Bar(f"start at {n:,}", ours[n]["start_seconds"], BAR_START_SECONDS, False, "s") for n in ours if n <= 10_000
    ]
    return Result("search", {"sizes": list(options.sizes)}, {"speed": speed, "quality": quality}, bars)


# ---- records and queries


def made(size: int, dump: Path | None) -> Iterator[tuple[str, Record]]:
    """`size` records by slug: the content, then others as often as it takes, their names varied by place and case."""
    content = dict(contents())
    dice = random.Random(SEED)
    seeds = list(portal(dump)) if dump else list(content.values())
    places = (ROOT / "services_catalog/places/communes.csv").read_text("utf-8").splitlines()[1:]
    cases = (
        "",
        "lần đầu",
        "cấp lại",
        "cấp đổi",
        "gia hạn",
        "qua uỷ quyền",
        "của người nước ngoài",
        "có yếu tố nước ngoài",
    )
    yield from list(content.items())[:size]
    for number in range(size - len(content)):
        seed = seeds[number % len(seeds)]
        place = dice.choice(places).split(",")[1]
        name = seed["name"] if number < len(seeds) else f"{seed['name']} {dice.choice(cases)} tại {place}"
        yield f"thu-{number}", {**seed, "name": name, "code": f"{dice.randint(1, 3)}.{dice.randint(0, 999_999):06}"}


def contents() -> Iterator[tuple[str, Record]]:
    """The content as it is stored."""
    for slug, record in read_folder():
        if isinstance(record, ContentError):
            raise record
        yield slug, record.model_dump(mode="json", exclude_defaults=True)


def portal(dump: Path) -> Iterator[Record]:
    """The portal's records in the form of a draft, their long texts cut."""
    with gzip.open(dump, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield {
                "name": row["ten_thu_tuc"],
                "agency": row["co_quan_thuc_hien"],
                "keywords": [row["linh_vuc"]],
                "audiences": [row["doi_tuong_thuc_hien"]],
                "steps": [{"text": row["trinh_tu_thuc_hien"][:CHARS]}],
                "documents": [{"name": row["thanh_phan_ho_so"][:CHARS]}],
            }


def filled(database: Path, records: Iterator[tuple[str, Record]]) -> list[str]:
    """Publish `records` in a new database; gives queries that were made from some of them.

    A third are parts of names, a third the same with a letter wrong, a third questions of the content.
    """
    engine = connect(f"sqlite:///{database}")
    migrate(engine)
    dice = random.Random(SEED)
    names: list[str] = []
    asked: list[str] = []
    rows: dict[Any, list[Record]] = {Service: [], Revision: [], Publication: []}
    with sessions(engine).begin() as session:
        # service and revision point at each other: checked row by row, filling would take the square of the time
        session.connection().exec_driver_sql("PRAGMA foreign_keys=OFF")
        for number, (slug, record) in enumerate(records, 1):
            names.append(record["name"])
            asked += [text for texts in record.get("questions", {}).values() for text in texts] if number < 100 else []
            rows[Service].append({"id": number, "slug": slug, "family": slug, "published_id": number})
            rows[Revision].append(
                {"id": number, "service_id": number, "number": 1, "record": record, "digest": digest(record)}
                | {"by": "bench", "why": "bench"}
            )
            rows[Publication].append({"service_id": number, "revision_id": number, "by": "bench", "why": "bench"})
            if number % BATCH == 0:
                flush(session, rows)
        flush(session, rows)
    engine.dispose()
    parts = [part(dice, name) for name in dice.choices(names, k=QUERIES // 3)]
    return [*parts, *(mistyped(dice, each) for each in parts), *dice.choices(asked or names, k=QUERIES // 3)]


def flush(session: Any, rows: dict[Any, list[Record]]) -> None:
    """Write what was gathered."""
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)
            values.clear()


def part(dice: random.Random, name: str) -> str:
    """Three to six words in a row, half of the time without marks."""
    words = name.split()
    length = dice.randint(3, 6)
    at = dice.randint(0, max(0, len(words) - length))
    text = " ".join(words[at : at + length])
    return without_marks(text).lower() if dice.random() < 0.5 else text


def mistyped(dice: random.Random, text: str) -> str:
    """Two letters of one longer word swapped."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) > 3]
    if long:
        at = dice.choice(long)
        word, cut = words[at], dice.randint(1, len(words[at]) - 2)
        words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


# ---- the engines


@dataclass
class Ours:
    """The index of the product, in a folder, fed from the database as it is in use."""

    folder: Path

    def build(self, records: Path) -> None:
        """As the first process does."""
        self.index = SearchIndex(connect(f"sqlite:///{records}"), self.folder)
        self.index.refresh()

    def search(self, query: str) -> list[str]:
        """As the command does."""
        return [hit.slug for hit in self.index.search(query, limit=LIMIT)]

    def close(self) -> None:
        """Nothing is held open."""


@dataclass
class Fts5:
    """SQLite's full text, over text that is unmarked beforehand, ranked by bm25 with the weights of the product."""

    folder: Path

    def build(self, records: Path) -> None:
        """Fill it and let it tidy up, as its manual advises."""
        self.database = sqlite3.connect(self.folder / "fts.db")
        self.database.execute("CREATE VIRTUAL TABLE found USING fts5(slug UNINDEXED, name, aliases, keywords, content)")
        rows = ((slug, *fields) for slug, fields in fields_of(records))
        self.database.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?)", rows)
        self.database.execute("INSERT INTO found(found) VALUES ('optimize')")
        self.database.commit()

    def search(self, query: str) -> list[str]:
        """Any of the words."""
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(plain(query).split()))
        if not words:
            return []
        sql = "SELECT slug FROM found WHERE found MATCH ? ORDER BY bm25(found, 0, 2, 1.8, 1.6, 1) LIMIT ?"
        return [slug for (slug,) in self.database.execute(sql, (words, LIMIT))]

    def close(self) -> None:
        """Close the file."""
        self.database.close()


@dataclass
class Postgres:
    """PostgreSQL's full text, over text that is unmarked beforehand, with weighted vectors and a GIN index."""

    folder: Path

    def build(self, records: Path) -> None:
        """Start a server, fill a table, index it."""
        import pgserver  # only here: it has no wheels for every Python
        import psycopg

        self.server = pgserver.get_server(self.folder / "pg", cleanup_mode="delete")
        self.connection = psycopg.connect(self.server.get_uri(), autocommit=True)
        self.connection.execute("CREATE TABLE found (slug text, words tsvector)")
        vector = " || ".join(f"setweight(to_tsvector('simple', %s), '{weight}')" for weight in "ABCD")
        with self.connection.transaction(), self.connection.cursor() as cursor:
            for some in batches(fields_of(records)):
                cursor.executemany(f"INSERT INTO found VALUES (%s, {vector})", [(slug, *each) for slug, each in some])
        self.connection.execute("CREATE INDEX ON found USING gin (words)")
        self.connection.execute("VACUUM ANALYZE found")

    def search(self, query: str) -> list[str]:
        """Any of the words."""
        words = " | ".join(dict.fromkeys(plain(query).split()))
        sql = (
            "SELECT slug FROM found, to_tsquery('simple', %s) AS asked WHERE words @@ asked "
            "ORDER BY ts_rank('{0.5, 0.8, 0.9, 1.0}', words, asked, 1) DESC LIMIT %s"
        )
        return [slug for (slug,) in self.connection.execute(sql, (words, LIMIT))] if words else []

    def close(self) -> None:
        """End the server."""
        self.connection.close()
        self.server.cleanup()


MADE: dict[str, Callable[[Path], Any]] = {"ours": Ours, "fts5": Fts5, "postgres": Postgres}


def plain(text: str) -> str:
    """The unmarked words of `text`."""
    return " ".join(_WORD.findall(without_marks(text).lower()))


def fields_of(records: Path) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    """Slug, name, aliases, keywords and content of each record of a database, unmarked."""
    with closing(sqlite3.connect(records)) as database:
        rows = database.execute("SELECT slug, record FROM service JOIN revision ON revision.id = published_id")
        for slug, text in rows:
            record = json.loads(text)
            pointing = [*record.get("keywords", []), *record.get("situations", [])]
            rest = " ".join(strings({key: value for key, value in record.items() if key not in NAMED}))
            aliases = " ".join(record.get("aliases", []))
            yield slug, (plain(record["name"]), plain(aliases), plain(" ".join(pointing)), plain(rest))


NAMED = ("name", "aliases", "keywords", "situations", "sources", "verified", "life_events")


def strings(value: Any) -> Iterator[str]:
    """Every text below `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def batches(items: Iterator[Any]) -> Iterator[list[Any]]:
    """Lists of at most BATCH of `items`."""
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def built(name: str, database: Path) -> Iterator[tuple[Any, float, Path]]:
    """An engine with all records of `database`, the seconds it took, and its folder."""
    with tempfile.TemporaryDirectory() as folder:
        engine = MADE[name](Path(folder))
        began = time.perf_counter()
        engine.build(database)
        try:
            yield engine, time.perf_counter() - began, Path(folder)
        finally:
            engine.close()


def measured(name: str, database: Path, queries: list[str]) -> Record:
    """Build and search one engine; ours is searched, and weighed, in a process that has only opened the index."""
    with built(name, database) as (engine, seconds, folder):
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        figures: Record = {"build_seconds": seconds, "stored_bytes": size}
        if name == "ours":
            asked = folder / "queries.json"
            asked.write_text(json.dumps(queries), encoding="utf-8")
            argv = [str(python_of("app")), "-m", "benchmarks.search", str(database), str(folder), str(asked)]
            done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
            return figures | json.loads(done.stdout)
        return figures | timed(engine.search, queries)


def opened(database: Path, folder: Path, asked: Path) -> Record:
    """What a process that starts beside a finished index takes."""
    queries = json.loads(asked.read_text(encoding="utf-8"))
    before = usage.of_process().pss
    began = time.perf_counter()
    index = SearchIndex(connect(f"sqlite:///{database}"), folder)
    index.refresh()
    start = time.perf_counter() - began
    figures = timed(lambda query: index.search(query, limit=LIMIT), queries)
    return {"start_seconds": start, "memory_bytes": usage.of_process().pss - before, **figures}


def timed(search: Callable[[str], Any], queries: list[str]) -> Record:
    """Latencies of `queries`, or of as many as can be asked in SECONDS; every third kind of query in turn."""
    third = len(queries) // 3
    turns = [
        query for trio in zip(queries[:third], queries[third:], queries[2 * third :], strict=False) for query in trio
    ]
    for query in turns[:5]:
        search(query)
    times: list[float] = []
    worked: list[float] = []
    until = time.perf_counter() + SECONDS
    for query in turns:
        began, worked_before = time.perf_counter(), time.process_time()
        search(query)
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - worked_before))
        if time.perf_counter() > until:
            break
    return {
        "p50_ms": percentile(times, 50),
        "p99_ms": percentile(times, 99),
        "p50_processor_ms": percentile(worked, 50),  # of this process: what a busy machine does not change as much
        "queries": len(times),
    }


# ---- quality


def qualities(questions: Path | None) -> Record:
    """hit@1, hit@5 and MRR of each engine over the content."""
    labelled, content = asked_of(questions)
    found: Record = {"questions": len(labelled), "engines": {}}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "catalogue.db")
        filled(database, iter(content))
        for name in ENGINES:
            with step(f"search: {len(labelled)} questions, {ENGINES[name]}"), built(name, database) as (engine, _, _):
                ranks = [rank(engine.search(text), service) for text, service in labelled]
            found["engines"][name] = {
                "hit@1": sum(at == 1 for at in ranks) / len(ranks),
                "hit@5": sum(0 < at <= 5 for at in ranks) / len(ranks),
                "MRR": sum(1 / at for at in ranks if at) / len(ranks),
            }
    return found


def asked_of(questions: Path | None) -> tuple[list[tuple[str, str]], list[tuple[str, Record]]]:
    """Questions with the service that each names, and the records to find it in."""
    content = list(contents())
    if questions is None:
        labelled = [
            (text, slug) for slug, each in content for some in each.get("questions", {}).values() for text in some
        ]
        dice = random.Random(SEED)
        return dice.sample(labelled, min(2_000, len(labelled))), [
            (slug, {**each, "questions": {}}) for slug, each in content
        ]
    labelled = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line) if line.strip() else {}
        text = row.get("text") or row.get("question") or row.get("message")
        if text and row.get("service"):
            labelled.append((text, row["service"]))
    return labelled, content


def rank(found: list[str], service: str) -> int:
    """The place of `service` from 1 on; 0 if it was not found. A variant counts for its family, and back."""
    kin = [slug == service or slug.split("/")[0] == service or service.split("/")[0] == slug for slug in found]
    return kin.index(True) + 1 if True in kin else 0


# ---- what is written


def tables(speed: list[Record], quality: Record, options: argparse.Namespace) -> str:
    """Both tables as Markdown, and what they were measured on."""
    about = machine()
    source = "records of the national portal, and the content" if options.dump else "the content"
    lines = [
        f"Measured on {about['cores']} cores, {about['cpu']}, load {about['load_average'][0]:.1f}; made from {source}.",
        "",
        "| records | engine | build, s | stored, MB | start, s | memory, MB "
        "| p50, ms | p99, ms | p50, ms of processor | queries |",
        "| --: | --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for row in speed:
        start = f"{row['start_seconds']:.2f}" if "start_seconds" in row else ""
        memory = f"{row['memory_bytes'] / 1e6:,.0f}" if "memory_bytes" in row else ""
        processor = (
            "" if row["engine"] == "postgres" else f"{row['p50_processor_ms']:.2f}"
        )  # its server works elsewhere
        lines.append(
            f"| {row['size']:,} | {ENGINES[row['engine']]} | {row['build_seconds']:.1f} "
            f"| {row['stored_bytes'] / 1e6:,.0f} | {start} | {memory} "
            f"| {row['p50_ms']:.2f} | {row['p99_ms']:.2f} | {processor} | {row['queries']} |"
        )
    asked = "labelled questions" if options.questions else "questions of the content, of records without them"
    lines += [
        "",
        f"{quality['questions']:,} {asked}:",
        "",
        "| engine | hit@1 | hit@5 | MRR |",
        "| --- | --: | --: | --: |",
    ]
    for name, found in quality["engines"].items():
        lines.append(f"| {ENGINES[name]} | {found['hit@1']:.3f} | {found['hit@5']:.3f} | {found['MRR']:.3f} |")
    return "\n".join(lines)


def document(markdown: str) -> None:
    """Put the tables between the marks of docs/search.md."""
    page = PAGE.read_text(encoding="utf-8")
    marked = re.compile(r"(<!-- measured -->\n).*(<!-- end of measured -->)", re.DOTALL)
    PAGE.write_text(marked.sub(lambda found: f"{found[1]}\n{markdown}\n\n{found[2]}", page), encoding="utf-8")


def plot(speed: list[Record]) -> str:
    """p50 by number of records, both logarithmic, as SVG."""
    import math

    width, height, left, top = 560, 320, 60, 20
    sizes = sorted({row["size"] for row in speed})
    low, high = -2, 4  # 0.01 ms to 10 s

    def x(size: int) -> float:
        share = (math.log10(size) - math.log10(sizes[0])) / max(math.log10(sizes[-1] / sizes[0]), 1e-9)
        return left + share * (width - left - 150)

    def y(milliseconds: float) -> float:
        return top + (high - math.log10(max(milliseconds, 0.01))) / (high - low) * (height - top - 40)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">',
        "<title>Median time of a search by number of records</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        at = y(10**power)
        out.append(f'<line x1="{left}" x2="{width - 150}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{10**power:g} ms</text>')
    out += [f'<text x="{x(size):.1f}" y="{height - 20}" text-anchor="middle">{size:,}</text>' for size in sizes]
    for name, title in ENGINES.items():
        points = [(x(row["size"]), y(row["p50_ms"])) for row in speed if row["engine"] == name]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
        out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{COLOURS[name]}"/>' for a, b in points]
        end = points[-1]
        out.append(f'<text x="{end[0] + 8:.1f}" y="{end[1] + 4:.1f}" fill="{COLOURS[name]}">{title}</text>')
    return "\n".join([*out, f'<text x="{left}" y="{height - 4}">records</text>', "</svg>"]) + "\n"


if __name__ == "__main__":
    print(json.dumps(opened(*map(Path, sys.argv[1:4]))))
