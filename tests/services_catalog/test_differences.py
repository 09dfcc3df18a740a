"""What changed, as people say it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.back_office.workflow.comparing import side_by_side
from services_catalog.differences import compare
from services_catalog.guides.guide import Guide
from tests.services_catalog.back_office.workflow.conftest import GUIDE
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


def test_long_texts_are_quoted_where_they_differ() -> None:
    before = (
        "Bạn nộp hồ sơ ở bộ phận một cửa của xã nơi bạn ở. " * 5 + "Mang theo lệ phí là 5.000 đồng rồi chờ gọi tên."
    )
    after = before.replace("5.000", "6.000")

    [sentence] = said({"summary": before}, {"summary": after})

    assert sentence == (
        "Tóm tắt: “…Mang theo lệ phí là 5.000 đồng rồi chờ gọi tên.” → "
        "“…Mang theo lệ phí là 6.000 đồng rồi chờ gọi tên.”"
    )


def test_conditions_of_a_guide_are_said_in_its_words() -> None:
    before = Guide.model_validate(GUIDE).model_dump(mode="json", exclude_defaults=True)
    after = copy.deepcopy(before)
    after["papers"][0]["when"] = {"tuoi": ["duoi-6", "tu-6"]}
    after["steps"].append({"text": "Chờ gọi tên.", "sources": ["luat"], "when": {"not": {"tuoi": "tu-6"}}})
    after["questions"][0]["options"][0]["age"] = [0, 4]

    assert compare(before, after, Guide) == [
        "Câu hỏi: “Bé bao nhiêu tuổi?”, lựa chọn: “Dưới 6 tuổi”, tuổi: 0 đến 5 → 0 đến 4",
        "Giấy tờ: “Giấy chứng sinh”, trường hợp: "
        "“Tuổi của bé: Dưới 6 tuổi” → “Tuổi của bé: Dưới 6 tuổi / Từ 6 tuổi trở lên”",
        "Các bước: thêm “Chờ gọi tên.” (không phải (Tuổi của bé: Từ 6 tuổi trở lên))",
    ]
    assert "Tuổi của bé: Dưới 6 tuổi" in side_by_side(before, after, Guide)[1].before[0].text


def test_a_question_that_is_asked_otherwise_changes_no_condition() -> None:
    before = Guide.model_validate(GUIDE).model_dump(mode="json", exclude_defaults=True)
    after = copy.deepcopy(before)
    after["questions"][0]["options"][0]["label"] = "Chưa đến 6 tuổi"

    assert compare(before, after, Guide) == [
        "Câu hỏi: “Bé bao nhiêu tuổi?”, lựa chọn: “Dưới 6 tuổi” → “Chưa đến 6 tuổi”"
    ]


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
