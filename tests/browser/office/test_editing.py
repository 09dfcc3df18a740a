"""An editor corrects a service in a real browser: she sees what citizens read, and loses nothing she types."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, update

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import SignIn
from services_catalog.database import sessions
from services_catalog.exchange.importing import newest
from services_catalog.models import now
from services_catalog.settings import settings
from tests.browser.office.conftest import WIDTHS, OpenPage
from tests.browser.pages import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.long]
FORM = "/quan-tri/dich-vu/can-cuoc-cap-lai/sua"


@pytest.fixture(scope="module", autouse=True)
def _own_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The search index of this module is thrown away."""
    with pytest.MonkeyPatch.context() as changes:
        changes.setenv("SEARCH_STORE", str(tmp_path_factory.mktemp("search")))
        settings.cache_clear()
        yield
    settings.cache_clear()


def part(page: Page, name: str) -> None:
    """Open a part of the form."""
    page.locator(f"#record-{name} > summary").click()


def amount(engine: Engine, slug: str = "can-cuoc-cap-lai") -> int:
    with sessions(engine)() as session:
        found = newest(session, slug)
        assert found
        return int(found.record["fees"][0]["amount_vnd"])


def test_a_wrong_fee_is_corrected_beside_what_citizens_read(open_page: OpenPage, office_engine: Engine) -> None:
    page = open_page(Role.EDITOR, "lan")
    page.goto("/quan-tri/dich-vu")
    page.get_by_label("Từ cần tìm").fill("lam lai can cuoc")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Cấp lại thẻ căn cước").click()
    page.get_by_label("Hỏi về").select_option("fee")
    part(page, "fees")

    fee = page.locator("#record-fees-0-amount_vnd")
    fee.fill("bốn chục")
    expect(page.locator("#record-fees-0-amount_vnd-loi")).to_contain_text("không phải số nguyên")
    fee.fill("40.000")
    expect(page.locator("#xem-loi-dap .block.fees")).to_contain_text("40.000 đồng")  # as the widget draws it
    expect(page.locator("#record-fees-0-amount_vnd-loi")).to_be_empty()
    expect(page.locator("#giu")).to_contain_text("Đã giữ phần gõ dở")

    page.get_by_label("Vì sao sửa?").fill("Thông tư mới")
    page.get_by_role("button", name="Lưu bản nháp").click()

    expect(page.get_by_text("Đã lưu bản 2")).to_be_visible()
    expect(page.get_by_role("link", name="Gửi duyệt")).to_be_visible()
    assert amount(office_engine) == 40_000


def test_entries_are_added_moved_and_removed_at_once(open_page: OpenPage, office_engine: Engine) -> None:
    page = open_page(Role.EDITOR, "hoa")
    page.goto("/quan-tri/dich-vu/ket-hon/sua")
    part(page, "sources")
    page.get_by_role("button", name="Thêm nguồn").click()
    source = page.locator("[data-entries='record.sources'] > [data-entry]").last
    source.get_by_label("Tên", exact=False).first.fill("Trang của xã")
    source.get_by_label("Loại nguồn").select_option("official")
    source.get_by_label("Ngày xem").fill("2026-11-21")
    part(page, "steps")
    for text in ("Nhận giấy", "Nộp tờ khai"):
        page.get_by_role("button", name="Thêm các bước").click()
        step = page.locator("[data-entries='record.steps'] > [data-entry]").last
        step.get_by_label("Nội dung").fill(text)
        step.get_by_label("Trang của xã").check()
    page.get_by_role("button", name="Lên – Các bước").last.click()
    page.get_by_role("button", name="Bỏ – Các bước").first.click()
    expect(page.get_by_text("Đã bỏ Các bước 1.")).to_be_visible()
    page.get_by_role("button", name="Hoàn lại").click()
    page.get_by_label("Vì sao sửa?").fill("thêm bước")
    page.get_by_role("button", name="Lưu bản nháp").click()

    expect(page.get_by_text("Đã lưu bản 2")).to_be_visible()
    with sessions(office_engine)() as session:
        found = newest(session, "ket-hon")
        assert found
        assert [step["text"] for step in found.record["steps"]] == ["Nộp tờ khai", "Nhận giấy"]
        assert found.record["sources"]["nguon-2"]["title"] == "Trang của xã"


def test_what_was_typed_without_a_network_is_there_after_a_crash(open_page: OpenPage) -> None:
    page = open_page(Role.EDITOR, "minh")
    page.goto("/quan-tri/dich-vu/khai-sinh/sua")
    page.context.set_offline(True)
    page.locator("#record-name").fill("Gõ lúc mất mạng")
    expect(page.locator("#giu")).to_contain_text("Mất mạng")
    page.context.set_offline(False)
    page.goto("about:blank")  # and away, before anything was sent

    page.goto("/quan-tri/dich-vu/khai-sinh/sua")
    expect(page.locator("#record-name")).to_have_value(re.compile("Đăng ký khai sinh|Gõ lúc mất mạng"))
    if page.locator("#record-name").input_value() != "Gõ lúc mất mạng":
        page.get_by_role("button", name="Lấy lại").click()
    expect(page.locator("#record-name")).to_have_value("Gõ lúc mất mạng")


