"""Personal data is masked; what public services are asked about in numbers is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.privacy import mask


@pytest.mark.parametrize(
    ("text", "masked", "kinds"),
    [
        ("căn cước của tôi 001200012345", "căn cước của tôi [so_dinh_danh]", ["so_dinh_danh"]),
        ("số 001 200 012 345 nhé", "số [so_dinh_danh] nhé", ["so_dinh_danh"]),
        ("001.200.012.345", "[so_dinh_danh]", ["so_dinh_danh"]),
        ("CMND cũ 123456789", "CMND cũ [cmnd]", ["cmnd"]),
        ("gọi 0912345678", "gọi [dien_thoai]", ["dien_thoai"]),
        ("gọi 0912 345 678 giúp", "gọi [dien_thoai] giúp", ["dien_thoai"]),
        ("gọi 0912.345.678", "gọi [dien_thoai]", ["dien_thoai"]),
        ("+84 912 345 678", "[dien_thoai]", ["dien_thoai"]),
        ("84912345678", "[dien_thoai]", ["dien_thoai"]),
        ("mail lan.nguyen+dvc@gmail.com", "mail [email]", ["email"]),
        ("thẻ 9704 1234 5678 9012", "thẻ [the]", ["the"]),
        ("thẻ 4111111111111111", "thẻ [the]", ["the"]),
        ("mã OTP là 482913", "mã OTP là [ma_bi_mat]", ["ma_bi_mat"]),
        ("otp 482913", "otp [ma_bi_mat]", ["ma_bi_mat"]),
        ("ma xac thuc: 4829", "ma xac thuc: [ma_bi_mat]", ["ma_bi_mat"]),
        ("passcode 123456", "passcode [ma_bi_mat]", ["ma_bi_mat"]),
        ("mật khẩu là Hanoi@2026", "mật khẩu là [mat_khau]", ["mat_khau"]),
        ("mat khau: abc12345", "mat khau: [mat_khau]", ["mat_khau"]),
        ("mk là hoang123", "mk là [mat_khau]", ["mat_khau"]),
        ("password = qwertyuiop", "password = [mat_khau]", ["mat_khau"]),
        ("stk 0071000123456", "stk [tai_khoan]", ["tai_khoan"]),
        ("hộ chiếu B1234567 hết hạn", "hộ chiếu [ho_chieu] hết hạn", ["ho_chieu"]),
        ("mã số bhxh 0123456789", "mã số bhxh [bao_hiem]", ["bao_hiem"]),
        ("biển 30A-123.45 bị phạt", "biển [bien_so] bị phạt", ["bien_so"]),
        ("ở số 12 đường Láng Hạ muốn tạm trú", "ở [dia_chi] muốn tạm trú", ["dia_chi"]),
        ("mk vneid hung1957", "mk vneid [mat_khau]", ["mat_khau"]),
        ("(0912)345678", "[dien_thoai]", ["dien_thoai"]),
        ("mã xác thực…: 48 29 13", "mã xác thực…: [ma_bi_mat]", ["ma_bi_mat"]),
        ("4-8-2-9-1-3", "[ma_bi_mat]", ["ma_bi_mat"]),
        ("họ gửi mã 482913", "họ gửi mã [ma_bi_mat]", ["ma_bi_mat"]),
        ("mã 482913 họ kêu đọc", "mã [ma_bi_mat] họ kêu đọc", ["ma_bi_mat"]),
        ("hung.nv at gmail.com", "[email]", ["email"]),
        ("nguyenvana [a] gmail.com", "[email]", ["email"]),
        ("mã otp họ gửi cho tôi là 482913", "mã otp họ gửi cho tôi là [ma_bi_mat]", ["ma_bi_mat"]),
        ("otp của tôi nhận được lúc nãy là 482913", "otp của tôi nhận được lúc nãy là [ma_bi_mat]", ["ma_bi_mat"]),
        ("mã xác nhận vneid gửi về là 4829", "mã xác nhận vneid gửi về là [ma_bi_mat]", ["ma_bi_mat"]),
        ("12A Nguyễn Trãi, Thanh Xuân", "[dia_chi], Thanh Xuân", ["dia_chi"]),
        ("HT2 01 0123456789 012", "[bao_hiem]", ["bao_hiem"]),
        ("số ٠٩١٢٣٤٥٦٧٨ và ０９１２３４５６７８", "số [dien_thoai] và [dien_thoai]", ["dien_thoai", "dien_thoai"]),
        (
            "tôi 001200012345, máy 0912345678",
            "tôi [so_dinh_danh], máy [dien_thoai]",
            ["so_dinh_danh", "dien_thoai"],
        ),
    ],
)
def test_personal_data_is_masked(text: str, masked: str, kinds: list[str]) -> None:
    assert mask(text) == (masked, kinds)


@pytest.mark.parametrize(
    "text",
    [
        "sinh năm 1990, cưới năm 2026",
        "lệ phí 100.000 đồng hay 1.500.000đ",
        "phí 25000 đồng, 200k, 50.000.000",
        "Nghị định 69/2024/NĐ-CP và 63/2010/NĐ-CP",
        "Quyết định 422/QĐ-TTg ngày 4/4/2022",
        "thủ tục 1.001193 và 1.115970",
        "từ 15/08/2026 đến 28/02/2027",
        "ngày 31-12-2026",
        "gọi 18001096 hay 1900 0368",
        "gọi 19000368",
        "công an 113, cứu hoả 114, cấp cứu 115, trẻ em 111",
        "mẫu CT01, TK01, giấy CT07",
        "con 14 tuổi, ảnh 4x6, 3 bản",
        "quên mật khẩu thì làm sao",
        "mật khẩu là gì",
        "không nhận được mã OTP 2 ngày nay",
        "otp không về",
        "mk là sinh viên, đk tạm trú ở đâu",  # «mk» is «mình» here
        "mk la nguoi nuoc ngoai",
        "mk sn1990 làm căn cước",
        "mã xác nhận tình trạng hôn nhân là 1004",
        "mã pin dùng được đến năm nào là 2026",
        "số của tổng đài gửi mã otp về từ đầu số là 8079",
        "mã otp báo lỗi là 5001",
        "gửi mã 482913 tra cứu hồ sơ",
        "bước 1-2-3-4-5-6",
        "gọi 1-9-0-0-0-3-6-8",
        "2 Tờ Khai, 3 Lệ Phí",
        "hồ sơ G01.899.108.000-251103-0012 tới đâu rồi",
        "thửa đất số 123, tờ bản đồ 45",
        "dichvucong.gov.vn",
        "",
    ],
)
def test_what_is_not_personal_is_left_alone(text: str) -> None:
    assert mask(text) == (text, [])


@given(st.text())
def test_masking_never_fails_and_is_finished_at_once(text: str) -> None:
    masked, _ = mask(text)

    assert mask(masked)[0] == masked


@given(st.text(alphabet="0123456789 .-/ađo@AB:", max_size=300))
def test_masking_digits_in_any_disorder_ends_and_is_finished_at_once(text: str) -> None:
    masked, _ = mask(text)

    assert mask(masked)[0] == masked


@given(
    st.integers(0, 99),
    st.integers(0, 999_999_999),
    st.sampled_from(["số tôi là {}", "{} ạ", "({})", "căn cước:{}."]),
)
def test_no_identity_number_comes_through(province: int, rest: int, around: str) -> None:
    number = f"0{province:02}{rest:09}"

    assert number not in mask(around.format(number))[0]
