"""The service record: what the catalogue knows of one public service (thủ tục hành chính, dịch vụ).

One schema for every way in and out: YAML content, revisions in the database, import, export, forms.
The fields follow the legal minimum of Nghị định 63/2010/NĐ-CP Điều 8 (amended by 92/2017/NĐ-CP); their
meaning is told, field by field, in docs/content.md.

Rules of the record:
- unknown is None, or a reason in `unknown`; it is never guessed. A fee of 0 is free («miễn phí»).
- every fact names its sources by their key in `sources`.
- a paper has at least one original or copy, or is shown or declared; all else is a note.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=400)]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?")  # a family, or a family and a variant
Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG.pattern}$")]


class Aspect(StrEnum):
    """What about a service is asked."""

    DOCUMENTS = "documents"
    FEE = "fee"
    DURATION = "duration"
    STEPS = "steps"
    WHERE = "where"
    ONLINE = "online"
    ELIGIBILITY = "eligibility"
    RESULT = "result"
    LEGAL_BASIS = "legal_basis"
    FORM = "form"
    STATUS = "status"
    TROUBLE = "trouble"
    GENERAL = "general"
    CONTACT = "contact"


class Channel(StrEnum):
    """Cách thức thực hiện."""

    ONLINE = "online"  # trực tuyến: Cổng Dịch vụ công quốc gia, VNeID
    IN_PERSON = "in_person"  # trực tiếp
    POST = "post"  # dịch vụ bưu chính


class Level(StrEnum):
    """Cấp thực hiện. There has been no district level (cấp huyện) since 1 July 2025."""

    COMMUNE = "commune"  # cấp xã
    PROVINCE = "province"  # cấp tỉnh
    CENTRAL = "central"  # bộ, ngành trung ương
    OTHER = "other"  # e.g. a bank, a network operator, a power company


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Source(_Model):
    """Where facts were read: a law text, the portal's record, an official page, the press."""

    title: Text
    url: HttpUrl | None = None
    kind: Annotated[str, StringConstraints(pattern="^(law|portal|official|press)$")]
    seen_on: date  # the day somebody looked at it


class Fact(_Model):
    """Anything that can be asserted and has to be traceable."""

    sources: list[Text] = Field(min_length=1)  # keys of Draft.sources
    when: Text | None = None  # the case in which it holds («trẻ dưới 6 tuổi»); None: always
    valid_from: date | None = None
    valid_to: date | None = None  # the last day it holds

    def in_force(self, on: date) -> bool:
        """Whether the fact holds on the day `on`."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class Document(Fact):
    """Thành phần hồ sơ: one paper."""

    name: Text
    originals: int | None = Field(default=None, ge=0)  # bản chính; None: unknown
    copies: int | None = Field(default=None, ge=0)  # bản sao; None: unknown
    handling: Annotated[str, StringConstraints(pattern="^(submit|show|declare)$")] = "submit"
    channel: Channel | None = None  # only needed on this channel
    form: Text | None = None  # code of the form, e.g. CT01
    on_vneid: bool = False  # shown from VNeID instead of on paper
    note: Text | None = None


class Fee(Fact):
    """Phí, lệ phí, thuế, mức phạt, mức đóng for one case."""

    label: Text  # what is paid for («Lệ phí cấp lại thẻ»)
    amount_vnd: int | None = Field(default=None, ge=0)  # dong; 0 is free, None is unknown or not fixed
    unit: Text | None = None  # «mỗi trang», «mỗi tháng»
    channel: Channel | None = None
    note: Text | None = None


class Duration(Fact):
    """Thời hạn: how long it takes, by when to do it, or how long the result is valid."""

    kind: Annotated[str, StringConstraints(pattern="^(processing|deadline|validity)$")] = "processing"
    value: float | None = Field(default=None, ge=0)
    unit: Annotated[str, StringConstraints(pattern="^(working_day|day|hour|minute|month|year)$")] | None = None
    text: Text  # the sentence a citizen reads
    channel: Channel | None = None


class Step(Fact):
    """Trình tự thực hiện: one step, in order within its channel."""

    text: Text
    actor: Annotated[str, StringConstraints(pattern="^(citizen|officer)$")] = "citizen"
    channel: Channel | None = None  # None: the same on every channel
    url: HttpUrl | None = None


class Statement(Fact):
    """One sentence about a place, a condition, a result, a dossier's state."""

    text: Text


class Link(Fact):
    """A page or an app, and what it leads to."""

    title: Text
    url: HttpUrl


class Online(_Model):
    """Whether and where it can be done online."""

    level: Annotated[str, StringConstraints(pattern="^(full|partial|none|unknown)$")]
    statements: list[Statement] = []
    links: list[Link] = []


class Form(Fact):
    """Mẫu đơn, tờ khai, and how to fill it in."""

    name: Text
    code: Text | None = None
    url: HttpUrl | None = None
    how_to_fill: list[Text] = []


class LegalBasis(_Model):
    """Căn cứ pháp lý."""

    number: Text  # «69/2024/NĐ-CP»
    title: Text
    articles: Text | None = None  # «Điều 12, 13»
    in_force_from: date | None = None
    in_force_to: date | None = None
    url: HttpUrl | None = None


class Problem(Fact):
    """What goes wrong, and the way out."""

    problem: Text
    remedy: Text
    contact: Text | None = None


class Contact(Fact):
    """Whom to call or write."""

    name: Text
    phone: Text | None = None
    url: HttpUrl | None = None
    note: Text | None = None


class Note(Fact):
    """A fact that answers a particular question under an aspect («Ông bà đi khai thay được không?»)."""

    aspect: Aspect
    about: Text  # the question it settles, in a few words
    text: Text


