"""Which model each Rasa program serves, and which of the two programs is in use.

A folder of the running stack (`RUN_DIR`) holds `rasa.json` and `rasa_2.json`, what to serve, and `in-use.json`, the
one that new messages go to. There are two programs so that a model can be tried and switched to beside the one in
use; the second runs only then. `python -m tools.served PROGRAM` is how supervisord starts either.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tools import model
from tools.console import Problem, command
from tools.paths import python_of, shown

PROGRAMS = ("rasa", "rasa_2")
IN_USE = "in-use.json"  # read by bot/webhook/rasa.py too: {"program": …, "port": …}


@dataclass(frozen=True)
class Served:
    """A model and the port on loopback where it is served."""

    file: str  # its path
    sha256: str  # of the file as it was trained here
    port: int


def assign(folder: Path, program: str, served: Served) -> None:
    """Have `program` serve this from its next start on."""
    _write(folder / f"{program}.json", asdict(served))


def assigned(folder: Path, program: str) -> Served:
    """What `program` is to serve. Raises FileNotFoundError if it never was told."""
    return Served(**_read(folder / f"{program}.json"))


def use(folder: Path, program: str) -> None:
    """Send new messages to `program`; whoever reads the file sees the old or the new, never a half."""
    _write(folder / IN_USE, {"program": program, "port": assigned(folder, program).port})


def in_use(folder: Path) -> str:
    """The program that new messages go to."""
    return str(_read(folder / IN_USE)["program"])


def beside(folder: Path) -> str:
    """The program that is not in use."""
    (other,) = (program for program in PROGRAMS if program != in_use(folder))
    return other


@command
def main() -> None:
    """Become the Rasa of the program named on the command line, if the model's file is the one on record."""
    program = sys.argv[1]
    served = assigned(Path(os.environ["RUN_DIR"]), program)
    file = Path(served.file)
    if not file.is_file():
        raise Problem(f"the model {shown(file)} is missing.", model.TRAIN_AGAIN)
    model.check(file, served.sha256)
    python = str(python_of("rasa"))
    os.execv(python, [python, "-m", "bot.nlu.serve", "--model", served.file, "--port", str(served.port)])


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, values: dict[str, Any]) -> None:
    new = path.with_name(path.name + ".new")
    new.write_text(json.dumps(values) + "\n", encoding="utf-8")
    os.replace(new, path)


if __name__ == "__main__":
    main()
