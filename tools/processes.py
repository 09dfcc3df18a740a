"""Running a program: its output into a log file, its progress on the terminal, its end with ours."""

from __future__ import annotations

import ctypes
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Callable, Optional

from tools.paths import ROOT

TAIL_LINES = 25
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork


class Output(list[str]):
    """The lines that a program printed, and the code it ended with."""

    code: int = -1

    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(self)


def run(
    argv: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    on_line: Optional[Callable[[str], None]] = None,
) -> Output:
    """Run `argv` from the root of the repository to its end, and keep its output in `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    output = Output()
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            argv,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            preexec_fn=end_with_parent,
        )
        try:
            assert process.stdout is not None
            for line in _Lines(process.stdout):
                output.append(line)
                file.write(line + "\n")
                if on_line:
                    on_line(line)
            output.code = process.wait()
        finally:
            stop(process)
    return output


def stop(process: subprocess.Popen[str], seconds: float = STOP_SECONDS) -> None:
    """End `process` if it still runs: politely, then for certain."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_with_parent() -> None:
    """Have Linux end this process when the one that started it is gone, however it went."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log file, indented, for people to read."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 64_000))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return "    (nothing logged)"
    text = COLOURS.sub("", text)
    last = [line.rstrip() for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join("    " + line for line in last) or "    (nothing logged)"


class _Lines:
    """The lines of a stream, read by a thread so that a signal is not kept waiting for one."""

    def __init__(self, stream: IO[str]) -> None:
        self._queue: queue.Queue[Optional[str]] = queue.Queue()
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._queue.put(line.rstrip("\n"))
        self._queue.put(None)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._queue.get()
        if line is None:
            raise StopIteration
        return line
