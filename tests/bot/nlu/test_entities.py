"""Entities by rule and gazetteer, in every way of typing, at the offsets of the message."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import RuleEntityExtractor
from tests.bot.nlu.conftest import ROOT

Heard = Callable[[str], Message]


@pytest.fixture
def extractor(storage: ModelStorage, context: ExecutionContext) -> RuleEntityExtractor:
    """The extractor with the repository's provinces, stored and loaded."""
    arguments = (RuleEntityExtractor.get_default_config(), storage, Resource("entities"), context)
    RuleEntityExtractor.create(*arguments).train(load_data(str(ROOT / "data/nlu/lookups/province.yml")))
    return RuleEntityExtractor.load(*arguments)


def found(extractor: RuleEntityExtractor, message: Message) -> list[tuple[str, str, str]]:
    """(entity, value, the words of the message it stands for)."""
    (processed,) = extractor.process([message])
    text = processed.get("text")
    return [(each["entity"], each["value"], text[each["start"] : each["end"]]) for each in processed.get(ENTITIES)]


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("làm ở Hà Nội", "Hà Nội", "Hà Nội"),
        ("lam o ha noi", "Hà Nội", "ha noi"),
        ("lam owr haf nooij", "Hà Nội", "haf nooij"),
        ("LÀM Ở HÀ  NỘI", "Hà Nội", "HÀ  NỘI"),
        ("Lâm Đồng", "Lâm Đồng", "Lâm Đồng"),
        ("quê Hà Giang", "Hà Giang", "Hà Giang"),  # a province until July 2025
        ("que binh duong", "Bình Dương", "binh duong"),
        ("ở Hoà Bình", "Hòa Bình", "Hoà Bình"),
    ],
)
def test_provinces_of_today_and_before(
    extractor: RuleEntityExtractor, heard: Heard, text: str, value: str, written: str
) -> None:
    assert ("province", value, written) in found(extractor, heard(text))


def test_decomposed_letters_are_found_where_they_stand(extractor: RuleEntityExtractor, heard: Heard) -> None:
    text = unicodedata.normalize("NFD", "tôi ở Hà Nội nhé")

    assert found(extractor, heard(text)) == [("province", "Hà Nội", unicodedata.normalize("NFD", "Hà Nội"))]


@pytest.mark.parametrize(
    ("text", "entity", "written"),
    [
        ("con 14 tuổi", "age", "14 tuổi"),
        ("con 14 tuoi", "age", "14 tuoi"),
        ("bé 6 tháng tuổi", "age", "6 tháng tuổi"),
        ("hết hạn 31/12/2026", "date", "31/12/2026"),
        ("số 001200012345", "id_number", "001200012345"),
        ("gọi 0912345678", "phone_number", "0912345678"),
        ("hồ sơ H29.12-240501-0001 tới đâu rồi", "dossier_code", "H29.12-240501-0001"),
        ("ho so 000.00.12.H29-240501-0012 sao lau", "dossier_code", "000.00.12.H29-240501-0012"),
    ],
)
def test_what_is_found_by_rule(
    extractor: RuleEntityExtractor, heard: Heard, text: str, entity: str, written: str
) -> None:
    assert (entity, written, written) in found(extractor, heard(text))


@pytest.mark.parametrize("text", ["", "khai sinh", "100.000 đồng", "😀", "\n"])
def test_what_holds_no_entity(extractor: RuleEntityExtractor, heard: Heard, text: str) -> None:
    assert found(extractor, heard(text)) == []


def test_entities_of_others_stay(extractor: RuleEntityExtractor, heard: Heard) -> None:
    message = heard("ở Hà Nội")
    message.set(ENTITIES, [{"entity": "service", "value": "khai-sinh", "start": 0, "end": 1}])

    assert [entity for entity, _, _ in found(extractor, message)] == ["service", "province"]
