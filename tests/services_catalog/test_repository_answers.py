"""What citizens often ask, as it was heard: the fact that settles it is said, and said before the rest."""

from __future__ import annotations

from datetime import date

import pytest

from services_catalog.answers import Answer, compose
from services_catalog.record import Aspect
from tests.content import RECORDS

TODAY = date(2026, 11, 22)


def told(slug: str, aspect: str, question: str = "") -> Answer:
    return compose(RECORDS[slug], Aspect(aspect), question, TODAY)


@pytest.mark.parametrize(
    ("slug", "aspect", "question", "said"),
    [
        ("tai-khoan-dvc", "online", "vào cổng dvc ko đăng nhập được", "18001096"),
        ("tra-cuu-ho-so", "status", "muon coi ho so cua toi xu ly toi dau thi coi cho nao", "dichvucong.gov.vn"),
        ("sim-chinh-chu", "eligibility", "kiểm tra số này có chính chủ ko", "1414"),
        ("sim-chinh-chu", "online", "kiem tra sim dang dung ten ai", "1414"),
        ("huong-luong-huu", "duration", "nữ sinh năm 1970 khi nào được nghỉ hưu", "57 tuổi 4 tháng"),
        ("khai-bao-tam-vang", "duration", "đi vắng mấy tháng thì phải khai báo", "12 tháng"),
        ("khai-bao-tam-vang", "eligibility", "không khai có bị xoá hộ khẩu không", "xóa đăng ký thường trú"),
        ("khai-bao-tam-vang", "eligibility", "đi xuất khẩu lao động có phải khai không", "Đã xuất cảnh"),
        ("khai-sinh", "where", "về quê ngoại làm được không", "nơi cha hoặc mẹ cư trú"),
        ("khai-sinh", "steps", "chưa đăng ký kết hôn mà muốn con mang họ cha", "nhận con"),
        ("khai-sinh", "duration", "khai sinh trễ có sao không", "Không bị phạt tiền"),
        ("bhyt-ho-gia-dinh", "fee", "sinh viên đóng bao nhiêu", "đóng ở trường"),
        ("bhyt-ho-gia-dinh", "eligibility", "cha mẹ già có phải mua không", "nhà nước đóng"),
        ("bhyt-ho-gia-dinh", "fee", "hộ cận nghèo có phải mua không", "hỗ trợ phần lớn"),
        ("bien-so-xe", "duration", "giữ lại biển số được mấy năm", "5 năm"),
        ("bien-so-xe", "eligibility", "mất biển số trong lúc chờ làm lại có được chạy xe không", "Không nên"),
        ("che-do-thai-san", "duration", "đẻ con thứ hai được nghỉ mấy tháng", "7 tháng"),
        ("bhxh-mot-lan", "general", "rút bảo hiểm xã hội một lần khi nào", "12 tháng"),
        ("dang-ky-xe/doi", "form", "sơn xe đổi màu có phải làm lại giấy tờ không", "mang xe đến kiểm tra"),
        ("dang-ky-xe/thu-hoi", "where", "bán xe rồi nộp lại biển số với cà vẹt ở đâu", "Phòng Cảnh sát giao thông"),
        ("dang-ky-xe/sang-ten", "trouble", "bán xe lâu rồi phạt nguội vẫn gửi về tôi", "Bạn là người bán"),
        ("ly-lich-tu-phap", "eligibility", "sinh viên có được giảm không", "100.000 đồng"),
        ("can-cuoc-cap-moi", "eligibility", "bé có phải tới không", "không phải đưa bé đi"),
        ("vneid-su-co", "online", "app không quét được NFC", "tháo ốp lưng"),
        ("ly-hon", "eligibility", "bị chồng đánh đập muốn ly hôn", "113"),
        ("phan-anh-kien-nghi", "trouble", "em bị lừa bán sang nước ngoài", "111"),
    ],
)
def test_an_ordinary_question_is_settled_first(slug: str, aspect: str, question: str, said: str) -> None:
    first = told(slug, aspect, question).blocks[0]

    assert first["title"] == "Về câu hỏi của bạn"
    assert said in first["text"]


