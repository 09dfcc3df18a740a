"""The form of a service, as an editor uses it without script."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine

from services_catalog.back_office.access.roles import Role
from services_catalog.content import CONTENT, read_file
from services_catalog.database import sessions
from services_catalog.publishing import save, version
from services_catalog.record import Draft
from tests.services_catalog.back_office.conftest import SignIn
from tests.services_catalog.back_office.editing.conftest import Form, acts, fields_of, latest, record_now
from tests.services_catalog.samples import published


def test_a_fee_is_corrected_by_name_and_with_a_reason(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR, "lan"), "can-cuoc-cap-lai")

    form.save("Thông tư mới", fees__0__amount_vnd="30.000")

    assert "Đã lưu bản 2" in form.answer.text
    assert "/quan-tri/cho-duyet/moi?slug=can-cuoc-cap-lai" in form.answer.text
    assert record_now(office_engine, "can-cuoc-cap-lai")["fees"][0]["amount_vnd"] == 30_000
    saved = latest(office_engine, "can-cuoc-cap-lai")
    assert (saved.by, saved.why) == ("lan", "Thông tư mới")
    assert ("lan", "save", "can-cuoc-cap-lai", "Thông tư mới") in acts(office_engine)


def test_saving_a_draft_changes_nothing_for_citizens(sign_in: SignIn, office_engine: Engine) -> None:
    with sessions(office_engine)() as session:
        before = version(session)

    Form(sign_in(Role.EDITOR), "khai-sinh").save(name="Tên nháp")

    with sessions(office_engine)() as session:
        assert version(session) == before


def test_saving_without_a_change_writes_no_revision(sign_in: SignIn, office_engine: Engine) -> None:
    published(office_engine, {"khai-sinh-that": read_file(CONTENT / "khai-sinh.yml")})

    form = Form(sign_in(Role.EDITOR), "khai-sinh-that").save()

    assert "Không có gì thay đổi" in form.answer.text
    assert latest(office_engine, "khai-sinh-that").number == 1


def test_a_reason_is_asked_for_and_nothing_typed_goes(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh").save("", name="Tên mới")

    assert form.answer.status_code == 422
    assert "Bạn ghi lý do" in form.answer.text
    assert form.value("record.name") == "Tên mới"
    assert latest(office_engine, "khai-sinh").number == 1


def test_a_wrong_value_is_told_beside_its_field_and_on_top_and_stays(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "can-cuoc-cap-lai").save(fees__1__amount_vnd="bảy chục")

    assert form.answer.status_code == 422
    assert form.answer.text.count("«bảy chục» không phải số nguyên") >= 2
    assert 'href="#record-fees-1-amount_vnd"' in form.answer.text
    assert form.value("record.fees.1.amount_vnd") == "bảy chục"
    assert latest(office_engine, "can-cuoc-cap-lai").number == 1


def test_what_is_not_complete_is_saved_as_a_draft(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh").save(summary="", agency="")

    assert "Đã lưu bản 2" in form.answer.text
    assert "summary" not in record_now(office_engine, "khai-sinh")
    assert "Thiếu «Tóm tắt»" in form.answer.text


def test_entries_are_added_moved_and_removed_by_buttons_alone(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "can-cuoc-cap-lai")

    form.press("add:record.fees")
    form.press(
        "up:record.fees.2", fees__2__label="Phí gửi thẻ", fees__2__amount_vnd="25.000", fees__2__sources=["luat"]
    )
    form.press("remove:record.fees.2")
    form.save()

    fees = record_now(office_engine, "can-cuoc-cap-lai")["fees"]
    assert [(fee["label"], fee["amount_vnd"]) for fee in fees] == [("Lệ phí cấp lại", 35_000), ("Phí gửi thẻ", 25_000)]


def test_lists_within_a_local_variant_have_their_buttons(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh")

    form.press("add:record.local").press("add:record.local.0.fees", local__0__place="01")
    form.save(
        local__0__fees__0__label="Lệ phí",
        local__0__fees__0__amount_vnd="5.000",
        local__0__fees__0__sources=["luat"],
        local__0__replaces=["fees"],
    )

    [variant] = record_now(office_engine, "khai-sinh")["local"]
    assert (variant["place"], variant["replaces"], variant["fees"][0]["amount_vnd"]) == ("01", ["fees"], 5_000)


def test_an_entry_left_empty_is_no_entry(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh").press("add:record.documents").save(name="Khai sinh")

    assert "Đã lưu bản 2" in form.answer.text
    assert len(record_now(office_engine, "khai-sinh")["documents"]) == 1


def test_a_new_source_gets_a_key_and_can_be_ticked(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh").press("add:record.sources")

    form.press("xem", sources__1__title="Trang của xã", sources__1__kind="official", sources__1__seen_on="2026-11-21")
    assert form.value("record.sources.1.key") == "nguon-2"
    form.save(fees__0__sources=["nguon-2"])

    record = record_now(office_engine, "khai-sinh")
    assert record["sources"]["nguon-2"]["title"] == "Trang của xã"
    assert record["fees"][0]["sources"] == ["nguon-2"]


def test_a_source_that_is_taken_away_is_told_where_facts_rest_on_it(sign_in: SignIn) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh").press("remove:record.sources.0").save()

    assert form.answer.status_code == 422
    assert "Nguồn «luat» không có trong danh sách nguồn" in form.answer.text


@pytest.mark.parametrize("aspect", ["fee", "documents"])
def test_the_preview_says_what_a_citizen_would_read_on_that_day(sign_in: SignIn, aspect: str) -> None:
    form = Form(sign_in(Role.EDITOR), "can-cuoc-cap-lai")

    form.press("xem", fees__1__amount_vnd="77.000", xem__muc=aspect, xem__ngay="2027-02-01")

    said = form.answer.text.partition('<pre class="plain">')[2].partition("</pre>")[0]
    assert ("77.000 đồng" in said) == (aspect == "fee")
    assert "35.000" not in said


@pytest.mark.parametrize(
    "typed",
    [
        {"verified__on": ""},
        {"alert__valid_from": "2026-12-01"},
        {"sources__0__seen_on": ""},
        {"online__level": "gì đó"},
        {"fees__0__label": "", "documents__0__name": ""},
    ],
)
def test_what_is_wrong_in_one_place_leaves_the_rest_of_the_preview(sign_in: SignIn, typed: dict[str, str]) -> None:
    form = Form(sign_in(Role.EDITOR), "can-cuoc-cap-lai")

    form.press("xem", fees__1__amount_vnd="77.000", xem__muc="fee", xem__ngay="2027-02-01", **typed)

    assert "77.000 đồng" in form.answer.text.partition('<pre class="plain">')[2].partition("</pre>")[0]
    left_out = re.search(r"Có (\d+) chỗ còn sai", form.answer.text)
    assert left_out
    assert int(left_out[1]) <= 2


def test_events_in_life_are_chosen_by_name_and_no_key_is_lost(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    with sessions(office_engine).begin() as session:
        record = Draft.model_validate(record_now(office_engine, "ket-hon") | {"life_events": ["viec-la", "ket-hon"]})
        save(session, "ket-hon", record, "lan", "thử")
    form = Form(clerk, "ket-hon")
    assert 'value="sinh-con"> <span>Sinh con</span>' in form.answer.text

    form.save(life_events=["viec-la", "ket-hon", "sinh-con"])
    assert record_now(office_engine, "ket-hon")["life_events"] == ["viec-la", "ket-hon", "sinh-con"]


def test_a_new_service_is_in_the_catalogue_once_it_is_saved(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)

    opened = clerk.submit("/quan-tri/dich-vu/moi", {"name": "Cấp thẻ thư viện", "questions": "thẻ thư viện xin ở đâu"})
    assert str(opened.url).endswith("/quan-tri/dich-vu/cap-the-thu-vien/sua")
    assert ("record.questions.general", "thẻ thư viện xin ở đâu") in fields_of(opened.text)
    Form(clerk, "cap-the-thu-vien").save()

    assert record_now(office_engine, "cap-the-thu-vien")["name"] == "Cấp thẻ thư viện"


@pytest.mark.parametrize("slug", ["khai-sinh", "guides/moi", "Có Dấu", "a/b/c", "../etc"])
def test_a_slug_that_is_taken_or_none_is_refused(sign_in: SignIn, slug: str) -> None:
    answer = sign_in(Role.EDITOR).submit("/quan-tri/dich-vu/moi", {"name": "Khai sinh", "slug": slug})

    assert answer.status_code == 422
    assert "Mã " in answer.text


def test_a_service_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    clerk = sign_in(Role.EDITOR)

    assert clerk.get("/quan-tri/dich-vu/khong-co/sua").status_code == 404
    assert clerk.get("/quan-tri/dich-vu/guides/khai-sinh/sua").status_code == 404


def test_only_what_hinders_publishing_is_said_to_hinder_it(sign_in: SignIn) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh").press("xem", agency="", steps__0__text="")
    told = form.script("xem").json()["advice"]

    tags = {each["message"].partition(" «")[0]: each["tag"] for each in told}
    assert tags["Thiếu"] == "Chưa công bố được"
    assert tags["Chưa trả lời"] == "Lỗi: người duyệt phải đồng ý"
    assert "Lỗi: người duyệt phải đồng ý" in form.answer.text


def test_no_day_of_checking_is_made_up(sign_in: SignIn, office_engine: Engine) -> None:
    with sessions(office_engine).begin() as session:
        save(session, "ao-ca", Draft(name="Đăng ký ao cá"), "lan", "mới")
    form = Form(sign_in(Role.EDITOR), "ao-ca")

    assert "Kiểm tra ngày" not in form.answer.text
    assert form.script("xem").json()["reply"]["custom"]["verified_at"] is None
    assert "Kiểm tra ngày" in Form(form.clerk, "khai-sinh").answer.text
