"""What a citizen is told of a record: nothing else, in two forms, and right on either side of a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services_catalog.answers import Answer, compose
from services_catalog.answers.blocks import as_text
from services_catalog.answers.wording import day, money
from services_catalog.record import Aspect, ServiceRecord
from tests.content import RECORDS
from tests.services_catalog.samples import CHECKED_ON, TODAY, fact, fee, record

UNKNOWN = "Chưa có thông tin"

HALF_UNTIL_NEW_YEAR = record(
    fees=[
        fee(50_000, "Lệ phí", valid_to="2026-12-31"),
        fee(100_000, "Lệ phí", valid_from="2027-01-01"),
        fee(0, "Công dân số", when="nộp trực tuyến", valid_from="2026-08-15", valid_to="2027-02-28"),
    ]
)


def told(each: ServiceRecord, aspect: Aspect, today: date = TODAY, question: str = "") -> Answer:
    return compose(each, aspect, question, today)


def fees_on(each: ServiceRecord, today: date) -> list[tuple[str, str | None]]:
    """The amounts that are told, each with its period."""
    blocks = [block for block in told(each, Aspect.FEE, today).blocks if block["type"] == "fees"]
    return [(item["amount"], item.get("period")) for block in blocks for item in block["items"]]


@pytest.mark.parametrize(
    ("today", "amounts"),
    [
        (
            date(2026, 8, 14),
            [
                ("50.000 đồng", "đến hết 31/12/2026"),
                ("100.000 đồng", "từ 01/01/2027"),
                ("miễn phí", "từ 15/08/2026 đến hết 28/02/2027"),
            ],
        ),
        (
            date(2026, 12, 31),
            [
                ("50.000 đồng", "đến hết 31/12/2026"),
                ("miễn phí", "đến hết 28/02/2027"),
                ("100.000 đồng", "từ 01/01/2027"),
            ],
        ),
        (date(2027, 1, 1), [("100.000 đồng", None), ("miễn phí", "đến hết 28/02/2027")]),
        (date(2027, 2, 28), [("100.000 đồng", None), ("miễn phí", "đến hết 28/02/2027")]),
        (date(2027, 3, 1), [("100.000 đồng", None)]),
    ],
)
def test_the_fee_is_right_on_either_side_of_a_date(today: date, amounts: list[tuple[str, str | None]]) -> None:
    assert fees_on(HALF_UNTIL_NEW_YEAR, today) == amounts


@pytest.mark.parametrize("today", [date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 28), date(2027, 3, 1)])
@pytest.mark.parametrize("slug", [slug for slug, each in RECORDS.items() if any(f.valid_to for f in each.fees)])
def test_no_service_tells_a_fee_that_has_ended(slug: str, today: date) -> None:
    ended = {day(each.valid_to) for each in RECORDS[slug].fees if each.valid_to and each.valid_to < today}

    assert not [
        period for _, period in fees_on(RECORDS[slug], today) if period and period[-10:] in ended and "hết" in period
    ]


def test_halved_fees_of_the_repository_end_with_the_year() -> None:
    before = fees_on(RECORDS["can-cuoc-cap-lai"], date(2026, 12, 31))
    after = fees_on(RECORDS["can-cuoc-cap-lai"], date(2027, 1, 1))

    assert ("35.000 đồng", "đến hết 31/12/2026") in before
    assert ("70.000 đồng", None) in after
    assert "35.000 đồng" not in dict(after)


@pytest.mark.parametrize("aspect", list(Aspect))
def test_text_and_blocks_tell_the_same_facts(aspect: Aspect) -> None:
    for slug, each in RECORDS.items():
        answer = told(each, aspect, question="tôi muốn hỏi")

        assert answer.text.startswith(as_text(answer.blocks)), slug
        for block in answer.blocks:
            for item in block.get("items", []):
                assert item["text"] in answer.text, slug
                assert str(item.get("amount", "")) in answer.text, slug
                assert str(item.get("note", "")) in answer.text, slug


@pytest.mark.parametrize("aspect", [Aspect.FEE, Aspect.DURATION, Aspect.STATUS, Aspect.DOCUMENTS, Aspect.FORM])
def test_what_no_record_holds_is_said_to_be_unknown_with_whom_to_ask(aspect: Aspect) -> None:
    text = told(record(agency="Uỷ ban nhân dân xã"), aspect).text

    assert UNKNOWN in text
    assert "Uỷ ban nhân dân xã" in text
    assert "miễn phí" not in text


def test_what_is_unknown_for_a_reason_is_said_with_the_reason() -> None:
    each = record(unknown={"fee": "Phí do từng tỉnh quy định, bạn hỏi nơi nộp."})

    assert "Phí do từng tỉnh quy định" in told(each, Aspect.FEE).text


def test_an_unknown_amount_is_not_free() -> None:
    text = told(record(fees=[fee(None, "Lệ phí")]), Aspect.FEE).text

    assert "chưa có mức chung" in text
    assert "miễn phí" not in text


@pytest.mark.parametrize(
    ("note", "amount", "besides"),
    [
        ("1% giá tính lệ phí trước bạ", "1% giá tính lệ phí trước bạ", None),
        ("0,5% giá tính lệ phí. Hộ nghèo được miễn", "0,5% giá tính lệ phí", "Hộ nghèo được miễn"),
        ("Giảm 50%, tối đa 5 lần lương cơ sở", "Giảm 50%", "Tối đa 5 lần lương cơ sở"),
        ("10% phần vượt 20 triệu đồng (tính theo bảng giá). Hỏi thuế", "10% phần vượt 20 triệu đồng", None),
        ("Từ 35.000 đến 105.000 đồng; hỏi nơi nộp", "Từ 35.000 đến 105.000 đồng", "Hỏi nơi nộp"),
        ("Do từng tỉnh quy định (ví dụ Hà Nội 5.000 đồng)", "chưa có mức chung", None),
        ("Theo giá của nơi khám", "chưa có mức chung", "Theo giá của nơi khám"),
    ],
)
def test_a_rate_is_the_amount(note: str, amount: str, besides: str | None) -> None:
    """«1%» is what was asked for; it must not stand small beneath «chưa có mức chung»."""
    each = record(fees=[fee(None, "Lệ phí", note=note)])
    (item,) = next(block["items"] for block in told(each, Aspect.FEE).blocks if block["type"] == "fees")

    assert item["amount"] == amount
    assert besides is None or item["note"] == besides


@pytest.mark.parametrize(("slug", "label"), [("dang-ky-xe/sang-ten", "xe máy"), ("dat-dai-bien-dong", "bán nhà đất")])
def test_rates_of_the_repository_are_told_as_amounts(slug: str, label: str) -> None:
    (block,) = [block for block in told(RECORDS[slug], Aspect.FEE).blocks if block["type"] == "fees"]

    assert any("%" in item["amount"] for item in block["items"] if label in item["text"])


@pytest.mark.parametrize(("days", "stale"), [(0, False), (180, False), (181, True), (900, True)])
def test_an_old_record_says_so(days: int, stale: bool) -> None:
    text = told(record(fees=[fee(0)]), Aspect.FEE, CHECKED_ON + timedelta(days=days)).text

    assert ("đã quá hạn rà soát" in text) is stale
    assert "Kiểm tra ngày 20/11/2026" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_to": "2026-11-21"}, "hết hiệu lực từ ngày 22/11/2026"),
        ({"valid_from": "2027-07-01"}, "có hiệu lực từ ngày 01/07/2027"),
        (
            {"alert": fact(text="Hệ thống bảo trì tối nay.", valid_to="2026-11-22")},
            "Hệ thống bảo trì tối nay.",
        ),
    ],
)
def test_what_to_be_careful_of_comes_first(changes: dict[str, Any], said: str) -> None:
    answer = told(record(**changes), Aspect.GENERAL)

    assert said in answer.blocks[0]["text"]
    assert (answer.blocks[0]["type"], answer.blocks[0]["level"]) == ("notice", "warning")


def test_an_alert_that_is_over_is_not_said() -> None:
    each = record(alert=fact(text="Hệ thống bảo trì tối nay.", valid_to="2026-11-21"))

    assert "bảo trì" not in told(each, Aspect.GENERAL).text


def test_the_fact_that_settles_the_question_is_said_before_the_rest() -> None:
    each = record(
        conditions=[fact(text="Ai cũng làm được.")],
        notes=[
            fact(aspect="eligibility", about="Ông bà đi khai thay được không", text="Được, không cần uỷ quyền."),
            fact(aspect="eligibility", about="Người nước ngoài", text="Làm được nếu có thẻ tạm trú."),
        ],
    )

    text = told(each, Aspect.ELIGIBILITY, question="ong ba khai thay duoc khong").text

    assert text.index("không cần uỷ quyền") < text.index("Ai cũng làm được")


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        ({"originals": 1, "copies": 2}, "1 bản chính, 2 bản sao"),
        ({"originals": 1, "form": "CT01"}, "1 bản chính, mẫu CT01"),
        ({"originals": 1, "form": "Mẫu số 10"}, "1 bản chính, mẫu số 10"),
        ({"handling": "show", "on_vneid": True}, "chỉ cần xuất trình, có thể dùng bản trên VNeID"),
        ({"originals": 1, "when": "đi thay"}, "Đi thay: Giấy uỷ quyền"),
    ],
)
def test_a_paper_is_told_with_how_many_and_when(paper: dict[str, Any], said: str) -> None:
    each = record(documents=[fact(name="Giấy uỷ quyền", **paper)])

    assert said in told(each, Aspect.DOCUMENTS).text


def test_steps_are_numbered_on_their_channel() -> None:
    each = record(steps=[fact(text="Vào Cổng", channel="online"), fact(text="Nộp hồ sơ", channel="online")])

    assert "Cách làm – làm trên mạng:\n1. Vào Cổng\n2. Nộp hồ sơ" in told(each, Aspect.STEPS).text


def test_steps_are_told_in_their_order_whatever_the_channel() -> None:
    each = record(
        steps=[
            fact(text="Chụp ảnh"),
            fact(text="Vào Cổng", channel="online"),
            fact(text="Ra một cửa", channel="in_person"),
            fact(text="Nhận thẻ"),
        ]
    )

    assert (
        "Cách làm – trước tiên:\n1. Chụp ảnh\n\n"
        "Cách làm – làm trên mạng:\n1. Vào Cổng\n\n"
        "Cách làm – đến tận nơi:\n1. Ra một cửa\n\n"
        "Cách làm – các bước còn lại:\n1. Nhận thẻ" in told(each, Aspect.STEPS).text
    )


@pytest.mark.parametrize("slug", RECORDS)
def test_nobody_is_told_to_take_the_result_before_applying(slug: str) -> None:
    first = next((block for block in told(RECORDS[slug], Aspect.STEPS).blocks if block["type"] == "steps"), None)

    assert not (first and first["items"][0]["text"].startswith(("Nhận hộ chiếu", "Nhận thẻ", "Nhận kết quả")))


def test_steps_that_are_the_same_on_every_channel_need_no_such_heading() -> None:
    each = record(steps=[fact(text="Vào Cổng"), fact(text="Nộp hồ sơ")])

    assert "Cách làm:\n1. Vào Cổng\n2. Nộp hồ sơ" in told(each, Aspect.STEPS).text


def test_sources_are_the_laws_in_force_and_the_pages() -> None:
    each = record(
        legal_basis=[
            {"number": "1/2026/NĐ-CP", "title": "Nghị định mới"},
            {"number": "9/2014/NĐ-CP", "title": "Nghị định cũ", "in_force_to": "2026-01-01"},
        ],
        sources={
            "luat": {"title": "Nghị định mới", "kind": "law", "seen_on": "2026-11-01"},
            "cong": {
                "title": "Cổng",
                "kind": "portal",
                "url": "https://example.gov.vn/a",
                "seen_on": "2026-11-01",
            },
        },
    )

    sources = told(each, Aspect.GENERAL).sources

    assert [(source["number"], source["title"]) for source in sources] == [
        ("1/2026/NĐ-CP", "Nghị định mới"),
        (None, "Cổng"),
    ]
    assert sources[1]["url"] == "https://example.gov.vn/a"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "miễn phí"),
        (None, "chưa có mức chung"),
        (8_000, "8.000 đồng"),
        (1_500_000, "1.500.000 đồng"),
        (500, "500 đồng"),
    ],
)
def test_money(amount: int | None, said: str) -> None:
    assert money(amount) == said


@pytest.mark.parametrize(
    ("when", "text", "said"),
    [
        ("từ đủ 14 tuổi", "Từ đủ 14 tuổi: bắt buộc làm thẻ.", "- Từ đủ 14 tuổi: bắt buộc làm thẻ."),
        ("lần đầu, chưa có thẻ", "Làm lần đầu mà chưa có thẻ: nơi ở.", "- Làm lần đầu mà chưa có thẻ: nơi ở."),
        ("có thẻ", "Không có thẻ thì hỏi.", "- Có thẻ: Không có thẻ thì hỏi."),
        ("trẻ nhỏ", "Cha mẹ đi cùng.", "- Trẻ nhỏ: Cha mẹ đi cùng."),
    ],
)
def test_no_case_is_told_twice(when: str, text: str, said: str) -> None:
    assert said in told(record(conditions=[fact(text=text, when=when)]), Aspect.ELIGIBILITY).text


def test_a_note_does_not_repeat_what_it_is_about() -> None:
    each = record(notes=[fact(aspect="fee", about="Mất hộ chiếu", text="Mất hộ chiếu: nộp đơn.")])

    assert "Mất hộ chiếu: Mất hộ chiếu" not in told(each, Aspect.FEE).text


def test_several_warnings_of_fraud_have_one_heading() -> None:
    each = record(scams=[fact(text="Đừng chuyển tiền."), fact(text="Đừng đọc mã.")])

    text = told(each, Aspect.TROUBLE).text

    assert text.count("Cẩn thận lừa đảo") == 1
    assert "Đừng đọc mã." in text


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("xe máy mới ở Hà Nội bao nhiêu", "Biển xe máy", "Biển ô tô"),
        ("xe hơi bao nhiêu", "Biển ô tô", "Biển xe máy"),
        ("bao nhiêu tiền", "Biển ô tô", "Biển xe máy"),
        ("xe máy và ô tô bao nhiêu", "Biển ô tô", "Biển xe máy"),
    ],
)
def test_the_fee_of_what_was_named_comes_first(question: str, first: str, last: str) -> None:
    each = record(fees=[fee(14_000_000, "Biển ô tô"), fee(1, "Lệ phí chung"), fee(2, "Biển xe máy")])

    (block,) = [block for block in told(each, Aspect.FEE, question=question).blocks if block["type"] == "fees"]

    assert (block["items"][0]["text"], block["items"][-1]["text"]) == (first, last)


@pytest.mark.parametrize(("channel", "is_said"), [("in_person", True), ("online", False)])
def test_who_has_no_smartphone_reads_that_it_can_be_done_in_person(channel: str, is_said: bool) -> None:
    each = record(online={"level": "full"}, steps=[fact(text="Nộp hồ sơ", channel=channel)])

    assert ("Không có điện thoại thông minh" in told(each, Aspect.ONLINE).text) is is_said


def test_days() -> None:
    assert day(date(2026, 3, 1)) == "01/03/2026"
