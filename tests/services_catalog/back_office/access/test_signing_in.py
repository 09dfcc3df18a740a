"""Signing in: step by step, once, and never further than the steps that were taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from services_catalog.back_office.access import accounts
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account, AuditEntry, SignIn
from services_catalog.database import sessions
from services_catalog.models import now
from tests.services_catalog.back_office.access.conftest import (
    CODE,
    PASSWORD,
    SIGN_IN,
    AddAccount,
    Clock,
    give_password,
    is_in,
)
from tests.services_catalog.back_office.access.filling import fields_of, fill
from tests.services_catalog.back_office.conftest import Clerk

NEW_PASSWORD = "/quan-tri/dang-nhap/mat-khau"
TOTP = "/quan-tri/dang-nhap/hai-lop"
NEW_ACCOUNT = "/quan-tri/tai-khoan/moi"
PHIEN = "__Host-quan-tri-phien"


def acts(engine: Engine) -> list[str]:
    with sessions(engine)() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def change(engine: Engine, name: str, what: Callable[[Any, Account], Any]) -> None:
    with sessions(engine).begin() as session:
        what(session, accounts.the(session, name))


def test_an_editor_signs_in_with_a_password_and_comes_to_the_page_that_was_asked_for(
    add: AddAccount, office: Clerk, office_engine: Engine
) -> None:
    add("lan")

    answer = give_password(office, " LAN ", path=f"{SIGN_IN}?tiep=/quan-tri/toi")

    assert answer.url.path == "/quan-tri/toi"
    assert "Tài khoản của bạn" in answer.text
    assert acts(office_engine)[-1] == "sign_in"


@pytest.mark.parametrize(
    ("name", "password"), [("lan", "khong dung mat khau"), ("ai-do", PASSWORD), ("", ""), ("lan", "\x00"), ("lan", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(
    add: AddAccount, office: Clerk, name: str, password: str
) -> None:
    add("lan")

    answer = give_password(office, name, password)

    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in answer.text
    assert not is_in(office)


def test_the_same_letters_are_the_same_password_however_a_keyboard_composes_them(
    add: AddAccount, office: Clerk, office_engine: Engine
) -> None:
    import unicodedata

    add("lan")
    change(office_engine, "lan", lambda session, lan: accounts.change_password(session, lan, "trời mưa ghế đỏ cá kho"))

    give_password(office, "lan", unicodedata.normalize("NFD", "trời mưa ghế đỏ cá kho"))

    assert is_in(office)


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "\\\\evil.test",
        "/quan-tri/\\..\\..//evil.test\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/quan-trix",
        "/",
        "/quan-tri/dang-xuat",
        "https:/quan-tri/",
        "///quan-tri/",
        "a" * 5000,
    ],
)
def test_signing_in_never_leads_to_another_site(add: AddAccount, office: Clerk, there: str) -> None:
    add("lan")
    asked = office.get(SIGN_IN, params={"tiep": there})
    carried = dict(fields_of(asked.text, SIGN_IN))

    forged = {**carried, "viec": '{"next": ' + repr(there).replace("'", '"') + "}", "ten": "lan", "mat_khau": PASSWORD}
    answers = [fill(office, asked, SIGN_IN, ten="lan", mat_khau=PASSWORD), office.post(SIGN_IN, data=forged)]

    assert [answer.url.path for answer in answers] == ["/quan-tri/", "/quan-tri/"]
    assert {answer.url.host for answer in answers} == {"quan-tri.test"}


def test_a_publisher_needs_the_code_too(add: AddAccount, office: Clerk, clock: Clock) -> None:
    add("binh", Role.PUBLISHER, totp=True)

    asked = give_password(office, "binh")
    assert "Mã 6 số" in asked.text
    assert not is_in(office)

    fill(office, asked, CODE, ma=clock.code())
    assert is_in(office)


def test_a_code_is_taken_once_also_by_somebody_who_looked_over_the_shoulder(
    add: AddAccount, another: Callable[..., Clerk], clock: Clock
) -> None:
    add("binh", Role.PUBLISHER, totp=True)
    owner, thief = another(), another("198.51.100.7")
    code = clock.code()

    fill(owner, give_password(owner, "binh"), CODE, ma=code)
    second = fill(thief, give_password(thief, "binh"), CODE, ma=code)

    assert is_in(owner)
    assert second.status_code == 422
    assert not is_in(thief)


def test_an_older_code_is_not_taken_after_a_newer_one(
    add: AddAccount, another: Callable[..., Clerk], clock: Clock
) -> None:
    add("binh", Role.PUBLISHER, totp=True)
    first, second = another(), another()
    old = clock.code()
    clock.now += 30

    fill(first, give_password(first, "binh"), CODE, ma=clock.code())
    fill(second, give_password(second, "binh"), CODE, ma=old)

    assert is_in(first)
    assert not is_in(second)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "000000000000", "' OR 1=1"])
def test_what_is_no_code_is_refused(add: AddAccount, office: Clerk, clock: Clock, code: str) -> None:
    add("binh", Role.PUBLISHER, totp=True)

    answer = fill(office, give_password(office, "binh"), CODE, ma=code)

    assert answer.status_code == 422
    assert not is_in(office)


def test_whoever_must_have_a_second_step_sets_it_up_and_gets_recovery_codes(
    add: AddAccount, another: Callable[..., Clerk], clock: Clock
) -> None:
    add("binh", Role.PUBLISHER)
    clerk = another()

    asked = give_password(clerk, "binh")
    assert "<svg" in asked.text
    assert not is_in(clerk)
    secret = dict(fields_of(asked.text, TOTP))["khoa"]
    wrong = fill(clerk, asked, TOTP, ma="000000")
    assert dict(fields_of(wrong.text, TOTP))["khoa"] == secret  # what was scanned still holds
    done = fill(clerk, wrong, TOTP, ma=clock.code(secret))
    codes = re.findall(r"<li>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</li>", done.text)

    assert is_in(clerk)
    assert len(set(codes)) == 10
    lost = another()
    fill(lost, give_password(lost, "binh"), CODE, ma=codes[3].upper())
    assert is_in(lost)
    again = another()
    fill(again, give_password(again, "binh"), CODE, ma=codes[3])
    assert not is_in(again)


def test_a_temporary_password_is_good_for_choosing_one_and_for_nothing_else(add: AddAccount, office: Clerk) -> None:
    add("lan", temporary=True)

    asked = give_password(office, "lan")
    assert not is_in(office)
    for bad in ("ngan", PASSWORD, "nguyenvanan1990", "quantri2026!!", "123456789012"):
        asked = fill(office, asked, NEW_PASSWORD, mat_khau_moi=bad, nhac_lai=bad)
        assert asked.status_code == 422
        assert not is_in(office)
    fill(office, asked, NEW_PASSWORD, mat_khau_moi="chim gio ban phim tau", nhac_lai="chim gio ban phim tau")

    assert is_in(office)


def test_a_step_cannot_be_skipped(add: AddAccount, office: Clerk, clock: Clock) -> None:
    add("binh", Role.PUBLISHER, totp=True, temporary=True)
    asked = give_password(office, "binh")

    for path in (NEW_PASSWORD, TOTP):
        assert office.get(path, follow_redirects=False).headers["location"] == SIGN_IN
        token = dict(fields_of(asked.text, CODE))["csrf_token"]
        sent = {"csrf_token": token, "mat_khau_moi": "chim gio ban phim tau", "nhac_lai": "chim gio ban phim tau"}
        assert office.post(path, data=sent).status_code == 403
    assert not is_in(office)
    asked = fill(office, asked, CODE, ma=clock.code())
    assert "Đặt mật khẩu của bạn" in asked.text
    assert not is_in(office)


def test_a_planted_session_is_worth_nothing_after_signing_in(
    add: AddAccount, another: Callable[..., Clerk], clock: Clock
) -> None:
    add("binh", Role.PUBLISHER, totp=True)
    add("ke-gian")
    attacker, victim = another(), another()
    give_password(attacker, "ke-gian")
    planted = attacker.cookies[PHIEN]
    victim.cookies.set(PHIEN, planted, domain="quan-tri.test")

    asked = give_password(victim, "binh")
    halfway = victim.cookies.get(PHIEN, domain="quan-tri.test")
    fill(victim, asked, CODE, ma=clock.code())
    whole = victim.cookies.get(PHIEN, domain="quan-tri.test")

    assert len({planted, halfway, whole}) == 3
    assert "Binh" in victim.get("/quan-tri/").text
    for old in (planted, halfway):
        thief = another()
        thief.cookies.set(PHIEN, old, domain="quan-tri.test")
        assert not is_in(thief)


def test_the_database_holds_no_value_of_a_cookie(add: AddAccount, office: Clerk, office_engine: Engine) -> None:
    add("lan")
    give_password(office, "lan")

    with office_engine.connect() as connection:
        kept = " ".join(
            str(row)
            for table in ("sign_in", "known_device", "audit_entry")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        )

    assert [name for name, value in office.cookies.items() if value in kept] == []


def end_by_idling(session: Any, lan: Account) -> None:
    session.execute(update(SignIn).values(last_seen_at=now() - timedelta(minutes=61)))


def end_by_age(session: Any, lan: Account) -> None:
    session.execute(update(SignIn).values(at=now() - timedelta(hours=12, minutes=1)))


@pytest.mark.parametrize(
    "end",
    [
        end_by_idling,
        end_by_age,
        lambda session, lan: accounts.disable(session, "a test", lan, "nghỉ"),
        lambda session, lan: accounts.set_role(session, "a test", lan, Role.VIEWER),
        lambda session, lan: accounts.reset_password(session, "a test", lan),
        lambda session, lan: accounts.change_password(session, lan, "chim gio ban phim tau"),
        lambda session, lan: accounts.take_totp_away(session, "a test", lan, "mất máy"),
    ],
    ids=["idle", "old", "disabled", "another role", "password reset", "password changed", "second step taken away"],
)
def test_a_session_ends(
    add: AddAccount, office: Clerk, office_engine: Engine, end: Callable[[Any, Account], Any]
) -> None:
    add("lan")
    give_password(office, "lan")
    assert is_in(office)

    change(office_engine, "lan", end)

    assert not is_in(office)


def test_a_disabled_account_does_not_come_in(add: AddAccount, office: Clerk, office_engine: Engine) -> None:
    add("lan")
    change(office_engine, "lan", lambda session, lan: accounts.disable(session, "a test", lan, "nghỉ"))

    answer = give_password(office, "lan")

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in answer.text
    assert not is_in(office)


def test_signing_out_here_leaves_other_places_and_signing_out_everywhere_does_not(
    add: AddAccount, another: Callable[..., Clerk]
) -> None:
    add("lan")
    first, second, third = another(), another(), another()
    for clerk in (first, second, third):
        give_password(clerk, "lan")

    assert "Bạn đã đăng xuất." in first.submit("/quan-tri/dang-xuat").text
    assert [is_in(clerk) for clerk in (first, second, third)] == [False, True, True]
    second.submit("/quan-tri/toi/dang-xuat-moi-noi")
    assert [is_in(clerk) for clerk in (first, second, third)] == [False, False, False]


def test_changing_the_password_asks_for_the_old_one_and_signs_out_elsewhere(
    add: AddAccount, another: Callable[..., Clerk]
) -> None:
    add("lan")
    here, there = another(), another()
    for clerk in (here, there):
        give_password(clerk, "lan")
    new = {"mat_khau_moi": "chim gio ban phim tau", "nhac_lai": "chim gio ban phim tau"}

    refused = here.submit("/quan-tri/toi/mat-khau", {"mat_khau_cu": "sai", **new})
    assert (refused.status_code, is_in(there)) == (422, True)
    here.submit("/quan-tri/toi/mat-khau", {"mat_khau_cu": PASSWORD, **new})

    assert (is_in(here), is_in(there)) == (True, False)


# A form that came too late


def late(office_engine: Engine, clerk: Clerk, typed: dict[str, Any], **more: Any) -> Any:
    """Type into the form of a new account, let the session end, and send it."""
    page = clerk.get(NEW_ACCOUNT)
    with sessions(office_engine).begin() as session:
        end_by_idling(session, Account())
    token = dict(fields_of(page.text, NEW_ACCOUNT))["csrf_token"]
    return clerk.post(NEW_ACCOUNT, data={"csrf_token": token, **typed}, **more)


TYPED = {"name": "hoa", "display_name": "Hoa «một cửa» <b>&amp;", "role": "editor"}


def test_a_form_that_came_too_late_is_sent_again_after_signing_in_and_nothing_is_lost(
    add: AddAccount, office: Clerk, office_engine: Engine, clock: Clock
) -> None:
    add("chi", Role.ADMINISTRATOR, totp=True)
    fill(office, give_password(office, "chi"), CODE, ma=clock.code())
    clock.now += 60

    asked = late(office_engine, office, TYPED)
    assert asked.status_code == 401
    assert "vẫn được giữ" in asked.text
    wrong = fill(office, asked, SIGN_IN, ten="chi", mat_khau="sai roi day nhe")
    code = fill(office, wrong, SIGN_IN, ten="chi", mat_khau=PASSWORD)
    resend = fill(office, code, CODE, ma=clock.code())
    assert "Gửi lại những gì tôi đã gõ" in resend.text
    done = fill(office, resend, NEW_ACCOUNT)

    assert "Đã thêm tài khoản" in done.text
    with sessions(office_engine)() as session:
        assert accounts.the(session, "hoa").display_name == TYPED["display_name"]


def test_signing_out_in_one_tab_loses_nothing_that_another_holds(add: AddAccount, office: Clerk, clock: Clock) -> None:
    add("chi", Role.ADMINISTRATOR, totp=True)
    fill(office, give_password(office, "chi"), CODE, ma=clock.code())
    clock.now += 60
    held = dict(fields_of(office.get(NEW_ACCOUNT).text, NEW_ACCOUNT))

    office.submit("/quan-tri/dang-xuat")
    assert not is_in(office)
    asked = office.post(NEW_ACCOUNT, data={**held, **TYPED})
    assert "vẫn được giữ" in asked.text
    code = fill(office, asked, SIGN_IN, ten="chi", mat_khau=PASSWORD)
    resend = fill(office, code, CODE, ma=clock.code())

    assert "Đã thêm tài khoản" in fill(office, resend, NEW_ACCOUNT).text


def test_a_long_form_survives_with_every_line_and_every_repeated_field(
    add: AddAccount, office: Clerk, office_engine: Engine, clock: Clock
) -> None:
    add("chi", Role.ADMINISTRATOR, totp=True)
    fill(office, give_password(office, "chi"), CODE, ma=clock.code())
    clock.now += 60
    long = "Điều kiện: có hộ khẩu…\r\n" * 8_000  # some 300 KB in UTF-8
    typed = {"dong": [f"dòng {number}" for number in range(300)], "dai": "\r\n" + long}

    asked = late(office_engine, office, typed)
    code = fill(office, asked, SIGN_IN, ten="chi", mat_khau=PASSWORD)
    resend = fill(office, code, CODE, ma=clock.code())

    sent = fields_of(resend.text, NEW_ACCOUNT)
    assert [value for name, value in sent if name == "dong"] == typed["dong"]
    assert dict(sent)["dai"].replace("\r\n", "\n") == typed["dai"].replace("\r\n", "\n")


def test_somebody_else_does_not_send_it_under_their_name(
    add: AddAccount, office: Clerk, office_engine: Engine, clock: Clock
) -> None:
    add("chi", Role.ADMINISTRATOR, totp=True)
    add("lan")
    fill(office, give_password(office, "chi"), CODE, ma=clock.code())

    answer = fill(office, late(office_engine, office, TYPED), SIGN_IN, ten="lan", mat_khau=PASSWORD)

    assert "của một tài khoản khác" in answer.text
    assert "Gửi lại" not in answer.text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}])
def test_another_site_cannot_have_its_form_sent_by_way_of_the_sign_in_page(
    add: AddAccount, office: Clerk, office_engine: Engine, clock: Clock, headers: dict[str, str]
) -> None:
    add("chi", Role.ADMINISTRATOR, totp=True)
    fill(office, give_password(office, "chi"), CODE, ma=clock.code())

    asked = late(office_engine, office, TYPED, headers=headers)

    assert asked.status_code == 401
    assert "hoa" not in dict(fields_of(asked.text, SIGN_IN))["viec"]


def test_signing_in_itself_is_protected_from_other_sites(add: AddAccount, office: Clerk) -> None:
    add("lan")
    office.get(SIGN_IN)

    for sent in ({}, {"csrf_token": "x" * 59}):
        answer = office.post(SIGN_IN, data={"ten": "lan", "mat_khau": PASSWORD, **sent})
        assert answer.status_code == 403
        assert not is_in(office)
