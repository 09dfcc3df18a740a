"""The settings of this machine: environment variables, and under them the lines of a `.env` file."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tools.paths import ROOT

LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$")


def settings(file: Path = ROOT / ".env") -> dict[str, str]:
    """All variables; what the environment says goes before the file."""
    return {**read(file), **os.environ}


def read(file: Path) -> dict[str, str]:
    """The `NAME=value` lines of `file`, without quotes around values; nothing if there is no file."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    found = (LINE.match(line) for line in lines)
    return {each.group(1): _unquoted(each.group(2)) for each in found if each}


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.split(" #", 1)[0].rstrip()
