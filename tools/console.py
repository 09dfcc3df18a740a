"""Plain lines on the terminal: what is being done, how long it took, and what to do when it fails."""

from __future__ import annotations

import errno
import functools
import shutil
import signal
import sys
import threading
import time
from contextlib import contextmanager
from types import FrameType
from typing import Callable, Iterator, NoReturn, Optional, TextIO

HEARTBEAT_SECONDS = 20  # between signs of life where the output is not a terminal


class Problem(Exception):
    """Something the person at the keyboard can mend: what happened, and what to do about it."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo


class Stopped(BaseException):
    """The process was asked to end (Ctrl-C, SIGTERM, a closed terminal)."""


def say(line: str = "", file: Optional[TextIO] = None) -> None:
    """Print one line at once, whatever the encoding of the terminal."""
    out = file or sys.stdout
    try:
        print(line, file=out, flush=True)
    except UnicodeEncodeError:
        print(line.encode("ascii", "replace").decode(), file=out, flush=True)


class Progress:
    """The running line of a step: how long it has taken, and the last thing it reported."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.note = ""
        self.started = time.monotonic()
        self._terminal = sys.stdout.isatty()
        self._width = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def start(self) -> None:
        """Print the label and begin to show that something is happening."""
        if not self._terminal:
            say(f"- {self.label} ...")
        self._thread.start()

    def report(self, note: str) -> None:
        """Show `note` beside the label; on a log, as a line of its own when it is new."""
        if note and note != self.note and not self._terminal:
            say(f"    {note}")
        self.note = note

    def end(self, mark: str) -> None:
        """Print the label for the last time, with the seconds it took."""
        self._done.set()
        self._thread.join()
        seconds = time.monotonic() - self.started
        if self._terminal:
            self._clear()
            say(f"- {self.label}: {mark}, {seconds:.1f} s")
        else:
            say(f"    {mark}, {seconds:.1f} s")

    def _tick(self) -> None:
        while not self._done.wait(0.5 if self._terminal else HEARTBEAT_SECONDS):
            seconds = int(time.monotonic() - self.started)
            if self._terminal:
                width = shutil.get_terminal_size().columns - 1
                line = f"- {self.label} ... {seconds} s  {self.note}"[:width]
                self._clear()
                print(line, end="", flush=True)
                self._width = len(line)
            else:
                say(f"    ... {seconds} s")

    def _clear(self) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", flush=True)
            self._width = 0


@contextmanager
def step(label: str) -> Iterator[Progress]:
    """Say what is being done while it is done, and how long it took."""
    progress = Progress(label)
    progress.start()
    try:
        yield progress
    except BaseException:
        progress.end("failed")
        raise
    progress.end("done")


def command(main: Callable[[], Optional[int]]) -> Callable[[], NoReturn]:
    """Make `main` a command: signals end it, and what fails is explained without a traceback."""

    @functools.wraps(main)
    def run() -> NoReturn:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), _stop)
        try:
            sys.exit(main() or 0)
        except Stopped:
            say("Stopped.")
            sys.exit(130)
        except Problem as problem:
            explain(problem)
        except OSError as error:
            explain(problem_from(error))
        sys.exit(1)

    return run


def explain(problem: Problem) -> None:
    """Print what went wrong and what to do."""
    sys.stdout.flush()
    say(f"\nProblem: {problem.what}", file=sys.stderr)
    say(f"To do:   {problem.todo}", file=sys.stderr)


def problem_from(error: OSError) -> Problem:
    """The `Problem` that an error of the operating system amounts to."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"this user may not write or run what is needed{where}.",
            "give this user the rights to the folder, or clone into a folder of your own.",
        )
    return Problem(f"{error.strerror or error}{where}.", "see that the path exists and try again.")


def disk_full(where: str = "") -> Problem:
    """The `Problem` of a disk with no room left."""
    return Problem(
        f"the disk is full{where}.",
        "free some space (set-up needs about 4 GB; `make clean` removes what can be made anew), try again.",
    )


def _stop(signum: int, frame: Optional[FrameType]) -> NoReturn:
    raise Stopped
