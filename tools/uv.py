"""uv, which makes the environments: found on the PATH, or installed into `.venvs/uv`."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from tools import apt, processes
from tools.console import Problem, disk_full, step
from tools.paths import LOGS, REQUIREMENTS, VENVS, shown
from tools.processes import Output

OLDEST = (0, 5, 0)  # before it, `uv python find` and universal locks behave otherwise
HOME = VENVS / "uv"
LOCK = REQUIREMENTS / "uv.lock"

NO_NETWORK = re.compile(
    r"dns error|failed to lookup|name resolution|connection refused|connect error|could not connect"
    r"|error sending request|network is unreachable|timed out|newconnectionerror|max retries exceeded"
    r"|no route to host|network (was|connectivity is) disabled|proxy|from versions: none",
    re.IGNORECASE,
)
DISK_FULL = re.compile(r"no space left on device|disk quota exceeded|os error 28\b", re.IGNORECASE)
BROKEN_LOCK = re.compile(
    r"hash mismatch|hashes? (are|is) required|do not match the hashes|couldn't parse requirement"
    r"|require-hashes|no solution found|unexpected '|expected one of|invalid requirement"
    r"|was not found in the",
    re.IGNORECASE,
)


def environment() -> dict[str, str]:
    """The environment for uv: quiet about colours, and with the package index that pip was given."""
    variables = dict(os.environ, NO_COLOR="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    variables.pop("VIRTUAL_ENV", None)
    index = variables.get("PIP_INDEX_URL")
    if index and not ({"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & variables.keys()):
        variables["UV_DEFAULT_INDEX"] = index
    return variables


@cache
def find() -> str:
    """The path of a uv that is new enough; installs the pinned one if there is none."""
    on_path = shutil.which("uv")
    if on_path and _version(on_path) >= OLDEST:
        return on_path
    own = HOME / "bin" / "uv"
    stamp = HOME / ".lock-sha256"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted and _version(str(own)) >= OLDEST:
        return str(own)
    with step("uv, the installer of packages: installing it into .venvs/uv"):
        _install()
    if _version(str(own)) < OLDEST:
        raise Problem("uv was installed into .venvs/uv and does not run.", "remove .venvs/uv and try again.")
    stamp.write_text(wanted)
    return str(own)


def failure(output: Output, task: str, log: Path) -> Problem:
    """The `Problem` behind the output of a failed uv or pip."""
    text = output.text()
    if DISK_FULL.search(text):
        return disk_full(f" ({task})")
    if BROKEN_LOCK.search(text) and not NO_NETWORK.search(text):
        return Problem(
            f"{task}: the lock file does not fit what the package index offers.\n{processes.tail(log, 8)}",
            "restore the file with `git checkout -- requirements/`; who changes the requirements "
            "makes the locks anew with `make lock`.",
        )
    if NO_NETWORK.search(text):
        return Problem(
            f"{task}: the package index cannot be reached.\n{processes.tail(log, 4)}",
            "see to the network (or set HTTPS_PROXY, or UV_DEFAULT_INDEX for an index of your own) and "
            "try again: what was fetched so far is kept.",
        )
    return Problem(f"{task} failed.\n{processes.tail(log, 12)}", f"see {shown(log)} and try again.")


def _version(path: str) -> tuple[int, ...]:
    try:
        found = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return (0,)
    numbers = re.search(r"uv (\d+)\.(\d+)\.(\d+)", found)
    return tuple(int(number) for number in numbers.groups()) if numbers else (0,)


def _install() -> None:
    """Install the pinned uv: in a virtual environment, else with pip alone, else with Debian's help."""
    if HOME.exists():
        shutil.rmtree(HOME)
    if not _has("ensurepip") and not _has("pip"):
        if not apt.possible():
            raise Problem(
                f"this Python ({sys.executable}) has neither venv nor pip, and uv is not installed.",
                "install one of them, for example: sudo apt-get install python3-venv",
            )
        apt.install("python3-venv")
    if _has("ensurepip"):
        _run([sys.executable, "-m", "venv", str(HOME)], "making .venvs/uv")
        pip, target = [str(HOME / "bin" / "python"), "-m", "pip"], []
    else:
        pip, target = [sys.executable, "-m", "pip"], ["--target", str(HOME)]
    _run([*pip, "install", "--require-hashes", *target, "-r", str(LOCK)], "installing uv")


def _has(module: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0


def _run(argv: list[str], task: str) -> None:
    log = LOGS / "setup-uv.log"
    output = processes.run(argv, log, environment())
    if output.code:
        raise failure(output, task, log)
