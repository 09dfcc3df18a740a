"""An evening in a hamlet hall without signal, and the days after it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.teams import reports
from tests.browser.helper.hall import (
    HAMLETS,
    PAGES,
    Hall,
    agree,
    answer,
    end,
    join,
    left_on,
    search,
    wait_for_worker,
    walk_to_sheet,
)

pytestmark = [pytest.mark.browser, pytest.mark.long]

# words typed, topic, answers, words of the sheet, outcome, reason
RESIDENTS = [
    (
        "muc 2",
        "Làm tài khoản VNeID mức 2",
        ("Việt Nam", "Từ đủ 14 tuổi", "Có, còn hạn", "Đến được", "Có, đứng tên rồi", "Không có, hoặc không biết dùng"),
        "Thẻ căn cước hoặc căn cước công dân gắn chip",
        ("Hẹn quay lại", "Chưa có điện thoại thông minh"),
    ),
    ("mất máy vneid", "Gỡ rối VNeID", (), "VNeID", ("Xong việc", None)),
    ("khai sinh", "Giấy tờ khai sinh", (), "khai sinh", ("Xong việc", None)),
    ("tạm trú", "Giấy tờ đăng ký tạm trú", (), "tạm trú", ("Hẹn quay lại", "Thiếu giấy tờ")),
    (
        "lừa đảo",
        "Có phải lừa đảo không",
        ("Chưa làm gì", "Gọi điện, gọi video", "VNeID, căn cước"),
        "Cúp máy",
        ("Chuyển đến nơi khác", "Nghi lừa đảo"),
    ),
]


@pytest.fixture
def team(hall: Hall) -> tuple[int, str]:
    return hall.team("Tổ công nghệ số thôn Đông")


def first_answers(page: Page) -> list[str]:
    """Tap the first answer of every question that is still open. Returns what was tapped."""
    tapped = []
    page.get_by_text("Câu ").first.or_(page.get_by_text("Phần 3/5")).wait_for()
    while page.get_by_text("Phần 2/5").count():
        option = page.locator(".option").first
        tapped.append(option.locator(".to").inner_text())
        option.click()
    return tapped


def code_on_sheet(page: Page) -> str:
    """What the QR code on the sheet says, found out by drawing what it should say."""
    return str(page.locator(".sheet .qr path").nth(1).get_attribute("d"))


def drawn(page: Page, text: str) -> str:
    return str(
        page.evaluate(
            """async (text) => {
                const { drawQr } = await import("/to-cong-nghe-so/qr.js");
                return drawQr(text, "", "M").querySelectorAll("path")[1].getAttribute("d");
            }""",
            text,
        )
    )


def test_five_residents_without_a_network_are_served_and_counted_once(
    phone: BrowserContext, page: Page, hall: Hall, team: tuple[int, str]
) -> None:
    team_id, code = team
    join(page, code)
    wait_for_worker(page)
    phone.set_offline(True)
    page.reload()
    expect(page.get_by_text("Không có mạng, vẫn dùng được")).to_be_visible()

    for number, (words, topic, answers, on_sheet, (outcome, reason)) in enumerate(RESIDENTS):
        agree(page)
        search(page, words, topic)
        answer(page, *answers)
        tapped = [*answers, *first_answers(page)]
        walk_to_sheet(page)
        sheet = page.locator(".sheet").inner_text()
        assert on_sheet.casefold() in sheet.casefold()
        expect(page.locator(".sheet .qr")).to_be_visible()
        end(page, outcome, reason, HAMLETS[0] if number == 0 else None)  # the phone remembers it

        left = left_on(page)
        assert "Bà con đã chọn" not in left, "nothing of the sheet"
        assert 'class=\\"sheet' not in left
        for label in tapped:
            assert f"<dd>{label}" not in left
        assert len(json.loads(left)["rows"]["to-cong-nghe-so/visits"]) == number + 1

    assert hall.visits(team_id) == []
    page.get_by_role("button", name="Người tiếp theo").wait_for()
    page.goto(PAGES)
    expect(page.get_by_text("5 lượt chờ gửi")).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()

    arrived = hall.visits(team_id)
    assert len(arrived) == len(RESIDENTS)
    assert sorted(visit.outcome for visit in arrived) == ["come_back", "come_back", "done", "done", "sent_on"]
    assert {visit.reason for visit in arrived} == {None, "no-smartphone", "missing-paper", "scam"}
    assert {visit.hamlet for visit in arrived} == {HAMLETS[0]}
    assert {visit.guide for visit in arrived} == {
        "dinh-danh-muc-2",
        "vneid-cuu-ho",
        "khai-sinh",
        "tam-tru",
        "kiem-tra-lua-dao",
    }
    assert {visit.day for visit in arrived} == {today_in_vietnam()}
    with sessions(hall.engine)() as session:
        report = reports.report(session, reports.Month.of(today_in_vietnam()), team=team_id)
    assert report.visits == len(RESIDENTS)
    assert dict(report.by(lambda row: row.outcome)) == {"done": 2, "come_back": 2, "sent_on": 1}


def test_the_pack_of_three_days_ago_says_so_and_still_serves(
    phone: BrowserContext, page: Page, team: tuple[int, str]
) -> None:
    join(page, team[1])
    wait_for_worker(page)
    page.close()
    phone.set_offline(True)
    later = phone.new_page()
    later.clock.install(time=datetime.now(UTC) + timedelta(days=3))
    later.goto(PAGES)

    expect(later.get_by_text("Gói tải 3 ngày trước")).to_be_visible()
    agree(later)
    search(later, "khai sinh", "Giấy tờ khai sinh")
    first_answers(later)
    walk_to_sheet(later)
    expect(later.locator(".sheet")).to_contain_text("Theo gói tải 3 ngày trước")


def test_a_pack_of_a_week_warns_at_the_start_of_every_visit_and_beside_the_fees(
    phone: BrowserContext, page: Page, team: tuple[int, str]
) -> None:
    join(page, team[1])
    wait_for_worker(page)
    page.close()
    phone.set_offline(True)
    later = phone.new_page()
    later.clock.install(time=datetime.now(UTC) + timedelta(days=8))
    later.goto(PAGES)

    expect(later.get_by_text("Gói đã 8 ngày chưa cập nhật")).to_be_visible()
    later.locator("main").get_by_role("button", name="Người tiếp theo").click()
    expect(later.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()
    expect(later.get_by_text("Gói đã 8 ngày chưa cập nhật")).to_be_visible()
    agree(later)
    search(later, "khai sinh", "Giấy tờ khai sinh")
    first_answers(later)
    while later.get_by_role("button", name="Tiếp", exact=True).count():
        later.get_by_role("button", name="Tiếp", exact=True).click()
    expect(later.get_by_role("heading", name="Phí, thời hạn, nơi làm", level=1)).to_be_visible()
    expect(later.get_by_text("Gói đã 8 ngày chưa cập nhật")).to_be_visible()


def test_a_fee_past_its_date_is_refused(phone: BrowserContext, page: Page, hall: Hall) -> None:
    """Of whichever service in the pack: a section that will have changed is not shown on the day after."""
    _, code = hall.team("Tổ có lệ phí")
    join(page, code)
    wait_for_worker(page)
    items = page.evaluate(
        """async () => {
            const { Pack } = await import("/to-cong-nghe-so/pack.js");
            const pack = new Pack(() => {});
            await pack.open();
            const all = await pack.known();
            return all.filter(({ kind }) => kind === "service").flatMap((item) =>
                item.sections.filter(({ aspect, until }) => aspect === "fee" && until)
                    .map(({ until, title }) => ({ name: item.name, until, title })));
        }"""
    )
    assert items, "a fee with an end must be in the pack for this test to say anything"
    fee = items[0]
    page.close()
    phone.set_offline(True)
    for days, refused in ((0, False), (1, True)):
        later = phone.new_page()
        later.clock.install(time=datetime.fromisoformat(f"{fee['until']}T03:00:00+00:00") + timedelta(days=days))
        later.goto(PAGES)
        agree(later)
        search(later, fee["name"], fee["name"])
        if later.get_by_role("button", name="Xem hết, không hỏi").count():
            later.get_by_role("button", name="Xem hết, không hỏi").click()
        later.get_by_role("button", name="Tra nhanh").click()
        later.locator("dialog summary", has_text=fee["title"]).first.click()
        shown = later.locator("dialog details[open]")
        if refused:
            expect(shown.locator(".block, .fees")).to_have_count(0)
        else:
            expect(shown.locator(".block").first).to_be_visible()
        day = "/".join(reversed(fee["until"].split("-")))
        expect(shown.get_by_text(f"chỉ chắc đến hết ngày {day}")).to_have_count(1 if refused else 0)
        later.close()


def test_an_answer_of_the_server_that_was_lost_does_not_count_twice(
    phone: BrowserContext, page: Page, hall: Hall, team: tuple[int, str]
) -> None:
    team_id, code = team
    join(page, code)
    wait_for_worker(page)
    sent = 0

    def lose(route: Route) -> None:
        nonlocal sent
        sent += 1
        if sent > 2:
            route.continue_()
            return
        route.fetch()  # the server has it, the phone is not told
        route.abort()

    page.route("**/api/luot", lose)
    agree(page)
    search(page, "khai sinh", "Giấy tờ khai sinh")
    first_answers(page)
    walk_to_sheet(page)
    end(page, "Xong việc")
    with page.expect_request_finished(lambda request: request.url.endswith("/luot"), timeout=60_000):
        for _ in range(3):
            page.wait_for_timeout(1000)
            page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("header").get_by_role("button", name="Người tiếp theo").wait_for()
    page.goto(PAGES)
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()

    assert sent > 2
    assert len(hall.visits(team_id)) == 1


def test_a_sheet_made_without_a_network_opens_on_the_residents_phone_later(
    browser: Browser, phone: BrowserContext, page: Page, hall: Hall, team: tuple[int, str]
) -> None:
    join(page, team[1])
    wait_for_worker(page)
    phone.set_offline(True)
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *RESIDENTS[0][2])
    walk_to_sheet(page)
    chosen = "quoc-tich=viet-nam&tuoi=tu-14&the=co&di-lai=duoc&sim=chinh-chu&may=khong"
    address = f"{hall.url}phieu/tu/dinh-danh-muc-2?{chosen}"
    assert code_on_sheet(page) == drawn(page, address)

    theirs = browser.new_context(locale="vi-VN").new_page()
    theirs.goto(address)
    expect(theirs.get_by_role("heading", name="Làm tài khoản VNeID mức 2")).to_be_visible()
    expect(theirs.get_by_text("Không có, hoặc không biết dùng")).to_be_visible()
    theirs.context.close()


def test_online_the_sheet_has_a_code_that_can_be_written_down(page: Page, hall: Hall, team: tuple[int, str]) -> None:
    join(page, team[1])
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *RESIDENTS[0][2])
    with page.expect_response("**/phieu") as issued:
        walk_to_sheet(page)
    told = issued.value.json()

    expect(page.locator(".sheet")).to_contain_text(f"Mã phiếu: {told['code']}")
    expect(page.locator(".sheet")).to_contain_text(f"gõ mã ở {hall.url.removeprefix('http://')}phieu")
    assert code_on_sheet(page) == drawn(page, told["url"])
    page.get_by_role("button", name="Chép thành chữ").click()
    expect(page.get_by_text("Đã chép")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert told["url"] in copied
    assert "Giấy tờ cần có:" in copied


@pytest.mark.parametrize("days", [1, 43])
def test_a_phone_whose_clock_is_ahead_is_told_and_loses_nothing(
    page: Page, hall: Hall, team: tuple[int, str], days: int
) -> None:
    page.clock.install(time=datetime.now(UTC) + timedelta(days=days))
    join(page, team[1])
    expect(page.get_by_text("Đồng hồ của máy đang chạy nhanh")).to_be_visible()
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *RESIDENTS[0][2])
    walk_to_sheet(page)
    end(page, "Xong việc")
    page.goto(PAGES)
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()

    assert [visit.day for visit in hall.visits(team[0])] == [today_in_vietnam()]


def test_visits_that_the_server_refused_are_not_said_to_be_sent(page: Page, team: tuple[int, str]) -> None:
    def refuse(route: Route) -> None:
        told = json.loads(route.request.post_data or "{}")["visits"]
        refused = [{"id": each["id"], "why": "service"} for each in told]
        route.fulfill(json={"taken": [], "refused": refused})

    join(page, team[1])
    page.route("**/api/luot", refuse)
    agree(page)
    page.get_by_role("button", name="Việc khác, không có ở trên").click()
    page.get_by_role("button", name="Xong việc", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi và mời người tiếp theo").click()
    expect(page.locator("#live")).to_contain_text("1 lượt máy chủ không nhận")
    page.goto(PAGES)

    expect(page.locator("main").get_by_text("1 lượt máy chủ không nhận")).to_be_visible()
    page.get_by_role("button", name="Đã biết").click()
    expect(page.locator("main").get_by_text("1 lượt máy chủ không nhận")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()
    expect(page.locator("main").get_by_text("1 lượt máy chủ không nhận")).to_have_count(0)


@pytest.fixture
def printed(page: Page) -> list[int]:
    """How many sheets there were on each print."""
    seen: list[int] = []
    page.expose_function("printed", lambda count: seen.append(count))
    page.add_init_script(
        """window.print = () => {
            window.printed(document.querySelectorAll(".sheet").length);
            dispatchEvent(new Event("afterprint"));
        }"""
    )
    return seen


def test_a_sheet_prints_on_a5_as_often_as_wanted(page: Page, team: tuple[int, str], printed: list[int]) -> None:
    join(page, team[1])
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *RESIDENTS[0][2])
    walk_to_sheet(page)
    page.get_by_role("button", name="Số tờ +").click()
    page.get_by_role("button", name="In khổ A5").click()
    page.wait_for_timeout(200)

    assert printed == [2]
    expect(page.locator(".sheet")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.locator("header").first).to_be_hidden()
    expect(page.locator(".sheet")).to_be_visible()
