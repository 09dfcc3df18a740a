"""Alike questions come together however they are typed; different ones stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.marks import without_marks
from services_catalog.back_office.gaps.grouping import grouped

TOPICS = {
    "building": [
        "xin giấy phép xây dựng cần gì",
        "giay phep xay dung can giay to gi",
        "xin cấp giấy phép xây dựng nhà ở",
    ],
    "advertising": ["cấp phép quảng cáo ở đâu", "xin phép quảng cáo", "giấy phép quảng cáo cần giấy tờ gì"],
    "adoption": ["đăng ký nhận nuôi con nuôi", "thủ tục nhận con nuôi", "nhan con nuoi can giay to gi"],
    "passport": ["làm hộ chiếu cho bé", "lam ho chieu cho em be"],
    "electricity": ["hỗ trợ tiền điện hộ nghèo", "ho tro tien dien ho ngheo duoc bao nhieu"],
    "weather": ["hôm nay trời mưa không", "mai trời có mưa không"],
}
TEXTS = [text for texts in TOPICS.values() for text in texts]


def test_questions_about_one_thing_are_one_group_and_things_are_apart() -> None:
    keys = grouped(TEXTS, {})

    by_topic = {topic: {keys[text] for text in texts} for topic, texts in TOPICS.items()}
    assert {topic: len(found) for topic, found in by_topic.items()} == dict.fromkeys(TOPICS, 1)
    assert len({key for found in by_topic.values() for key in found}) == len(TOPICS)


@pytest.mark.parametrize("text", TEXTS)
def test_without_marks_in_capitals_or_mistyped_it_is_the_same_group(text: str) -> None:
    keys = grouped(TEXTS, {})

    ways = [without_marks(text), text.upper(), f"{text}???"]
    assert set(grouped(ways, keys).values()) == {keys[text]}


def test_a_mistyped_question_joins_its_group() -> None:
    keys = grouped(["xin cấp giấy phép xây dựng nhà ở", "đăng ký nhận nuôi con nuôi"], {})

    found = grouped(["xin cấp giấy phép xây dựn nhà ở"], keys)
    assert set(found.values()) == {keys["xin cấp giấy phép xây dựng nhà ở"]}


def test_questions_that_share_only_the_usual_words_stay_apart() -> None:
    keys = grouped(["nhập hàng cần giấy tờ gì", "nuôi chim yến cần giấy tờ gì", "mở quán karaoke cần giấy tờ gì"], {})

    assert len(set(keys.values())) == 3


def test_a_key_stays_whatever_comes_later() -> None:
    first = grouped(TEXTS[:4], {})
    later = grouped(TEXTS, first)

    assert {text: later[text] for text in first} == first


def test_the_same_question_begins_the_same_group_again() -> None:
    assert grouped(["xin phép quảng cáo"], {}) == grouped(["xin phép quảng cáo"], {"làm hộ chiếu cho bé": "a"})


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_text_gets_a_key(texts: list[str]) -> None:
    assert set(grouped(texts, {})) == set(texts)
