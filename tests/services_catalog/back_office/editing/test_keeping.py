"""Nothing typed is lost: a crash, an ended session, two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.editing import saving
from services_catalog.back_office.editing.saving import Overtaken, save_draft
from services_catalog.back_office.models import Account, Unsaved
from services_catalog.back_office.models import SignIn as SignInRow
from services_catalog.database import sessions
from services_catalog.exchange.importing import newest
from services_catalog.models import Revision, now
from services_catalog.publishing import save
from services_catalog.record import Draft
from tests.services_catalog.back_office.conftest import SignIn
from tests.services_catalog.back_office.editing.conftest import Form, changed, latest, record_now


def test_what_the_script_kept_is_there_after_a_crash(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    kept = Form(clerk, "khai-sinh").script("giu", name="Gõ dở", fees__0__amount_vnd="chưa xong", why="vì")

    again = Form(sign_in(Role.EDITOR), "khai-sinh")

    assert kept.json()["newer"] is None
    assert again.value("record.name") == "Gõ dở"
    assert again.value("record.fees.0.amount_vnd") == "chưa xong"
    assert again.value("why") == "vì"
    assert "phần gõ dở lúc" in again.answer.text
    assert latest(office_engine, "khai-sinh").number == 1
    assert "Bạn còn gõ dở" in clerk.get("/quan-tri/dich-vu").text


def test_what_was_typed_can_be_dropped(sign_in: SignIn) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh")
    form.script("giu", name="Gõ dở")

    form.press("bo")

    assert form.value("record.name") == "Đăng ký khai sinh"
    assert "phần gõ dở" not in form.answer.text


def test_saving_forgets_what_was_kept(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh")
    form.script("giu", name="Gõ dở")

    form.save(name="Xong")

    with sessions(office_engine)() as session:
        assert session.scalars(select(Unsaved)).all() == []


def test_what_one_types_another_does_not_see(sign_in: SignIn) -> None:
    Form(sign_in(Role.EDITOR, "lan"), "khai-sinh").script("giu", name="Của Lan")

    assert Form(sign_in(Role.EDITOR, "minh"), "khai-sinh").value("record.name") == "Đăng ký khai sinh"


def test_an_ended_session_in_the_middle_of_the_form_loses_nothing(
    sign_in: SignIn, office_engine: Engine, office_app: FastAPI
) -> None:
    clerk = sign_in(Role.EDITOR)
    form = Form(clerk, "khai-sinh")
    token = clerk.csrf_token
    with sessions(office_engine).begin() as session:
        session.execute(update(SignInRow).values(last_seen_at=now() - timedelta(days=1), at=now() - timedelta(days=1)))

    sent = changed(form.pairs, {"record.name": "Gõ lúc phiên đã hết", "why": "sửa", "do": "luu", "csrf_token": token})
    late = clerk.post(f"{form.path}/sua", data=sent)
    by_script = clerk.post(f"{form.path}/giu", data=sent)

    assert late.status_code in (200, 401)
    assert "Gõ lúc phiên đã hết" in late.text  # it waits in the page on which to sign in again
    assert by_script.status_code in (200, 401)
    assert "json" not in by_script.headers["content-type"]  # by which the script knows
    assert latest(office_engine, "khai-sinh").number == 1


def test_two_who_change_different_things_lose_nothing(sign_in: SignIn, office_engine: Engine) -> None:
    lan, minh = Form(sign_in(Role.EDITOR, "lan"), "khai-sinh"), Form(sign_in(Role.EDITOR, "minh"), "khai-sinh")

    lan.save("đổi cơ quan", agency="Uỷ ban nhân dân xã")
    minh.save("thêm tên gọi", aliases="làm giấy khai sinh\nkhai sinh cho con\ngiấy khai sanh")

    assert str(minh.answer.url).endswith("/gop")
    assert "đổi cơ quan" in minh.answer.text
    assert "lan" in minh.answer.text
    assert "Cơ quan thực hiện: “Uỷ ban nhân dân cấp xã” → “Uỷ ban nhân dân xã”" in minh.answer.text
    newest = latest(office_engine, "khai-sinh")
    minh.answer = minh.clerk.submit(f"{minh.path}/gop", {"newest": str(newest.id)})
    assert minh.value("record.agency") == "Uỷ ban nhân dân xã"
    minh.save("thêm tên gọi")

    record = record_now(office_engine, "khai-sinh")
    assert (record["agency"], record["aliases"][-1]) == ("Uỷ ban nhân dân xã", "giấy khai sanh")
    assert latest(office_engine, "khai-sinh").number == 3


def test_where_two_changed_the_same_the_second_chooses(sign_in: SignIn, office_engine: Engine) -> None:
    lan, minh = Form(sign_in(Role.EDITOR, "lan"), "khai-sinh"), Form(sign_in(Role.EDITOR, "minh"), "khai-sinh")
    lan.save("sửa phí", fees__0__amount_vnd="8.000")
    minh.save("sửa phí khác", fees__0__amount_vnd="9.000")
    assert "8000" in minh.answer.text
    assert "9000" in minh.answer.text
    newest = str(latest(office_engine, "khai-sinh").id)

    unchosen = minh.clerk.submit(f"{minh.path}/gop", {"newest": newest})
    assert "Bạn chọn một bên" in unchosen.text
    minh.answer = minh.clerk.submit(f"{minh.path}/gop", {"newest": newest, "choice.0": "theirs"})

    assert minh.value("record.fees.0.amount_vnd") == "8.000"


def test_who_chooses_sees_where_two_long_texts_differ(sign_in: SignIn) -> None:
    lan, minh = Form(sign_in(Role.EDITOR, "lan"), "khai-sinh"), Form(sign_in(Role.EDITOR, "minh"), "khai-sinh")
    long = "Bạn nộp hồ sơ ở bộ phận một cửa của xã nơi bạn ở. " * 5
    lan.save("sửa", summary=f"{long}Lệ phí là 5.000 đồng.")
    minh.save("sửa khác", summary=f"{long}Lệ phí là 6.000 đồng.")

    choices = minh.answer.text.partition("Chỗ hai người cùng đổi")[2]
    assert f"{long}Lệ phí là 5.000 đồng." in choices
    assert f"{long}Lệ phí là 6.000 đồng." in choices
    assert "So sánh từng mục: lúc bạn mở và người kia" in minh.answer.text


def test_a_third_change_while_merging_is_merged_too(sign_in: SignIn, office_engine: Engine) -> None:
    lan, minh = Form(sign_in(Role.EDITOR, "lan"), "khai-sinh"), Form(sign_in(Role.EDITOR, "minh"), "khai-sinh")
    lan.save("một", agency="Cơ quan một")
    minh.save("hai", name="Tên hai")
    seen = str(latest(office_engine, "khai-sinh").id)
    Form(lan.clerk, "khai-sinh").save("ba", agency="Cơ quan ba")

    late = minh.clerk.submit(f"{minh.path}/gop", {"newest": seen})

    assert "Lại vừa có người lưu thêm" in late.text
    assert "Cơ quan ba" in late.text


def test_who_types_learns_at_once_that_somebody_saved(sign_in: SignIn) -> None:
    minh = Form(sign_in(Role.EDITOR, "minh"), "khai-sinh")
    Form(sign_in(Role.EDITOR, "lan"), "khai-sinh").save("đổi tên", name="Tên khác")

    assert "lan" in minh.script("giu", summary="Minh đang gõ một câu tóm tắt dài.").json()["newer"]


def test_the_script_learns_from_the_next_page_that_the_server_has_it(sign_in: SignIn) -> None:
    form = Form(sign_in(Role.EDITOR), "khai-sinh")

    form.press("xem", name="Gõ dở", mark="abc")
    assert 'data-got="abc"' in form.answer.text
    form.save(mark="def", fees__0__amount_vnd="5000")
    assert 'data-got="def"' in form.answer.text


def test_of_two_who_save_in_one_moment_one_is_told_to_merge(office_engine: Engine) -> None:
    base = latest(office_engine, "khai-sinh")
    people = [Person(number, name, name, Role.EDITOR, "") for number, name in enumerate(("lan", "minh"))]
    with sessions(office_engine).begin() as session:
        session.add_all(
            [Account(id=each.account_id, name=each.name, display_name="x", role="editor") for each in people]
        )

    def save(person: Person) -> str:
        record = Draft.model_validate({**base.record, "name": f"Tên của {person.name}"})
        try:
            save_draft(office_engine, person, "khai-sinh", record, base.id, "cùng lúc")
        except Overtaken:
            return "gộp"
        return "lưu"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, people)) == ["gộp", "lưu"]
    assert latest(office_engine, "khai-sinh").number == 2


def test_who_saves_between_a_look_and_a_write_is_not_overwritten(
    office_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = latest(office_engine, "khai-sinh")
    looked: list[int] = []

    def interrupted(session: Session, slug: str) -> Revision | None:
        found = newest(session, slug)
        if not looked:
            looked.append(1)
            with sessions(office_engine).begin() as other:
                save(other, slug, Draft.model_validate({**base.record, "name": "Tên của Minh"}), "minh", "trước")
        return found

    monkeypatch.setattr(saving, "newest", interrupted)
    record = Draft.model_validate({**base.record, "name": "Tên của Lan"})
    with pytest.raises(Overtaken):
        save_draft(office_engine, Person(1, "lan", "Lan", Role.EDITOR, ""), "khai-sinh", record, base.id, "sau")

    assert latest(office_engine, "khai-sinh").by == "minh"
