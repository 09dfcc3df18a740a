"""Nothing of resident A can be found on the phone while resident B sits there, whichever way A's visit ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.helper.hall import (
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
from tests.browser.pages import answered, ask

pytestmark = [pytest.mark.browser, pytest.mark.long]

KEYS = """() => new Promise((resolve) => {
    const request = indexedDB.open("to-cong-nghe-so");
    request.onsuccess = () => {
        const keys = request.result.transaction("small").objectStore("small").getAllKeys();
        keys.onsuccess = () => resolve(keys.result);
    };
})"""
SEARCHED = "khai sinh lan dau"
ANSWERS_OF_A = (
    "Việt Nam",
    "Từ đủ 14 tuổi",
    "Có, còn hạn",
    "Không đi lại được",
    "Không, hoặc không có SIM",
    "Không có, hoặc không biết dùng",
)
TRACES = (SEARCHED, 'class=\\"sheet', "Bà con đã chọn", "khong&", "=tu-14", "Không đi lại được", "Còn thiếu", "bị khoá")


@pytest.fixture
def seated(page: Page, hall: Hall) -> Page:
    """The phone of a helper who has joined a team."""
    _, code = hall.team("Tổ công nghệ số thôn Đoài")
    join(page, code)
    wait_for_worker(page)
    return page


def visit_of_a(page: Page) -> None:
    """Resident A: words are searched, questions answered, papers ticked, a sheet is made and copied."""
    agree(page)
    page.get_by_label("Tìm việc cần làm").fill(SEARCHED)
    expect(page.locator(".results").get_by_role("button").first).to_be_visible()
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *ANSWERS_OF_A)
    page.get_by_role("button", name="Tiếp", exact=True).click()
    page.get_by_role("checkbox").first.check()
    walk_to_sheet(page)
    expect(page.locator(".sheet")).to_contain_text("Mã phiếu")
    page.get_by_role("button", name="Chép thành chữ").click()
    expect(page.get_by_text("Đã chép")).to_be_visible()
    assert "Không đi lại được" in left_on(page), "the traces that are looked for were there"


def by_recording(page: Page) -> None:
    end(page, "Hẹn quay lại", "Chưa có điện thoại thông minh")


def by_going_on(page: Page) -> None:
    page.locator("header").get_by_role("button", name="Người tiếp theo").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Xoá, không ghi").click()


def by_reloading(page: Page) -> None:
    page.reload()


def by_leaving(page: Page) -> None:
    page.goto("/healthz")
    page.go_back()


WAYS: list[Callable[[Page], None]] = [by_recording, by_going_on, by_reloading, by_leaving]


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_nothing_of_a_is_left_for_b(seated: Page, leave: Callable[[Page], None]) -> None:
    """In the page, in every storage, in the caches, on the clipboard, behind Back and Forward, and after a reload."""
    visit_of_a(seated)
    leave(seated)

    def is_clean(where: str) -> None:
        seated.wait_for_load_state()
        seated.locator("h1").wait_for(state="attached")
        left = left_on(seated)
        found = [trace for trace in TRACES if trace in left]
        assert found == [], where

    is_clean("at once")
    if leave in (by_recording, by_going_on):
        assert "Không đi lại được" not in seated.evaluate("navigator.clipboard.readText()")
    for step in range(1, 5):
        seated.go_back()
        if not seated.url.endswith(PAGES):
            break
        is_clean(f"{step} steps back")
    seated.goto(PAGES)
    is_clean("opened again")
    seated.reload()
    is_clean("reloaded")


def test_a_visit_that_waits_says_nothing_of_a_person(seated: Page, phone: BrowserContext) -> None:
    phone.set_offline(True)
    agree(seated)
    search(seated, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(seated, *ANSWERS_OF_A)
    walk_to_sheet(seated)
    end(seated, "Xong việc")

    (visit,) = json.loads(left_on(seated))["rows"]["to-cong-nghe-so/visits"]
    assert set(visit) == {"id", "day", "service", "guide", "outcome", "reason", "hamlet", "minutes"}


def test_nothing_of_a_is_in_the_memory_of_the_page_of_b(seated: Page) -> None:
    """A heap snapshot of the page: the strings of A's document went with it."""
    visit_of_a(seated)
    by_recording(seated)
    session = seated.context.new_cdp_session(seated)
    chunks: list[str] = []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda event: chunks.append(event["chunk"]))
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    strings = json.loads("".join(chunks))["strings"]

    assert "Đọc cho bà con nghe trước khi bắt đầu" in strings, "the snapshot is of this page"
    assert [text for text in strings if SEARCHED in text or "tuoi=tu-14" in text] == []


def idle(page: Page, hall: Hall) -> Page:
    page.clock.install(time=datetime.now(UTC))
    _, code = hall.team("Tổ chờ lâu")
    join(page, code)
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, "Việt Nam")
    return page


def test_a_phone_laid_aside_warns_and_then_wipes_itself(page: Page, hall: Hall) -> None:
    idle(page, hall)
    page.clock.run_for(4 * 60_000 + 35_000)
    expect(page.get_by_text("Bạn còn ở đây không?")).to_be_visible()
    page.get_by_role("button", name="Tôi còn ở đây").dispatch_event("click")  # frames stand still with the clock
    expect(page.get_by_text("Bạn còn ở đây không?")).to_have_count(0)
    expect(page.get_by_role("heading", name="bao nhiêu tuổi", level=1)).to_be_visible()
    page.clock.run_for(5 * 60_000 + 1000)

    expect(page.get_by_role("heading", name="Bà con cần gì?", level=2)).to_be_visible()
    assert "quoc-tich" not in left_on(page)


