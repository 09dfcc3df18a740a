"""The questions kept with the services are training examples."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.nlu.constants import INTENT, TEXT

from bot.nlu.importer import CatalogueQuestions, TaughtPhrases
from tests.bot.nlu.conftest import ROOT


def examples(content: Path) -> list[tuple[str, str]]:
    data = CatalogueQuestions(content=str(content)).get_nlu_data()
    return [(message.get(INTENT), message.get(TEXT)) for message in data.training_examples]


def test_each_question_is_an_example_of_its_aspect(tmp_path: Path) -> None:
    (tmp_path / "xe").mkdir()
    (tmp_path / "a.yml").write_text("name: A\nquestions: {fee: [phí A, phí chung], where: [A ở đâu]}", "utf-8")
    (tmp_path / "xe" / "b.yml").write_text("name: B\nquestions: {fee: [phí B, phí chung]}", "utf-8")
    (tmp_path / "_unnamed.yml").write_text("- questions: {duration: [bao lâu]}", "utf-8")
    (tmp_path / "c.yml").write_text("name: C", "utf-8")
    (tmp_path / "d.yml").write_text("", "utf-8")

    assert sorted(examples(tmp_path)) == [
        ("ask_duration", "bao lâu"),
        ("ask_fee", "phí A"),
        ("ask_fee", "phí B"),
        ("ask_fee", "phí chung"),
        ("ask_where", "A ở đâu"),
    ]


def test_the_order_is_always_the_same(tmp_path: Path) -> None:
    for name in "bac":
        (tmp_path / f"{name}.yml").write_text(f"questions: {{fee: [{name}]}}", "utf-8")

    assert [text for _, text in examples(tmp_path)] == ["a", "b", "c"]


def test_every_question_of_the_repository_has_an_intent_of_the_domain() -> None:
    intents = {intent for intent, _ in examples(ROOT / "services_catalog/content")}

    assert intents
    assert intents <= set(Domain.load(str(ROOT / "domain.yml")).intents)


def test_it_brings_examples_and_nothing_else() -> None:
    importer = CatalogueQuestions(content="nowhere")

    assert importer.get_domain().is_empty()
    assert importer.get_stories().is_empty()
    assert importer.get_config() == {}


def test_what_staff_teach_is_an_example_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "phrases.yml"
    file.write_text("greet: ['hế lô [bạn](province)']\nask_fee: [tốn nhiêu]\n", "utf-8")

    found = TaughtPhrases(file=str(file)).get_nlu_data().training_examples

    assert [(each.get(INTENT), each.get(TEXT)) for each in found] == [
        ("greet", "hế lô [bạn](province)"),
        ("ask_fee", "tốn nhiêu"),
    ]
    assert not any(each.get("entities") for each in found)


def test_where_nothing_is_taught_nothing_is_missing(tmp_path: Path) -> None:
    assert TaughtPhrases(file=str(tmp_path / "none.yml")).get_nlu_data().is_empty()
