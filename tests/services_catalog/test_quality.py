"""The rules of quality: each finds its fault, none finds one in a sound record, and our own content has no errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from services_catalog.cli import app
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.publishing import save
from services_catalog.quality import BETWEEN, RULES, Finding, Severity, check, score
from services_catalog.quality.texts import amounts, times
from services_catalog.record import Aspect, Draft, ServiceRecord
from services_catalog.settings import settings
from tests.content import READ, RECORDS
from tests.services_catalog.samples import TODAY, data, fact, fee

SOUND: dict[str, Any] = {
    "aliases": ["làm thẻ đọc sách"],
    "fees": [
        fee(20_000, "Lệ phí cấp thẻ", valid_to="2026-12-31"),
        fee(40_000, "Lệ phí cấp thẻ", valid_from="2027-01-01"),
    ],
    "durations": [fact(value=3, unit="working_day", text="Không quá 03 ngày làm việc, sau 15 giờ thì tính ngày sau")],
    "steps": [fact(text="Bạn nộp trên Cổng.", url="https://dichvucong.gov.vn/")],
    "contacts": [fact(name="Tổng đài thử", phone="1900 0000")],
    "unknown": {str(aspect): "Chưa có thông tin, bạn hỏi thư viện." for aspect in Aspect},
    "summary": "Cấp thẻ để mượn sách ở thư viện, việc nghĩ ra để thử, ai cũng làm được.",
}


def sample(**changes: Any) -> ServiceRecord:
    """A record without fault, with `changes`."""
    return ServiceRecord.model_validate(data(**{**SOUND, **changes}))


def law(**values: Any) -> dict[str, Any]:
    return {"number": "2/2026/NĐ-CP", "title": "Nghị định khác", **values}


def source(**values: Any) -> dict[str, Any]:
    return {"luat": {"title": "Nghị định thử", "kind": "law", "seen_on": "2026-11-01", **values}}


FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("silent-aspect", "results", {"unknown": {key: "Hỏi." for key in Aspect if key is not Aspect.RESULT}}),
    ("no-alias", "aliases", {"aliases": []}),
    ("no-law-in-force", "legal_basis", {"legal_basis": [law(in_force_to="2025-12-31")]}),
    ("law-expired", "legal_basis.1", {"legal_basis": [law(), law(in_force_to="2026-11-21")]}),
    ("law-not-yet", "legal_basis.1", {"legal_basis": [law(), law(in_force_from="2027-03-01")]}),
    ("review-due", "verified.on", {"verified": {"on": "2026-01-01", "by": "biên tập viên"}}),
    ("seen-in-future", "sources.luat.seen_on", {"sources": source(seen_on="2027-01-01")}),
    ("period-turned", "where", {"where": [fact(text="Ở xã.", valid_from="2026-02-01", valid_to="2026-01-01")]}),
    (
        "fee-gap",
        "fees.1",
        {"fees": [fee(1, "Phí thẻ", valid_to="2026-12-31"), fee(2, "Phí thẻ", valid_from="2027-01-02")]},
    ),
    (
        "fee-twice",
        "fees.1",
        {"fees": [fee(1, "Phí thẻ", valid_to="2027-01-01"), fee(2, "Phí thẻ", valid_from="2027-01-01")]},
    ),
    (
        "fee-otherwise",
        "notes.0.text",
        {"notes": [fact(aspect="fee", about="Bao nhiêu tiền", text="Lệ phí cấp thẻ là 30.000 đồng.")]},
    ),
    ("fee-free", "summary", {"summary": "Cấp thẻ để mượn sách ở thư viện, miễn phí cho mọi người."}),
    ("fee-unlisted", "summary", {"summary": "Cấp thẻ để mượn sách ở thư viện, đặt cọc 1,5 triệu đồng."}),
    ("time-otherwise", "durations.0", {"durations": [fact(value=3, unit="working_day", text="Trong 03 ngày")]}),
    ("time-unlisted", "summary", {"summary": "Cấp thẻ để mượn sách ở thư viện trong 5 ngày làm việc."}),
    ("time-half", "durations.0", {"durations": [fact(value=3, text="Vài ngày")]}),
    ("number-format", "where.0.text", {"where": [fact(text="Ở xã, đem theo 35000 đồng.")]}),
    ("link-unofficial", "steps.0.url", {"steps": [fact(text="Vào trang.", url="https://dich-vu-cong.example/")]}),
    ("link-unofficial", "steps.0.url", {"steps": [fact(text="Vào trang.", url="https://notgov.vn/")]}),
    ("link-closed", "steps.0.url", {"steps": [fact(text="Vào.", url="https://dichvucong.bocongan.gov.vn/a")]}),
    ("link-unsafe", "steps.0.url", {"steps": [fact(text="Vào trang.", url="http://dichvucong.gov.vn/")]}),
    ("source-unofficial", "sources.luat.url", {"sources": source(url="https://blog.example/nghi-dinh")}),
    ("office-gone", "where.0.text", {"where": [fact(text="Nộp tại Công an cấp huyện.")]}),
    ("paper-gone", "documents.0", {"documents": [fact(name="Sổ hộ khẩu", copies=1)]}),
    ("province-gone", "where.0.text", {"where": [fact(text="Ở thư viện tỉnh Hà Giang.")]}),
    ("jargon", "status.0.text", {"status": [fact(text="Toà án thụ lý trong tuần.")]}),
    ("long-sentence", "status.0.text", {"status": [fact(text="rất dài " * 30)]}),
]


@pytest.mark.parametrize(("code", "field", "changes"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_found_where_it_is(code: str, field: str, changes: dict[str, Any]) -> None:
    found = check({"the-thu-vien": sample(**changes)}, TODAY)

    assert (code, field) in {(each.code, each.field) for each in found}


def test_a_sound_record_has_no_faults() -> None:
    assert check({"the-thu-vien": sample()}, TODAY) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"where": [fact(text="Từ 01/7/2025 không còn công an cấp huyện.")]},
        {"notes": [fact(aspect="where", about="Ra công an huyện được không", text="Bạn ra công an xã.")]},
        {"documents": [fact(name="Giấy tờ thay sổ hộ khẩu giấy", copies=1)]},
        {"where": [fact(text="Ở tỉnh Tuyên Quang (gồm Hà Giang cũ).")]},
        {"status": [fact(text="Toà án thụ lý, tức là nhận và giải quyết.")]},
        {"durations": [fact(value=24, unit="hour", text="Trong 1 ngày")]},
        {"fees": [fee(1, "Phí thẻ", when="trẻ em"), fee(2, "Phí thẻ", when="người lớn")]},
    ],
)
def test_what_explains_itself_is_no_fault(changes: dict[str, Any]) -> None:
    assert check({"the-thu-vien": sample(**changes)}, TODAY) == []


def other(**changes: Any) -> dict[str, ServiceRecord]:
    """A sound record, and one that has nothing in common with it but `changes`."""
    apart = {"fees": [fee(7, "Phí bản đồ")], "aliases": ["xem bản đồ"], "contacts": [], "name": "Xem bản đồ cổ"}
    return {"the-thu-vien": sample(), "xem-ban-do": sample(**{**apart, **changes})}


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        ("same-name", "name", {"name": "Cấp thẻ thư viện"}),
        ("same-alias", "aliases.0", {"aliases": ["Làm  the ĐỌC sách"]}),
        ("look-alike", "name", {"name": "Cấp thẻ thư viên ạ"}),
        ("phone-elsewhere", "contacts.0.phone", {"contacts": [fact(name="Tổng đài thử", phone="19000001")]}),
        ("fee-elsewhere", "fees.0", {"fees": [fee(7, "Lệ phí cấp thẻ")]}),
    ],
)
def test_services_that_contradict_each_other_are_found(code: str, field: str, changes: dict[str, Any]) -> None:
    assert check(other(), TODAY) == []
    assert [(each.slug, each.code, each.field) for each in check(other(**changes), TODAY)][:1] == [
        ("xem-ban-do", code, field)
    ]


def test_a_family_and_its_variant_do_not_state_one_fee_differently() -> None:
    records = {
        "the": sample(fees=[fee(1, "Phí thẻ")]),
        "the/doi": sample(name="Đổi thẻ đọc", fees=[fee(2, "Phí thẻ")]),
    }

    assert [(each.slug, each.code) for each in check(records, TODAY)] == [("the/doi", "fee-variants")]


def test_a_draft_lacks_what_publishing_needs() -> None:
    found = check({"moi": Draft(name="Việc mới", flags=["Xem lại cấp huyện"])}, TODAY)

    missing = {each.field for each in found if each.code == "missing-field"}
    assert missing == {"summary", "agency", "level", "online", "legal_basis", "sources", "verified"}
    assert "unsettled" in {each.code for each in found}


def test_only_what_is_asked_for_is_reported_but_it_is_compared_with_all() -> None:
    records = other(name="Cấp thẻ thư viện")

    assert check(records, TODAY, ["the-thu-vien"]) == []
    assert [each.code for each in check(records, TODAY, ["xem-ban-do"])] == ["same-name"]


def test_every_rule_has_a_code_of_its_own_and_a_test() -> None:
    codes = [rule.code for rule in (*RULES, *BETWEEN)]

    assert len(set(codes)) == len(codes)
    tested = Path(__file__).read_text("utf-8")
    assert {code for code in codes if f'"{code}"' not in tested} == set()


def test_the_score_falls_with_errors_more_than_with_warnings() -> None:
    def finding(severity: Severity, code: str) -> Finding:
        return Finding("a", severity, code, "name", "")

    warning, error = finding(Severity.WARNING, "jargon"), finding(Severity.ERROR, "fee-gap")

    assert score([]) == 100
    assert 100 > score([warning]) > score([error]) > score([error, warning]) > 0
    assert score([warning] * 30) == score([warning] * 3)
    assert score([error] * 30) == 0


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("35.000 đồng", {35_000}),
        ("từ 1,5 triệu đồng đến 2 tỷ đồng", {1_500_000, 2_000_000_000}),
        ("20 nghìn đồng; 500đ", {20_000, 500}),
        ("Nghị định 35/2026, 15 giờ", set()),
    ],
)
def test_money_is_read_as_people_write_it(text: str, held: set[int]) -> None:
    assert amounts(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("05 ngày làm việc", {(5, "working_day")}),
        ("3 tháng, nửa ngày làm việc", {(3, "month"), (0.5, "working_day")}),
        ("nộp sau 15 giờ; trong 24 giờ", {(24, "hour")}),
        ("ngày 28/02/2027, năm 2026", set()),
    ],
)
def test_times_are_read_as_people_write_them(text: str, held: set[tuple[float, str]]) -> None:
    assert times(text) == held


@given(st.text())
def test_no_text_stops_a_check(text: str) -> None:
    amounts(text)
    times(text)
    check({"a": Draft(name="Việc", unknown={Aspect.FEE: f"x{text}x"})}, TODAY)


def test_the_content_has_no_errors() -> None:
    # the day of the newest look at the sources: content that nobody touched must not fail as time goes by
    newest = max(each.verified.on for each in RECORDS.values())

    found = check(RECORDS, max(newest, date(2026, 11, 22)))

    assert [str(each) for each in found if each.severity is Severity.ERROR] == []
    assert len(RECORDS) == len(READ)


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database with one draft, as the command finds it."""
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    engine = connect(url)
    migrate(engine)
    with sessions(engine).begin() as session:
        save(session, "moi", Draft(name="Việc mới [thử]"), "người biên tập", "thử")
    engine.dispose()
    yield
    settings.cache_clear()


@pytest.mark.usefixtures("drafts")
def test_the_command_reports_drafts_without_failing() -> None:
    done = CliRunner().invoke(app, ["lint", "--drafts", "--errors-only", "--format", "json"])

    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert list(report["scores"]) == ["moi"]
    assert {each["severity"] for each in report["findings"]} == {"error"}


def test_the_command_says_that_there_is_no_such_service() -> None:
    done = CliRunner().invoke(app, ["lint", "khong-co"])

    assert done.exit_code == 1
    assert "khong-co" in done.output


def test_the_command_passes_content_without_errors() -> None:
    done = CliRunner().invoke(app, ["lint", "khai-sinh"])

    assert done.exit_code == 0
    assert "0 errors" in done.output
