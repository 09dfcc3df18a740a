"""Whole records as YAML and JSON: one file a service, as in `services_catalog/content`, or all in one, by slug."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from services_catalog.content import content_files, read_yaml, slug_of
from services_catalog.exchange.parcel import Data, Entry, NotReadable, Parcel, Place, Trouble
from services_catalog.labels import labels, refusal
from services_catalog.record import SLUG, Draft

YAML, JSON = ".yml", ".json"


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # libyaml's where it is there
    """Writes every value where it stands: a day that stands twice is no reference to the first."""

    def ignore_aliases(self, data: Any) -> bool:
        """All of them."""
        return True


def as_yaml(content: Any) -> str:
    """YAML of a JSON-like value; texts that only look like something else are quoted."""
    written: str = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return written


def as_json(content: Any) -> str:
    """JSON for people: indented, with its letters as they are."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def plain(record: Draft, *, days: bool = False) -> Data:
    """What a record holds beyond its defaults; with `days`, dates stay dates, for which YAML has a form."""
    if not days:
        return record.model_dump(mode="json", exclude_defaults=True)
    dumped: Data = _plain(record.model_dump(exclude_defaults=True))
    return dumped


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, bool | int | float | str | date) else str(value)


def write(path: Path | None, records: Mapping[str, Draft], suffix: str) -> str | None:
    """Write `records`: to a folder, a file a service, if `path` has no ending; else all into the file `path`.

    With no path, the text is returned. `suffix`: YAML or JSON.
    """
    form = as_yaml if suffix == YAML else as_json
    contents = {slug: plain(record, days=suffix == YAML) for slug, record in records.items()}
    if path is None:
        return form(contents)
    if path.suffix:
        path.write_text(form(contents), "utf-8")
        return None
    for slug, content in contents.items():
        file = path / f"{slug}{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(form(content), "utf-8")
    return None


def read_folder(folder: Path) -> Parcel:
    """The services in a folder of YAML and JSON files, a file a service; its place is its slug."""
    parcel = Parcel()
    files = {slug_of(path, folder): path for path in [*content_files(folder), *sorted(folder.rglob("*.json"))]}
    for slug, path in files.items():
        try:
            _add(parcel, path.name, slug, _loaded(path))
        except NotReadable as error:
            parcel.troubles.append(Trouble(path.name, str(error), slug))
    return parcel


def read_file(path: Path) -> Parcel:
    """The services in a YAML or JSON file: many, by slug, or one, whose slug is the file's name. Raises NotReadable."""
    parcel = Parcel()
    loaded = _loaded(path)
    several = loaded if isinstance(loaded, dict) and not isinstance(loaded.get("name"), str) else {path.stem: loaded}
    for slug, data in several.items():
        _add(parcel, path.name, str(slug), data)
    return parcel


def _loaded(path: Path) -> Any:
    load: Callable[[Path], Any] = read_yaml if path.suffix in (YAML, ".yaml") else _read_json
    try:
        return load(path)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: no JSON, not UTF-8, a day that does not exist
        raise NotReadable(str(refusal("not_readable", text=" ".join(str(error).split())[:200]))) from error


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8-sig"))


def _add(parcel: Parcel, name: str, slug: str, data: Any) -> None:
    if not SLUG.fullmatch(slug):
        parcel.troubles.append(Trouble(name, str(refusal("bad_slug", text=slug)), slug))
    elif not isinstance(data, dict):
        parcel.troubles.append(Trouble(f"{name}, {slug}", str(refusal("not_record")), slug))
    else:
        parcel.entries.append(Entry(slug, lambda _: data, partial(_locate, name, slug)))


def _locate(name: str, slug: str, place: Place) -> str:
    """«tệp.yml, khai-sinh, Phí 2, amount_vnd»: lists are counted from 1."""
    said: list[str] = []
    for part in place:
        if isinstance(part, int) and said:
            said[-1] += f" {part + 1}"
        else:
            label = labels()["fields"].get(part, {}).get("label")
            said.append(f"{part} ({label})" if label else str(part))
    return ", ".join([name, slug, *said])
