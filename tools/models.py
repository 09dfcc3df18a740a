"""Models beside the one in use: `python3 -m tools.models VERB`.

    list            the models on record
    train           train one beside the current, if there is something new to learn
    beside FILE     serve FILE by a second Rasa until standard input ends; prints its port
    use FILE        switch the running assistant to FILE without an outage
    back            switch to the model before the present one

FILE is the name of a model on record; nothing else is ever served. `beside`, `use` and `back` speak to the assistant
that runs from this folder. A switch: the second Rasa is started, asked some questions, and new messages are sent to it;
then the first, when no message can be under way there any more, is ended.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, Optional

from tools import dotenv, model, ports, served, setup, train
from tools.console import Problem, command, say, step
from tools.model import Model
from tools.paths import LOGS, RUNNING, VAR, shown
from tools.ports import HOST
from tools.served import Served
from tools.supervision import ENDED, Supervisor

READY_SECONDS = 120.0
POLL_SECONDS = 0.2
RASA_TIMEOUT_SECONDS = 8  # the webhook's default
REST = "/webhooks/rest/webhook"
UNDERSTANDING = "/webhooks/understanding/"
PROBE = "probe"  # the one conversation that probing leaves in the store

# A model that gets these wrong is not switched to: what any clerk would get right.
SMOKE = {
    "cần chuẩn bị những giấy tờ gì": "ask_documents",
    "lệ phí bao nhiêu tiền": "ask_fee",
    "bao nhiêu ngày thì xong": "ask_duration",
    "nộp hồ sơ ở đâu": "ask_where",
    "xin chào": "greet",
}


@command
def main() -> None:
    """Do what is named on the command line."""
    parser = argparse.ArgumentParser(prog="python3 -m tools.models", description="Train, compare and switch models.")
    parser.add_argument("verb", choices=["list", "train", "beside", "use", "back"])
    parser.add_argument("file", nargs="?", help="a model on record")
    options = parser.parse_args()
    if options.verb == "list":
        listed()
    elif options.verb == "train":
        say(f"candidate {candidate().file}")
    elif options.verb == "beside":
        with running() as assistant, assistant.serving(on_record(options.file)) as port:
            say(f"port {port}")
            sys.stdin.read()
    elif options.verb == "use":
        use(on_record(options.file))
    else:
        before = model.recorded(model.PREVIOUS)
        if before is None:
            raise Problem(
                "no model before the present one is kept.", "train one beside it: python3 -m tools.models train"
            )
        use(before)


def listed() -> None:
    """Say which models are on record."""
    for name, words in ((model.RECORD, "in use"), (model.PREVIOUS, "before it"), (model.CANDIDATE, "candidate")):
        found = model.recorded(name)
        if found:
            say(f"{found.file}  {words:<10} trained {found.trained_at} in {found.seconds:.0f} s")


def candidate() -> Model:
    """Train a model beside the current one; the one there is, if it was trained from the same inputs."""
    os.nice(10)  # the assistant goes first
    with setup.locked(VAR / "train.lock"):
        inputs = model.inputs_hash()
        for name in (model.RECORD, model.PREVIOUS):
            known = model.recorded(name)
            if known and known.inputs == inputs and known.path.is_file():
                raise Problem(
                    f"there is nothing new to learn: {known.file} was trained from the same.",
                    "change something first; to use that model: python3 -m tools.models use " + known.file,
                )
        known = model.recorded(model.CANDIDATE)
        if known and known.inputs == inputs and known.path.is_file():
            return known
        return train.train(model.keep_beside)


def on_record(file: Optional[str]) -> Model:
    """The model on record whose file has this name."""
    for name in (model.RECORD, model.PREVIOUS, model.CANDIDATE):
        found = model.recorded(name)
        if found and found.file == file:
            return found
    raise Problem(f"{file} is not a model on record.", "see which there are: python3 -m tools.models list")


def use(chosen: Model) -> None:
    """Switch the running assistant to a model, and keep it the current one."""
    with running() as assistant:
        assistant.switch(chosen)


class Assistant:
    """The assistant that runs, by the folder of its sockets and records."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._supervisor = Supervisor(str(folder / "supervisor.sock"))

    @contextmanager
    def serving(self, chosen: Model) -> Iterator[int]:
        """Serve a model by the Rasa that is not in use, and end it again, unless it has come into use by then.

        Yields its port once it understands the SMOKE questions.
        """
        if not chosen.path.is_file():
            raise Problem(f"the model {shown(chosen.path)} is missing.", model.TRAIN_AGAIN)
        model.check(chosen.path, chosen.sha256)  # as tools/served.py does once more; here it is told at once
        program = served.beside(self._folder)
        self._supervisor.stop(program)  # left over, where something was interrupted
        try:
            with step(f"starting a second Rasa with {chosen.file}"):
                served.assign(self._folder, program, Served(str(chosen.path), chosen.sha256, ports.free().rasa))
                self._supervisor.start(program)
                port = served.assigned(self._folder, program).port
                self._wait_ready(program, port)
            with step("asking it some questions"):
                probe(port)
            yield port
        finally:
            if served.in_use(self._folder) != program:
                self._supervisor.stop(program)

    def switch(self, chosen: Model) -> None:
        """Send new messages to a Rasa with `chosen`; end the other one when it has answered what it has begun."""
        now = served.in_use(self._folder)
        if Path(served.assigned(self._folder, now).file).name == chosen.file:
            raise Problem(f"{chosen.file} is in use already.", "nothing needs to be done.")
        with self.serving(chosen):
            served.use(self._folder, served.beside(self._folder))
            model.choose(chosen)
        say(f"New messages go to {chosen.file}.")
        with step("letting the Rasa before it finish"):
            # The webhook waits no longer for a reply, so nothing that it sent there is under way after that.
            time.sleep(float(dotenv.settings().get("RASA_TIMEOUT_SECONDS") or RASA_TIMEOUT_SECONDS) + 1)
            self._supervisor.stop(now)

    def _wait_ready(self, program: str, port: int) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(port):
            state = self._supervisor.state(program)
            if state in ENDED or time.monotonic() > deadline:
                log = Path(os.environ.get("LOG_DIR") or LOGS) / f"{program}.log"
                raise Problem(f"the second Rasa does not start ({state}).", f"see {shown(log)}.")
            time.sleep(POLL_SECONDS)


