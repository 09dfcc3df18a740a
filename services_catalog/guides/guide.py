"""The guide: short questions, and what the result says under which answers. Written as YAML; see docs/guides.md.

Facts stay in one place: an item refers to a fact of a service's record (`from`), or says something of its own with
its sources. What a schema cannot see (dead ends, loops, facts that are not there) is found by `guides.check`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, StringConstraints, model_validator

from services_catalog.guides.conditions import WORDS, Condition
from services_catalog.record import Channel, Slug, Source, Text, Verification

FOLDER = "guides"  # where guides live: below the content folder, and before the slash of their slug in the database
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Handling = Annotated[str, StringConstraints(pattern="^(submit|show|declare)$")]


class Kind(StrEnum):
    """What sort of help a guide is; it settles what the result says first."""

    CHECKLIST = "checklist"  # the papers of one service for one case
    RESCUE = "rescue"  # a way out of trouble
    LIFE_EVENT = "life_event"  # several services in order
    SCAM_CHECK = "scam_check"  # is this a fraud?


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, populate_by_name=True, serialize_by_alias=True)


class Option(_Model):
    """One answer to a question."""

    id: Id
    label: Text  # on the button; 40 characters at most
    says: list[Text] = []  # how people say it in a message; marks and chat spelling do not matter
    age: tuple[int, int] | None = None  # years, both inclusive, that mean this option
    days: tuple[int, int] | None = None  # old, or ago, both inclusive, that mean this option
    relation: list[Text] = []  # whose case it is («con», «cháu», «mẹ»)
    bare: Literal["có", "không"] | None = None  # chosen by a bare «có», «dạ rồi», or by «không», «chưa»
    note: Text | None = None  # shown beside the button


class Question(_Model):
    """One short question."""

    id: Id
    ask: Text
    about: Text | None = None  # two or three words that head the answer on the sheet («Tuổi của bé»)
    help: Text | None = None  # why it is asked, where to look
    when: Condition | None = None  # over earlier questions; None: always asked
    options: list[Option] = Field(min_length=2)

    def option(self, option_id: str) -> Option | None:
        """The option of that id, if there is one."""
        return next((option for option in self.options if option.id == option_id), None)


class Reference(_Model):
    """A fact of a service's record, by its own words.

    `name` is what the fact is called there (a paper's name, a fee's label, a problem, what a note is about) or its
    text, or the beginning of either. `case` is the beginning of its `when`, where two facts have the same name.
    `place` is the code of a province or commune, where what is meant holds only there (`local` in the record).
    """

    service: Slug | None = None  # None: the guide's first service
    name: Text
    case: Text | None = None
    place: Annotated[str, StringConstraints(pattern=r"^\d{2}(\d{3})?$")] | None = None


def _short_reference(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class Item(_Model, ABC):
    """A line of the result: a fact of a record (`from`) or words of its own, in which case it names its sources."""

    when: Condition | None = None  # None: always
    from_: Annotated[Reference | None, BeforeValidator(_short_reference)] = Field(default=None, alias="from")
    sources: list[Text] = []  # keys of Guide.sources
    case: Text | None = None  # in words, before the line: what the questions leave open («nếu gửi qua bưu điện»)
    note: Text | None = None  # instead of the note of the record
    helper: Text | None = None  # for somebody who assists

    @abstractmethod
    def own(self) -> str | None:
        """What the item says in its own words; None where it refers to a record."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Item:
        if (self.from_ is None) == (self.own() is None):
            raise ValueError("give either `from` or words of its own")
        return self


class Paper(Item):
    """A paper to bring (giấy tờ cần có)."""

    name: Text | None = None
    originals: int | None = Field(default=None, ge=0)  # bản chính
    copies: int | None = Field(default=None, ge=0)  # bản sao
    handling: Handling = "submit"
    form: Text | None = None
    on_vneid: bool = False
    channel: Channel | None = None

    def own(self) -> str | None:
        """The name."""
        return self.name


