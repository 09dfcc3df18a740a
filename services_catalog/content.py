"""Services and guides as YAML, one file each: reading them, with errors a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.record import SLUG, ServiceRecord

CONTENT = Path(__file__).parent / "content"
Model = TypeVar("Model", bound=BaseModel)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times as fast


@dataclass(frozen=True)
class ContentError(Exception):
    """A content file that cannot be used: which file, which field, which rule."""

    path: Path
    field: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path.name}: {self.field}: {self.rule}"


def slug_of(path: Path, folder: Path = CONTENT) -> str:
    """The slug that the place of a content file gives: `dang-ky-xe/sang-ten.yml` is `dang-ky-xe/sang-ten`."""
    return path.relative_to(folder).with_suffix("").as_posix()


def content_files(folder: Path = CONTENT) -> list[Path]:
    """The services' files below `folder`, by slug. What starts with an underscore is no service, nor is a guide."""
    guides = set(guide_files(folder))
    return sorted(path for path in folder.rglob("*.yml") if not path.name.startswith("_") and path not in guides)


def guide_files(folder: Path = CONTENT) -> list[Path]:
    """The guides' files below `folder`, by slug."""
    return sorted((folder / FOLDER).glob("*.yml"))


def read_yaml(path: Path) -> Any:
    """What stands in a YAML file. Raises yaml.YAMLError, and UnicodeDecodeError if it is not UTF-8."""
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (a safe loader)


def read_file(path: Path) -> ServiceRecord:
    """The record in one YAML file. Raises ContentError as `read_as` does."""
    return read_as(ServiceRecord, path)


def read_as(model: type[Model], path: Path) -> Model:
    """The `model` in one YAML file.

    Raises ContentError naming the file, the first field that is wrong and the rule it breaks.
    """
    try:
        data = read_yaml(path)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f"line {where.line + 1}" if where else "the file"
        raise ContentError(path, line, f"not YAML: {getattr(error, 'problem', error)}") from error
    except UnicodeDecodeError as error:
        raise ContentError(path, "the file", "not UTF-8 text") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "record"
        raise ContentError(path, field, first["msg"]) from error


def read_folder(folder: Path = CONTENT) -> Iterator[tuple[str, ServiceRecord | ContentError]]:
    """Each service's slug below `folder` with its record, or with what is wrong with its file."""
    return _read(ServiceRecord, content_files(folder), folder)


def read_guides(folder: Path = CONTENT) -> Iterator[tuple[str, Guide | ContentError]]:
    """Each guide's slug below `folder` («khai-sinh», not «guides/khai-sinh»), as `read_folder` gives services."""
    return _read(Guide, guide_files(folder), folder / FOLDER)


def _read(model: type[Model], paths: list[Path], folder: Path) -> Iterator[tuple[str, Model | ContentError]]:
    for path in paths:
        try:
            if not SLUG.fullmatch(slug_of(path, folder)):
                raise ContentError(path, "file name", "a slug: small letters without marks, digits and hyphens")
            yield slug_of(path, folder), read_as(model, path)
        except ContentError as error:
            yield slug_of(path, folder), error
