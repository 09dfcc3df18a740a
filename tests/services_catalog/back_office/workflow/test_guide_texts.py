"""The words of a guide as a form: what goes in comes out, and only what was changed is changed."""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from services_catalog.back_office.workflow import guide_drafts, guide_faults
from services_catalog.back_office.workflow.comparing import side_by_side
from services_catalog.back_office.workflow.guide_texts import groups, typed_over, with_texts
from services_catalog.database import sessions
from services_catalog.guides import check, conditions, guide
from services_catalog.guides.guide import Guide
from tests.content import GUIDES
from tests.services_catalog.back_office.workflow.conftest import GUIDE


def data_of(each: Guide) -> dict[str, Any]:
    return each.model_dump(mode="json", exclude_defaults=True)


def fields_of(data: dict[str, Any]) -> dict[str, str]:
    return {field.path: field.value for group in groups(data) for field in group.fields}


@pytest.mark.parametrize("name", sorted(GUIDES))
def test_a_form_sent_back_as_it_was_changes_nothing(name: str) -> None:
    data = data_of(GUIDES[name])

    again = with_texts(data, fields_of(data))
    assert data_of(Guide.model_validate(again)) == data


@given(st.text(max_size=60))
def test_a_typed_text_changes_that_text_alone(text: str) -> None:
    data = data_of(Guide.model_validate(GUIDE))
    changed = with_texts(
        data, {"questions.0.help": text, "questions.0.id": "khac", "steps.9.text": "x", "verified.on": "x"}
    )

    said = " ".join(text.split())
    assert changed["questions"][0].get("help", "") == said
    changed["questions"][0].pop("help", None)
    assert changed == data


def test_what_two_changed_is_merged_and_what_both_changed_is_named() -> None:
    base = data_of(Guide.model_validate(GUIDE))
    newest = with_texts(base, {"title": "Tên của Tú", "questions.0.about": "Tuổi"})
    typed = {**fields_of(base), "title": "Tên của Lan", "questions.0.help": "Tính tròn năm"}  # as a browser sends all

    merged, both = typed_over(base, newest, typed)

    assert [(each.path, each.value) for each in both] == [("title", "Tên của Tú")]
    assert merged["title"] == "Tên của Lan"
    assert merged["questions"][0]["about"] == "Tuổi"
    assert merged["questions"][0]["help"] == "Tính tròn năm"


def sentences(module: Any) -> list[str]:
    """Every sentence that a validator yields or raises, with «x» for what it found."""
    found = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        said = None
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            said = node.value.elts[1]
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            said = node.exc.args[0]
        if isinstance(said, ast.Constant) and isinstance(said.value, str):
            found.append(said.value)
        elif isinstance(said, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "7" for part in said.values)
            found.append("".join(str(part) for part in parts))
    return found


@pytest.mark.parametrize("sentence", sorted({*sentences(check), *sentences(guide), *sentences(conditions)}))
def test_staff_read_every_rule_in_vietnamese(sentence: str) -> None:
    said = guide_faults.in_vietnamese(sentence)

    assert said not in (sentence, guide_faults.UNFIT)
    assert not re.search(r"\b(the|is|of|no)\b", said)


EXAMPLE = guide_drafts.EXAMPLE.substitute(today="2026-11-22")
SLIPS = {  # what clerks do to the YAML: a text of the example, and what they make of it
    "a colon in a sentence": ("title: Tên", "title: Tên: "),
    "a bracket left open": ("title: T", "title: [T"),
    "quotes left open": ("biên tập viên}", '"biên tập viên}'),
    "a tab": ("- người", "\t- người"),
    "a sign": ("title: T", "title: @T"),
    "an invisible character": ("title: T", "title: \0T"),
    "another word than those of the list": ("kind: checklist", "kind: danh-sach"),
    "an answer that is no word of the list": ("Dưới 6 tuổi}", "Dưới 6 tuổi, bare: ừ}"),
    "half an age": ("Dưới 6 tuổi}", "Dưới 6 tuổi, age: [1]}"),
    "no such day": ("{on: 2026-11-22", "{on: 2026-13-45"),
    "no day": ("{on: 2026-11-22", "{on: hôm qua"),
    "a number for a name": ("{on: 2026", "{2: a, on: 2026"),
    "no list": ("sources: [luat]", "sources: luat"),
    "a list of things": ("services: [khai-sinh]", "services: [{a: b}]"),
    "no condition": ("when: {tuoi: duoi-6}", "when: duoi-6"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_the_yaml_is_told_in_vietnamese(slip: str, office_engine: Engine) -> None:
    right, wrong = SLIPS[slip]
    assert right in EXAMPLE
    with sessions(office_engine)() as session:
        read = guide_faults.read(session, "moi", EXAMPLE.replace(right, wrong, 1))

    assert read.wrong
    for each in read.wrong:
        assert not re.search(r"\b(the|is|of|or|be|should|not|input|Input|found|expected)\b", each.text), each


def test_the_example_of_a_new_guide_has_no_fault(office_engine: Engine) -> None:
    with sessions(office_engine)() as session:
        assert guide_faults.read(session, "moi", EXAMPLE).wrong == []


def test_side_by_side_names_the_option_that_was_reworded() -> None:
    data = data_of(Guide.model_validate(GUIDE))
    changed = with_texts(data, {"questions.0.options.0.label": "Chưa đến 6 tuổi"})
    (row,) = side_by_side(data, changed, Guide)

    assert row.label == "Câu hỏi"
    assert [line.text for line in row.before if line.only_here] == [
        "Tuổi của bé › Dưới 6 tuổi; Mã: duoi-6; Tuổi: 0 đến 5"
    ]
    assert row.same == 2
