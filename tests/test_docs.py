"""The documents say what is there: settings, verbs, fields, keys of the contract, files that are linked to."""

from __future__ import annotations

import re

import pytest
import yaml
from pydantic import BaseModel

from bot.webhook.settings import WebhookSettings
from services_catalog import record
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.record import ServiceRecord
from services_catalog.settings import CatalogueSettings
from tests.contract.stable import STABLE_KEYS, TYPES
from tools.paths import ROOT

READMES = ("README.md", "README.vi.md")
DOCUMENTS = [*READMES, "CONTRIBUTING.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
MADE_BY_A_COMMAND = ("docs/images/", "docs/quality.md")  # screenshots; `make evaluate`

SETTINGS = [
    (name.upper(), field.default)
    for settings in (WebhookSettings, CatalogueSettings, OfficeSettings)
    for name, field in settings.model_fields.items()
]
VERBS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
FIELDS = sorted(
    {
        name
        for model in vars(record).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name in model.model_fields
    }
)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("document", READMES)
@pytest.mark.parametrize(("name", "default"), SETTINGS, ids=[name for name, _ in SETTINGS])
def test_a_setting_is_told_with_its_default(document: str, name: str, default: object) -> None:
    rows = [line for line in read(document).splitlines() if line.startswith(f"| `{name}` |")]

    assert len(rows) == 1
    if default is not None:
        said = f"{default:g}" if isinstance(default, float) else str(default).replace(f"{ROOT}/", "")
        assert rows[0].split("|")[2].strip() == f"`{said}`"


def test_there_are_verbs() -> None:
    assert {"run", "test"} <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_told(verb: str) -> None:
    assert f"`make {verb}`" in read("README.md") + read("CONTRIBUTING.md")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_verb_that_is_told_is_there(document: str) -> None:
    assert set(re.findall(r"`make ([a-z-]+)", read(document))) <= set(VERBS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_linked_to_is_there(document: str) -> None:
    folder = (ROOT / document).parent
    targets = {(folder / target).resolve() for target in LINK.findall(read(document))}

    missing = {path.relative_to(ROOT).as_posix() for path in targets if not path.exists()}

    assert {path for path in missing if not path.startswith(MADE_BY_A_COMMAND)} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_file_of_ours_that_is_named_is_there(document: str) -> None:
    ours = r"`((?:actions|bot|data|deploy|docs|requirements|services_catalog|tests|tools)/[\w./-]*)`"

    assert {name for name in re.findall(ours, read(document)) if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("document", READMES)
def test_the_contract_is_told(document: str) -> None:
    text = read(document)

    assert {word for word in STABLE_KEYS | TYPES if f"`{word}`" not in text} == set()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_record_is_explained(field: str) -> None:
    assert re.search(rf'`"?{field}"?`', read("docs/content.md"))


def test_the_record_shown_is_a_record() -> None:
    shown = re.findall(r"```yaml\n(.*?)```", read("docs/content.md"), re.DOTALL)

    assert [ServiceRecord.model_validate(yaml.safe_load(text)).name for text in shown] == ["Cấp giấy ví dụ"]


def test_the_twins_have_the_same_parts() -> None:
    english, vietnamese = map(read, READMES)

    for part in (r"^(#+) ", r"^```(\w*)", r"^\| (`[^|]+) \|", r"\]\(([^)]+\.(?:md|png))\)"):
        ours, twins = (
            [each for each in re.findall(part, text, re.MULTILINE) if each not in READMES]
            for text in (english, vietnamese)
        )
        assert ours == twins
