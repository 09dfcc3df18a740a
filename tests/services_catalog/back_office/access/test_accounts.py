"""Accounts as an administrator keeps them, on the pages and by the command."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from services_catalog.back_office.access import accounts
from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account, AuditEntry
from services_catalog.cli import app
from services_catalog.database import connect, sessions
from services_catalog.settings import settings
from tests.services_catalog.back_office.access.conftest import AddAccount, give_password, is_in
from tests.services_catalog.back_office.access.filling import fill
from tests.services_catalog.back_office.conftest import Clerk, SignIn

ACCOUNTS = "/quan-tri/tai-khoan"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{'z'*12}}"


def of(engine: Engine, name: str) -> Account:
    with sessions(engine)() as session:
        return accounts.the(session, name)


def test_an_administrator_adds_somebody_who_then_chooses_a_password(
    sign_in: SignIn, office: Clerk, office_engine: Engine
) -> None:
    new = {"name": "Hoa.Tran", "display_name": "  Trần  Thị Hoa ", "role": "editor"}

    shown = sign_in(Role.ADMINISTRATOR).submit(f"{ACCOUNTS}/moi", new)
    password = shown.text.partition('id="mat-khau-tam">')[2].partition("<")[0]
    asked = give_password(office, "hoa.tran", password)
    chosen = {"mat_khau_moi": "chim gio ban phim tau", "nhac_lai": "chim gio ban phim tau"}
    fill(office, asked, "/quan-tri/dang-nhap/mat-khau", **chosen)

    assert is_in(office)
    assert of(office_engine, "hoa.tran").display_name == "Trần Thị Hoa"
    assert "Trần Thị Hoa" in sign_in(Role.ADMINISTRATOR).get(ACCOUNTS).text


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"name": "", "display_name": "Hoa", "role": "editor"}, "Bạn chưa điền ô này."),
        ({"name": "hoa hoa", "display_name": "Hoa", "role": "editor"}, "chữ không dấu"),
        ({"name": "administrator", "display_name": "Hoa", "role": "editor"}, "Đã có tài khoản"),
        ({"name": "hoa", "display_name": "Hoa", "role": "god"}, "không có trong danh sách"),
        ({"name": "h" * 81, "display_name": "Hoa", "role": "editor"}, "dài nhất 80 chữ"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(
    sign_in: SignIn, new: dict[str, str], said: str
) -> None:
    answer = sign_in(Role.ADMINISTRATOR).submit(f"{ACCOUNTS}/moi", new)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Hoa"' in answer.text


def test_the_last_administrator_can_neither_be_shut_out_nor_demoted(sign_in: SignIn, office_engine: Engine) -> None:
    only = sign_in(Role.ADMINISTRATOR)
    path = f"{ACCOUNTS}/{of(office_engine, 'administrator').id}"

    for act, fields in (("khoa", {"vi_sao": "nghỉ"}), ("vai-tro", {"role": "viewer"})):
        answer = only.submit(f"{path}/{act}", fields)
        assert (answer.status_code, "người quản trị cuối cùng" in answer.text) == (422, True)
    sign_in(Role.ADMINISTRATOR, "another")
    only.submit(f"{path}/vai-tro", {"role": "viewer"})

    assert of(office_engine, "administrator").role == Role.VIEWER


def test_whoever_is_disabled_is_out_at_once_and_back_when_enabled(
    sign_in: SignIn, add: AddAccount, office: Clerk, office_engine: Engine
) -> None:
    path = f"{ACCOUNTS}/{add('lan').id}"
    administrator = sign_in(Role.ADMINISTRATOR)
    give_password(office, "lan")

    assert administrator.submit(f"{path}/khoa").status_code == 422  # no reason
    assert is_in(office)
    administrator.submit(f"{path}/khoa", {"vi_sao": "mất điện thoại"})
    assert not is_in(office)
    give_password(office, "lan")
    assert not is_in(office)
    administrator.submit(f"{path}/mo", {"vi_sao": "tìm thấy"})
    give_password(office, "lan")
    assert is_in(office)
    with sessions(office_engine)() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "account_disable")).one()
    assert (entry.by, entry.about, entry.why) == ("administrator", "lan", "mất điện thoại")


@pytest.mark.parametrize("act", ["xoa", "khoa/1", "__class__"])
def test_an_act_that_is_none_does_nothing(sign_in: SignIn, add: AddAccount, act: str) -> None:
    path = f"{ACCOUNTS}/{add('lan').id}/{act}"

    assert sign_in(Role.ADMINISTRATOR).submit(path, {"vi_sao": "a"}).status_code == 404


def test_script_in_any_field_is_text_on_every_page(
    sign_in: SignIn, office_engine: Engine, add: AddAccount, office: Clerk
) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)
    lan = add("lan")
    with sessions(office_engine).begin() as session:
        session.get_one(Account, lan.id).display_name = SCRIPT
        record(session, SCRIPT, SCRIPT, SCRIPT, SCRIPT, **{SCRIPT: SCRIPT})
    give_password(office, "lan")
    form = {"name": SCRIPT, "display_name": SCRIPT, "role": SCRIPT}
    stale = {"csrf_token": SCRIPT, SCRIPT: SCRIPT}

    pages = [
        administrator.get(ACCOUNTS),
        administrator.get(f"{ACCOUNTS}/{lan.id}"),
        administrator.submit(f"{ACCOUNTS}/moi", form),
        administrator.submit(f"{ACCOUNTS}/{lan.id}/vai-tro", {"role": SCRIPT}),
        administrator.get("/quan-tri/nhat-ky", params=dict.fromkeys(("ai", "viec", "ve", "tu", "den"), SCRIPT)),
        administrator.get("/quan-tri/nhat-ky"),
        administrator.post(f"{ACCOUNTS}/moi", data=stale, headers={"sec-fetch-site": "same-origin"}),
        administrator.submit(f"{ACCOUNTS}/{lan.id}/khoa", {"vi_sao": SCRIPT}),
        office.get("/quan-tri/dang-nhap", params={"tiep": SCRIPT}),
        give_password(office, SCRIPT, SCRIPT),
    ]

    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "z" * 12 not in page.text
    assert "&lt;script&gt;alert(1)" in pages[0].text


# The audit trail's pages


@pytest.fixture
def trail(office_engine: Engine, sign_in: SignIn) -> Clerk:
    """An administrator before a trail of 120 entries by lan and one by hoa."""
    administrator = sign_in(Role.ADMINISTRATOR)
    with sessions(office_engine).begin() as session:
        for number in range(120):
            record(session, "lan", "save", f"dich-vu-{number}", "sửa")
        record(session, "hoa", "account_disable", "=1+1", "=HYPERLINK(1)", note="-2")
    return administrator


def test_the_trail_is_read_page_by_page_and_filtered(trail: Clerk) -> None:
    path = "/quan-tri/nhat-ky"

    assert "121 việc" in trail.get(path).text
    assert "Trang 2 trên 3" in trail.get(path, params={"trang": "2"}).text
    assert "Trang 3 trên 3" in trail.get(path, params={"trang": "99999"}).text
    assert "1 việc" in trail.get(path, params={"ai": "hoa"}).text
    assert "1 việc" in trail.get(path, params={"viec": "account_disable"}).text
    assert "11 việc" in trail.get(path, params={"ve": "dich-vu-10", "ai": "lan"}).text
    assert "0 việc" in trail.get(path, params={"den": "2020-01-01"}).text
    assert "121 việc" in trail.get(path, params={"tu": "2020-01-01", "den": "không phải ngày"}).text
    assert "0 việc" in trail.get(path, params={"ve": "%"}).text


def test_the_trail_is_downloaded_and_no_cell_is_a_formula(trail: Clerk) -> None:
    answer = trail.get("/quan-tri/nhat-ky/tai-ve.csv", params={"ai": "hoa"})
    heading, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))

    assert "attachment" in answer.headers["content-disposition"]
    assert heading[:3] == ["Lúc", "Ai", "Việc"]
    assert row[1:5] == ["hoa", "Khoá tài khoản", "'=1+1", "'=HYPERLINK(1)"]


# The command


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of the command, still without tables."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    yield url
    settings.cache_clear()


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["account", *arguments], input=typed)
    return result.exit_code, result.output


def test_the_first_administrator_is_made_by_the_command(database: str) -> None:
    code, said = run("add", "Lan", "--display", "Nguyễn Thị Lan")
    password = said.strip().rpartition(": ")[2]

    assert (code, "chỉ hiện một lần" in said) == (0, True)
    with sessions(connect(database))() as session:
        lan = accounts.the(session, "lan")
        assert (lan.role, lan.password_is_temporary) == (Role.ADMINISTRATOR, True)
        assert accounts.passwords.fits(password, lan.password_hash)


def test_a_typed_password_is_asked_for_twice_and_must_be_good(database: str) -> None:
    good = "chim gio ban phim tau\n"

    assert run("add", "lan", "--ask", typed="ngan\nngan\n")[0] == 1
    assert run("add", "lan", "--ask", typed=f"{good}khac\n")[0] == 1
    assert "lan" not in run("list")[1]
    code, said = run("add", "lan", "--ask", typed=good * 2)
    assert (code, "chim gio" in said) == (0, False)
    with sessions(connect(database))() as session:
        assert not accounts.the(session, "lan").password_is_temporary


def test_accounts_are_listed_given_roles_disabled_and_enabled(database: str) -> None:
    run("add", "lan")
    run("add", "hoa", "--role", "editor", "--openid")

    assert run("role", "hoa", "administrator")[0] == 0
    assert run("disable", "lan", "--why", "nghỉ")[0] == 0
    code, listed = run("list")
    assert code == 0
    assert "tài khoản cơ quan" in listed
    assert "đã khoá" in listed
    assert run("disable", "hoa", "--why", "nghỉ") == (
        1,
        "Đây là người quản trị cuối cùng. Bạn cho người khác làm quản trị trước nhé.\n",
    )
    assert run("enable", "lan", "--why", "về")[0] == 0
    assert run("password", "lan")[0] == 0
    assert run("password", "khong-co")[0] == 1
