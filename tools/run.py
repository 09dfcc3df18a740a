"""`make run`: from a clone to a chat. Sets up, trains if needed, starts all, prints the address."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import dotenv, ports, setup, train
from tools.console import Problem, Stopped, command, say, step
from tools.paths import LOGS, RUNNING, VAR, shown
from tools.stack import Stack

WATCH_SECONDS = 2


@command
def main() -> None:
    """Run the assistant until Ctrl-C."""
    settings = dotenv.settings()
    chosen = ports.from_environment(settings)
    with only_one(chosen.webhook):
        ports.check(chosen)
        setup.ensure(["rasa", "app"])
        train.ensure()
        database = settings.get("DATABASE_URL") or f"sqlite:///{VAR / 'catalogue.db'}"
        conversations = settings.get("CONVERSATIONS_URL") or f"sqlite:///{VAR / 'conversations.db'}"
        stack = Stack(chosen, database, LOGS, {"CONVERSATIONS_URL": conversations})
        try:
            with step("starting Rasa, the action server and the webhook"):
                stack.start()
                stack.wait_ready()
            welcome(stack)
            with link_to(stack.folder):
                watch(stack)
        finally:
            with step("stopping every process"):
                stack.stop()


def welcome(stack: Stack) -> None:
    """Say where to go."""
    say()
    say(f"  Trợ lý dịch vụ công is ready:  {stack.url}/")
    say(f"  Logs are in {shown(stack.logs)}/ · Ctrl-C ends everything")
    say()


def watch(stack: Stack) -> None:
    """Stay until a signal, and tell of each program that ended and was started anew."""
    try:
        while True:
            time.sleep(WATCH_SECONDS)
            for name in stack.check():
                say(f"- {name} ended and was started again; its log is {shown(stack.logs / name)}.log")
    except Stopped:
        say()


@contextmanager
def link_to(folder: Path) -> Iterator[None]:
    """Let commands such as tools/models.py find the assistant that runs."""
    RUNNING.unlink(missing_ok=True)
    RUNNING.symlink_to(folder)
    try:
        yield
    finally:
        RUNNING.unlink(missing_ok=True)


@contextmanager
def only_one(port: int) -> Iterator[None]:
    """Refuse to run twice from one folder: the database and the logs are shared."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            pid, _, running = file.read().partition(" ")
            raise Problem(
                f"the assistant is running already, from this folder: http://{ports.HOST}:{running}/",
                f"use that one, or end it with Ctrl-C where it runs, or type: kill {pid}",
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {port}")
        file.flush()
        yield


if __name__ == "__main__":
    main()
