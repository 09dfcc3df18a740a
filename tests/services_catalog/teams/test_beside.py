"""A helper is told whether a step is done here or elsewhere, what to do beside the resident, and what to ask."""

from __future__ import annotations

import pytest

from services_catalog.guides.conditions import holds
from services_catalog.guides.engine import walk
from services_catalog.guides.guide import Step
from services_catalog.teams.beside import beside, where
from tests.content import GUIDES

EVERY_EVENING = (
    "can-cuoc",
    "dinh-danh-muc-2",
    "ho-chieu",
    "ket-hon",
    "khai-sinh",
    "khai-tu",
    "kiem-tra-lua-dao",
    "tam-tru",
    "thuong-tru",
    "vneid-cuu-ho",
    "vneid-kich-hoat",
)


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ("Đến Công an xã, phường bất kỳ trong giờ hành chính", "there"),
        ("Cán bộ đối chiếu khuôn mặt và vân tay", "there"),
        ("Lo số điện thoại trước: ra cửa hàng nhà mạng", "there"),
        ("Nộp lệ phí, nhận phiếu hẹn CT04", "there"),
        ("Đăng nhập Cổng bằng VNeID, khai biểu mẫu. Cán bộ tra dữ liệu.", "here"),
        ("Nộp tại Trung tâm Phục vụ hành chính công hoặc trên Cổng Dịch vụ công quốc gia", "here"),
        ("Cúp máy, không gọi lại số đó", "here"),
        ("Thống nhất họ tên của con; điền tờ khai", "here"),
    ],
)
def test_the_words_of_a_step_tell_where_it_is_done(step: str, place: str) -> None:
    assert where(step) == place


@pytest.mark.parametrize(
    ("step", "way", "place"),
    [
        ("Điền thông tin của hai bên, gửi hồ sơ, nhận phiếu hẹn", "nộp trên mạng", "here"),
        ("Xem bản nháp và xác nhận trong một ngày; nhận giấy theo hẹn", "Cách làm – làm trên mạng", "here"),
        ("Gửi bản chà số máy, số khung qua bưu chính", "làm trên mạng", "there"),
        ("Đúng hẹn, cả hai cùng đến, ký sổ", "Cách làm – làm trên mạng", "there"),
        ("Đọc kỹ phiếu CC01, đúng thì ký", "Cách làm – đến tận nơi", "there"),
        ("Mở VNeID cho người chứng thực xem", "nộp tận nơi", "there"),
        ("Khai giấy khai, nộp lệ phí", "nếu không làm trên mạng", "there"),
        ("Thi lý thuyết trên máy tại nơi sát hạch", "", "there"),
        ("Chưa có VNeID mức 2 hoặc Cổng lỗi: nộp tại Phòng CSGT", "", "there"),
    ],
)
def test_the_way_that_a_step_belongs_to_tells_more_than_its_words(step: str, way: str, place: str) -> None:
    assert where(step, way) == place


def test_a_guide_may_know_better() -> None:
    step = Step.model_validate({"text": "Nhận thông báo qua VNeID", "sources": ["p2"], "beside": {"where": "there"}})

    assert beside(step, "Nhận thông báo qua VNeID").where == "there"
    assert beside(None, "Nhận thông báo qua VNeID").where == "here"


@pytest.mark.parametrize("name", EVERY_EVENING)
def test_the_guides_of_every_evening_say_what_to_do_and_ask_at_each_step(name: str) -> None:
    for step in GUIDES[name].steps:
        assert step.beside, step
        assert step.beside.helper, step
        assert step.beside.check, step


@pytest.mark.parametrize(
    ("name", "answers", "service"),
    [
        ("can-cuoc", {"viec": "mat"}, "can-cuoc-cap-lai"),
        ("can-cuoc", {"viec": "hong"}, "can-cuoc-cap-lai"),
        ("can-cuoc", {"viec": "doi"}, "can-cuoc-cap-doi"),
        ("can-cuoc", {"viec": "lan-dau"}, None),
        ("giay-xe", {"chuyen": "hong-bien"}, "dang-ky-xe/doi"),
    ],
)
def test_a_visit_counts_under_the_service_that_the_answers_settle(
    name: str, answers: dict[str, str], service: str | None
) -> None:
    for way in walk(GUIDES[name], answers):
        found = [each.service for each in GUIDES[name].counted if holds(each.when, way)]
        assert next(iter(found), None) == service
