"""The whole stack as one object: Rasa, the action server and the webhook under supervisord.

    with Stack() as stack:  # free ports, a database and logs of its own
        ask(stack.url)

`make run`, the end-to-end tests and the evaluation all start it this way.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Iterator, Optional

from tools import model, ports, processes, served, train
from tools.console import Problem, say
from tools.paths import ROOT, python_of, shown
from tools.ports import HOST, Ports
from tools.served import Served
from tools.supervision import LoopDetector, Supervisor

SETTINGS = ROOT / "deploy" / "supervisord.conf"
PROGRAMS = ("rasa", "rasa_2", "actions", "webhook")
SOME_LEFT_OUT = 3  # of `catalogue load`: some files were wrong, all else is loaded
READY_SECONDS = 120
STOP_SECONDS = 15  # supervisord kills after 10
POLL_SECONDS = 0.2


class Stack:
    """Starts the three programs, waits until they answer, and ends them all."""

    def __init__(
        self,
        chosen_ports: Optional[Ports] = None,
        database_url: Optional[str] = None,
        logs: Optional[Path] = None,
        environment: Optional[Mapping[str, str]] = None,
    ) -> None:
        """What is not given is made for this stack alone: free ports, a new database, a folder of logs.

        `environment` holds further variables for the programs.
        """
        self.ports = chosen_ports or ports.free()
        self._folder = Path(tempfile.mkdtemp(prefix="tro-ly-dvc-"))  # short: the path of a socket must be
        self.logs = logs or self._folder / "log"
        self.database_url = database_url or f"sqlite:///{self._folder / 'catalogue.db'}"
        self._extra = {
            "CONVERSATIONS_URL": f"sqlite:///{self._folder / 'conversations.db'}",
            **(environment or {}),
        }
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._supervisor = Supervisor(str(self._folder / "supervisor.sock"))
        self._loops = LoopDetector()
        self._pids: dict[str, int] = {}
        self._readiness = "the webhook does not answer"  # what `/readyz` said last

    @property
    def folder(self) -> Path:
        """Where the sockets and records of this stack are: its RUN_DIR."""
        return self._folder

    @property
    def url(self) -> str:
        """The address of the webhook, without a slash at the end."""
        return f"http://{HOST}:{self.ports.webhook}"

    def __enter__(self) -> Stack:
        """Train if needed, start, and wait until the webhook says that all is ready."""
        try:
            train.ensure()
            self.start()
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything; the catalogue is migrated and loaded while Rasa starts."""
        ports.check(self.ports)
        self._start_supervisor(model.verified().path)
        self._supervisor.start("rasa")
        self.prepare_catalogue()
        self._supervisor.start("actions")
        self._supervisor.start("webhook")

    def prepare_catalogue(self) -> None:
        """Bring the database to the newest schema and the published content."""
        log = self.logs / "catalogue-load.log"
        argv = [str(python_of("app")), "-m", "services_catalog", "load"]
        code = processes.run(argv, log, self.environment()).code
        if code == SOME_LEFT_OUT:
            say(f"\n- Some of the catalogue's files were left out; the rest is there:\n{processes.tail(log)}")
        elif code:
            raise Problem(
                f"the catalogue could not be loaded.\n{processes.tail(log)}",
                "the last lines above name the file or table to mend.",
            )

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until `/readyz` says yes; a `Problem` names the program that prevents it."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            self.check()
            if time.monotonic() > deadline:
                raise Problem(
                    f"the assistant was not ready within {seconds:.0f} s.\n    {self._readiness}",
                    f"see the logs in {shown(self.logs)} of the part named above.",
                )
            time.sleep(POLL_SECONDS)

    def is_ready(self) -> bool:
        """Whether the webhook, and all that it needs, can answer."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(f"{self.url}/readyz", timeout=5) as reply:
                return bool(reply.status == 200)
        except urllib.error.HTTPError as error:
            self._readiness = error.read(2000).decode("utf-8", "replace").strip()
        except OSError as error:
            self._readiness = f"the webhook does not answer: {error}"
        return False

    def check(self) -> list[str]:
        """The programs that ended and were started anew since the last check; a `Problem` if it is a loop."""
        if self._process is None or self._process.poll() is not None:
            raise Problem(
                f"the supervisor ended.\n{processes.tail(self.logs / 'supervisord.log')}",
                "start again; if it happens again, the lines above say why.",
            )
        restarted = []
        beside = served.beside(self._folder)
        for program in self._supervisor.programs():
            self._pids[program.name] = program.pid
            if program.name == beside:
                self._loops.forget(program.name)
                continue
            if self._loops.restarted(program):
                restarted.append(program.name)
            if self._loops.loops(program):
                log = self.logs / f"{program.name}.log"
                reason = f" ({program.error})" if program.error else ""
                raise Problem(
                    f"{program.name} keeps ending{reason}. The end of its log:\n{processes.tail(log)}",
                    f"mend what these lines say; the whole log is {shown(log)}.",
                )
        return restarted

    def kill(self, name: str) -> None:
        """End the program `name` as a crash would, to see what becomes of it; the supervisor starts it anew."""
        (program,) = (each for each in self._supervisor.programs() if each.name == name)
        self._loops.expect(name)
        os.killpg(program.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End every program and remove what was made for this stack alone."""
        with _undisturbed():
            if self._process and self._process.poll() is None:
                self._process.terminate()
                try:
                    self._process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    self._kill()
            shutil.rmtree(self._folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """The variables that the programs are started with."""
        return dict(
            train.environment(),
            **self.ports.environment(),
            ROOT=str(ROOT),
            RUN_DIR=str(self._folder),
            RASA_IN_USE=str(self._folder / served.IN_USE),
            LOG_DIR=str(self.logs),
            HOST=HOST,
            SANIC_HOST=HOST,  # where rasa-sdk listens; its own default is every interface
            MALLOC_ARENA_MAX="2",  # glibc keeps a heap a thread otherwise, mostly empty ones
            DATABASE_URL=self.database_url,
            **self._extra,
        )

    def _start_supervisor(self, model_file: Path) -> None:
        first = served.PROGRAMS[0]
        serving = Served(str(model_file), model.file_hash(model_file), self.ports.rasa)
        served.assign(self._folder, first, serving)
        served.use(self._folder, first)
        self.logs.mkdir(parents=True, exist_ok=True)
        for name in (*PROGRAMS, "supervisord"):
            log = self.logs / f"{name}.log"
            if log.exists():
                log.replace(self.logs / f"{name}.previous.log")
        with (self.logs / "supervisord.log").open("wb") as log_file:
            self._process = subprocess.Popen(
                [str(python_of("app")), "-m", "supervisor.supervisord", "--silent", "-c", str(SETTINGS)],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log_file,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end it in good order
                preexec_fn=processes.end_with_parent,
            )
        deadline = time.monotonic() + 20
        while not self._supervisor.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Problem(
                    f"the supervisor did not start.\n{processes.tail(self.logs / 'supervisord.log')}",
                    "the lines above say why; the file is deploy/supervisord.conf.",
                )
            time.sleep(0.05)

    def _kill(self) -> None:
        """The last resort: the supervisor, then each program with its children."""
        assert self._process
        self._process.kill()
        self._process.wait()
        for pid in self._pids.values():
            if pid:
                try:
                    os.killpg(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a second Ctrl-C not interrupt the stopping."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.signal(each, signal.SIG_IGN) for each in names}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler or signal.SIG_DFL)
