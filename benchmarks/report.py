"""Results: tables to read, bars passed or failed, and a JSON file of each run. Standard library alone."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from tools.paths import ROOT, VAR, shown

FOLDER = VAR / "bench"


@dataclass(frozen=True)
class Bar:
    """A figure and what it has to be."""

    name: str
    value: float
    bar: float
    at_least: bool  # else at most
    unit: str = "×"

    @property
    def passed(self) -> bool:
        """Whether the figure is as it has to be."""
        return self.value >= self.bar if self.at_least else self.value <= self.bar


@dataclass
class Result:
    """What one benchmark found."""

    benchmark: str
    settings: dict[str, Any]
    figures: dict[str, Any] = field(default_factory=dict)
    bars: list[Bar] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every bar was reached."""
        return all(bar.passed for bar in self.bars)

    def finish(self) -> bool:
        """Print notes and bars, write the file, and say whether all bars were reached."""
        for note in self.notes:
            print(f"note: {note}")
        if self.bars:
            rows = [
                (bar.name, f"{bar.value:.2f} {bar.unit}", f"{'≥' if bar.at_least else '≤'} {bar.bar:.3g} {bar.unit}",
                 "pass" if bar.passed else "FAIL")
                for bar in self.bars
            ]  # fmt: skip
            table(("bar", "measured", "wanted", ""), rows)
        print(f"written to {shown(self.write())}")
        return self.passed

    def write(self, folder: Path = FOLDER) -> Path:
        """Keep the result, and the machine it was found on, as `<benchmark>-<time>.json`."""
        now = datetime.now(timezone.utc)  # noqa: UP017 (Rasa's Python 3.10 has no datetime.UTC)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.benchmark}-{now:%Y%m%dT%H%M%SZ}.json"
        content = {
            "benchmark": self.benchmark,
            "at": now.isoformat(timespec="seconds"),
            "machine": machine(),
            "settings": self.settings,
            "figures": self.figures,
            "bars": [{**asdict(bar), "passed": bar.passed} for bar in self.bars],
            "notes": self.notes,
        }
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return path


def machine() -> dict[str, Any]:
    """What the figures depend on beside the code: processor, load by others, commit."""
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    commit = subprocess.run(git, capture_output=True, text=True).stdout.strip()
    return {
        "cores": os.cpu_count(),
        "cpu": _cpu(),
        "system": platform.platform(),
        "load_average": os.getloadavg(),
        "commit": commit or "unknown",
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns, the first to the left, the others to the right."""
    texts = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[at]) for row in texts) for at in range(len(head))]
    print()
    for number, row in enumerate(texts):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells).rstrip())
        if not number:
            print("  ".join("-" * width for width in widths))
    print()


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of `values` are, between two neighbours; NaN of none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    at = (len(ordered) - 1) * percent / 100
    low, share = int(at), at % 1
    return ordered[low] if not share else ordered[low] * (1 - share) + ordered[low + 1] * share


def ratio(ours: float, theirs: float) -> float:
    """`ours` as a multiple of `theirs`; NaN where there is none."""
    return ours / theirs if theirs else float("nan")


def megabytes(count: float) -> str:
    """Bytes as people read them."""
    return f"{count / 1e6:,.0f} MB"
