"""A Chromium for the browser tests: found here, or from Debian, or from Playwright."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Optional

from tools import apt, processes, uv
from tools.console import Problem, step
from tools.paths import LOGS, python_of

# The shell has no window to draw: with it the tests take a third of the time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT = (
    "chromium_headless_shell-*/chrome-linux*/*headless*shell",
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> Optional[str]:
    """The path of a Chromium (`CHROMIUM` names one of your own), or None."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise Problem(f"CHROMIUM={chosen} is not a program.", "correct CHROMIUM, or unset it.")
        return chosen
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for pattern in PLAYWRIGHT:
        for path in sorted(_playwright_home().glob(pattern), reverse=True):
            if os.access(path, os.X_OK):
                return str(path)
    return str(MAC) if MAC.exists() else None


def get() -> str:
    """The path of a Chromium, installed if there is none; needs the app environment for the last resort.

    Where Debian's packages can be installed, the headless shell is, even beside a whole Chromium.
    """
    found = find()
    if found and (os.environ.get("CHROMIUM") or "headless" in Path(found).name):
        return found
    if apt.knows(SHELL) or (apt.possible() and not found):
        found = _from_debian(SHELL)
    if apt.possible() and not found:
        found = _from_debian("chromium")
    if not found:
        log = LOGS / "setup-browser.log"
        with step("Chromium for the browser tests: fetching it with Playwright"):
            argv = [str(python_of("app")), "-m", "playwright", "install", "--only-shell", "chromium"]
            processes.run(argv, log, uv.environment())
            found = find()
            if not found:
                raise Problem(
                    f"there is no Chromium here and it could not be fetched.\n{processes.tail(log, 6)}",
                    "install Chromium or Chrome and try again; CHROMIUM may name its path. "
                    "Without a browser, `make test-unit` runs the rest.",
                )
    return found


def _from_debian(package: str) -> Optional[str]:
    try:
        apt.install(package, "fonts-liberation")
    except Problem:
        pass  # Ubuntu, for one, has Chromium as a snap only
    return find()


def _playwright_home() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen and chosen != "0":
        return Path(chosen)
    caches = Path("Library/Caches") if (Path.home() / "Library/Caches").is_dir() else Path(".cache")
    return Path.home() / caches / "ms-playwright"
