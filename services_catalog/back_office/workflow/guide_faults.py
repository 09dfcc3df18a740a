"""What is wrong with a guide, in the words of staff, and on which line of its YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.clock import today_in_vietnam
from services_catalog.guides.check import faults
from services_catalog.guides.engine import walk
from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.labels import refusal
from services_catalog.models import Revision, Service
from services_catalog.record import ServiceRecord

MOST_LETTERS = 200_000  # of a guide's YAML; the longest of ours has some 30,000
MOST_WAYS = 5_000  # through a guide that is drawn
BOOLEAN = "tag:yaml.org,2002:bool"
UNFIT = "Giá trị này không dùng được ở đây."

Place = tuple[str | int, ...]  # as pydantic gives it: ("questions", 0, "ask")


class Loader(yaml.SafeLoader):
    """YAML as clerks mean it: «on», «yes» and «no» are words. For YAML 1.1 the key `on` would be «true»."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != BOOLEAN]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(BOOLEAN, re.compile("true|True|false|False"), list("tTfF"))


@dataclass(frozen=True)
class Wrong:
    """One thing to mend: where («questions.tuoi»), on which line of the YAML if that is known, and what it is."""

    field: str
    text: str
    line: int | None = None  # from 1

    def __str__(self) -> str:
        where = f"dòng {self.line}" if self.line else ""
        return ", ".join(filter(None, (where, self.field))) + f": {self.text}" if where or self.field else self.text


@dataclass(frozen=True)
class Read:
    """A guide's YAML as somebody typed it: the guide, if it could be read, and all that is wrong with it."""

    guide: Guide | None
    wrong: list[Wrong]

    @property
    def may_be_drawn(self) -> bool:
        """Whether every way through it can be walked in a moment."""
        return self.guide is not None and len(list(islice(walk(self.guide), MOST_WAYS + 1))) <= MOST_WAYS


def read(session: Session, name: str, text: str) -> Read:
    """The guide `name` («khai-sinh») that the YAML `text` says, checked against what is published now. Never raises."""
    try:
        node, data = _loaded(text)
    except yaml.YAMLError as error:
        return Read(None, [_not_yaml(error)])
    if repeated := list(_repeated(node)):
        return Read(None, repeated)
    if not isinstance(data, dict):
        return Read(None, [Wrong("", "Ở đây phải có các mục «title», «summary», «questions» …")])
    try:
        guide = Guide.model_validate(data)
    except ValidationError as error:
        return Read(None, [_broken(each, node) for each in error.errors(include_url=False)])
    return Read(
        guide,
        [
            Wrong(each.field, each.text, _line(node, _place(each.field, guide)))
            for each in faults_in(session, name, guide)
        ],
    )


def faults_of(session: Session, revision: Revision) -> list[Wrong]:
    """What is wrong with the guide that `revision` holds. Raises nothing for a record that is no guide at all."""
    try:
        guide = Guide.model_validate(revision.record)
    except ValidationError as error:
        return [_broken(each, None) for each in error.errors(include_url=False)]
    return faults_in(session, revision.service.slug.removeprefix(f"{FOLDER}/"), guide)


def faults_in(session: Session, name: str, guide: Guide) -> list[Wrong]:
    """What is wrong with `guide`, given what is published now: without lines."""
    wanted = {*guide.draws_on, *(each.service for each in guide.next if each.service)}
    records = dict(_published(session, wanted).items())
    guides = session.scalars(select(Service.slug).where(Service.kind == "guide", Service.published_id.is_not(None)))
    names = {slug.removeprefix(f"{FOLDER}/") for slug in guides} | {name}
    return [
        Wrong(each.field, in_vietnamese(each.rule)) for each in faults(name, guide, records, names, today_in_vietnam())
    ]


def _published(session: Session, slugs: set[str]) -> dict[str, ServiceRecord]:
    rows = session.execute(
        select(Service.slug, Revision.record)
        .join(Revision, Revision.id == Service.published_id)
        .where(Service.slug.in_(slugs), Service.kind == "service")
    )
    return {slug: ServiceRecord.model_validate(record) for slug, record in rows}


@lru_cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    pairs = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return [(re.compile(pattern), said) for pattern, said in pairs]


