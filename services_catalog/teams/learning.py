"""What a helper learns with: a quiz on safe helping (`quiz.yml`) and made-up residents (`practice.yml`)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services_catalog.content import read_as
from services_catalog.record import Text
from services_catalog.teams.choices import choices


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Choice(_Model):
    """One answer of a question."""

    id: str
    text: Text
    right: bool = False


class QuizQuestion(_Model):
    """A situation, what one might do, and why one of it is right."""

    id: str
    ask: Text
    options: list[Choice] = Field(min_length=2, max_length=4)
    explain: Text
    rule: str | None = None  # of safety.yml

    @model_validator(mode="after")
    def _one_is_right(self) -> QuizQuestion:
        if sum(option.right for option in self.options) != 1:
            raise ValueError(f"«{self.id}»: just one option is right")
        return self


class Quiz(_Model):
    """The quiz; `need` right answers pass it."""

    need: int = Field(serialization_alias="pass")
    questions: list[QuizQuestion]


class Resident(_Model):
    """A made-up resident: no name, nothing that belongs to anybody."""

    id: str
    situation: Text
    says: Text  # in the resident's own words
    wants: Text
    guide: str
    service: str
    answers: dict[str, str]  # of the guide, on the way to the right result
    outcome: str
    reason: str | None = None
    watch: list[str]  # rules of safety.yml that matter here
    why: Text
    traps: list[Text]  # what goes wrong often

    @model_validator(mode="after")
    def _ends_as_a_visit_can(self) -> Resident:
        if not choices().fits(self.outcome, self.reason):
            raise ValueError(f"«{self.id}»: «{self.reason}» is no reason for «{self.outcome}»")
        return self


class Practice(_Model):
    """The made-up residents, the easiest first."""

    residents: list[Resident]


@lru_cache
def quiz() -> Quiz:
    """The contents of `quiz.yml`."""
    return read_as(Quiz, Path(__file__).with_name("quiz.yml"))


@lru_cache
def practice() -> Practice:
    """The contents of `practice.yml`."""
    return read_as(Practice, Path(__file__).with_name("practice.yml"))
