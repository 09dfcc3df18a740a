"""`make lock`: the lock files anew from `requirements/*.in`. Read the difference before you commit it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import processes, pythons, uv
from tools.console import Problem, command, step
from tools.paths import LOGS, REQUIREMENTS, shown

ADDRESS = re.compile(r"://|file:|--(extra-)?index-url|--find-links| @ ")
ALWAYS = ("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header")


@command
def main() -> None:
    """Compile the three lock files; with `--upgrade`, to the newest versions allowed."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    overrides = str(REQUIREMENTS / "rasa-overrides.txt")
    compile_lock("rasa", ["--python-version", "3.10", "--override", overrides, *upgrade])
    compile_lock("app", ["--universal", "--python-version", "3.11", *upgrade])
    compile_lock("uv", ["--universal", "--python-version", "3.9", *upgrade])


def compile_lock(name: str, options: Sequence[str]) -> None:
    """Write `requirements/<name>.lock`, with hashes and without any download address."""
    lock = REQUIREMENTS / f"{name}.lock"
    log = LOGS / f"lock-{name}.log"
    python = pythons.find("rasa" if name == "rasa" else "app")
    source = str(REQUIREMENTS / f"{name}.in")
    argv = [uv.find(), "pip", "compile", "--quiet", source, "--python", python, *ALWAYS, *options]
    with step(f"locking {shown(lock)}"):
        output = processes.run([*argv, "--output-file", str(lock)], log, uv.environment())
        if output.code:
            raise uv.failure(output, f"locking {shown(lock)}", log)
        _no_address(lock)


def _no_address(lock: Path) -> None:
    for number, line in enumerate(lock.read_text(encoding="utf-8").splitlines(), 1):
        if ADDRESS.search(line):
            raise Problem(
                f"{shown(lock)}, line {number} names an address: {line.strip()}",
                "take it out of the requirements: a lock file pins versions, not places.",
            )


if __name__ == "__main__":
    main()
