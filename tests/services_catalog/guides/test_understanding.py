"""An answer may be a number, a word or a sentence; what is unclear is asked again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.guides.understanding import ages, askable, days, prefill, understand
from tests.services_catalog.guides.guides import guide

GUIDE = guide()


@pytest.mark.parametrize(
    ("question", "text", "option"),
    [
        ("tuoi", "con tui 10 tuổi", "tu-6"),
        ("tuoi", "con tui 10t", "tu-6"),
        ("tuoi", "be duoc 5 thang", "duoi-6"),
        ("tuoi", "tám tuổi rồi", "tu-6"),
        ("tuoi", "chưa đủ 6 tuổi", "duoi-6"),
        ("tuoi", "làm cho cháu", "duoi-6"),
        ("tuoi", "chọn 2", "tu-6"),
        ("tuoi", "2", None),  # the second option, or two years?
        ("tuoi", "9", "tu-6"),  # there is no ninth option
        ("tuoi", "một đứa 3 tuổi, một đứa 10 tuổi", None),
        ("tuoi", "tôi 35 tuổi", None),
        ("tuoi", "phí bao nhiêu?", None),
        ("tuoi", "", None),
        ("the", "có", "co"),
        ("the", "dạ rồi ạ", "co"),
        ("the", "ko", "khong"),
        ("the", "hổng có", "khong"),
        ("the", "chưa có thẻ", "khong"),
        ("the", "1", "co"),
        ("the", "có không?", None),
        ("the", "cháu không làm mất thẻ", None),
        ("the", "có căn cước nhưng mất thẻ", None),
        ("ai", "ong ba di thay", "ong-ba"),
        ("ai", "không phải ông bà đi thay", None),
    ],
)
def test_what_is_understood(question: str, text: str, option: str | None) -> None:
    asked = GUIDE.question(question)
    assert asked is not None
    found = understand(asked, text)

    assert (found.id if found else None) == option


def test_what_was_said_at_the_start_answers_before_it_is_asked() -> None:
    assert prefill(GUIDE, "khai sinh cho con 10 tuổi, ông bà đi thay") == {"tuoi": "tu-6", "ai": "ong-ba"}


def test_an_answer_to_a_later_question_answers_the_one_it_hangs_on() -> None:
    assert prefill(GUIDE, "bé bị mất thẻ") == {"the": "khong", "tuoi": "tu-6"}


def test_a_list_of_one_answers_nothing_back() -> None:
    listed = guide(("questions.1.when", {"tuoi": ["tu-6"]}))

    assert prefill(listed, "bé bị mất thẻ") == {"the": "khong"}


def test_a_number_or_a_bare_yes_answers_nothing_before_it_was_asked() -> None:
    assert prefill(GUIDE, "1") == prefill(GUIDE, "có") == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("muoi lam tuoi", [(15, 15)]),
        ("tu 6 den duoi 14 tuoi", [(6, 13)]),
        ("6 13 tuoi", [(6, 13)]),
        ("muc 2 28 tuoi", [(28, 28)]),
        ("tren muc 6 tuoi", [(6, 6)]),
        ("tren 60 tuoi", [(60, 130)]),
        ("6", []),
    ],
)
def test_ages(text: str, found: list[tuple[int, int]]) -> None:
    assert ages(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20 ngay", (20, 20)),
        ("3 tuan", (21, 27)),
        ("2 thang", (60, 89)),  # on either side of the 60th day
        ("hon 2 thang", (61, 90)),
        ("2 thang ruoi", (75, 75)),
        ("2 thang 10 ngay", (70, 70)),
        ("gan 2 thang", (30, 59)),
        ("chua toi 60 ngay", (59, 59)),
        ("qua 60 ngay", (61, 61)),
        ("muoi lam ngay", (15, 15)),
        ("lam ngay", None),  # «làm ngay» is at once, not five days
        ("3 ngay nua", None),
    ],
)
def test_days(text: str, found: tuple[int, int] | None) -> None:
    assert days(text) == found


def test_what_cannot_be_asked_any_more_is_no_answer() -> None:
    assert askable(GUIDE, {"tuoi": "duoi-6", "the": "co", "ai": "cha-me"}) == {"tuoi": "duoi-6", "ai": "cha-me"}


@pytest.mark.parametrize(
    ("text", "option"), [("mẹ", "cha-me"), ("má đi", "cha-me"), ("bà nội", "ong-ba"), ("ba noi", "ong-ba")]
)
def test_a_relative_alone_answers_who_goes(text: str, option: str) -> None:
    asked = GUIDE.question("ai")
    assert asked is not None

    assert understand(asked, text) == asked.option(option)
    assert prefill(GUIDE, text).get("ai") is None  # in a story it is anybody


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    ids = {question.id: {option.id for option in question.options} for question in GUIDE.questions}

    assert all(option in ids[question] for question, option in prefill(GUIDE, text).items())
    for question in GUIDE.questions:
        understand(question, text)