@pytest.mark.parametrize(
    ("slug", "question", "said"),
    [
        ("tro-cap-xa-hoi", "tiền già được mấy", "540.000 đồng"),
        ("tro-cap-xa-hoi", "trợ cấp khuyết tật bao nhiêu tiền", "810.000 đồng"),
        ("tro-cap-mai-tang", "tiền mai táng bao nhiêu", "25.300.000 đồng"),
        ("bao-hiem-that-nghiep", "lãnh được nhiêu", "60 %"),
        ("che-do-thai-san", "sinh con lãnh được bao nhiêu", "5.060.000 đồng"),
        ("che-do-om-dau", "nghỉ ốm được bao nhiêu", "75 %"),
        ("duong-suc-phuc-hoi-suc-khoe", "dưỡng sức được bao nhiêu tiền", "759.000 đồng"),
        ("bhxh-mot-lan", "rút được bao nhiêu tiền", "2 tháng"),
        ("huong-luong-huu", "lương hưu được bao nhiêu", "45 %"),
        ("nguoi-co-cong", "thương binh được bao nhiêu tiền", "3.012.000 đồng"),
        ("ho-ngheo-can-ngheo", "hộ nghèo được bao nhiêu tiền", "thẻ BHYT"),
    ],
)
def test_how_much_is_received_is_said_where_the_question_was_heard_as_the_fee(
    slug: str, question: str, said: str
) -> None:
    first = told(slug, "fee", question).blocks[0]

    assert said in first["text"]
    assert "phải đóng" in first["text"], "who asks for money is not left with «miễn phí»"


@pytest.mark.parametrize(
    ("slug", "question", "said"),
    [
        ("dang-ky-xe/sang-ten", "không sang tên bị phạt bao nhiêu", "800.000 đến 1.000.000 đồng"),
        ("dang-ky-xe/thu-hoi", "bán xe không thu hồi phạt bao nhiêu", "4 đến 6 triệu đồng"),
        ("gplx-cap-doi", "bằng lái hết hạn chạy xe bị phạt bao nhiêu", "8 đến 10 triệu đồng"),
        ("quyet-toan-thue-tncn", "nộp tờ khai trễ phạt bao nhiêu", "chưa đối chiếu chính văn"),
        ("dang-ky-tam-tru", "không đăng ký tạm trú phạt bao nhiêu", "500.000 đến 1.000.000 đồng"),
        ("khai-bao-tam-vang", "không khai bị phạt bao nhiêu", "500.000 đến 1.000.000 đồng"),
        ("can-cuoc-cap-doi", "thẻ quá hạn có bị phạt không", "500.000–1.000.000 đồng"),
        ("dang-ky-nghia-vu-quan-su", "trốn nghĩa vụ bị phạt bao nhiêu", "75 triệu đồng"),
        ("dat-dai-bien-dong", "không sang tên sổ đỏ bị phạt bao nhiêu", "2 đến 3 triệu đồng"),
    ],
)
@pytest.mark.parametrize("aspect", ["fee", "eligibility"])
def test_a_fine_is_said_before_the_fees(slug: str, question: str, said: str, aspect: str) -> None:
    assert said in told(slug, aspect, question).blocks[0]["text"]


@pytest.mark.parametrize("slug", ["dang-ky-xe", "dang-ky-xe/lan-dau"])
def test_nobody_takes_the_fee_of_a_car_for_that_of_a_motorbike(slug: str) -> None:
    rows = next(block["items"] for block in told(slug, "fee").blocks if block["type"] == "fees")

    assert "xe máy" in rows[0]["text"]
    assert "không phải của xe máy" in rows[0]["note"]


def test_the_hours_of_a_receipt_do_not_read_like_the_days_of_the_result() -> None:
    first, *others = told("ly-lich-tu-phap", "duration").blocks[0]["items"]

    assert "chưa có con số" in first["text"]
    assert all("chưa phải lúc có phiếu" in item["text"] for item in others)


def test_every_region_has_its_power_company() -> None:
    said = told("cap-dien-moi", "contact").text

    assert all(number in said for number in ("19006769", "19001909", "19001006"))


def test_a_death_is_to_be_reported_within_fifteen_days_also_where_money_is_asked_for() -> None:
    assert "khai tử trong 15 ngày" in told("tro-cap-mai-tang", "duration").text


def test_a_small_household_business_is_told_that_no_tax_is_due() -> None:
    said = told("dang-ky-ho-kinh-doanh", "fee", "doanh thu dưới 1 tỷ có phải đóng thuế không").blocks[0]["text"]

    assert "không phải nộp thuế" in said
    assert "31/01" in said
