"""A whole record: what the portal says is in the draft, what it does not say is not."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from services_catalog.portal.parse import parse, slug_of
from services_catalog.record import SLUG, Draft, Level
from tests.services_catalog.portal.records import fields

SEEN_ON = date(2026, 6, 10)


def draft(**changes: str) -> Draft:
    return parse(fields(**changes), SEEN_ON)[0]


def whats(**changes: str) -> list[str]:
    return [finding.what for finding in parse(fields(**changes), SEEN_ON)[1]]


def test_a_tidy_record_needs_no_review() -> None:
    made, findings = parse(fields(), SEEN_ON)

    assert not findings
    assert (made.name, made.code, made.field, made.level) == ("Cấp thẻ thư viện", "9.000001", "Thư viện", Level.COMMUNE)
    assert made.audiences == ["Công dân Việt Nam", "Tổ chức (không bao gồm doanh nghiệp, HTX)"]
    assert [step.actor for step in made.steps] == ["citizen", "officer"]
    assert [result.text for result in made.results] == ["Thẻ thư viện"]
    assert made.conditions == []
    assert made.sources["cong"].seen_on == SEEN_ON
    assert made.verified is None  # nobody has looked at it
    assert made.summary is None


def test_every_finding_is_a_flag_that_stops_publication() -> None:
    made, findings = parse(fields(can_cu_phap_ly="Không có thông tin", co_quan_thuc_hien=""), SEEN_ON)

    assert made.flags == [finding.what for finding in findings]
    assert made.agency is None


def test_the_words_of_the_table_are_kept() -> None:
    assert draft().raw["cach_thuc_thuc_hien"] == fields()["cach_thuc_thuc_hien"]


@pytest.mark.parametrize("several", ["Cấp bộ, Cấp tỉnh", "", "Cấp phường"])
def test_a_level_is_not_chosen_for_the_portal(several: str) -> None:
    assert draft(cap_thuc_hien=several).level is None
    assert whats(cap_thuc_hien=several) == ["Không rõ một cấp thực hiện"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Nộp tại Ủy ban nhân dân cấp huyện.", "Nhắc tới «cấp huyện»"),
        ("Theo Nghị định số 59/2022/NĐ-CP.", "59/2022/NĐ-CP đã hết hiệu lực"),
        ("Nộp tại Sở Tư pháp tỉnh Hà Giang.", "Tên tỉnh cũ «Hà Giang»"),
        ("Bộ Giao thông vận tải xem xét.", "Nhắc tới «Bộ Giao thông vận tải»"),
    ],
)
def test_signs_of_age_are_told(text: str, what: str) -> None:
    assert whats(trinh_tu_thuc_hien=text) == [what]


@pytest.mark.parametrize("text", ["Theo Nghị định số 159/2022/NĐ-CP.", "Ông Thái Bình nộp đơn.", "Nộp ở tỉnh Hà Tĩnh."])
def test_what_only_looks_old_is_not_told(text: str) -> None:
    assert whats(trinh_tu_thuc_hien=text) == []


def test_decomposed_letters_and_invisible_marks_change_nothing() -> None:
    spoilt = {key: unicodedata.normalize("NFD", value) + "\u200b" for key, value in fields().items()}
    spoilt["ma_thu_tuc"], spoilt["detail_url"] = fields()["ma_thu_tuc"], fields()["detail_url"]

    assert parse(spoilt, SEEN_ON) == parse(fields(), SEEN_ON)


def test_a_record_of_a_name_alone_is_a_draft_full_of_flags() -> None:
    made, findings = parse({"ma_thu_tuc": "9.000001", "ten_thu_tuc": "Cấp thẻ"}, SEEN_ON)

    assert (made.documents, made.fees, made.durations, made.online) == ([], [], [], None)
    assert len(findings) >= 5


def test_slugs_are_valid() -> None:
    assert slug_of("1.001193") == "tthc/1-001193"
    assert SLUG.fullmatch(slug_of("1.001193"))
