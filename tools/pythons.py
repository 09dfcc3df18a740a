"""The two interpreters: Python 3.10 for Rasa, 3.11 or above for everything else."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

from tools import processes, uv
from tools.console import Problem, step
from tools.paths import LOGS

VERSIONS = {
    "rasa": ("3.10",),  # Rasa 3.6 runs on nothing newer
    "app": ("3.12", "3.11", "3.13"),  # in the order of preference; 3.13 has no PostgreSQL from PyPI
}
OVERRIDES = {"rasa": "RASA_PYTHON", "app": "APP_PYTHON"}


def find(environment: str) -> str:
    """The path of an interpreter for `environment` (`rasa` or `app`), fetched by uv if none is here."""
    variable = OVERRIDES[environment]
    versions = VERSIONS[environment]
    chosen = os.environ.get(variable)
    if chosen:
        if version_of(chosen) in versions:
            return chosen
        raise Problem(
            f"{variable}={chosen} is not a Python {' or '.join(versions)}.",
            f"point {variable} at such an interpreter, or unset it.",
        )
    for version in versions:
        found = _installed(version) or _known_to_uv(version)
        if found:
            return found
    return _fetch(versions[0], variable)


def version_of(path: str) -> Optional[str]:
    """Major and minor version of the interpreter at `path`; None if it does not run."""
    try:
        return subprocess.run(
            [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None


def _installed(version: str) -> Optional[str]:
    return next((path for path in _candidates(version) if version_of(path) == version), None)


def _candidates(version: str) -> Iterator[str]:
    """Interpreters by their usual names and places, the newest patch release first."""
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    patches = sorted((pyenv / "versions").glob(f"{version}.*"), key=_patch, reverse=True)
    yield from (str(each / "bin" / "python") for each in patches)
    for name in ("python3", "python"):
        other = shutil.which(name)
        if other:
            yield other


def _patch(folder: Path) -> int:
    last = folder.name.rsplit(".", 1)[-1]
    return int(last) if last.isdigit() else -1


def _known_to_uv(version: str) -> Optional[str]:
    argv = [uv.find(), "python", "find", "--no-project", version]
    variables = dict(uv.environment(), UV_PYTHON_DOWNLOADS="never")
    found = subprocess.run(argv, capture_output=True, text=True, env=variables)
    path = found.stdout.strip()
    return path if found.returncode == 0 and version_of(path) == version else None


def _fetch(version: str, variable: str) -> str:
    log = LOGS / "setup-python.log"
    with step(f"Python {version}: not found here, fetching it with uv"):
        processes.run([uv.find(), "python", "install", version], log, uv.environment())
        found = _known_to_uv(version)
        if not found:
            raise Problem(
                f"Python {version} is not here and could not be fetched.\n{processes.tail(log, 6)}",
                f"see to the network and try again, or install Python {version} by other means "
                f"(pyenv, your system's packages) and, if it is not on the PATH, set {variable} to its path.",
            )
    return found
