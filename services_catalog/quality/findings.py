"""What a rule finds, and the score that findings come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

ERROR_POINTS, WARNING_POINTS = 15, 2
WARNINGS_COUNTED = 3  # of one rule: thirty long sentences are one fault, not thirty


class Severity(StrEnum):
    """An error stops a release: somebody would be told something wrong, or nothing. A warning is to be looked at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend: in which service and field («fees.2.note»), by which rule, and what it is in Vietnamese."""

    slug: str
    severity: Severity
    code: str
    field: str
    message: str


def score(findings: Iterable[Finding]) -> int:
    """0 to 100 for the findings of one record; 100 is none."""
    counts = Counter((finding.severity, finding.code) for finding in findings)
    lost = sum(
        count * ERROR_POINTS if severity is Severity.ERROR else min(count, WARNINGS_COUNTED) * WARNING_POINTS
        for (severity, _), count in counts.items()
    )
    return max(0, 100 - lost)
