"""A guide asks little, asks nothing twice, and says what this one case needs."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.guides.conditions import SKIPPED, holds
from services_catalog.guides.engine import back, complete, next_question, progress, walk
from services_catalog.guides.result import result
from tests.services_catalog.guides.guides import RECORDS, guide
from tests.services_catalog.samples import TODAY

GUIDE = guide()
SOME_ANSWER = st.dictionaries(
    st.sampled_from(["tuoi", "the", "ai", "khong-co"]),
    st.sampled_from(["duoi-6", "tu-6", "co", "khong", "cha-me", "ong-ba", SKIPPED, "la"]),
)


def asked(answers: dict[str, str]) -> str | None:
    question = next_question(GUIDE, answers)
    return question.id if question else None


def test_what_does_not_matter_is_not_asked() -> None:
    assert asked({}) == "tuoi"
    assert asked({"tuoi": "duoi-6"}) == "ai"
    assert asked({"tuoi": "tu-6"}) == "the"
    assert asked({"tuoi": "duoi-6", "ai": "cha-me"}) is None


def test_what_was_said_before_it_was_asked_is_not_asked_again() -> None:
    assert asked({"ai": "ong-ba"}) == "tuoi"
    assert asked({"ai": "ong-ba", "tuoi": "duoi-6"}) is None


def test_the_step_is_always_known() -> None:
    assert progress(GUIDE, {}) == (1, 3)
    assert progress(GUIDE, {"tuoi": "duoi-6"}) == (2, 2)
    assert progress(GUIDE, {"tuoi": "tu-6"}) == (2, 3)
    assert progress(GUIDE, {"tuoi": "duoi-6", "ai": "cha-me"}) == (2, 2)


def test_what_was_told_ahead_counts_from_the_start() -> None:
    """The number once jumped from 3 to 5 where the fourth question had been answered at the start."""
    told = {"the": "co"}

    assert progress(GUIDE, told) == (2, 3)
    assert progress(GUIDE, {**told, "tuoi": "tu-6"}) == (3, 3)


def test_going_back_asks_the_last_question_again_and_at_the_start_changes_nothing() -> None:
    assert back(GUIDE, {"tuoi": "tu-6", "the": "co"}) == {"tuoi": "tu-6"}
    assert back(GUIDE, {}) == {}


def test_the_papers_are_those_of_the_case_with_their_counts_from_the_record() -> None:
    found = result(GUIDE, {"tuoi": "duoi-6", "ai": "cha-me"}, RECORDS, TODAY)

    papers = next(block for block in found.blocks if block["type"] == "checklist")
    assert [(item["text"], item["count"]) for item in papers["items"]] == [("Giấy chứng sinh", "1 bản chính")]
    assert "Lệ phí khai sinh: miễn phí" in found.text
    assert found.services == ["khai-sinh"]
    assert found.choices == [("Bé mấy tuổi?", "Dưới 6 tuổi"), ("Ai đi làm?", "Cha mẹ")]


def test_what_hangs_on_a_skipped_question_is_shown_with_its_case() -> None:
    found = result(GUIDE, {"tuoi": "duoi-6", "ai": SKIPPED}, RECORDS, TODAY)

    assert "Nếu «Ai đi làm?: Ông bà»: Giấy xác nhận (1 bản chính)" in found.text


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (None, "Nộp ở nơi mới"),
        ("nếu đã chuyển", "Nếu đã chuyển: Nộp ở nơi mới"),
        ("Có phải về quê", "Có phải về quê: Không. Nộp ở nơi mới"),
    ],
)
def test_no_answer_stands_without_its_question(case: str | None, says: str) -> None:
    step = {"text": "Không. Nộp ở nơi mới", "sources": ["luat"], **({"case": case} if case else {})}

    found = result(guide(("steps", [step])), {"tuoi": "duoi-6", "ai": "cha-me"}, RECORDS, TODAY)

    assert f"1. {says}" in found.text


def test_what_was_answered_counts_even_behind_what_was_not() -> None:
    assert complete(GUIDE, {"ai": "ong-ba"}) == {"tuoi": SKIPPED, "the": SKIPPED, "ai": "ong-ba"}


def test_a_question_that_hangs_on_a_skipped_one_is_not_asked() -> None:
    assert asked({"tuoi": SKIPPED}) == "ai"


def test_a_fact_that_left_its_record_is_said_to_have_changed() -> None:
    changed = RECORDS["khai-sinh"].model_copy(update={"documents": []})

    found = result(GUIDE, {"tuoi": "duoi-6", "ai": "cha-me"}, {"khai-sinh": changed}, TODAY)

    assert "Giấy chứng sinh (Mục này vừa được sửa" in found.text


def test_a_record_due_for_review_is_said_so() -> None:
    late = TODAY.replace(year=2028)

    assert "quá hạn rà soát" in result(GUIDE, {}, RECORDS, late).text


@given(SOME_ANSWER, st.randoms())
def test_the_order_of_the_answers_changes_nothing(answers: dict[str, str], random: Random) -> None:
    shuffled = list(answers.items())
    random.shuffle(shuffled)

    assert result(GUIDE, dict(shuffled), RECORDS, TODAY) == result(GUIDE, answers, RECORDS, TODAY)


@given(SOME_ANSWER)
def test_whatever_was_answered_every_guide_comes_to_an_end(answers: dict[str, str]) -> None:
    for _ in range(len(GUIDE.questions) + 1):
        step, of = progress(GUIDE, answers)
        assert step <= of <= len(GUIDE.questions)
        question = next_question(GUIDE, answers)
        if question is None:
            break
        answers = {**answers, question.id: question.options[0].id}

    assert next_question(GUIDE, answers) is None


def test_every_way_is_walked_once() -> None:
    ways = [tuple(way.values()) for way in walk(GUIDE)]

    assert len(ways) == len(set(ways)) == 6


@pytest.mark.parametrize(
    ("condition", "answers", "truth"),
    [
        (None, {}, True),
        ({"a": "1"}, {"a": "1"}, True),
        ({"a": ["1", "2"]}, {"a": "2"}, True),
        ({"a": "1", "b": "1"}, {"a": "1", "b": "2"}, False),
        ({"any": [{"a": "1"}, {"b": "1"}]}, {"b": "1"}, True),
        ({"not": {"a": "1"}}, {}, True),
        ({"a": "1"}, {"a": SKIPPED}, None),
        ({"a": "1", "b": "1"}, {"a": SKIPPED, "b": "2"}, False),
        ({"any": [{"a": "1"}, {"b": "1"}]}, {"a": SKIPPED, "b": "1"}, True),
        ({"not": {"a": "1"}}, {"a": SKIPPED}, None),
    ],
)
def test_conditions(condition: dict[str, object] | None, answers: dict[str, str], truth: bool | None) -> None:
    assert holds(condition, answers) is truth
