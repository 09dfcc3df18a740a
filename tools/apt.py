"""Packages of Debian and its kin, where this user may install them."""

from __future__ import annotations

import os
import shutil

from tools import processes
from tools.console import Problem, step
from tools.paths import LOGS, shown


def possible() -> bool:
    """Whether apt-get is here and this user is root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def knows(package: str) -> bool:
    """Whether `install` could install `package`, by the lists that are here."""
    return (
        possible() and processes.run(["apt-cache", "show", package], LOGS / "setup-apt.log", dict(os.environ)).code == 0
    )


def install(*packages: str) -> None:
    """Install Debian packages, without what they only recommend."""
    variables = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    log = LOGS / "setup-apt.log"
    with step(f"apt-get: installing {' '.join(packages)}"):
        processes.run(["apt-get", "update"], log, variables)  # where it fails, older lists may still do
        argv = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        if processes.run(argv, log, variables).code:
            raise Problem(
                f"apt-get could not install {' '.join(packages)}.\n{processes.tail(log, 8)}",
                f"see {shown(log)}; if the network is there, run `apt-get update` and try again.",
            )
