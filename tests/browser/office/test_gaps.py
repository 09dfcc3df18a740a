"""The gap board and the figures in a real browser: a question that was not understood becomes words of a service."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.gaps.board import group_new
from services_catalog.back_office.models import Asked
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.models import Feedback, now
from tests.browser.office.conftest import WIDTHS, OpenPage
from tests.browser.pages import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.long]

BOARD, FIGURES = "/quan-tri/khoang-trong", "/quan-tri/so-lieu"
QUESTION = "giấy chứng sanh của bé làm ở mô"


@pytest.fixture(autouse=True, scope="module")
def _asked(office_engine: Engine) -> None:
    """Some days of questions."""
    today = today_in_vietnam()
    with sessions(office_engine).begin() as session:
        for ago in range(10):
            session.add_all(_questions(today - timedelta(days=ago), 5 + ago % 3, "answered", service="khai-sinh"))
            session.add_all(_questions(today - timedelta(days=ago), 2, "asked_back", text="làm giấy cho con nhỏ"))
        session.add_all(_questions(today, 3, "declined", act="not_understood", text=QUESTION))
        session.add_all(_questions(today, 2, "declined", act="not_understood", text="xem ngày cưới đẹp"))
        session.add(Feedback(useful=True, service="khai-sinh"))
        session.flush()
        group_new(session)


def _questions(day: date, count: int, outcome: str, **values: object) -> list[Asked]:
    usual = {"channel": "web", "aspect": "where", "milliseconds": 40, "followed": True}
    return [Asked(at=now() - timedelta(minutes=5), day=day, outcome=outcome, **(usual | values)) for _ in range(count)]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible_and_fit(open_page: OpenPage, complaints: list[str], width: int) -> None:
    page = open_page(Role.EDITOR, width=width)
    page.goto(BOARD)
    group = page.get_by_role("link", name=QUESTION).first.get_attribute("href")

    for path in (BOARD, group, f"{BOARD}/da-xu-ly", FIGURES, f"{FIGURES}/mo"):
        assert path
        page.goto(path)
        for details in page.locator("main details").all():
            details.evaluate("each => { each.open = true }")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
        is_accessible(page, complaints)


@pytest.mark.parametrize("script", [True, False])
def test_a_question_that_was_not_understood_becomes_words_of_a_service(open_page: OpenPage, script: bool) -> None:
    page = open_page(Role.EDITOR, script=script)
    page.goto(BOARD)
    if page.get_by_role("link", name=QUESTION).count() == 0:
        page.goto(f"{BOARD}/da-xu-ly")  # the run before has dealt with it
        page.get_by_role("button", name="Mở lại").first.click()
        page.goto(BOARD)
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_text("Thêm vào một dịch vụ đã có").click()
    page.get_by_label("Tìm dịch vụ khác theo tên").fill("khai sinh")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_label("Dịch vụ", exact=True).select_option(label="Đăng ký khai sinh")
    page.get_by_label("Thêm làm").select_option(label="Từ khoá")
    page.get_by_label("Câu hoặc từ cần thêm").fill(f"giấy chứng sanh {script}")
    page.get_by_label("Lý do", exact=True).fill("nhiều người hỏi như vậy")
    page.get_by_role("button", name="Lưu vào bản nháp").click()

    expect(page.get_by_role("status")).to_contain_text("Đã lưu vào bản nháp")
    expect(page.get_by_role("link", name="Đề nghị công bố")).to_be_visible()


def test_figures_are_narrowed_and_exported(open_page: OpenPage) -> None:
    page = open_page(Role.VIEWER)
    page.goto(FIGURES)
    expect(page.get_by_role("img", name="Số câu hỏi mỗi ngày")).to_be_visible()

    page.get_by_label("Thời gian", exact=True).select_option("30")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.get_by_role("region", name="Bảng: Theo ngày").get_by_role("row")).to_have_count(31)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng Dịch vụ được hỏi nhiều nhất (CSV)").click()
    assert "Đăng ký khai sinh" in download.value.path().read_text("utf-8-sig")
