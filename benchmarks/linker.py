"""What it costs to learn the services and to find the one that a message is about."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import data, usage
from benchmarks.report import Result, megabytes, percentile, table
from services_catalog.content import ContentError, read_folder
from services_catalog.record import ServiceRecord
from services_catalog.search.linker import Linker
from services_catalog.search.teaching import read_teaching
from tools.console import Problem, step
from tools.paths import ROOT, python_of

NEW_ALIAS = "thử nghiệm thay đổi một dịch vụ"  # any words that no record has


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> Result:
    """Measure in a process that has learnt nothing yet."""
    with step("linker: learning all services, one changed service, and linking"):
        figures = _python()
    table(
        ("linker", ""),
        [
            ("services and other labels", f"{figures['services']} + {figures['labels'] - figures['services']}"),
            ("phrases learnt from", f"{figures['phrases']:,}"),
            ("link, median, ms", f"{figures['link_p50_ms']:.2f}"),
            ("link, p99, ms", f"{figures['link_p99_ms']:.2f}"),
            ("learn all, s", f"{figures['learn_all_seconds']:.1f}"),
            ("learn one changed service, s", f"{figures['learn_one_seconds']:.2f}"),
            ("load what was stored, s", f"{figures['load_seconds']:.2f}"),
            ("memory that a loaded linker takes", megabytes(figures["memory_bytes"])),
            ("stored size", megabytes(figures["stored_bytes"])),
        ],
    )
    return Result("linker", vars(options), figures)


def measured() -> dict[str, Any]:
    """All figures of this process."""
    records: dict[str, ServiceRecord] = {}
    for slug, record in read_folder():
        if isinstance(record, ContentError):
            raise record
        records[slug] = record
    teaching = read_teaching()
    with tempfile.TemporaryDirectory() as folder:
        linker, learn_all = _timed(lambda: Linker.learnt(records, teaching))
        slug = min(records)
        changed = records[slug].model_copy(update={"aliases": [*records[slug].aliases, NEW_ALIAS]})
        _, learn_one = _timed(lambda: linker.relearnt(records | {slug: changed}, teaching))
        stored = Path(folder, "linker.npz")
        linker.save(stored)
        loaded = _python("load", str(stored))
        size = stored.stat().st_size
    texts = [question["text"] for question in data.questions()]
    for text in texts[:50]:
        linker.link(text)
    times = [1000 * _timed(lambda text=text: linker.link(text))[1] for text in texts]
    return {
        "services": len(records),
        "labels": len(linker.labels),
        "phrases": len(linker.texts),
        "link_p50_ms": round(percentile(times, 50), 3),
        "link_p99_ms": round(percentile(times, 99), 3),
        "learn_all_seconds": round(learn_all, 2),
        "learn_one_seconds": round(learn_one, 3),
        "stored_bytes": size,
        **loaded,
    }


def loaded_alone(stored: Path) -> dict[str, Any]:
    """What loading costs a process that holds no linker yet."""
    before = usage.of_process().pss
    linker, seconds = _timed(lambda: Linker.load(stored))
    assert linker
    return {"load_seconds": round(seconds, 3), "memory_bytes": usage.of_process().pss - before}


def _python(*arguments: str) -> dict[str, Any]:
    """What a part of this module prints in a process of its own."""
    argv = [str(python_of("app")), "-m", "benchmarks.linker", *arguments]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"the linker failed.\n{done.stderr[-3000:]}", "the lines above say why.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _timed(call: Any) -> tuple[Any, float]:
    began = time.perf_counter()
    return call(), time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(loaded_alone(Path(sys.argv[2])) if sys.argv[1:2] == ["load"] else measured()))
