"""Where things are in the repository, and what each environment is made of."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
VENVS = ROOT / ".venvs"
MODELS = ROOT / "models"
VAR = ROOT / "var"
LOGS = VAR / "log"


def python_of(environment: str) -> Path:
    """The interpreter of the environment `rasa` or `app`."""
    return VENVS / environment / "bin" / "python"


def shown(path: Path) -> str:
    """`path` as people read it: from the root of the repository where it is inside."""
    try:
        return str(path.relative_to(ROOT))
    except ValueError:
        return str(path)