def test_an_ended_session_in_the_middle_of_a_long_form_loses_nothing(
    open_page: OpenPage, office_engine: Engine
) -> None:
    page = open_page(Role.EDITOR, "tu")
    page.goto("/quan-tri/dich-vu/dang-ky-tam-tru/sua")
    with sessions(office_engine).begin() as session:
        session.execute(update(SignIn).values(ended_at=now()))
    page.locator("#record-name").fill("Gõ lúc phiên đã hết")
    expect(page.locator("#giu")).to_contain_text("Phiên đã hết")
    held = page.evaluate("Object.values(localStorage).join()")

    assert "Gõ lúc phiên đã hết" in held
    page.get_by_label("Vì sao sửa?").fill("sửa")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.wait_for_load_state()
    assert "Gõ lúc phiên đã hết" in page.content()  # it waits in the page on which to sign in again


def test_two_editors_collide_and_lose_nothing(open_page: OpenPage, office_engine: Engine) -> None:
    pages = [open_page(Role.EDITOR, name) for name in ("mai", "nam")]
    for page in pages:
        page.goto(FORM)
        page.locator("#record-fees > summary").click()
    before = amount(office_engine)
    for page, value, why in zip(pages, ("41.000", "42.000"), ("Mai sửa", "Nam sửa"), strict=True):
        page.locator("#record-fees-0-amount_vnd").fill(value)
        page.get_by_label("Vì sao sửa?").fill(why)
        page.get_by_role("button", name="Lưu bản nháp").click()
        page.wait_for_load_state()
    second = pages[1]

    expect(second.get_by_role("heading", name="Gộp hai bản")).to_be_visible()
    expect(second.get_by_text("Mai sửa")).to_be_visible()
    assert before != 41_000 == amount(office_engine)
    second.get_by_label("Bạn: 42000").check()
    second.get_by_role("button", name="Gộp và xem lại").click()
    expect(second.locator("#record-fees-0-amount_vnd")).to_have_value("42.000")
    second.get_by_role("button", name="Lưu bản nháp").click()
    expect(second.get_by_text("Đã lưu bản")).to_be_visible()
    assert amount(office_engine) == 42_000


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    open_page: OpenPage, complaints: list[str], width: int, tmp_path: Path
) -> None:
    page = open_page(Role.EDITOR, f"axe{width}", width=width)
    for path in (
        "/quan-tri/dich-vu",
        "/quan-tri/dich-vu/moi",
        "/quan-tri/dich-vu/khai-sinh/sua",
        "/quan-tri/nhap-xuat",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        if path.endswith("sua"):
            for name in ("documents", "fees", "online", "local", "questions"):
                part(page, name)
            page.get_by_role("button", name="Thêm riêng địa phương").click()
        is_accessible(page, complaints)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_where_two_versions_are_put_together(
    open_page: OpenPage, complaints: list[str], width: int
) -> None:
    pages = [open_page(Role.EDITOR, f"{name}{width}", width=width) for name in ("thu", "yen")]
    for page in pages:
        page.goto("/quan-tri/dich-vu/ket-hon/sua")
    for number, page in enumerate(pages):
        page.locator("#record-name").fill(f"Đăng ký kết hôn {width} {number}")
        page.get_by_label("Vì sao sửa?").fill("đổi tên")
        page.get_by_role("button", name="Lưu bản nháp").click()
        page.wait_for_load_state("networkidle")
    second = pages[1]
    expect(second.get_by_role("heading", name="Chỗ hai người cùng đổi")).to_be_visible()
    complaints.clear()  # a conflict is answered with 409, which the browser tells as an error

    is_accessible(second, complaints)
    assert second.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_where_a_file_is_looked_at_before_it_goes_in(
    open_page: OpenPage, complaints: list[str], width: int
) -> None:
    page = open_page(Role.EDITOR, f"nhap{width}", width=width)
    book = load_workbook(io.BytesIO(page.request.get("/quan-tri/nhap-xuat/xuat?dang=xlsx").body()))
    amounts = next(column for column in book["Phí"].columns if column[0].value == "Số tiền (đồng)")
    amounts[1].value, amounts[2].value = 47_000, "bốn chục nghìn"
    changed = io.BytesIO()
    book.save(changed)
    page.goto("/quan-tri/nhap-xuat")
    page.locator("input[type=file]").set_input_files(
        {"name": "phí.xlsx", "mimeType": "application/octet-stream", "buffer": changed.getvalue()}
    )
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Thay đổi")).to_be_visible()
    expect(page.get_by_role("table", name="Không nhập được")).to_be_visible()

    is_accessible(page, complaints)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
