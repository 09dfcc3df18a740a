"""What a citizen is told of a place, and when the place itself is what was asked about."""

from __future__ import annotations

import pytest

from services_catalog.places import located, told
from services_catalog.places.asking import asks_what_became, only_a_place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("phường Bến Nghé quận 1", "Phường Bến Nghé (quận 1 cũ) nay thuộc phường Sài Gòn, Thành phố Hồ Chí Minh."),
        ("xã Long Thành Đồng Nai", "nay thuộc phường Long Thành, Thành phố Đồng Nai."),
        ("tỉnh Bình Dương", "Tỉnh Bình Dương nay thuộc Thành phố Hồ Chí Minh."),
        ("phường Đa Kao", "nay được chia cho phường Sài Gòn và phường Tân Định"),
        ("quận 3", "Quận 3 nay gồm phường Bàn Cờ, phường Nhiêu Lộc và phường Xuân Hoà (Thành phố Hồ Chí Minh)."),
        ("quận 3", "không còn cấp huyện"),
        ("tp thủ đức", "nay là 12 phường, xã của Thành phố Hồ Chí Minh"),
        ("phường Sài Gòn", "Trước đây ở đó là phường Bến Nghé (quận 1 cũ)"),
        ("tỉnh Bắc Ninh", "Tỉnh Bắc Ninh hiện nay gồm tỉnh Bắc Giang và tỉnh Bắc Ninh trước đây."),
        ("cao bằng ở Cao Bằng", "không sáp nhập"),
        ("phường 1", "Bạn nhắn thêm tên quận, huyện cũ hoặc tỉnh"),
        ("giờ bỏ huyện rồi", "Việc trước đây của huyện nay phần lớn do phường, xã làm"),
    ],
)
def test_what_became_of_a_place_is_told(text: str, said: str) -> None:
    assert said in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "phường Bến Nghé giờ là phường nào",
        "quận Bình Thạnh còn không",
        "huyen ba vi con ko",
        "huyện nộp ở đâu giờ bỏ huyện rồi",
        "tỉnh Bình Dương sáp nhập vào đâu",
        "xã hòa bình huyện thủy nguyên cũ giờ thuộc xã nào vậy ạ",
    ],
)
def test_a_question_about_a_place_is_known(text: str) -> None:
    assert asks_what_became(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bỏ huyện rồi thì lên chi nhánh nào để đổi chủ miếng đất ở Củ Chi",
        "làm khai sinh ở phường Bến Nghé giờ là phường nào làm",
        "nay tôi ở Hà Nội làm căn cước ở đâu",
        "tỉnh Bình Dương sáp nhập rồi có phải đổi căn cước không",
        "cần giấy tờ gì",
        "",
    ],
)
def test_a_question_about_a_service_is_none_about_a_place(text: str) -> None:
    assert not asks_what_became(text)
    assert not only_a_place(text)


def test_somebody_who_only_says_where_they_are_is_understood() -> None:
    assert only_a_place("tôi ở phường Bến Nghé quận 1 cũ thì nộp ở đâu")


def test_the_codes_of_todays_commune_and_province_are_known() -> None:
    location = located("em ở phường bến nghé quận 1")

    assert location
    assert location.codes == ("26740", "79")


def test_of_two_places_none_is_taken_for_the_citizens() -> None:
    location = located("quê Nghệ An, đang ở Hà Nội")

    assert location
    assert location.codes == ()


def test_a_message_without_a_place_has_no_location() -> None:
    assert located("làm khai sinh ở đâu") is None
