"""Each rule finds the guide that breaks it, and says which field to mend."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from services_catalog.guides.check import faults
from services_catalog.guides.guide import Guide
from tests.services_catalog.guides.guides import RECORDS, guide
from tests.services_catalog.samples import TODAY, fee, record

MANY = [
    {"id": f"them-{at}", "ask": "?", "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}
    for at in range(6)
]


def said(broken: Guide) -> str:
    return "\n".join(str(fault) for fault in faults("thu", broken, RECORDS, ["thu", "khac"], TODAY))


def test_the_sample_is_right() -> None:
    assert said(guide()) == ""


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("questions.1.when", {"tuoi": "bay"}, "questions.the.when: «tuoi» has no option «bay»; it has duoi-6, tu-6"),
        ("questions.1.when", {"mau": "do"}, "questions.the.when: there is no question «mau»"),
        ("questions.0.when", {"ai": "ong-ba"}, "questions.tuoi.when: a loop: «ai» is asked later"),
        ("questions.0.when", {"tuoi": "tu-6"}, "questions.tuoi.when: a loop"),
        ("papers.1.when", {"all": [{"ai": "ong-ba"}, {"ai": "cha-me"}]}, "papers.2.when: contradicts itself"),
        ("papers.1.when", {"tuoi": "duoi-6", "the": "co"}, "papers.2: cannot be reached: no way shows it"),
        ("next.0.when", {"tuoi": "duoi-6", "the": "co"}, "next.1: cannot be reached"),
        (
            "papers",
            [{"from": "Giấy chứng sinh", "when": {"ai": "ong-ba"}}],
            "a dead end, with neither papers nor steps",
        ),
        ("papers.1.when", None, "questions.ai: changes nothing"),
        ("questions.0.options.0.label", "Đ" * 41, "questions.tuoi.duoi-6: the label has 41 characters; at most 40"),
        ("questions.1.options.0.label", "Có", "questions.the.co: the label «Có» is one word"),
        ("questions.0.options.1.age", [5, 17], "questions.tuoi: the ages of two options overlap"),
        ("questions.0.options.1.age", [17, 6], "the ages stand the wrong way round"),
        ("questions.2.options.0.says", ["ông bà đi thay"], "questions.ai: «ông bà đi thay» is said of two options"),
        ("services", ["khai-sinh", "khong-co"], "services: there is no service «khong-co»"),
        ("papers.0.from", {"service": "la", "name": "x"}, "papers.1.from: there is no service «la»"),
        ("papers.0.from", "Giấy chứng tử", "papers.1.from: «Giấy chứng tử» is no fact of «khai-sinh»"),
        ("steps.0.sources", [], "steps.1.sources: words of its own need a source"),
        ("steps.0.sources", ["bao"], "steps.1.sources: «bao» is not listed under sources"),
        ("steps.0.text", "Không, nếu mất thẻ: gọi xã.", "steps.1: «Không, nếu mất thẻ: gọi xã.…» answers a question"),
        ("steps.0.text", "Lệ phí như trên.", "steps.1: «như trên» points at what the sheet may not show"),
        ("next.0", {"guide": "thu"}, "next.1: leads back to this guide itself"),
        ("next.0", {"guide": "la"}, "next.1: there is no guide «la»"),
        ("next.0", {"service": "la"}, "next.1: there is no service «la»"),
    ],
)
def test_a_broken_guide_is_told_what_to_mend(path: str, value: Any, message: str) -> None:
    assert message in said(guide((path, value)))


def test_too_many_questions_on_one_way() -> None:
    assert "9 are asked on one way" in said(guide(*((f"questions.{3 + at}", each) for at, each in enumerate(MANY))))


def test_a_question_that_no_way_asks() -> None:
    never = {**MANY[0], "when": {"tuoi": "duoi-6", "the": "co"}}

    assert "questions.them-0: cannot be reached: no way asks it" in said(guide(("questions.3", never)))


def test_a_name_that_means_two_facts_asks_for_more() -> None:
    two = record("Đăng ký khai sinh", fees=[fee(0, "Lệ phí khai sinh"), fee(8000, "Lệ phí khai sinh", when="quá hạn")])
    found = faults("thu", guide(("papers.0.from", {"service": "can-cuoc-cap-lai", "name": "Phiếu"})),
                   {**RECORDS, "khai-sinh": two}, ["thu"], TODAY)  # fmt: skip

    assert "«Lệ phí khai sinh» means 2 facts of «khai-sinh»" in str(found[0])
    assert "quá hạn" in str(found[0])


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("questions.1.id", "tuoi", "the id «tuoi» is given twice"),
        ("questions.1.options.1.id", "co", "the id «co» is given twice"),
        ("questions.2.id", "any", "is a word of the conditions"),
        ("papers.0", {"from": "x", "name": "y"}, "either `from` or words of its own"),
        ("papers.0", {"when": {"tuoi": "tu-6"}}, "either `from` or words of its own"),
        ("papers.0.when", {}, "a condition names a question"),
        ("papers.0.when", {"all": {"tuoi": "tu-6"}}, "takes a list of conditions"),
        ("papers.0.when", {"tuoi": 6}, "takes the id of an option"),
        ("papers.0.when", {"not": "tuoi"}, "takes conditions such as"),
        ("next.0", {"note": "đi đâu"}, "either `service` or `guide`"),
    ],
)
def test_what_no_guide_may_hold_is_refused_when_it_is_read(path: str, value: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        guide((path, value))
