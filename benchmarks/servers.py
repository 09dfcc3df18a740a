"""The two sides as running servers, each with ports, a database and logs of its own."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from pathlib import Path

from benchmarks import usage
from benchmarks.load import CHANNEL
from benchmarks.models import STOCK, Side
from benchmarks.report import FOLDER
from benchmarks.usage import Usage
from tools import ports, processes
from tools.console import Problem
from tools.paths import ROOT, python_of, shown
from tools.ports import HOST
from tools.stack import POLL_SECONDS, STOP_SECONDS, Stack

FIRST_WORDS = "đăng ký khai sinh cần giấy tờ gì"


class Server(Stack, ABC):
    """One side, serving one model until the end of the `with`."""

    def __init__(self, model_file: Path, side: Side) -> None:
        """`model_file`: what is served, whatever model is the current one."""
        super().__init__(logs=FOLDER / "log" / side)
        self._model_file = model_file

    def __enter__(self) -> Server:
        """Start, and wait until a first message was answered."""
        try:
            self.start()
            self.wait_ready()
            self._say(FIRST_WORDS)
        except BaseException:
            self.stop()
            raise
        return self

    @abstractmethod
    def programs(self) -> dict[str, int]:
        """The process id of each program by its name."""

    def usage(self) -> dict[str, Usage]:
        """What each program, with all that it started, takes now."""
        return {name: usage.of_tree(pid) for name, pid in self.programs().items()}

    def _say(self, text: str) -> None:
        body = json.dumps({"sender": "bench-first", "message": text}).encode()
        request = urllib.request.Request(self.url + CHANNEL, body, {"Content-Type": "application/json"})
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request, timeout=60) as reply:
            messages = json.load(reply)
        if not messages or any((each.get("custom") or {}).get("limited") for each in messages):
            raise Problem(f"the first message was not answered as it should: {messages}", f"see {shown(self.logs)}.")


class Ours(Server):
    """This stack as `make run` starts it: Rasa, the action server and the webhook under supervisord."""

    def __init__(self, model_file: Path) -> None:
        super().__init__(model_file, "ours")

    def start(self) -> None:
        """As Stack does, with the model of the benchmark."""
        ports.check(self.ports)
        self._start_supervisor(self._model_file)
        self._supervisor.start("rasa")
        self.prepare_catalogue()
        self._supervisor.start("actions")
        self._supervisor.start("webhook")

    def programs(self) -> dict[str, int]:
        """The three programs under supervisord."""
        return {program.name: program.pid for program in self._supervisor.programs() if program.pid}

    def usage(self) -> dict[str, Usage]:
        """supervisord alone, beside the others with all that they started."""
        assert self._process
        return {"supervisord": usage.of_process(self._process.pid), **super().usage()}


class Stock(Server):
    """`rasa run` and our action server behind it; spoken to through Rasa's own REST channel."""

    def __init__(self, model_file: Path) -> None:
        super().__init__(model_file, "stock")
        self._started: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """The address of Rasa itself."""
        return f"http://{HOST}:{self.ports.rasa}"

    def start(self) -> None:
        """Start Rasa and the action server."""
        ports.check(self.ports)
        self.logs.mkdir(parents=True, exist_ok=True)
        rasa = [str(python_of("rasa")), "-m", "rasa", "run", "--model", str(self._model_file)]
        rasa += ["--interface", HOST, "--port", str(self.ports.rasa)]
        rasa += ["--endpoints", str(STOCK / "endpoints.yml"), "--credentials", str(STOCK / "credentials.yml")]
        self._run("rasa", rasa)
        self.prepare_catalogue()
        self._run("actions", [str(python_of("app")), "-m", "actions"])

    def programs(self) -> dict[str, int]:
        """Rasa and the action server."""
        return {name: process.pid for name, process in self._started.items()}

    def is_ready(self) -> bool:
        """Whether Rasa has loaded its model and the action server answers."""
        urls = {"rasa": self.url, "actions": f"http://{HOST}:{self.ports.actions}/health"}
        return all(self._answers(name, url) for name, url in urls.items())

    def check(self) -> list[str]:
        """Raise a `Problem` if a program ended."""
        for name, process in self._started.items():
            if process.poll() is not None:
                log = self.logs / f"{name}.log"
                raise Problem(f"{name} ended.\n{processes.tail(log)}", f"the whole log is {shown(log)}.")
        return []

    def stop(self) -> None:
        """End both programs."""
        for process in self._started.values():
            process.terminate()
        for process in self._started.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        super().stop()

    def _run(self, name: str, argv: list[str]) -> None:
        with (self.logs / f"{name}.log").open("wb") as log:
            self._started[name] = subprocess.Popen(
                argv,
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.end_with_parent,
            )

    def _answers(self, name: str, url: str) -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(url, timeout=5) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError) as error:
            self._readiness = f"{name} does not answer: {error}"
            time.sleep(POLL_SECONDS)
            return False


SERVERS: dict[Side, type[Ours] | type[Stock]] = {"ours": Ours, "stock": Stock}