def in_vietnamese(rule: str, unknown: str = UNFIT) -> str:
    """A sentence of the validator, of pydantic or of YAML as staff read it; `unknown` where it is not translated."""
    rule = rule.removeprefix("Value error, ")
    return next((match.expand(said) for pattern, said in _sentences() if (match := pattern.fullmatch(rule))), unknown)


def _loaded(text: str) -> tuple[yaml.Node | None, Any]:
    """The nodes of a YAML text, which know their lines, and its data.

    Raises yaml.YAMLError, also for what no guide needs and what could grow without end: aliases, a text too long.
    """
    if len(text) > MOST_LETTERS:
        raise yaml.YAMLError(f"Hướng dẫn dài quá {MOST_LETTERS} chữ.")
    if any(isinstance(token, (yaml.AliasToken, yaml.AnchorToken)) for token in yaml.scan(text, Loader)):
        raise yaml.YAMLError("Không dùng dấu & và * để chép lại một đoạn. Nếu là chữ thường, bạn để trong ngoặc kép.")
    try:
        return yaml.compose(text, Loader), yaml.load(text, Loader)  # noqa: S506 (a SafeLoader)
    except RecursionError as error:
        raise yaml.YAMLError("Quá nhiều lớp lồng nhau.") from error
    except ValueError as error:
        raise yaml.YAMLError("Có ngày không có thật, như 2026-13-45.") from error


def _repeated(node: yaml.Node | None) -> Iterator[Wrong]:
    """Names that stand twice in one place: YAML takes the last, and what stands under the first would be lost."""
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _repeated(each)
    elif isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            line = int(key.start_mark.line) + 1
            if key.value in first:
                said = f"«{key.value}» đã có ở dòng {first[key.value]}. Bạn gộp hai chỗ làm một, hoặc bỏ một chỗ."
                yield Wrong("", said, line)
            first.setdefault(key.value, line)
            yield from _repeated(value)


def _not_yaml(error: yaml.YAMLError) -> Wrong:
    if isinstance(error, yaml.MarkedYAMLError):
        said = in_vietnamese(error.problem or "", "Bạn xem lại thụt lề, dấu hai chấm, ngoặc kép.")
        line = error.problem_mark.line + 1 if error.problem_mark else None
        return Wrong("", f"Cách viết ở đây chưa đúng YAML. {said}", line)
    if isinstance(error, yaml.reader.ReaderError):
        return Wrong("", "Có ký tự lạ mà mắt không thấy. Bạn gõ lại đoạn vừa dán.")
    return Wrong("", str(error))


def _broken(error: Any, node: yaml.Node | None) -> Wrong:
    place: Place = tuple(error["loc"])
    values = {name: _listed(str(value)) for name, value in error.get("ctx", {}).items()}
    rule = refusal(error["type"], **values) if error["type"] != "value_error" else None
    said = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    return Wrong(said, rule or in_vietnamese(_listed(error["msg"])), _line(node, place))


def _listed(text: str) -> str:
    """Pydantic joins the words of a closed list in English: «'a', 'b' or 'c'»."""
    return text.replace("' or '", "' hoặc '")


def _place(field: str, guide: Guide) -> Place:
    """Where the validator's `field` («questions.tuoi.duoi-6», «steps.3.from») stands in the YAML."""
    section, *rest = field.split(".")
    place: list[str | int] = [section]
    if section == "questions" and rest:
        ids = [question.id for question in guide.questions]
        place.append(ids.index(rest[0]))
        question = guide.questions[ids.index(rest[0])]
        for part in rest[1:]:
            options = [option.id for option in question.options]
            place += ["options", options.index(part)] if part in options else [part]
        return tuple(place)
    return (*place, *(int(part) - 1 if part.isdigit() else part for part in rest))


def _line(node: yaml.Node | None, place: Place) -> int | None:
    """The line of what stands at `place`, or of what it would stand in."""
    if node is None:
        return None
    for part in place:
        inner = None
        if isinstance(node, yaml.MappingNode):
            inner = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            inner = node.value[part]
        if inner is None:
            break
        node = inner
    return int(node.start_mark.line) + 1
