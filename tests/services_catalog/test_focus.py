"""«Về câu hỏi của bạn»: said where a record holds the very thing that was asked, and nothing where it does not."""

from __future__ import annotations

import pytest

from services_catalog.answers import compose
from services_catalog.record import Aspect
from tests.content import RECORDS
from tests.services_catalog.samples import TODAY, fact, record


def settled(slug: str, aspect: Aspect, question: str) -> list[str]:
    """What stands under «Về câu hỏi của bạn»."""
    blocks = compose(RECORDS[slug], aspect, question, TODAY).blocks
    return [
        line for block in blocks if block.get("title") == "Về câu hỏi của bạn" for line in block["text"].split("\n")
    ]


@pytest.mark.parametrize(
    ("slug", "aspect", "question"),
    [
        ("gplx-cap-doi", Aspect.TROUBLE, "BẰNG B2 HẾT HẠN 4 THÁNG"),
        ("vneid-su-co", Aspect.TROUBLE, "họ bắt đọc mã otp"),
        ("phan-anh-kien-nghi", Aspect.TROUBLE, "cán bộ xã gây khó dễ"),
        ("khai-sinh", Aspect.DOCUMENTS, "vợ em mới sinh ở bệnh viện tỉnh, giờ làm giấy khai sinh cần gì"),
        ("ket-hon", Aspect.ELIGIBILITY, "anh em họ đời thứ 4 cưới nhau có được không"),
        ("dang-ky-tam-tru", Aspect.TROUBLE, "công an phường gọi bảo bấm link cập nhật tạm trú có phải lừa không"),
        ("can-cuoc-cap-moi", Aspect.TROUBLE, "vân tay mẹ tôi mờ hết máy không nhận"),
        ("ho-chieu-pho-thong", Aspect.ELIGIBILITY, "đang nợ thuế có làm hộ chiếu được không"),
        ("ho-chieu-pho-thong", Aspect.TROUBLE, "hộ chiếu ướt nhoè trang ảnh"),
        ("dat-dai-cap-so-do", Aspect.TROUBLE, "hàng xóm không ký giáp ranh"),
        ("khai-tu", Aspect.GENERAL, "ông mất rồi còn tiền lương hưu tháng này có được lĩnh không"),
    ],
)
def test_a_fact_that_shares_a_word_or_two_is_not_said_to_be_the_answer(
    slug: str, aspect: Aspect, question: str
) -> None:
    assert settled(slug, aspect, question) == []


@pytest.mark.parametrize(
    ("slug", "aspect", "question", "about"),
    [
        ("vneid-su-co", Aspect.TROUBLE, "quen mat khau vneid", "Quên mật khẩu"),
        ("vneid-su-co", Aspect.TROUBLE, "không nhận được mã otp về máy", "Không nhận được OTP"),
        ("khai-tu", Aspect.DOCUMENTS, "bố tôi mất ở nhà không có giấy báo tử", "Mất tại nhà"),
        ("nop-phat-giao-thong", Aspect.FEE, "vượt đèn đỏ xe máy phạt bao nhiêu", "Xe máy vượt đèn đỏ"),
        ("bien-so-xe", Aspect.ELIGIBILITY, "biển 4 số có phải đổi không", "Biển 4 số"),
        ("dang-ky-nghia-vu-quan-su", Aspect.ELIGIBILITY, "con một có phải đi lính không", "Con một"),
        ("thanh-lap-doanh-nghiep", Aspect.ELIGIBILITY, "viên chức mở công ty được không", "Công chức, viên chức"),
        ("tach-ho", Aspect.TROUBLE, "chủ hộ không cho tách", "Chủ hộ không cho tách"),
    ],
)
def test_the_very_thing_that_was_asked_is_said_first(slug: str, aspect: Aspect, question: str, about: str) -> None:
    assert settled(slug, aspect, question)[0].startswith(about)


def test_a_fact_that_stands_under_two_aspects_is_said_once() -> None:
    question = "việc ngoài phố: đường hỏng, ổ gà, rác, đèn đường, tiếng ồn"

    assert len(settled("phan-anh-kien-nghi", Aspect.CONTACT, question)) == 1


def test_of_many_problems_the_one_most_like_the_question_is_listed_first() -> None:
    names = ("Máy lỗi", "Thẻ sai tên", "Thẻ sai ngày sinh", "Thẻ bị gãy", "Cổng bảo trì", "Nộp nhầm nơi")
    each = record(problems=[fact(problem=name, remedy="Hỏi nơi cấp") for name in names])
    question = "hôm qua em đi nộp rồi người ta bảo nộp nhầm gì đó giờ phải làm sao đây ạ"

    (listed,) = [block for block in compose(each, Aspect.TROUBLE, question, TODAY).blocks if block["type"] == "list"]

    assert listed["items"][0]["text"].startswith("Nộp nhầm nơi")
