"""How well the portal's records are read: precision and recall by field, against a sample that was read by hand.

.venvs/app/bin/python benchmarks/portal_precision.py TRUTH DUMP

DUMP is a file of the portal's records, TRUTH a JSONL file with a line for each record of the sample:
{"code", "papers": [[start of the name, originals, copies]], "notes": [start of the text],
 "fees": [[channel, dong or null]], "times": [[channel, value, unit or null]], "legal": [number]}
or {"code", "rejected": true} where the record is broken and must not be read at all. Neither file comes with the
repository: the records may not be passed on.

A paper is right if its name starts as the truth says; its quantity is counted where the name is right. Fees, times and
legal documents are sets, of which all or nothing of an element is right. Null is an amount that the record leaves open.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: the repository, not this folder, is where modules are looked for
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.report import table
from bot.language.marks import fold
from services_catalog.portal.dump import Line, read_dump
from services_catalog.portal.parse import parse
from services_catalog.record import Draft

SEEN_ON = date(2026, 6, 10)  # no figure depends on it


@dataclass
class Score:
    """Elements that were found and right, found, and there to be found."""

    right: int = 0
    found: int = 0
    there: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, found: Iterable[Any], there: Iterable[Any], code: str) -> None:
        """Compare two bags of elements."""
        has, should = Counter(found), Counter(there)
        self.right += (has & should).total()
        self.found += has.total()
        self.there += should.total()
        self.misses += [f"{code} missed {each}" for each in should - has]
        self.misses += [f"{code} wrong {each}" for each in has - should]

    @property
    def row(self) -> tuple[str, str, str, str]:
        """Precision, recall, and the numbers behind them."""
        return (
            f"{self.right / self.found:.1%}" if self.found else "–",
            f"{self.right / self.there:.1%}" if self.there else "–",
            f"{self.right}/{self.found}",
            f"{self.right}/{self.there}",
        )


def main(truth: Path, dump: Path) -> None:
    """Print the table, and every miss below it."""
    samples = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
    wanted = {sample["code"] for sample in samples}
    lines = {line.code: line for line in read_dump(dump) if line.code in wanted}
    scores = {
        name: Score() for name in ("papers", "originals", "copies", "notes", "fees", "times", "legal", "rejected")
    }
    for sample in samples:
        _compare(sample, lines[sample["code"]], scores)
    print(f"{len(samples)} records")
    table(
        ("field", "precision", "recall", "of found", "of there"), [(name, *each.row) for name, each in scores.items()]
    )
    for name, score in scores.items():
        for miss in score.misses:
            print(f"{name}: {miss}")


def _compare(sample: dict[str, Any], line: Line, scores: dict[str, Score]) -> None:
    code = sample["code"]
    rejected = line.fields is None
    scores["rejected"].count([code] * rejected, [code] * sample.get("rejected", False), code)
    if line.fields is None or sample.get("rejected"):
        return
    draft, _ = parse(line.fields, SEEN_ON)
    _papers(draft, sample, scores)
    notes = [note.text for note in draft.notes if note.about == "Lưu ý về giấy tờ"]
    scores["notes"].count(_matched(notes, sample["notes"]), sample["notes"], code)
    fees = {(fee.channel, fee.amount_vnd) for fee in draft.fees}
    scores["fees"].count(fees, {tuple(fee) for fee in sample["fees"]}, code)
    times = {(time.channel, time.value, time.unit) for time in draft.durations}
    scores["times"].count(times, {tuple(time) for time in sample["times"]}, code)
    scores["legal"].count((basis.number for basis in draft.legal_basis), sample["legal"], code)


def _papers(draft: Draft, sample: dict[str, Any], scores: dict[str, Score]) -> None:
    """Names first, each truth taken once, preferably by a paper with its quantity; then the quantities of the right."""
    left = list(draft.documents)
    found: list[str] = []
    for start, originals, copies in sorted(sample["papers"], key=lambda paper: -len(paper[0])):
        named = [paper for paper in left if fold(paper.name).startswith(fold(start))]
        if not named:
            continue
        best = min(named, key=lambda paper: (paper.originals != originals) + (paper.copies != copies))
        left.remove(best)
        found.append(start)
        code = sample["code"]
        scores["originals"].count([(start, best.originals)], [(start, originals)], code)
        scores["copies"].count([(start, best.copies)], [(start, copies)], code)
    there = [start for start, _, _ in sample["papers"]]
    scores["papers"].count([*found, *(f"«{paper.name[:60]}»" for paper in left)], there, sample["code"])


def _matched(texts: list[str], starts: list[str]) -> list[str]:
    """For each text the start that it has, each taken once, or the text itself."""
    left = list(starts)
    found: list[str] = []
    for text in texts:
        start = next((each for each in left if fold(text).startswith(fold(each))), None)
        if start is not None:
            left.remove(start)
        found.append(start if start is not None else f"«{text[:60]}»")
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
