"""What kinds of values the fields of a record hold, read off its pydantic models.

Tables and differences are derived from this, so that a field added to the record is exchanged and compared with
no further code. What a field is called is in `labels.yml`.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic_core import PydanticUndefined, Url

Kind = Literal["text", "whole", "number", "date", "flag", "choice", "model", "list", "map", "other"]
ALTERNATIVES = re.compile(r"\^\(([a-z_]+(?:\|[a-z_]+)*)\)\$")  # how the record writes a closed list of words


@dataclass(frozen=True)
class Shape:
    """What a value may be. `choices` are the JSON values of a choice; `item` is what a list or map holds."""

    kind: Kind
    choices: tuple[str, ...] = ()
    vocabulary: str = ""  # under which name `labels.yml` lists the choices
    model: type[BaseModel] | None = None
    key: Shape | None = None
    item: Shape | None = None


@dataclass(frozen=True)
class RecordField:
    """One field of a model. `default` is None where there is none."""

    model: str
    name: str
    shape: Shape
    required: bool
    default: Any = field(default=None, compare=False)


@lru_cache
def fields_of(model: type[BaseModel]) -> Mapping[str, RecordField]:
    """The fields of `model` by name, in their order."""
    found = {}
    for name, info in model.model_fields.items():
        default = info.get_default(call_default_factory=True, validated_data={})
        if default is PydanticUndefined:
            default = None
        elif isinstance(default, Enum):
            default = default.value
        annotation = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        shape = shape_of(annotation, f"{model.__name__}.{name}")
        found[name] = RecordField(model.__name__, name, shape, info.is_required(), default)
    return found


def shape_of(annotation: Any, vocabulary: str) -> Shape:
    """The shape of a type annotation; kind «other» for what is none of the usual ones."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for rule in arguments[1:]:
            pattern = getattr(rule, "pattern", None) if isinstance(rule, StringConstraints) else None
            if isinstance(pattern, str) and (closed := ALTERNATIVES.fullmatch(pattern)):
                return Shape("choice", tuple(closed[1].split("|")), vocabulary)
        return shape_of(arguments[0], vocabulary)
    if origin in (Union, types.UnionType):
        present = [each for each in arguments if each is not type(None)]
        return shape_of(present[0], vocabulary) if len(present) == 1 else Shape("other")
    if origin is Literal and all(isinstance(each, str) for each in arguments):
        return Shape("choice", arguments, vocabulary)
    if origin is list:
        return Shape("list", item=shape_of(arguments[0], vocabulary))
    if origin is dict:
        return Shape("map", key=shape_of(arguments[0], vocabulary), item=shape_of(arguments[1], vocabulary))
    return _shape_of_class(annotation) if isinstance(annotation, type) else Shape("other")


def _shape_of_class(annotation: type) -> Shape:
    if issubclass(annotation, BaseModel):
        return Shape("model", model=annotation)
    if issubclass(annotation, Enum):
        return Shape("choice", tuple(str(each.value) for each in annotation), annotation.__name__)
    kinds: dict[type, Kind] = {bool: "flag", int: "whole", float: "number", date: "date", str: "text"}
    if annotation in kinds:
        return Shape(kinds[annotation])
    return Shape("text") if hasattr(annotation, "unicode_string") or annotation is Url else Shape("other")