def test_a_phone_locked_for_long_wipes_itself_before_anything_is_seen(page: Page, hall: Hall) -> None:
    idle(page, hall)
    page.clock.set_system_time(datetime.fromtimestamp(page.evaluate("Date.now()") / 1000 + 400, UTC))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.get_by_role("heading", name="Bà con cần gì?", level=2)).to_be_visible()


def test_a_page_taken_out_of_the_browsers_cache_is_empty(seated: Page) -> None:
    visit_of_a(seated)
    seated.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert seated.evaluate("document.body.textContent") == ""
    with seated.expect_navigation():
        seated.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(seated.get_by_role("heading", name="Bà con cần gì?", level=2)).to_be_visible()


def test_what_was_copied_is_wiped_by_the_tap_that_begins_the_next_visit(seated: Page) -> None:
    """Even when the page was loaded anew in between, so that nothing of A's visit is in memory any more."""
    visit_of_a(seated)
    seated.reload()
    assert "Không đi lại được" in seated.evaluate("navigator.clipboard.readText()"), "no browser wipes it by itself"
    seated.locator("main").get_by_role("button", name="Người tiếp theo").click()
    expect(seated.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()

    assert seated.evaluate("navigator.clipboard.readText()").strip() == ""
    assert "copied" not in seated.evaluate(KEYS), "nothing is left to be wiped"


def test_as_long_as_the_clipboard_cannot_be_wiped_it_is_tried_again(seated: Page) -> None:
    visit_of_a(seated)
    seated.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('hidden')); }")
    by_going_on(seated)
    expect(seated.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()

    seated.wait_for_function("navigator.clipboard.readText().then((text) => !text.trim())")


def test_the_assistant_in_another_tab_forgets_what_a_asked(seated: Page, phone: BrowserContext) -> None:
    """On its screen, in its memory and in what it writes with the next question."""
    assistant = phone.new_page()
    assistant.goto("/")
    ask(assistant, "bà A muốn làm khai sinh")
    answered(assistant)
    seated.bring_to_front()
    seated.locator("main").get_by_role("button", name="Người tiếp theo").click()
    expect(seated.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()

    expect(assistant.get_by_text("bà A muốn làm khai sinh")).to_have_count(0)
    ask(assistant, "khai sinh cần gì")
    answered(assistant)
    expect(assistant.get_by_role("heading", name="Đăng ký khai sinh", level=2)).to_have_count(1)
    assert "bà A" not in assistant.evaluate("JSON.stringify(localStorage)")


def test_a_second_tab_of_the_helper_does_not_keep_a_on_its_screen(seated: Page, phone: BrowserContext) -> None:
    visit_of_a(seated)
    other = phone.new_page()
    other.goto(PAGES)
    other.locator("main").get_by_role("button", name="Người tiếp theo").click()
    expect(other.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()

    expect(seated.get_by_role("heading", name="Bà con cần gì?", level=2)).to_be_visible()
    assert [trace for trace in TRACES if trace in left_on(seated)] == []
    assert other.evaluate("navigator.clipboard.readText()").strip() == ""
    expect(other.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()


def test_the_assistants_conversation_on_this_phone_goes_too(seated: Page) -> None:
    seated.evaluate(
        "localStorage.setItem('tro-ly-dvc:/:conversation', 'bà A hỏi'); sessionStorage.setItem('a', 'bà A')"
    )
    visit_of_a(seated)
    by_going_on(seated)
    seated.locator("h1").wait_for(state="attached")

    assert "bà A" not in left_on(seated)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("khai sinh 079199001234", "khai sinh"),
        ("0912 345 678 mất sim", "mất sim"),
        ("+84 912.345.678", ""),
        ("cmnd 123456789 đổi", "cmnd  đổi"),
        ("mã otp 123456", "mã otp"),
        ("gọi 1900 0368", "gọi 1900 0368"),
        ("mức 2 năm 2026", "mức 2 năm 2026"),
        ("ba.a@gmail.com", ""),
        ("sinh ngày 12/05/1950", "sinh ngày"),
        ("cháu sinh 2-9-2019", "cháu sinh"),
        ("0912/345/678", ""),
        ("hộ chiếu B1234567", "hộ chiếu"),
        ("mất biển 59X1-123.45", "mất biển"),
        ("bhxh 1234567", "bhxh"),
        ("Nguyễn Thị Ví Dụ mất thẻ", "mất thẻ"),
        ("nguyen van a mat the", "mat the"),
        ("nghị định 320/2026", "nghị định 320/2026"),
        ("lệ phí thi bằng lái", "lệ phí thi bằng lái"),
    ],
)
def test_what_tells_of_a_person_is_taken_out_with_a_reminder(seated: Page, typed: str, kept: str) -> None:
    agree(seated)
    field = seated.get_by_label("Tìm việc cần làm")
    field.fill(typed)

    expect(seated.get_by_text("Máy đã xoá đi")).to_have_count(0 if kept == typed else 1)
    if kept:
        seated.locator(".results p").wait_for()  # it has been looked at
    assert field.input_value().strip() == kept


def test_a_visit_has_no_field_for_words_but_the_search(seated: Page) -> None:
    agree(seated)
    fields = "input:not([type=checkbox]), textarea, [contenteditable]"
    assert seated.locator(fields).count() == 1
    search(seated, "muc 2", "Làm tài khoản VNeID mức 2")
    assert seated.locator(fields).count() == 0
    answer(seated, *ANSWERS_OF_A)
    walk_to_sheet(seated)
    assert seated.locator(fields).count() == 0
    seated.get_by_role("button", name="Ghi kết quả").click()
    assert seated.locator(fields).count() == 0
    assert seated.locator("select").count() == 1
