"""The three ports: which they are, whether they are free, and what to type if not."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass

from tools.console import Problem

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """A port for each program; all are bound to loopback."""

    webhook: int = 8000
    rasa: int = 5005
    actions: int = 5055

    def environment(self) -> dict[str, str]:
        """The environment variables by which the programs are told."""
        return {"PORT": str(self.webhook), "RASA_PORT": str(self.rasa), "ACTIONS_PORT": str(self.actions)}


VARIABLES = {"PORT": "webhook", "RASA_PORT": "rasa", "ACTIONS_PORT": "actions"}


def from_environment(environment: Mapping[str, str]) -> Ports:
    """The ports asked for by `PORT`, `RASA_PORT` and `ACTIONS_PORT`, or the usual ones."""
    chosen = {}
    for variable, program in VARIABLES.items():
        value = environment.get(variable, "").strip()
        if not value:
            continue
        if not value.isdigit() or not 1 <= int(value) <= 65535:
            raise Problem(
                f"{variable}={value} is not a port.",
                f"give a number from 1024 to 65535, such as {variable}={getattr(Ports, program)}.",
            )
        chosen[program] = int(value)
    ports = Ports(**chosen)
    if len({ports.webhook, ports.rasa, ports.actions}) < 3:
        raise Problem(
            f"two programs were given the same port ({ports.webhook}, {ports.rasa}, {ports.actions}).",
            "give PORT, RASA_PORT and ACTIONS_PORT three different numbers.",
        )
    return ports


def free() -> Ports:
    """Three ports that nothing uses at this moment."""
    sockets = [socket.socket() for _ in VARIABLES]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return Ports(*(each.getsockname()[1] for each in sockets))
    finally:
        for each in sockets:
            each.close()


def is_free(port: int) -> bool:
    """Whether a program could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a closed one may linger
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise Problem(f"this user may not use port {port}.", "choose one from 1024 to 65535.") from error
        except OSError:
            return False
    return True


def check(ports: Ports) -> None:
    """Raise a `Problem` that names the first port in use and what to type."""
    for variable, program in VARIABLES.items():
        port = getattr(ports, program)
        if not is_free(port):
            raise Problem(
                f"port {port} ({program}) is in use by another program.",
                f"end that program, or type: {variable}={_next_free(port)} make run",
            )


def _next_free(port: int) -> int:
    for other in range(port + 1, min(port + 100, 65536)):
        if is_free(other):
            return other
    return port + 1
