"""What processes take of memory and processor, from Linux's /proc. Standard library alone: for both environments."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
GONE = (FileNotFoundError, ProcessLookupError)


@dataclass(frozen=True)
class Usage:
    """What one process, or several together, take."""

    pss: int  # bytes; a page shared by n processes counts 1/n
    rss: int  # bytes; a shared page counts in full
    cpu_seconds: float  # since the start, user and system
    processes: int = 1

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.pss + other.pss,
            self.rss + other.rss,
            self.cpu_seconds + other.cpu_seconds,
            self.processes + other.processes,
        )


NONE = Usage(0, 0, 0.0, 0)


def of_process(pid: int | None = None) -> Usage:
    """One process, this one if none is given. Raises one of GONE if it ended."""
    folder = PROC / str(pid or os.getpid())
    rollup = (folder / "smaps_rollup").read_text().splitlines()
    pss = next(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))
    rss = int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    times = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
    return Usage(pss, rss, (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"))


def of_tree(root: int) -> Usage:
    """`root` and every process that it, or one of them, started."""
    found = NONE
    for pid in descendants([root]):
        try:
            found += of_process(pid)
        except GONE:
            continue
    return found


def descendants(roots: Iterable[int]) -> set[int]:
    """`roots` and every process that they, or theirs, started."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            text = stat.read_text(errors="replace")
        except GONE:
            continue
        children[int(text.rpartition(")")[2].split()[1])].append(int(stat.parent.name))
    found, waiting = set[int](), list(roots)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children[pid]
    return found
