"""What was done for a swindler is told from what was only asked for, feared, or paid to the State."""

from __future__ import annotations

import pytest

from services_catalog.content import CONTENT, guide_files, read_as
from services_catalog.guides.guide import Guide, Kind
from services_catalog.scams.deeds import fell_for_it, is_urgent, worst_deed
from services_catalog.scams.words import signs
from tests.content import RECORDS

MOST_FALSE = 0.004  # of all questions about services; most of these are of people who were indeed robbed


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("tôi bị lừa chuyển 50 triệu", "tien"),
        ("nó lừa em hết 30tr", "tien"),
        ("kẻ gian rút sạch tài khoản của mẹ tôi", "tien"),
        ("em chuyển tiền cho người lạ", "tien"),
        ("đọc otp cho nó xong bị trừ 5 triệu", "tien"),
        ("tôi trót đọc mã otp", "otp"),
        ("tài khoản ngân hàng của em bị hack", "otp"),
        ("má em lỡ tải app lạ", "cai"),
        ("lỡ gửi ảnh căn cước cho người lạ", "thong-tin"),
        ("lỡ bấm link phạt nguội", "bam"),
    ],
)
def test_the_worst_that_was_done_is_found(text: str, deed: str) -> None:
    assert worst_deed(text) == deed


@pytest.mark.parametrize(
    "text",
    [
        "có người bảo tôi đọc mã otp",
        "họ kêu chuyển tiền vô tài khoản lạ",
        "người lạ yêu cầu cài app",
        "tôi chưa chuyển tiền cho nó",
        "nhập otp rồi mà cổng không nhận",
        "nộp lệ phí bị trừ tiền hai lần",
        "chuyển tiền cho con đi du học",
        "em đã chuyển khoản lệ phí",
    ],
)
def test_what_was_not_done_for_a_swindler_is_no_deed(text: str) -> None:
    assert worst_deed(text) is None
    assert not fell_for_it(text)


@pytest.mark.parametrize("text", ["chuyển tiền rồi", "cài rồi", "bấm vào rồi"])
def test_few_words_say_enough_where_a_swindle_is_talked_of(text: str) -> None:
    assert worst_deed(text) is None
    assert worst_deed(text, wary=True) is not None


@pytest.mark.parametrize("text", ["có bị lừa không", "sợ bị lừa", "làm sao để không bị lừa", "suýt bị lừa"])
def test_fear_of_a_swindle_is_none(text: str) -> None:
    assert not fell_for_it(text)


def test_questions_about_services_are_seldom_taken_for_a_loss() -> None:
    asked = [text for record in RECORDS.values() for texts in record.questions.values() for text in texts][::8]
    heard = [text for text in asked if fell_for_it(text)]

    assert len(heard) <= MOST_FALSE * len(asked), heard


def test_the_deeds_are_what_the_scam_check_asks_first_the_worst_last() -> None:
    (guide,) = (each for path in guide_files() if (each := read_as(Guide, path)) and each.kind is Kind.SCAM_CHECK)
    options = [option.id for option in guide.questions[0].options]

    assert CONTENT.exists()
    assert [name for name in options if name in signs()["deeds"]] == list(reversed(signs()["deeds"]))
    assert [name for name in options if is_urgent(name)] == ["cai", "otp", "tien"]
