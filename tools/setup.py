"""Set-up: the two environments, each from its lock file, and a browser for the tests.

`python3 -m tools.setup [rasa] [app] [browser] [all]`: without a name, both environments. What is
there already and fits its lock file is left alone, so a second run is instant.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Optional

from tools import browser, processes, pythons, uv
from tools.console import Problem, command, disk_full, say, step
from tools.paths import LOGS, REQUIREMENTS, VENVS, python_of, shown

STAMP = ".lock-sha256"
NEEDED_BYTES = {"rasa": 2_500_000_000, "app": 1_200_000_000}
NAMES = {"rasa": "Rasa environment", "app": "application environment"}
WORTH_SAYING = ("Downloading", "Building", "Prepared", "Installed", "Bytecode")  # lines of uv
PARTS = ("rasa", "app", "browser")


@command
def main() -> None:
    """Set up what is named on the command line."""
    wanted = sys.argv[1:] or ["rasa", "app"]
    unknown = sorted(set(wanted) - {*PARTS, "all"})
    if unknown:
        raise Problem(f"there is no part named {unknown[0]}.", f"name some of: {' '.join(PARTS)} all")
    ensure(PARTS if "all" in wanted else wanted)
    say("Set-up is complete.")


def ensure(parts: Sequence[str]) -> None:
    """Have each of `parts` in place, whatever it takes."""
    environments = [name for name in ("rasa", "app") if name in parts]
    if not all(is_current(name) for name in environments):
        with locked(VENVS / ".lock"):  # another make may be at it
            for name in environments:
                if not is_current(name):
                    install(name)
    if "browser" in parts:
        browser.get()


def is_current(environment: str) -> bool:
    """Whether the environment exists, its Python too, and it was made from the lock file as it is."""
    python = python_of(environment)
    stamp = VENVS / environment / STAMP
    try:
        return os.access(python, os.X_OK) and stamp.read_text() == _fingerprint(environment)
    except FileNotFoundError:
        return False


def install(environment: str) -> None:
    """Make the environment, or bring it to what its lock file says."""
    name = NAMES[environment]
    folder = VENVS / environment
    python = python_of(environment)
    installer = uv.find()
    if pythons.version_of(str(python)) not in pythons.VERSIONS[environment]:
        _check_room(environment)
        interpreter = pythons.find(environment)
        with step(f"{name}: creating {shown(folder)} with {interpreter}"):
            shutil.rmtree(folder, ignore_errors=True)
            _run([installer, "venv", "--no-project", "--python", interpreter, str(folder)], environment)
    (folder / STAMP).unlink(missing_ok=True)  # until it is whole again, it is not current
    lock = _lock_of(environment)
    packages = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    with step(f"{name}: installing {packages} packages of {shown(lock)}") as progress:
        # compiled here and now: Rasa starts in a third of the time, also where nothing may be written later
        argv = [installer, "pip", "sync", "--require-hashes", "--compile-bytecode"]
        argv += ["--python", str(python), str(lock)]
        _run(argv, environment, progress.report)
    (folder / STAMP).write_text(_fingerprint(environment))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, so that two runs do not do the same work at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with step("waiting for another run that is doing the same"):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock_of(environment: str) -> Path:
    lock = REQUIREMENTS / f"{environment}.lock"
    if not lock.is_file():
        raise Problem(f"{shown(lock)} is missing.", f"restore it: git checkout -- {shown(lock)}")
    return lock


def _fingerprint(environment: str) -> str:
    return hashlib.sha256(_lock_of(environment).read_bytes()).hexdigest()


def _check_room(environment: str) -> None:
    VENVS.mkdir(exist_ok=True)
    if shutil.disk_usage(VENVS).free < NEEDED_BYTES[environment]:
        needed = NEEDED_BYTES[environment] / 1e9
        raise disk_full(f": the {NAMES[environment]} takes up to {needed:.1f} GB")


def _run(argv: Sequence[str], environment: str, report: Optional[Callable[[str], None]] = None) -> None:
    log = LOGS / f"setup-{environment}.log"

    def on_line(line: str) -> None:
        if report and line.lstrip().startswith(WORTH_SAYING):
            report(line.strip())

    output = processes.run(argv, log, uv.environment(), on_line)
    if output.code:
        raise uv.failure(output, f"setting up the {NAMES[environment]}", log)


if __name__ == "__main__":
    main()
