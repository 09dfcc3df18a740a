"""What a helper may say of a visit: `choices.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services_catalog.content import read_as


class Reason(BaseModel):
    """Why somebody has to come back or was sent on."""

    model_config = ConfigDict(extra="forbid")

    id: str
    label: str
    outcomes: list[str]  # with which it may be given


class Other(BaseModel):
    """What stands in place of a service where none of the list was meant."""

    model_config = ConfigDict(extra="forbid")

    id: str
    label: str


class Choices(BaseModel):
    """The outcomes by id with their labels, and the reasons in the order in which they are offered."""

    model_config = ConfigDict(extra="forbid")

    other: Other
    outcomes: dict[str, str]
    reasons: list[Reason]

    def reason(self, reason_id: str | None) -> Reason | None:
        """The reason of that id, if there is one."""
        return next((reason for reason in self.reasons if reason.id == reason_id), None)

    def fits(self, outcome: str, reason_id: str | None) -> bool:
        """Whether `reason_id` may be given with `outcome`: one that is done has none, every other has one."""
        if outcome == "done":
            return reason_id is None
        reason = self.reason(reason_id)
        return reason is not None and outcome in reason.outcomes

    def reason_label(self, reason_id: str | None) -> str:
        """What the reason is called; its id if it is no longer offered; «» for none."""
        reason = self.reason(reason_id)
        return reason.label if reason else reason_id or ""


@lru_cache
def choices() -> Choices:
    """The contents of `choices.yml`."""
    return read_as(Choices, Path(__file__).with_name("choices.yml"))