class Cost(Item):
    """A fee (phí, lệ phí)."""

    label: Text | None = None
    amount_vnd: int | None = Field(default=None, ge=0)  # dong; 0 is free, None is unknown or not fixed
    unit: Text | None = None

    def own(self) -> str | None:
        """What is paid for."""
        return self.label


class Saying(Item):
    """A sentence: an outcome, a time, a place, a warning, somebody to ask."""

    text: Text | None = None

    def own(self) -> str | None:
        """The sentence."""
        return self.text


Where = Literal["here", "there"]


class Beside(_Model):
    """What a helper of a digital team reads beside a step. Citizens who are on their own never see it."""

    where: Where | None = None  # at the table, on the resident's phone; or elsewhere. None: as the step's words tell
    helper: Text | None = None  # what the helper does
    check: Text | None = None  # what the helper asks or looks at before going on


class Step(Saying):
    """A step, in order."""

    who: Text | None = None  # who does it, where that is not the citizen («cán bộ», «cha hoặc mẹ»)
    check: Text | None = None  # what to look at before going on
    url: HttpUrl | None = None
    beside: Beside | None = None


class Next(_Model):
    """A service or another guide that comes next."""

    when: Condition | None = None
    service: Slug | None = None
    guide: Id | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _leads_to_one_thing(self) -> Next:
        if (self.service is None) == (self.guide is None):
            raise ValueError("give either `service` or `guide`")
        return self


class Counted(_Model):
    """Under which service a visit is counted where the answers settle another than the guide's first."""

    when: Condition
    service: Slug


class Guide(_Model):
    """Everything about one guide. See the module's docstring for the rules."""

    title: Text
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=400)]
    kind: Kind
    services: list[Slug] = Field(min_length=1)  # what it is about; the first is meant where a `from` names none
    also_for: list[Slug] = []  # further services whose own question this guide answers in full
    counted: list[Counted] = []  # the first that holds; none of them: the first of `services`
    asked: list[Text] = Field(min_length=3)  # how citizens ask for it
    questions: list[Question] = []

    outcomes: list[Saying] = []  # the case in one sentence, said first
    papers: list[Paper] = []
    steps: list[Step] = []
    fees: list[Cost] = []
    durations: list[Saying] = []
    where: list[Saying] = []
    warnings: list[Saying] = []
    ask_whom: list[Saying] = []  # where the sources settle nothing: what to ask, and whom
    next: list[Next] = []

    sources: dict[Text, Source] = {}
    verified: Verification
    review_after_days: int = Field(default=180, gt=0)

    @property
    def settles(self) -> list[str]:
        """The services that it is offered with: the one it is chiefly about, and `also_for`."""
        return [self.services[0], *self.also_for]

    @property
    def draws_on(self) -> list[str]:
        """Every service whose facts it may tell, each once."""
        named = [item.from_.service for _, _, item in self.items() if item.from_ and item.from_.service]
        return list(dict.fromkeys([*self.services, *self.also_for, *named]))

    def question(self, question_id: str) -> Question | None:
        """The question of that id, if there is one."""
        return next((question for question in self.questions if question.id == question_id), None)

    def items(self) -> list[tuple[str, int, Item]]:
        """Every item with its list and its place in it."""
        return [(section, at, item) for section in SECTIONS for at, item in enumerate(getattr(self, section))]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Guide:
        ids = [question.id for question in self.questions]
        for where, each in [("questions", ids), *((q.id, [option.id for option in q.options]) for q in self.questions)]:
            if twice := {name for name in each if each.count(name) > 1}:
                raise ValueError(f"{where}: the id «{min(twice)}» is given twice")
        if reserved := WORDS & set(ids):
            raise ValueError(f"questions: «{min(reserved)}» is a word of the conditions, not an id")
        return self


SECTIONS = ("outcomes", "papers", "steps", "fees", "durations", "where", "warnings", "ask_whom")
