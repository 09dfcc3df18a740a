"""The published services as YAML, one file a service: reading them, with errors a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from services_catalog.record import SLUG, ServiceRecord

CONTENT = Path(__file__).parent / "content"
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
    """The content files below `folder`, by slug. Names that start with an underscore are no services."""
    return sorted(path for path in folder.rglob("*.yml") if not path.name.startswith("_"))


def read_yaml(path: Path) -> Any:
    """What stands in a YAML file. Raises yaml.YAMLError, and UnicodeDecodeError if it is not UTF-8."""
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (a safe loader)


def read_file(path: Path) -> ServiceRecord:
    """The record in one YAML file.

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
        return ServiceRecord.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "record"
        raise ContentError(path, field, first["msg"]) from error


def read_folder(folder: Path = CONTENT) -> Iterator[tuple[str, ServiceRecord | ContentError]]:
    """Each slug below `folder` with its record, or with what is wrong with its file."""
    for path in content_files(folder):
        try:
            if not SLUG.fullmatch(slug_of(path, folder)):
                raise ContentError(path, "file name", "a slug: small letters without marks, digits and hyphens")
            yield slug_of(path, folder), read_file(path)
        except ContentError as error:
            yield slug_of(path, folder), error
