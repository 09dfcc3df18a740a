"""What changed, as people say it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.differences import compare
from tests.services_catalog.samples import RECORDS, fact, fee, record


def said(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    old, new = (record(**each).model_dump(mode="json", exclude_defaults=True) for each in (before, after))
    return compare(old, new)


CARD = "Lệ phí cấp lại thẻ"


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ({}, {}, []),
        (
            {"fees": [fee(70_000, CARD)]},
            {"fees": [fee(35_000, CARD)]},
            ["Phí: “Lệ phí cấp lại thẻ” 70.000 đồng → 35.000 đồng"],
        ),
        ({"fees": [fee(None, CARD)]}, {"fees": [fee(0, CARD)]}, [f"Phí: “{CARD}” chưa có mức chung → miễn phí"]),
        (
            {"fees": [fee(70_000, CARD)]},
            {"fees": [fee(70_000, CARD, valid_to="2026-12-31", channel="online")]},
            [f"Phí: “{CARD}”, đến hết ngày: chưa có → 31/12/2026", f"Phí: “{CARD}”, cách nộp: chưa có → Trực tuyến"],
        ),
        (
            {"fees": [fee(1, CARD, when="lần đầu"), fee(2, CARD, when="lần sau")]},
            {"fees": [fee(1, CARD, when="lần đầu"), fee(3, CARD, when="lần sau")]},
            [f"Phí: “{CARD}” 2 đồng → 3 đồng"],
        ),
        ({}, {"fees": [fee(0, CARD, when="trẻ em")]}, [f"Phí: thêm “{CARD}” miễn phí (trẻ em)"]),
        ({"documents": [fact(name="Tờ khai")]}, {}, ["Giấy tờ: bỏ “Tờ khai”"]),
        (
            {"documents": [fact(name="Giấy khai sinh")]},
            {"documents": [fact(name="Ảnh 4 x 6")]},
            ["Giấy tờ: bỏ “Giấy khai sinh”", "Giấy tờ: thêm “Ảnh 4 x 6”"],
        ),
        (
            {"steps": [fact(text="Bạn nộp tờ khai ở xã.")]},
            {"steps": [fact(text="Bạn nộp tờ khai ở phường.")]},
            ["Các bước: “Bạn nộp tờ khai ở xã.” → “Bạn nộp tờ khai ở phường.”"],
        ),
        (
            {"steps": [fact(text="Một"), fact(text="Hai")]},
            {"steps": [fact(text="Hai"), fact(text="Một")]},
            ["Các bước: đổi thứ tự"],
        ),
        ({"aliases": ["a", "b"]}, {"aliases": ["b", "c"]}, ["Tên gọi khác: bỏ “a”", "Tên gọi khác: thêm “c”"]),
        ({"aliases": ["a"]}, {"aliases": ["a", "a"]}, ["Tên gọi khác: thêm “a”"]),
        ({}, {"level": "province"}, ["Cấp thực hiện: Cấp xã → Cấp tỉnh"]),
        ({}, {"review_after_days": 90}, ["Rà soát sau (ngày): 180 → 90"]),
        ({}, {"online": {"level": "none"}}, [
            "Làm trên mạng, mức độ: Trọn vẹn → Chưa làm được",
            "Làm trên mạng, Nói thêm: bỏ “Nộp trên Cổng”",
        ]),
        ({}, {"questions": {"fee": ["bao nhiêu"]}}, ["Câu hỏi «Phí, lệ phí»: thêm “bao nhiêu”"]),
        ({"unknown": {"fee": "Hỏi xã"}}, {}, ["Chưa rõ «Phí, lệ phí»: “Hỏi xã” → chưa có"]),
        (
            {"durations": [fact(text="2 ngày", value=2, unit="day")]},
            {"durations": [fact(text="2 ngày", value=2.5, unit="working_day")]},
            ["Thời hạn: “2 ngày”, số: 2 → 2,5", "Thời hạn: “2 ngày”, đơn vị: ngày → ngày làm việc"],
        ),
    ],
)  # fmt: skip
def test_a_change_is_said_plainly(before: dict[str, Any], after: dict[str, Any], sentences: list[str]) -> None:
    assert said(before, after) == sentences


def test_a_source_that_came_is_named() -> None:
    more = {
        **record().model_dump(mode="json")["sources"],
        "bao": {"title": "Báo", "kind": "press", "seen_on": "2026-11-02"},
    }

    assert said({}, {"sources": more}) == ["Nguồn «bao»: thêm “Báo”"]


def test_a_field_that_is_no_longer_known_is_still_told() -> None:
    assert compare({"old_field": "x"}, {}) == ["old_field: “x” → chưa có"]


@given(st.sampled_from(sorted(RECORDS)), st.sampled_from(sorted(RECORDS)))
def test_two_records_differ_just_when_something_is_said(one: str, other: str) -> None:
    old, new = (RECORDS[each].model_dump(mode="json", exclude_defaults=True) for each in (one, other))

    assert bool(compare(old, new)) == (old != new)
