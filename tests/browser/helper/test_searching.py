"""What is found by words: while the pack is on its way, beside the pack, and with or without marks."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.helper.hall import PAGES, Hall, agree, join, search, wait_for_worker

pytestmark = [pytest.mark.browser, pytest.mark.long]


def join_while_held(page: Page, hall: Hall, pattern: str) -> list[Route]:
    """A phone that has just joined, with the requests for `pattern` held back."""
    _, code = hall.team("Tổ sóng yếu")
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    page.goto(PAGES)
    page.get_by_label("Mã tổ").fill(code)
    page.get_by_role("button", name="Vào tổ").click()
    page.locator("main").get_by_role("button", name="Người tiếp theo").wait_for()
    page.wait_for_timeout(500)  # until all that is to be held back has been asked for
    return held


def let_go(page: Page, held: list[Route], pattern: str) -> None:
    for route in held:
        route.continue_()
    page.unroute(pattern)


def test_a_search_before_the_pack_is_known_says_that_it_is_coming_and_finds_by_itself(page: Page, hall: Hall) -> None:
    held = join_while_held(page, hall, "**/api/goi")
    page.get_by_label("Tìm việc cần làm").fill("khai sinh")
    expect(page.locator(".results")).to_contain_text("Gói đang tải")
    expect(page.get_by_text("Không thấy mục nào")).to_have_count(0)

    let_go(page, held, "**/api/goi")
    expect(page.locator(".results").get_by_role("button", name="Giấy tờ khai sinh")).to_be_visible()


def test_names_are_found_while_the_rest_is_on_its_way(page: Page, hall: Hall) -> None:
    join_while_held(page, hall, "**/api/goi/*.json")
    page.get_by_label("Tìm việc cần làm").fill("khai sinh")

    expect(page.locator(".results").get_by_role("button", name="Giấy tờ khai sinh")).to_be_visible()


def test_who_begins_before_the_pack_is_there_waits_and_is_told_so(page: Page, hall: Hall) -> None:
    held = join_while_held(page, hall, "**/api/goi")
    page.locator("main").get_by_role("button", name="Người tiếp theo").click()
    expect(page.get_by_text("Đang tải gói. Bạn chờ một chút")).to_be_visible()

    let_go(page, held, "**/api/goi")
    expect(page.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()


def test_who_begins_waits_for_what_is_said_first_and_not_for_the_whole_pack(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ chờ ít")
    asked: list[Route] = []
    page.route("**/api/goi", lambda route: asked.append(route))
    page.goto(PAGES)
    page.get_by_label("Mã tổ").fill(code)
    page.get_by_role("button", name="Vào tổ").click()
    page.locator("main").get_by_role("button", name="Người tiếp theo").click()
    expect(page.get_by_text("Đang tải gói. Bạn chờ một chút")).to_be_visible()
    manifest = asked[0].fetch()
    first = {each["digest"] for each in manifest.json()["items"] if each["kind"] in ("words", "safety")}
    later: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.url.rsplit("/", 1)[1].removesuffix(".json") in first:
            route.continue_()
        else:
            later.append(route)

    page.route("**/api/goi/*.json", hold)
    asked[0].fulfill(response=manifest)

    expect(page.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()
    assert later
    let_go(page, later, "**/api/goi/*.json")


def test_who_does_not_want_to_wait_goes_back(page: Page, hall: Hall) -> None:
    held = join_while_held(page, hall, "**/api/goi")
    page.locator("main").get_by_role("button", name="Người tiếp theo").click()
    page.get_by_role("button", name="Thôi").click()

    expect(page.get_by_text("Đang tải gói. Bạn chờ một chút")).to_have_count(0)
    expect(page.locator("main").get_by_role("button", name="Người tiếp theo")).to_be_visible()
    let_go(page, held, "**/api/goi")


@pytest.fixture
def away(phone: BrowserContext, page: Page, hall: Hall) -> Page:
    """A phone with the pack that every team has, without a network."""
    _, code = hall.team("Tổ tìm kiếm")
    join(page, code)
    wait_for_worker(page)
    phone.set_offline(True)
    return page


def test_what_is_typed_with_marks_means_just_that_and_what_no_pack_has_is_said(away: Page) -> None:
    """«sổ đỏ» is not «số định danh»; what there is outside the pack is found by its name."""
    field = away.get_by_label("Tìm việc cần làm")
    results = away.locator(".results .topic")
    for typed, name in [
        ("sổ đỏ", "Cấp sổ đỏ lần đầu"),
        ("đất đai", "Đăng ký biến động đất đai"),
        ("sim chính chủ", "SIM chính chủ"),
        ("đổi sim", "SIM chính chủ"),
        ("tách sổ", "Tách hộ"),
        ("hộ nghèo", "Công nhận hộ nghèo"),
    ]:
        field.fill(typed)
        expect(results.filter(has_text=name)).to_contain_text("Chưa có trong gói của máy")
        expect(results.filter(has_text="Hỏi vài câu")).to_have_count(0)
    for typed, name in [("mất bằng lái", "Cấp lại giấy phép lái xe"), ("bhxh", "Hưởng bảo hiểm xã hội một lần")]:
        field.fill(typed)
        expect(results.filter(has_text=name)).to_contain_text("Chưa có trong gói của máy")
    for typed, name in [("ba cu muc 2", "Làm tài khoản VNeID mức 2"), ("căn cươ", "Thẻ căn cước")]:
        field.fill(typed)
        expect(results.first).to_contain_text(name)


def test_names_and_days_of_birth_do_not_stay_in_the_field(away: Page) -> None:
    field = away.get_by_label("Tìm việc cần làm")
    for typed, left in [
        ("nguyễn thị mai khai sinh", "khai sinh"),
        ("nguyễn thị thanh mai khai sinh", "khai sinh"),
        ("anh Tuấn mất vneid", "mất vneid"),
        ("12 tháng 3 năm 1950", ""),
        ("ngày 12 thang 3 đổi thẻ", "đổi thẻ"),
    ]:
        field.fill(typed)
        expect(away.get_by_role("alert").filter(has_text="Máy đã xoá đi")).to_be_visible()
        assert field.input_value().strip() == left
    for typed in ("khai sinh cho em bé", "tạm trú Bà Rịa", "chậm 2 tháng 15 ngày"):
        field.fill(typed)
        expect(field).to_have_value(typed)


def test_what_no_pack_has_can_still_be_recorded(page: Page, hall: Hall) -> None:
    team, code = hall.team("Tổ việc khác")
    join(page, code)
    agree(page)
    search(page, "hộ nghèo", "Công nhận hộ nghèo")
    expect(page.get_by_text("Trung tâm Phục vụ hành chính công xã, phường")).to_be_visible()
    page.get_by_role("button", name="Ghi kết quả").click()
    page.get_by_role("button", name="Chuyển đến nơi khác").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Việc này phải làm tận nơi").click()
    page.get_by_role("heading", name="Đọc cho bà con nghe", level=1).wait_for()
    page.goto(PAGES)
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()

    assert [(visit.service, visit.reason) for visit in hall.visits(team)] == [("ho-ngheo-can-ngheo", "in-person")]
