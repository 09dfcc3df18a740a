"""Somebody new comes in for the first time, looks around and leaves; every page on the way can be used by everybody."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from services_catalog.back_office.access import accounts
from services_catalog.back_office.access.roles import Role
from services_catalog.database import sessions
from tests.browser.office.conftest import WIDTHS, OpenPage
from tests.browser.pages import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.long]
TEMPORARY = "tam-thoi-4821-dua-tay"
OWN = "chim gio ban phim tau"


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


@pytest.mark.parametrize(("width", "script"), [(320, True), (1280, False)])
def test_a_new_administrator_comes_in_looks_around_and_leaves(
    open_page: OpenPage, office_engine: Engine, complaints: list[str], width: int, script: bool
) -> None:
    name = f"lan{width}"
    with sessions(office_engine).begin() as session:
        accounts.add(session, "a test", name, "Nguyễn Thị Lan", Role.ADMINISTRATOR, TEMPORARY)
    page = open_page(width=width, script=script)

    def check() -> None:
        is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth") if script else False
        assert not is_wide, "the page scrolls sideways"
        if script:
            is_accessible(page, complaints)

    page.goto("/quan-tri/tai-khoan")
    heading(page, "Đăng nhập")
    check()
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill("không phải")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    if script:
        expect(page.get_by_role("alert")).to_be_focused()
        complaints.clear()  # Chromium logs that the answer was 422
    check()
    page.get_by_label("Mật khẩu").fill(TEMPORARY)
    page.get_by_role("button", name="Đăng nhập").click()

    heading(page, "Đặt mật khẩu của bạn")
    check()
    page.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
    page.get_by_label("Gõ lại mật khẩu mới").fill(OWN)
    page.get_by_role("button", name="Đặt mật khẩu").click()

    heading(page, "Cài bước đăng nhập thứ hai")
    check()
    secret = page.locator("input[name=khoa]").get_attribute("value") or ""
    page.get_by_label("Mã 6 số").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Xong").click()

    heading(page, "Mã dự phòng của bạn")
    expect(page.locator("main li")).to_have_count(10)
    check()
    page.get_by_role("link", name="Tiếp tục").click()

    heading(page, "Tài khoản")  # what was asked for at the beginning
    check()
    page.get_by_role("link", name="Nguyễn Thị Lan").first.click()
    heading(page, "Tài khoản của bạn")
    expect(page.get_by_text("chính nơi này")).to_be_visible()
    check()
    menu = page.locator("summary", has_text="Các mục")
    if menu.is_visible():
        menu.click()
    page.get_by_role("link", name="Nhật ký").click()
    heading(page, "Nhật ký")
    expect(page.get_by_role("cell", name="Cài bước đăng nhập thứ hai").first).to_be_visible()
    check()
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    heading(page, "Đăng nhập")
    expect(page.get_by_role("status")).to_have_text("Bạn đã đăng xuất.")
    page.goto("/quan-tri/tai-khoan")
    heading(page, "Đăng nhập")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path", ["/quan-tri/", "/quan-tri/tai-khoan/moi", "/quan-tri/toi/hai-lop", "/quan-tri/khong-co"]
)
def test_pages_of_access_can_be_used_by_everybody(
    open_page: OpenPage, complaints: list[str], path: str, width: int
) -> None:
    page = open_page(Role.ADMINISTRATOR, width=width)

    page.goto(path)

    complaints[:] = [text for text in complaints if not text.startswith("Failed to load resource")]
    is_accessible(page, complaints)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_every_entry_of_the_navigation_opens_a_page(open_page: OpenPage) -> None:
    page = open_page(Role.ADMINISTRATOR)
    page.goto("/quan-tri/")
    paths = [link.get_attribute("href") for link in page.locator("main li a").all()]

    missing = [path for path in paths if path and page.goto(path).status != 200]

    assert len(paths) > 5
    assert missing == []