@contextmanager
def running() -> Iterator[Assistant]:
    """The assistant that runs from this folder, for one comparison or switch at a time."""
    folder = Path(os.environ.get("RUN_DIR") or RUNNING).resolve()  # the path of a socket must be short
    if not (folder / "supervisor.sock").exists():
        raise Problem("the assistant does not run from this folder.", "start it: make run")
    with (folder / "models.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem("another comparison or switch is under way.", "wait until it has ended.") from None
        yield Assistant(folder)


def probe(port: int) -> None:
    """Raise a `Problem` if the Rasa on `port` gets a SMOKE question wrong, or does not reply through the actions."""
    for text, intent in SMOKE.items():
        heard = _post(port, UNDERSTANDING, {"text": text}).get("intent") or {}
        if heard.get("name") != intent:
            raise Problem(
                f"the model takes «{text}» for {heard.get('name')}, not {intent}. It was not switched to.",
                "look at the phrases that were added last.",
            )
    replies = _post(port, REST, {"sender": PROBE, "message": next(iter(SMOKE))})
    if not any("custom" in reply for reply in replies):
        raise Problem("the second Rasa gives no reply. It was not switched to.", f"see {shown(LOGS)}.")


def _answers(port: int) -> bool:
    try:
        with _direct().open(f"http://{HOST}:{port}/", timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def _post(port: int, path: str, body: dict[str, str]) -> Any:
    request = urllib.request.Request(
        f"http://{HOST}:{port}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with _direct().open(request, timeout=30) as reply:
            return json.load(reply)
    except (OSError, ValueError) as error:
        raise Problem(f"the second Rasa does not answer: {error}.", f"see {shown(LOGS)}.") from error


def _direct() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


if __name__ == "__main__":
    main()
