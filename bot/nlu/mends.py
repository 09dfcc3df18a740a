"""What Rasa 3.6.21 does needlessly at every action call, left out. For that version alone.

Measured with an action server on 2 cores: two thirds of Rasa's time went into building a JSON schema validator
afresh for every reply of the action server, and in matching each event against 28 schemas. Here the shape alone is
checked, since Rasa's own deserializer raises on an event that it does not know. Each call also carried the whole
domain, which our actions, being in the catalogue's environment, never read.
"""

from __future__ import annotations

from typing import Any

import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

MADE_FOR = "3.6.21"


class WrongRasaVersion(RuntimeError):
    """The mends were written against another version of Rasa and have to be read again."""


def apply() -> None:
    """Mend Rasa in this process. Raises WrongRasaVersion on any version but MADE_FOR."""
    if rasa.__version__ != MADE_FOR:
        raise WrongRasaVersion(
            f"bot/nlu/mends.py is for Rasa {MADE_FOR}, this is {rasa.__version__}: "
            "compare RemoteAction in rasa/core/actions/action.py and the benchmark, then change MADE_FOR."
        )

    def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        for key in ("events", "responses"):
            items = result.get(key) or []
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise ValidationError(f"The action server's «{key}» is no list of objects.")
        if not all(isinstance(event.get("event"), str) for event in result.get("events") or []):
            raise ValidationError("The action server sent an event without its kind.")
        return True

    original = RemoteAction._action_call_format

    def action_call_format(self: RemoteAction, tracker: Any, domain: Any) -> dict[str, Any]:
        return {**original(self, tracker, _NoDomain()), "domain": {}}

    RemoteAction._validate_action_result = validate_action_result  # type: ignore[method-assign]
    RemoteAction._action_call_format = action_call_format  # type: ignore[method-assign]


class _NoDomain:
    """Stands for the domain where only its absence is sent."""

    def as_dict(self) -> dict[str, Any]:
        return {}

    def does_custom_action_explicitly_need_domain(self, _name: str) -> bool:
        return False
