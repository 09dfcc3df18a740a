"""Speaking to supervisord over its Unix socket, and noticing a program that keeps dying."""

from __future__ import annotations

import http.client
import socket
import time
import xmlrpc.client
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

RESTARTS = 3  # so many ends ...
WITHIN_SECONDS = 90  # ... within this time are a loop
STOP_SECONDS = 20.0  # supervisord kills after 10
ENDED = ("STOPPED", "EXITED", "FATAL")


@dataclass(frozen=True)
class Program:
    """What supervisord knows of a program at one moment."""

    name: str
    state: str  # STOPPED, STARTING, RUNNING, BACKOFF, STOPPING, EXITED, FATAL, UNKNOWN
    pid: int
    started: int  # seconds since 1970; 0 if never
    error: str  # why it could not be started at all, or empty


class Supervisor:
    """A supervisord, by the path of its socket."""

    def __init__(self, socket_path: str) -> None:
        self._socket_path = socket_path

    def answers(self) -> bool:
        """Whether supervisord is up and takes orders."""
        try:
            self._call("getState")
        except (OSError, http.client.HTTPException):
            return False
        return True

    def start(self, program: str) -> None:
        """Start a program, without waiting for it."""
        self._call("startProcess", program, False)

    def stop(self, program: str, seconds: float = STOP_SECONDS) -> None:
        """End a program, and wait until it has ended; one that does not run is left alone.

        Raises TimeoutError when it has not ended after `seconds`.
        """
        if self.state(program) in ENDED:
            return
        self._call("stopProcess", program, False)
        deadline = time.monotonic() + seconds
        while self.state(program) not in ENDED:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{program} has not ended after {seconds:.0f} s")
            time.sleep(0.1)

    def state(self, program: str) -> str:
        """The state of one program."""
        return str(self._call("getProcessInfo", program)["statename"])

    def programs(self) -> list[Program]:
        """All programs as they are now."""
        return [
            Program(
                name=info["name"],
                state=info["statename"],
                pid=info["pid"],
                started=info["start"],
                error=info["spawnerr"],
            )
            for info in self._call("getAllProcessInfo")
        ]

    def _call(self, method: str, *arguments: object) -> Any:
        transport = _Transport(self._socket_path)
        with xmlrpc.client.ServerProxy("http://localhost", transport=transport) as server:
            return getattr(server.supervisor, method)(*arguments)


class LoopDetector:
    """Counts how often each program ended, from what is seen of it now and then."""

    def __init__(self) -> None:
        self._last_start: dict[str, int] = {}
        self._ends: dict[str, deque[float]] = defaultdict(deque)
        self._expected: set[str] = set()

    def expect(self, name: str) -> None:
        """The next end of the program `name` is brought about on purpose, and no sign of a loop."""
        self._expected.add(name)

    def restarted(self, program: Program) -> bool:
        """Whether `program` was started anew since it was last shown here."""
        before = self._last_start.get(program.name, 0)
        self._last_start[program.name] = program.started
        if not before or program.started == before:
            return False
        if program.name in self._expected:
            self._expected.discard(program.name)
        else:
            self._ends[program.name].append(time.monotonic())
        return True

    def forget(self, name: str) -> None:
        """Take the next start of the program `name` for its first: it is started and ended on purpose."""
        self._last_start.pop(name, None)
        self._ends.pop(name, None)

    def loops(self, program: Program) -> bool:
        """Whether supervisord gave `program` up, or it ends again and again."""
        ends = self._ends[program.name]
        while ends and time.monotonic() - ends[0] > WITHIN_SECONDS:
            ends.popleft()
        return program.state == "FATAL" or len(ends) >= RESTARTS


class _Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, socket_path: str) -> None:
        super().__init__("localhost", timeout=10)
        self._socket_path = socket_path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(10)
        try:
            self.sock.connect(self._socket_path)
        except OSError:
            self.sock.close()
            raise


class _Transport(xmlrpc.client.Transport):
    def __init__(self, socket_path: str) -> None:
        super().__init__()
        self._socket_path = socket_path

    def make_connection(self, host: object) -> http.client.HTTPConnection:
        return _Connection(self._socket_path)
