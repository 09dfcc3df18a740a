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

    for question, label in zip(("di-lai", "sim", "may"), MUC_2[3:], strict=True):
        page.locator(f"#batch-{question}").select_option(label=label)

    expect(page.get_by_text("1 tờ = 2 trang A5, tổng 40 trang, in trên 20 trang A4.")).to_be_visible()
    page.get_by_label("Số tờ").select_option("5")
    expect(page.get_by_text("tổng 10 trang, in trên 5 trang A4.")).to_be_visible()
    with page.expect_download():
        page.get_by_role("button", name="Tải tệp để in").click()


def test_sheets_that_would_lack_papers_are_not_printed_before_the_rest_was_asked(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ chưa lọc")
    join(page, code)
    page.get_by_role("button", name="In nhiều tờ").click()
    page.get_by_label("Hướng dẫn", exact=True).select_option("can-cuoc")
    expect(page.get_by_text("Tờ này chưa đủ giấy tờ và cách làm")).to_be_visible()
    page.get_by_role("button", name="Tải tệp để in").click()

    asked = page.get_by_role("alert")
    expect(asked).to_contain_text("Bạn trả lời thêm")
    expect(asked.get_by_role("listitem").first).to_be_visible()
    expect(page.locator("select[id^='batch-']:focus")).to_have_count(1)
    with page.expect_download():
        asked.get_by_role("button", name="Vẫn tải tờ này").click()


WITHOUT_A_GUIDE = (
    "Đăng ký khai sinh",
    "Đăng ký khai tử",
    "Cấp lại thẻ căn cước",
    "Cấp thẻ căn cước lần đầu",
    "Hộ chiếu phổ thông",
    "lý lịch tư pháp",
)


def test_the_sheet_of_a_service_has_its_papers_in_a_code(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ phiếu có mã")
    join(page, code)
    for name in WITHOUT_A_GUIDE:
        page.goto(PAGES)
        agree(page)
        page.get_by_label("Tìm việc cần làm").fill(name)
        page.locator(".results .topic").filter(has_text="Xem giấy tờ, phí, nơi làm").first.click()
        whole = page.get_by_role("button", name="Xem hết, không hỏi")
        whole.or_(page.get_by_role("button", name="Lập phiếu cho bà con")).first.wait_for()
        if whole.count():
            whole.click()
        page.get_by_role("button", name="Lập phiếu cho bà con").click()
        expect(page.locator(".sheet .qr"), name).to_be_visible()
        expect(page.get_by_text("Bà con quét mã để đọc phần chính của phiếu")).to_be_visible()


def test_the_ways_of_a_service_are_told_apart(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ hai cách")
    join(page, code)
    agree(page)
    page.get_by_label("Tìm việc cần làm").fill("cấp lại thẻ căn cước")
    page.locator(".results .topic").filter(has_text="Xem giấy tờ, phí, nơi làm").first.click()
    page.get_by_role("button", name="Xem hết, không hỏi").click()
    titles = [page.get_by_role("heading", level=1).inner_text()]
    while page.get_by_role("button", name="Tiếp", exact=True).count():
        page.get_by_role("button", name="Tiếp", exact=True).click()
        titles.append(page.get_by_role("heading", level=1).inner_text())

    assert "Cách làm – làm trên mạng: Bước 1/2" in titles
    assert "Cách làm – đến tận nơi: Bước 1/1" in titles


def test_nothing_is_looked_up_before_it_is_clear_what_this_is_about(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ tra nhanh")
    join(page, code)
    agree(page)
    search(page, "căn cước", "Thẻ căn cước: làm mới, đổi, làm lại")
    page.get_by_role("heading", level=1).wait_for()
    stop, quick = page.get_by_role("button", name="Dừng lại"), page.get_by_role("button", name="Tra nhanh")
    expect(stop).to_be_visible()
    expect(quick).to_have_count(0)
    answer(page, "Bị mất")
    expect(quick).to_be_visible()
    page.goto(PAGES)
    agree(page)
    search(page, "lừa đảo", "Có phải lừa đảo không")
    expect(stop).to_be_visible()
    expect(quick).to_have_count(0)


def test_a_visit_is_not_thrown_away_by_one_tap(page: Page, hall: Hall) -> None:
    team, code = hall.team("Tổ lỡ tay")
    join(page, code)
    agree(page)
    page.get_by_role("button", name="Việc khác, không có ở trên").click()
    page.get_by_role("button", name="Không ghi lượt này").click()
    page.get_by_role("button", name="Ở lại").click()
    expect(page.get_by_label("Thôn, khu phố")).to_have_value("")  # nobody has said which of two
    page.get_by_role("button", name="Xong việc", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi và mời người tiếp theo").click()
    page.get_by_role("heading", name="Đọc cho bà con nghe", level=1).wait_for()
    sent(page)

    assert [visit.hamlet for visit in hall.visits(team)] == [None]


def test_what_the_week_asks_for_and_no_pack_has_says_so_and_leads_no_circle(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ gói nhỏ", services=("ket-hon",))
    join(page, code)
    page.get_by_role("button", name="Mười việc hỏi nhiều nhất tuần").click()
    page.locator(".topic").filter(has_text="Chưa có trong gói của máy").first.click()
    page.get_by_role("button", name="Bà con đồng ý").click()

    expect(page.get_by_text("Việc này chưa có trong gói của máy.")).to_be_visible()


def test_what_cannot_be_had_just_now_leads_back_to_the_choice(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ đứt mạng")
    join(page, code)
    page.evaluate(
        """async () => {
            const { read, remove } = await import("/to-cong-nghe-so/database.js");
            const { items } = await read("small", "manifest");
            await remove("items", items.find(({ kind, id }) => kind === "guide" && id === "khai-sinh").digest);
        }"""
    )
    page.route("**/api/goi/*.json", lambda route: route.abort())
    page.locator(".topic").filter(has_text="Giấy tờ khai sinh").first.click()
    page.get_by_role("button", name="Bà con đồng ý").click()
    expect(page.get_by_text("Mục này chưa có trong máy")).to_be_visible()
    page.get_by_role("button", name="Đóng").click()

    expect(page.get_by_role("heading", name="Bà con cần gì?", level=1)).to_be_visible()
