"""Starting jobs, and seeing what became of them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from services_catalog.back_office.models import Job
from services_catalog.clock import utc
from services_catalog.models import now
from services_catalog.settings import ROOT

LOST_SECONDS = 60  # without a sign of life for so long, a job has ended before its end
RECENT = 20


def start(session: Session, kind: str, about: dict[str, Any], by: str) -> tuple[Job, bool]:
    """A new job and True, or the one that is under way with the same and False. Commit, then `run` a new one."""
    before = newest(session, kind, about)
    if before and is_under_way(before):
        return before, False
    job = Job(kind=kind, about=about, by=by, state="waiting", done=0, total=0)
    session.add(job)
    session.flush()
    return job, True


def run(engine: Engine, job_id: int) -> None:
    """Do a waiting job in a process of its own; what it prints goes to the log folder."""
    folder = Path(os.environ.get("LOG_DIR") or ROOT / "var" / "log")
    folder.mkdir(parents=True, exist_ok=True)
    url = engine.url.render_as_string(hide_password=False)
    with (folder / "work.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "services_catalog.back_office.work", str(job_id)],
            cwd=ROOT,
            env=dict(os.environ, DATABASE_URL=url, PYTHONPATH=str(ROOT)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    threading.Thread(target=process.wait, name="work", daemon=True).start()  # or it stays behind as a zombie


def newest(session: Session, kind: str, about: dict[str, Any] | None = None) -> Job | None:
    """The newest job of a kind, or of those that were done with the same."""
    jobs = session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(200))
    return next((job for job in jobs if about is None or job.about == about), None)


def recent(session: Session, *kinds: str) -> list[Job]:
    """The newest jobs of some kinds, newest first."""
    return list(session.scalars(select(Job).where(Job.kind.in_(kinds)).order_by(Job.id.desc()).limit(RECENT)))


def is_under_way(job: Job) -> bool:
    """Whether it waits or runs, and gives signs of life."""
    return job.state in ("waiting", "running") and not is_lost(job)


def is_lost(job: Job) -> bool:
    """Whether it ended before its end: the machine was switched off, say."""
    silent = utc(job.seen_at) < now() - timedelta(seconds=LOST_SECONDS)
    return job.state in ("waiting", "running") and silent
