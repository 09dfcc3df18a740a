"""Safe helping (`safety.yml`): what is read aloud, the rules at the steps where they matter, when to stop."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services_catalog.content import read_as
from services_catalog.record import Source, Text
from services_catalog.teams.choices import choices

Id = str

_BRACKETS = re.compile(r"\([^()]*\)")
_SENTENCES = re.compile(r"(?<=[.;!?])\s|\n")
# «Không đọc mã, không quét mặt», from there to the end of the sentence; «không nhận được mã» forbids nothing.
_FORBIDDEN = re.compile(
    r"(?:^|, |: |\b(?:và|nhưng|cũng|thì) )(?:không|đừng|chớ) (?!thể\b|có\b|phải\b)(?![^,.;]*\bđược\b)"
)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Opening(_Model):
    """What is read aloud before anything else, and what will not be asked."""

    title: Text
    say: list[Text]
    ask: Text
    yes: Text
    no: Text
    if_no: Text
    never: list[Text]
    sources: list[Text]


class Rule(_Model):
    """A rule at the step where it matters: what the helper leaves, what the resident does, and why."""

    id: Id
    title: Text
    helper: Text
    resident: Text
    why: Text
    matches: list[Text] = Field(exclude=True)  # a step that says one of these calls for the rule
    but_not: list[Text] = Field(default=[], exclude=True)  # longer words that one of these only begins
    in_brackets: bool = Field(default=True, exclude=True)  # also where a step says it in brackets, as of another case
    forbidden: list[Text] = Field(default=[], exclude=True)  # and one that says not to do one of these
    by_phone: bool = Field(default=False, exclude=True)  # what is to be done matters on the resident's phone alone
    sources: list[Text]


class Scam(_Model):
    """The warning that fits a family of services."""

    id: Id
    title: Text
    services: list[Text]
    guides: list[Text]
    text: Text
    signs: list[Text]
    do: list[Text]
    sources: list[Text]


class Stop(_Model):
    """When to stop and send the resident on, and what to say."""

    id: Id
    when: Text
    say: Text
    to: Literal["police", "one_stop", "bank", "operator", "hotline", "home"]
    reason: Text  # of choices.yml
    sources: list[Text]


class Place(_Model):
    """Where somebody is sent."""

    name: Text
    note: Text


class Safety(_Model):
    """The whole file."""

    past: Text = Field(exclude=True)  # instead of what is past its date; with {day}
    opening: Opening
    always: list[Id]
    rules: list[Rule]
    scam_default: Id
    scams: list[Scam]
    stop: list[Stop]
    places: dict[str, Place]
    ending: list[Text]
    sources: dict[Text, Source]

    def rules_for(self, text: str, *, by_phone: bool = False) -> list[Id]:
        """The rules that a step calls for which reads `text`, in the order of the file.

        `by_phone`: it is done on the resident's phone, beside the helper.
        """
        return [rule.id for rule in self.rules if _calls_for(text.casefold(), rule, by_phone)]

    def used_sources(self) -> set[str]:
        """The keys of the sources that something rests on."""
        of_each = [self.opening.sources, *(rule.sources for rule in self.rules), *(scam.sources for scam in self.scams)]
        return {key for keys in [*of_each, *(stop.sources for stop in self.stop)] for key in keys}

    @model_validator(mode="after")
    def _what_is_named_is_there(self) -> Safety:
        rules = {rule.id for rule in self.rules}
        if unknown := {*self.always} - rules:
            raise ValueError(f"always: there is no rule «{min(unknown)}»")
        if self.scam_default not in {scam.id for scam in self.scams}:
            raise ValueError(f"scam_default: there is no warning «{self.scam_default}»")
        for stop in self.stop:
            if choices().reason(stop.reason) is None or stop.to not in self.places:
                raise ValueError(f"stop «{stop.id}»: there is no such reason or place")
        for key in self.used_sources() - set(self.sources):
            raise ValueError(f"sources: «{key}» is not listed")
        return self


def _calls_for(text: str, rule: Rule, by_phone: bool) -> bool:
    """Whether a step that reads `text` calls for `rule`."""
    done, forbidden = _told_apart(text if rule.in_brackets else _BRACKETS.sub("", text))
    for phrase in rule.but_not:
        done = done.replace(phrase.casefold(), "")
    return ((by_phone or not rule.by_phone) and _says(done, rule.matches)) or _says(forbidden, rule.forbidden)


def _told_apart(text: str) -> tuple[str, str]:
    """What `text` says to do, and what it says not to do."""
    done, forbidden = [], []
    for sentence in _SENTENCES.split(text):
        found = _FORBIDDEN.search(sentence)
        at = found.start() if found else len(sentence)
        done.append(sentence[:at])
        forbidden.append(sentence[at:])
    return "\n".join(done), "\n".join(forbidden)


def _says(text: str, phrases: list[Text]) -> bool:
    """Whether one of `phrases` stands in `text`, in whole words."""
    return any(re.search(rf"(?<!\w){re.escape(phrase.casefold())}(?!\w)", text) for phrase in phrases)


@lru_cache
def safety() -> Safety:
    """The contents of `safety.yml`."""
    return read_as(Safety, Path(__file__).with_name("safety.yml"))
