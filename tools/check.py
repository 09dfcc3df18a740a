"""`make test` and its parts: `python3 -m tools.check [lint] [types] [rasa] [unit | all]`.

Every check runs, also after one has failed. The tests of the application come last, so that the
output closes with pytest's own summary. Further arguments after `--` go to that pytest.

Without LONG=1, and where no tests are named, those marked `long` are left for CI: the others tell within minutes
whether a change holds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from tools import browser, setup
from tools.console import Problem, command, say
from tools.paths import ROOT, python_of

STACK = "e2e"
LONG = "long"
NOT_UNIT = f"not {STACK} and not browser and not postgres"
# One more than there are cores: browsers make tests wait. tests/conftest.py says what stays together.
SIDE_BY_SIDE = ("-n", str(min(4, (os.cpu_count() or 1) + 1)), "--dist", "loadscope", "--no-loadscope-reorder")
RASA_TESTS = "tests/bot/nlu"


@dataclass(frozen=True)
class Check:
    """One program that must end with 0."""

    name: str
    argv: Sequence[str]
    needs: Sequence[str] = ("app",)
    environment: dict[str, str] = field(default_factory=dict)


@command
def main() -> int:
    """Run what is named, or everything."""
    arguments, _, further = " ".join(sys.argv[1:]).partition("--")
    wanted = arguments.split() or ["all"]
    checks = list(chosen(wanted, further.split()))
    setup.ensure(sorted({part for check in checks for part in check.needs}))
    failed: list[str] = []
    for number, check in enumerate(checks, 1):
        if failed and number == len(checks):
            say(f"\nFailed so far: {', '.join(failed)} (see above)")
        say(f"\n== {check.name}")
        if run(check):
            failed.append(check.name)
    return 1 if failed else 0


def chosen(wanted: Sequence[str], further: Sequence[str]) -> Sequence[Check]:
    """The checks that the words on the command line stand for, in the order they run."""
    app = str(python_of("app"))
    mark = ["-m", NOT_UNIT] if "unit" in wanted else []
    everything = ("app", "rasa", "browser")
    parts = {
        "lint": [
            Check("lint", [app, "-m", "ruff", "check", "."]),
            Check("format", [app, "-m", "ruff", "format", "--check", "."]),
        ],
        "types": [Check("types", [app, "-m", "mypy"])],
        "rasa": [Check("tests in Rasa's environment", _rasa_pytest(), ("rasa",))],
        "unit": [Check("tests", [app, "-m", "pytest", *SIDE_BY_SIDE, *mark, *further])],
        "all": [Check("tests", [app, "-m", "pytest", *SIDE_BY_SIDE, *further], everything)],
    }
    if not further:  # what speaks to the whole stack has the machine for itself: some of it measures what gets lost
        short = "" if os.environ.get("LONG") else f" and not {LONG}"
        alone = [app, "-m", "pytest", "-m", STACK + short, "tests/e2e"]
        beside = [app, "-m", "pytest", *SIDE_BY_SIDE, "-m", f"not {STACK}{short}"]
        parts["all"] = [
            Check("tests of the whole stack", alone, everything),
            Check("tests" if not short else "tests (LONG=1 runs the long ones too)", beside, everything),
        ]
    unknown = sorted(set(wanted) - set(parts))
    if unknown:
        raise Problem(f"there is no check named {unknown[0]}.", f"name some of: {' '.join(parts)}")
    names = [name for name in parts if name in wanted]
    if "all" in wanted:
        names = ["lint", "types", "rasa", "all"]
    if "rasa" in names and not any((ROOT / RASA_TESTS).rglob("test_*.py")):
        names.remove("rasa")
    return [check for name in names for check in parts[name]]


def run(check: Check) -> int:
    """Run one check from the root of the repository, its output straight to the terminal."""
    variables = dict(os.environ, PYTHONPATH=str(ROOT), RASA_TELEMETRY_ENABLED="false", **check.environment)
    chromium = browser.find()
    if chromium:
        variables["CHROMIUM"] = chromium
    return subprocess.run(check.argv, cwd=ROOT, env=variables).returncode


def _rasa_pytest() -> list[str]:
    """pytest for the components: none of the settings and fixtures that need the other environment."""
    argv = [str(python_of("rasa")), "-m", "pytest", RASA_TESTS, f"--confcutdir={RASA_TESTS}"]
    argv += ["--override-ini=addopts=", "--override-ini=filterwarnings=", "--disable-warnings"]
    argv += ["--override-ini=cache_dir=.pytest_cache/rasa", "--import-mode=importlib"]
    return [*argv, "-W", "ignore::pytest.PytestConfigWarning"]  # of plugins that are not there


if __name__ == "__main__":
    main()
