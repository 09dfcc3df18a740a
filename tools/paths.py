"""Where things are in the repository, and what each environment is made of."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
VENVS = ROOT / ".venvs"
MODELS = Path(os.environ.get("MODELS_DIR") or ROOT / "models")  # a stack of the tests has one of its own
VAR = ROOT / "var"
LOGS = VAR / "log"
RUNNING = VAR / "running"  # a link to the RUN_DIR of the assistant that `make run` started here


def python_of(environment: str) -> Path:
    """The interpreter of the environment `rasa` or `app`."""
    return VENVS / environment / "bin" / "python"


def shown(path: Path) -> str:
    """`path` as people read it: from the root of the repository where it is inside."""
    try:
        return str(path.relative_to(ROOT))
    except ValueError:
        return str(path)
