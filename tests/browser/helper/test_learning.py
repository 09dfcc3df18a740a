"""Practising with made-up residents, and the quiz: what is right is judged right, and nothing of it is real."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.helper.hall import Hall, join, search

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def team(page: Page, hall: Hall) -> int:
    made, code = hall.team("Tổ học")
    join(page, code)
    return made


def practise(page: Page, situation: str) -> None:
    """Begin the exercise with the resident of whom `situation` is said."""
    page.get_by_role("button", name="Học và luyện tập").click()
    page.get_by_role("button", name="Luyện với người bịa ra").click()
    page.locator(".card", has_text=situation).get_by_role("button", name="Bắt đầu bài này").click()
    page.get_by_role("heading", name="Đọc cho bà con nghe", level=1).wait_for()


def test_to_stop_where_somebody_refuses_is_right(page: Page, hall: Hall, team: int) -> None:
    practise(page, "bà lắc đầu")
    page.get_by_role("button", name="Bà con không muốn").click()
    page.get_by_role("button", name="Xem lại bài luyện").click()

    expect(page.get_by_role("heading", name="Xem lại bài luyện", level=1)).to_be_visible()
    expect(page.get_by_text("Bà con có đồng ý không: Đúng")).to_be_visible()
    assert hall.visits(team) == []


def test_to_send_away_who_wants_help_is_not(page: Page, team: int) -> None:
    practise(page, "Bà cụ 78 tuổi")
    page.get_by_role("button", name="Bà con không muốn").click()
    page.get_by_role("button", name="Xem lại bài luyện").click()

    expect(page.get_by_text("Bà con có đồng ý không: Nên xem lại")).to_be_visible()


def test_leaving_an_exercise_does_not_open_a_real_visit(page: Page, team: int) -> None:
    practise(page, "Bà cụ 78 tuổi")
    page.get_by_role("button", name="Bà con đồng ý").click()
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    with page.expect_navigation():
        page.locator("header").get_by_role("button", name="Người tiếp theo").click()

    expect(page.get_by_role("heading", name="Bà con cần gì?", level=2)).to_be_visible()
    practise(page, "Bà cụ 78 tuổi")
    with page.expect_navigation():
        page.go_back()
    expect(page.get_by_role("heading", name="Bà con cần gì?", level=2)).to_be_visible()


def test_the_situation_can_be_read_again_beside_every_question(page: Page, team: int) -> None:
    practise(page, "Bà cụ 78 tuổi")
    page.get_by_role("button", name="Bà con đồng ý").click()
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    page.get_by_role("heading", name="quốc tịch nào").wait_for()
    page.get_by_text("Xem lại tình huống").click()

    expect(page.get_by_text("Bà cụ 78 tuổi")).to_be_visible()


def test_the_place_of_an_option_does_not_tell_whether_it_is_right(phone: BrowserContext, page: Page, team: int) -> None:
    orders = []
    for chance in (0, 0.99):
        phone.add_init_script(f"Math.random = () => {chance};")
        page.reload()
        page.get_by_role("button", name="Học và luyện tập").click()
        page.get_by_role("button", name="Câu hỏi về giúp an toàn").click()
        page.locator(".option").first.wait_for()
        orders.append(page.locator(".option").all_inner_texts())

    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])