class Relation(_Model):
    """A service that comes before, after, contains, replaces or may be meant instead."""

    service: Slug
    kind: Annotated[str, StringConstraints(pattern="^(before|after|part_of|includes|replaces|alternative)$")]
    note: Text | None = None


class LocalVariant(_Model):
    """What holds in one province or commune only, over the facts of the whole country."""

    place: Annotated[str, StringConstraints(pattern=r"^\d{2}(\d{3})?$")]  # code of a province or commune of today
    replaces: list[Annotated[str, StringConstraints(pattern="^(fees|durations|where|contacts|notes)$")]] = []
    """Fields whose national facts do not hold there; facts of the others stand beside them."""
    fees: list[Fee] = []
    durations: list[Duration] = []
    where: list[Statement] = []
    contacts: list[Contact] = []
    notes: list[Note] = []

    def facts(self) -> list[Fact]:
        """Every fact of the variant."""
        return [*self.fees, *self.durations, *self.where, *self.contacts, *self.notes]

    @model_validator(mode="after")
    def _what_replaces_is_there(self) -> Self:
        for field in self.replaces:
            if not getattr(self, field):
                raise PydanticCustomError(
                    "nothing_replaces",
                    "{field}: there are no {replaced} for {place} that could replace the national ones",
                    {"field": "replaces", "replaced": field, "place": self.place},
                )
        return self


class Verification(_Model):
    """Who (a role, never a name) looked at the sources, and on which day."""

    on: date
    by: Text


class Draft(_Model):
    """What is known of one service so far: only the name must be there. See the module's docstring for the rules.

    A draft is what an import or an unfinished form gives; citizens only ever read a `ServiceRecord`.
    """

    name: Text
    code: Text | None = None  # mã thủ tục on the national portal, «1.001193»
    field: Text | None = None  # lĩnh vực, as the portal names it («Hộ tịch»)
    summary: Summary | None = None
    aliases: list[Text] = []  # what people call it, old names, abbreviations
    keywords: list[Text] = []  # words that point to it without naming it
    situations: list[Text] = []  # what has happened to somebody who needs it («mới sinh em bé»)
    life_events: list[Text] = []
    agency: Text | None = None  # cơ quan thực hiện, in words
    level: Level | None = None
    audiences: list[Text] = []
    file_sets: int | None = None  # số bộ hồ sơ

    documents: list[Document] = []
    fees: list[Fee] = []
    durations: list[Duration] = []
    steps: list[Step] = []
    where: list[Statement] = []
    online: Online | None = None
    conditions: list[Statement] = []
    results: list[Statement] = []
    forms: list[Form] = []
    status: list[Statement] = []
    problems: list[Problem] = []
    scams: list[Statement] = []
    contacts: list[Contact] = []
    notes: list[Note] = []
    legal_basis: list[LegalBasis] = []
    relations: list[Relation] = []
    local: list[LocalVariant] = []  # what differs in a province or commune; each place once

    unknown: dict[Aspect, Text] = {}  # what is not known, and whom to ask
    questions: dict[Aspect, list[Text]] = {}  # as citizens ask it; the linker and the NLU learn from these

    sources: dict[Text, Source] = {}
    verified: Verification | None = None
    review_after_days: int = Field(default=180, gt=0)
    valid_from: date | None = None
    valid_to: date | None = None
    alert: Statement | None = None  # a short-term notice

    flags: list[Text] = []  # what a reviewer has to settle before this can be published
    raw: dict[Text, Text] = {}  # the source's own words for what was cut into fields, by the name of its field

    def facts(self) -> list[tuple[str, Fact]]:
        """Every fact with the field it stands in."""
        found: list[tuple[str, Fact]] = []
        for field in [
            "documents",
            "fees",
            "durations",
            "steps",
            "where",
            "conditions",
            "results",
            "forms",
            "status",
            "problems",
            "scams",
            "contacts",
            "notes",
        ]:
            found += [(field, fact) for fact in getattr(self, field)]
        if self.online:
            found += [("online", fact) for fact in (*self.online.statements, *self.online.links)]
        if self.alert:
            found.append(("alert", self.alert))
        found += [("local", fact) for variant in self.local for fact in variant.facts()]
        return found

    @model_validator(mode="after")
    def _facts_are_traceable(self) -> Self:
        for field, fact in self.facts():
            for key in fact.sources:
                if key not in self.sources:
                    raise PydanticCustomError(
                        "source_unlisted",
                        "{field}: source «{source}» is not listed under sources",
                        {"field": field, "source": key},
                    )
        for paper in self.documents:
            if paper.handling == "submit" and paper.originals == 0 and paper.copies == 0:
                raise PydanticCustomError(
                    "paper_uncounted",
                    "{field}: «{paper}» has no original and no copy: make it a note",
                    {"field": "documents", "paper": paper.name},
                )
        codes = [variant.place for variant in self.local]
        for code in codes:
            if codes.count(code) > 1:
                raise PydanticCustomError(
                    "place_twice",
                    "{field}: {place} is there twice: put both into one",
                    {"field": "local", "place": code},
                )
        return self


class ServiceRecord(Draft):
    """Everything the catalogue says of one service, complete enough to be read by citizens."""

    summary: Summary
    agency: Text
    level: Level
    online: Online
    legal_basis: list[LegalBasis] = Field(min_length=1)
    sources: dict[Text, Source] = Field(min_length=1)
    verified: Verification

    @model_validator(mode="after")
    def _nothing_is_left_to_settle(self) -> Self:
        if self.flags:
            raise PydanticCustomError(
                "unsettled", "{field}: still to be settled: {flag}", {"field": "flags", "flag": self.flags[0]}
            )
        return self
