"""What is wrong, or may be, with what the records say: rules, findings, a score.

`rules.py` lists every rule; the modules beside it hold their checks, one subject each; what they look up (official
hosts, jargon, what was abolished) is data in YAML.
"""

from services_catalog.quality.findings import Finding, Severity, score
from services_catalog.quality.rules import BETWEEN, RULES, check

__all__ = ["BETWEEN", "RULES", "Finding", "Severity", "check", "score"]
