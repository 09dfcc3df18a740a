"""The ports: chosen by variables, checked before anything starts."""

import socket

import pytest

from tools import ports
from tools.console import Problem
from tools.ports import HOST, Ports


def test_the_usual_ports_without_variables():
    assert ports.from_environment({}) == Ports(8000, 5005, 5055)


def test_each_port_has_its_variable():
    chosen = {"PORT": "1", "RASA_PORT": "2", "ACTIONS_PORT": "3"}

    assert ports.from_environment(chosen).environment() == chosen


@pytest.mark.parametrize("value", ["abc", "0", "70000", "-1", "80.5"])
def test_what_is_not_a_port_is_refused_by_name(value):
    with pytest.raises(Problem, match=f"PORT={value}"):
        ports.from_environment({"PORT": value})


def test_two_programs_cannot_share_a_port():
    with pytest.raises(Problem, match="same port"):
        ports.from_environment({"PORT": "5005"})


def test_a_taken_port_is_named_with_what_to_type():
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        taken = other.getsockname()[1]

        with pytest.raises(Problem, match=f"port {taken} \\(rasa\\)") as problem:
            ports.check(_with_rasa_on(taken))

    assert "RASA_PORT=" in problem.value.todo


def _with_rasa_on(port: int) -> Ports:
    free = ports.free()
    return Ports(free.webhook, port, free.actions)
