"""The back office's list of services, by 10,000 services: how long the page takes to open, in words and filters too.

The services are copies of the content under other names, in a database that is thrown away.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, insert

from benchmarks.report import Bar, Result, percentile, table
from bot.webhook.app import create_app
from bot.webhook.rasa import Rasa
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.back_office.access import sessions as sign_ins
from services_catalog.back_office.editing.live_index import LiveIndex
from services_catalog.back_office.models import Account
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.catalogue import Catalogue
from services_catalog.content import ContentError, read_folder
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.models import Revision, Service
from services_catalog.publishing import digest
from services_catalog.search.fulltext import SearchIndex
from tools.console import step

BAR_MS = 300.0
OPENED = 20  # times each page is opened; the first time counts as well
BATCH = 500
PAGES = {
    "the list": "",
    "its last page": "trang=200",
    "drafts": "tinh-trang=draft",
    "overdue": "tinh-trang=stale",
    "of a level": "cap=commune",
    "of an agency": "co-quan=công an",
    "by words": "tu=đăng ký khai sinh",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark alone."""
    parser.add_argument("--services", type=int, default=10_000, help="office: how many services there are (10,000)")


def run(options: argparse.Namespace) -> Result:
    """Open every page of PAGES, signed in, through the whole web application but its network."""
    result = Result("office", {"services": options.services})
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        with step(f"{options.services:,} services"):
            engine = filled(f"sqlite:///{folder / 'office.db'}", options.services)
        with step("indexing them"):
            began = time.perf_counter()
            index = SearchIndex(engine, folder / "index")
            index.refresh()
            result.figures["index_seconds"] = time.perf_counter() - began
        rows = opened(engine, index, folder)
        engine.dispose()
    table(("page", "first ms", "p50 ms", "p95 ms"), [(name, *(f"{each:.0f}" for each in row)) for name, row in rows])
    result.figures["milliseconds"] = dict(rows)
    result.bars = [Bar(f"{name}, p95", row[2], BAR_MS, at_least=False, unit="ms") for name, row in rows]
    return result


def filled(address: str, count: int) -> Engine:
    """A database with `count` published services."""
    engine = connect(address)
    migrate(engine)
    content = [
        (slug, record.model_dump(mode="json", exclude_defaults=True))
        for slug, record in read_folder()
        if not isinstance(record, ContentError)
    ]
    copies = [
        (number, f"{slug.replace('/', '-')}-{number}", record | {"name": f"{record['name']} {number}"})
        for number, (slug, record) in enumerate(islice(cycle(content), count), 1)
    ]
    with sessions(engine).begin() as session:
        for at in range(0, count, BATCH):
            chosen = copies[at : at + BATCH]
            session.execute(insert(Service), [{"id": i, "slug": slug, "family": slug} for i, slug, _ in chosen])
            revisions: list[dict[str, Any]] = [
                {"id": i, "service_id": i, "number": 1, "record": record, "digest": digest(record)}
                | {"by": "benchmark", "why": "benchmark"}
                for i, _, record in chosen
            ]
            session.execute(insert(Revision), revisions)
        session.connection().exec_driver_sql("UPDATE service SET published_id = id")
    return engine


def opened(engine: Engine, index: SearchIndex, folder: Path) -> list[tuple[str, tuple[float, float, float]]]:
    """For each page: the first time, p50 and p95, in milliseconds."""
    settings = WebhookSettings(
        _env_file=None,
        conversation_secret="a secret of the benchmark, long enough",
        conversations_url=f"sqlite:///{folder / 'conversations.db'}",
    )
    app = create_app(settings, Rasa(9, 1.0), Standby(lambda: Catalogue(engine)), engine, OfficeSettings(_env_file=None))
    app.state.office_index = LiveIndex(index)
    with sessions(engine).begin() as session:
        account = Account(name="benchmark", display_name="Benchmark", role="editor")
        session.add(account)
        session.flush()
        token = sign_ins.begin(session, account, None, "benchmark")
    browser = TestClient(app, base_url="https://office.test", client=("192.0.2.10", 50_000))
    browser.cookies.set("__Host-quan-tri-phien", token, domain="office.test")
    found = []
    for name, query in PAGES.items():
        taken = []
        for _ in range(OPENED):
            began = time.perf_counter()
            answer = browser.get(f"/quan-tri/dich-vu?{query}")
            taken.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200
        found.append((name, (taken[0], percentile(taken, 50), percentile(taken, 95))))
    return found
