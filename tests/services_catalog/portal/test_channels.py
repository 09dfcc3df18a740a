"""Times and fees by channel, out of cells that run together."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.portal.channels import read_channels
from services_catalog.portal.fees import read_fees
from services_catalog.portal.findings import Finding
from services_catalog.portal.times import read_time
from services_catalog.record import Channel, Duration, Fee
from tests.services_catalog.portal.records import CHANNELS


def read(cells: str) -> tuple[list[Duration], list[Fee], list[Finding]]:
    times: list[Duration] = []
    fees: list[Fee] = []
    findings: list[Finding] = []
    for row in read_channels(CHANNELS + cells):
        time, unsure = read_time(row.time, row.channel, "cong")
        times += [time] if time else []
        paid, more = read_fees(row.fee, row.channel, "cong")
        fees += paid
        findings += [*([row.finding] if row.finding else []), *unsure, *more]
    return times, fees, findings


def amounts(cells: str) -> list[tuple[Channel | None, int | None]]:
    return [(fee.channel, fee.amount_vnd) for fee in read(cells)[1]]


def whats(cells: str) -> list[str]:
    return [finding.what for finding in read(cells)[2]]


def test_each_channel_has_its_time_and_fee() -> None:
    times, fees, findings = read(
        "Trực tuyến3 Ngày làm việc50,000 Việt Nam ĐồngDịch vụ bưu chính5 NgàyMiễn phíTrực tiếp4 Giờ1,250,000 VNĐ"
    )

    assert [(each.channel, each.value, each.unit, each.text) for each in times] == [
        (Channel.ONLINE, 3, "working_day", "3 Ngày làm việc"),
        (Channel.POST, 5, "day", "5 Ngày"),
        (Channel.IN_PERSON, 4, "hour", "4 Giờ"),
    ]
    assert [(each.channel, each.amount_vnd) for each in fees] == [
        (Channel.ONLINE, 50_000),
        (Channel.POST, 0),
        (Channel.IN_PERSON, 1_250_000),
    ]
    assert not findings


def test_the_words_of_a_channel_in_a_description_start_no_row() -> None:
    (row,) = read_channels(f"{CHANNELS}Trực tiếp3 NgàyMiễn phíTrực tiếp tại bộ phận một cửa, hoặc Trực tuyến.")

    assert row.description == "Trực tiếp tại bộ phận một cửa, hoặc Trực tuyến."


def test_what_is_not_said_is_not_made_up() -> None:
    times, fees, findings = read("Trực tiếpKhông có thông tinKhông có thông tin(1) Trường hợp thứ nhất: xem dưới.")

    assert (times, fees) == ([], [])
    assert [each.what for each in findings] == ["Không ghi thời hạn"]


def test_a_time_without_a_unit_is_no_day() -> None:
    (time,), _, findings = read("Trực tiếp5Miễn phí")

    assert (time.value, time.unit) == (5, None)
    assert [each.what for each in findings] == ["Thời hạn không có đơn vị"]


@pytest.mark.parametrize(
    ("cells", "time", "amount"),
    [
        ("Trực tiếp120,000 VNĐ", 1, 20_000),  # 12 and 0,000 is no amount
        ("Trực tiếp120 VNĐ(20.000 đồng/tờ khai)", 1, 20_000),  # typed in thousands, as the remark says
        ("Trực tiếp125 VNĐ(25.000 đồng)", 1, 25_000),  # the remark decides between 1|25 and 12|5
    ],
)
def test_a_time_and_a_fee_that_run_together_are_parted_and_told(cells: str, time: float, amount: int) -> None:
    (duration,), (fee,), findings = read(cells)

    assert (duration.value, duration.unit, fee.amount_vnd) == (time, None, amount)
    assert findings[0].what == "Thời hạn và phí dính liền nhau"


def test_where_two_readings_are_possible_neither_is_taken() -> None:
    times, fees, findings = read("Trực tiếp125 VNĐ")

    assert (times, fees) == ([], [])
    assert findings[0].raw == "Trực tiếp125 VNĐ"


@pytest.mark.parametrize(
    "remark", ["Không", "- Không có", "Không quy định.", "Miễn lệ phí (Thông tư 1)", "Không thu lệ phí"]
)
def test_free_is_free(remark: str) -> None:
    assert amounts(f"Trực tiếp3 NgàyMiễn phí({remark})") == [(Channel.IN_PERSON, 0)]
    assert not whats(f"Trực tiếp3 NgàyMiễn phí({remark})")


@pytest.mark.parametrize(
    "remark", ["Mức lệ phí do Hội đồng nhân dân cấp tỉnh quyết định", "Miễn lệ phí cho người thuộc hộ nghèo"]
)
def test_free_with_a_remark_that_says_otherwise_is_unknown(remark: str) -> None:
    (fee,) = read(f"Trực tiếp3 NgàyMiễn phí({remark})")[1]

    assert fee.amount_vnd is None
    assert fee.note is not None
    assert remark in fee.note  # the portal's words are kept
    assert whats(f"Trực tiếp3 NgàyMiễn phí({remark})") == ["Cổng ghi «Miễn phí» nhưng phần trong ngoặc nói khác"]


def test_a_reduction_has_its_days() -> None:
    fees = read(
        "Trực tiếp7 Ngày50,000 VNĐ(áp dụng mức phí 25.000 đồng/hồ sơ từ ngày 01/7/2025 đến hết ngày 31/12/2026)"
    )[1]

    assert [(fee.amount_vnd, fee.valid_from, fee.valid_to) for fee in fees] == [
        (50_000, None, None),
        (25_000, date(2025, 7, 1), date(2026, 12, 31)),
    ]


def test_several_cases_in_one_remark_are_several_fees() -> None:
    fees = read("Trực tiếp7 NgàyMiễn phí(- Cấp lại do hết hạn: 1.200.000 VNĐ - Cấp lại do mất: 300.000 VNĐ)")[1]

    assert [(fee.label, fee.amount_vnd) for fee in fees] == [
        ("Cấp lại do hết hạn", 1_200_000),
        ("Cấp lại do mất", 300_000),
    ]


def test_dollars_are_no_dong() -> None:
    (fee,) = read("Trực tiếp7 Ngày10 USD(/bản)")[1]

    assert (fee.amount_vnd, fee.note) == (None, "10 USD (/bản)")


@given(st.text(alphabet="Trực tiếp012,.VNĐMiễn phíNgày()đồng/:- \n", max_size=120))
def test_any_cell_is_read(cells: str) -> None:
    times, fees, _ = read(cells)

    assert all(fee.amount_vnd is None or fee.amount_vnd >= 0 for fee in fees)
    assert all(time.value is not None and time.value > 0 for time in times)
