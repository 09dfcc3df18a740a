"""Beside the resident: who does what at a step, what is read aloud, and under which name a visit is counted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helper.hall import PAGES, Hall, agree, answer, end, join, search, walk_to_sheet

pytestmark = pytest.mark.browser

MUC_2 = ("Việt Nam", "Từ đủ 14 tuổi", "Có, còn hạn", "Đến được", "Có, đứng tên rồi", "Không có, hoặc không biết dùng")


def go_to(page: Page, text: str) -> None:
    """Go on until the page that says `text`."""
    while not page.locator("main").get_by_text(text).count():
        page.get_by_role("button", name="Tiếp", exact=True).click()


def sent(page: Page) -> None:
    """Wait until the server has what was recorded."""
    page.goto(PAGES)
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()


def test_a_step_at_the_police_is_not_asked_for_as_if_it_were_done_here(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ ở nơi làm")
    join(page, code)
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *MUC_2)
    go_to(page, "Đến Công an xã, phường, đặc khu bất kỳ trong giờ hành chính")

    expect(page.get_by_role("heading", name="Bà con, làm ở nơi khác")).to_be_visible()
    expect(page.get_by_text("Bà con nói lại được: đến đâu, buổi nào, mang theo gì?")).to_be_visible()
    expect(page.get_by_text("bà con làm xong bước này chưa")).to_have_count(0)


def test_what_is_for_the_helper_is_not_turned_to_the_resident(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ đọc to")
    join(page, code)
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *MUC_2)
    go_to(page, "Đến Công an xã, phường, đặc khu bất kỳ trong giờ hành chính")
    page.get_by_role("button", name="Xoay máy").click()

    turned = page.locator("dialog .large")
    expect(turned).to_contain_text("Đến Công an xã")
    expect(turned).not_to_contain_text("nói lại được")
    expect(turned).not_to_contain_text("bạn")


def test_a_service_without_a_guide_has_its_steps_side_by_side_too(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ chứng thực")
    join(page, code)
    agree(page)
    search(page, "chứng thực bản sao", "Chứng thực bản sao")
    go_to(page, "Bạn (người giúp)")

    expect(page.locator(".part.resident")).to_be_visible()
    expect(page.locator(".part.check")).to_be_visible()


def test_a_lost_card_is_counted_as_one_and_can_be_looked_up(page: Page, hall: Hall) -> None:
    team, code = hall.team("Tổ mất thẻ")
    join(page, code)
    agree(page)
    search(page, "căn cước", "Thẻ căn cước: làm mới, đổi, làm lại")
    answer(
        page, "Bị mất", "Thẻ căn cước mới, còn hạn", "Từ 16 đến 59 tuổi", "Không thuộc diện nào", "Có mức 2 dùng được"
    )
    page.get_by_role("button", name="Tra nhanh").click()
    expect(page.locator("dialog")).to_contain_text("Cấp lại thẻ căn cước")
    page.get_by_role("button", name="Đóng").click()
    walk_to_sheet(page)
    end(page, "Xong việc")
    sent(page)

    assert [visit.service for visit in hall.visits(team)] == ["can-cuoc-cap-lai"]


def test_who_refuses_and_what_is_in_no_list_can_be_recorded(page: Page, hall: Hall) -> None:
    team, code = hall.team("Tổ việc khác")
    join(page, code)
    page.locator("main").get_by_role("button", name="Người tiếp theo").click()
    page.get_by_role("button", name="Bà con không muốn").click()
    page.get_by_role("button", name="Ghi lượt này").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi và mời người tiếp theo").click()
    page.get_by_role("button", name="Bà con đồng ý").click()
    page.get_by_role("button", name="Việc khác, không có ở trên").click()
    page.get_by_role("button", name="Xong việc", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi và mời người tiếp theo").click()
    page.get_by_role("heading", name="Đọc cho bà con nghe", level=1).wait_for()
    sent(page)

    found = {(visit.service, visit.guide, visit.outcome, visit.reason) for visit in hall.visits(team)}
    assert found == {("viec-khac", None, "come_back", "not-decided"), ("viec-khac", None, "done", None)}


def test_how_much_paper_a_meeting_takes_is_told_before_it_is_printed(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ in phiếu")
    join(page, code)
    page.get_by_role("button", name="In nhiều tờ").click()
    page.get_by_label("Hướng dẫn", exact=True).select_option("dinh-danh-muc-2")
    for question, label in zip(("quoc-tich", "tuoi", "the"), MUC_2, strict=False):
        page.locator(f"#batch-{question}").select_option(label=label)

    expect(page.get_by_text("1 tờ = 2 trang A5, tổng 40 trang, in trên 20 trang A4.")).to_be_visible()
    page.get_by_label("Số tờ").select_option("5")
    expect(page.get_by_text("tổng 10 trang, in trên 5 trang A4.")).to_be_visible()
    with page.expect_download():
        page.get_by_role("button", name="Tải tệp để in").click()
