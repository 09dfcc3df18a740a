"""Everybody can use the helper's pages, on a small phone and a slow network; and they stay small and in one piece."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from bot.webhook.app import HELPER, WIDGET
from tests.browser.helper.hall import PAGES, Hall, agree, answer, end, join, search, walk_to_sheet
from tests.browser.pages import is_accessible

LOOKS = ((320, "light"), (768, "dark"))  # colours do not depend on the width
MOST_FIRST_BYTES = 40 * 1024  # gzipped, of all that the first screen needs
FILES = sorted(path for path in HELPER.iterdir() if path.is_file())
ANSWERS = (
    "Việt Nam",
    "Từ đủ 14 tuổi",
    "Có, còn hạn",
    "Đến được",
    "Không, hoặc không có SIM",
    "Không có, hoặc không biết dùng",
)


def screens(page: Page, code: str) -> Iterator[str]:
    """Show one screen after the other, and say which."""
    page.goto(PAGES)
    page.get_by_role("heading", name="Vào tổ công nghệ số").wait_for()
    yield "join"
    join(page, code)
    yield "home"
    page.get_by_label("Tìm việc cần làm").fill("khai sinh 0912345678")
    page.locator(".results .topic").first.wait_for()
    yield "search"
    page.get_by_label("Tìm việc cần làm").fill("")
    page.locator("main").get_by_role("button", name="Người tiếp theo").click()
    page.get_by_text("Nhắc bạn, người giúp").click()
    yield "opening"
    agree(page)
    yield "choice"
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    page.get_by_role("heading", name="quốc tịch nào").wait_for()
    yield "question"
    answer(page, *ANSWERS)
    page.get_by_role("heading", name="Trường hợp này").wait_for()
    yield "case"
    page.get_by_role("button", name="Tiếp", exact=True).click()
    yield "papers"
    page.get_by_role("button", name="Tiếp", exact=True).click()
    yield "step"
    page.get_by_role("button", name="Xoay máy").click()
    yield "turned around"
    page.get_by_role("button", name="Xoay máy lại").click()
    page.get_by_role("button", name="Dừng lại").click()
    page.locator("dialog summary").first.click()
    yield "stop"
    page.get_by_role("button", name="Đóng").click()
    page.get_by_role("button", name="Tra nhanh").click()
    page.locator("dialog summary").first.wait_for()
    for summary in page.locator("dialog summary").all():
        summary.click()
    yield "side answers"
    page.get_by_role("button", name="Đóng").click()
    while page.get_by_role("button", name="Tiếp", exact=True).count():
        page.get_by_role("button", name="Tiếp", exact=True).click()
    yield "rest"
    walk_to_sheet(page)
    yield "sheet"
    page.get_by_role("button", name="Ghi kết quả").click()
    page.get_by_role("button", name="Hẹn quay lại").click()
    yield "outcome"
    page.locator("header").get_by_role("button", name="Người tiếp theo").click()
    yield "leaving"


def other_screens(page: Page, code: str) -> Iterator[str]:
    """The screens beside a visit."""
    join(page, code)
    for name in ("Mười việc", "In nhiều tờ", "Gói, cài vào máy"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("heading", name=name, level=1).wait_for()
        for summary in page.locator("main summary").all():
            summary.click()
        yield name
        if name == "Gói, cài vào máy":
            page.get_by_role("button", name="Chọn việc mang theo").click()
            page.get_by_role("checkbox").first.wait_for()
            yield "choice of services"
            page.get_by_role("button", name="Quay lại").click()
        page.get_by_role("button", name="Về trang đầu").click()
    page.get_by_role("button", name="Học và luyện tập").click()
    yield "learning"
    page.get_by_role("button", name="Các điều phải giữ").click()
    page.get_by_role("heading", name="Các điều phải giữ", level=1).wait_for()
    yield "rules"
    page.get_by_role("button", name="Quay lại").click()
    page.get_by_role("button", name="Câu hỏi về giúp an toàn").click()
    page.locator(".option").first.click()
    yield "quiz"
    page.go_back()
    page.get_by_role("button", name="Luyện với người bịa ra").click()
    page.get_by_role("heading", name="Luyện tập", level=1).wait_for()
    yield "practice"


def overflow(page: Page) -> int:
    """Pixels that stick out at the side."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def too_small(page: Page) -> list[str]:
    """What is to be pressed and is smaller than 44 by 44 pixels, addresses within a sentence aside."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, select, input, label.tickable, .checklist label")]
            .filter((node) => !node.closest("dialog") === !document.querySelector("dialog[open]"))
            .filter((node) => node.type !== "checkbox")
            .map((node) => [node.textContent, node.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 43.9 || box.height < 43.9))
            .map(([text, box]) => `${text}: ${box.width} × ${box.height}`)"""
    )
    return found


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize("walk", [screens, other_screens], ids=["visit", "beside"])
@pytest.mark.parametrize(("width", "look"), LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off_or_too_small(
    page: Page, hall: Hall, complaints: list[str], width: int, look: str, walk: object
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    _, code = hall.team("Tổ công nghệ số khu phố có tên rất là dài")
    for name in walk(page, code):  # type: ignore[operator]  # one of the two above
        assert overflow(page) <= 0, name
        assert too_small(page) == [], name
        complaints[:] = [text for text in complaints if not text.startswith("Failed to load resource")]
        is_accessible(page, complaints)


@pytest.mark.browser
@pytest.mark.long
def test_a_visit_can_be_done_with_the_keyboard_alone(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ bàn phím")
    join(page, code)

    def press(name: str) -> None:
        button = page.get_by_role("button", name=name).first
        button.wait_for()
        for _ in range(80):
            page.keyboard.press("Tab")
            if button.evaluate("(node) => node === document.activeElement"):
                page.keyboard.press("Enter")
                return
        raise AssertionError(f"«{name}» cannot be reached")

    press("Người tiếp theo")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    press("Bà con đồng ý")
    page.get_by_label("Tìm việc cần làm").focus()
    page.keyboard.type("muc 2")
    press("Làm tài khoản VNeID mức 2")
    for label in ANSWERS:
        press(label)
        expect(page.get_by_role("heading", level=1)).to_be_focused()
    press("Dừng lại")
    expect(page.get_by_role("heading", name="Dừng lại khi…")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Dừng lại")).to_be_focused()
    press("Lập phiếu cho bà con")
    press("Ghi kết quả")
    press("Xong việc")
    with page.expect_navigation():
        press("Ghi và mời người tiếp theo")


@pytest.mark.browser
@pytest.mark.long
def test_without_a_vietnamese_voice_the_keyboard_stays_where_it_was(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ không giọng")
    join(page, code)
    page.locator("main").get_by_role("button", name="Người tiếp theo").click()
    page.get_by_role("button", name="Đọc to").click()

    expect(page.get_by_text("Máy này chưa có giọng đọc tiếng Việt")).to_be_focused()


@pytest.mark.browser
@pytest.mark.long
def test_no_word_is_broken_where_letters_are_twice_as_large(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ chữ to")
    page.set_viewport_size({"width": 320, "height": 740})
    join(page, code)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    broken = """() => {
        const words = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode())
            for (const { 0: word, index } of node.data.matchAll(/\\S+/g)) {
                const range = document.createRange();
                range.setStart(node, index);
                range.setEnd(node, index + word.length);
                if (range.getClientRects().length > 1) words.push(word);
            }
        return words;
    }"""
    assert page.evaluate(broken) == []
    assert overflow(page) <= 0
    page.locator("main").get_by_role("button", name="Người tiếp theo").click()
    expect(page.get_by_role("heading", name="Đọc cho bà con nghe", level=1)).to_be_visible()
    assert page.evaluate(broken) == []
    assert overflow(page) <= 0


@pytest.mark.browser
@pytest.mark.long
def test_what_was_done_is_said_where_everybody_sees_it(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ nhìn màn hình")
    join(page, code)
    page.get_by_role("button", name="Cập nhật gói").click()
    expect(page.get_by_text("Gói đã mới")).to_be_in_viewport()
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *ANSWERS)
    walk_to_sheet(page)
    end(page, "Xong việc")
    expect(page.locator("#live.said")).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.long
def test_the_size_of_a_pack_is_told_while_it_is_chosen(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ chọn gói")
    join(page, code)
    page.get_by_role("button", name="Gói, cài vào máy").click()
    page.get_by_role("button", name="Chọn việc mang theo").click()
    size = page.get_by_text("Gói này khoảng")
    before = size.inner_text()
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    expect(size).to_contain_text("Bạn bỏ bớt vài việc")
    assert before != size.inner_text()
    page.get_by_role("button", name="Tải gói này").click()
    expect(page.get_by_role("alert").filter(has_text="KB")).to_be_visible()


@pytest.mark.browser
@pytest.mark.long
def test_a_reason_to_stop_is_not_asked_for_twice(page: Page, hall: Hall) -> None:
    team, code = hall.team("Tổ dừng lại")
    join(page, code)
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    page.get_by_role("button", name="Dừng lại").click()
    page.locator("dialog summary", has_text="đang bị gọi điện ép").click()
    page.get_by_role("button", name="Dừng, chuyển đến").first.click()
    expect(page.get_by_text("Lý do: Nghi lừa đảo.")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi và mời người tiếp theo").click()
    page.get_by_role("heading", name="Đọc cho bà con nghe", level=1).wait_for()
    page.goto(PAGES)
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()

    assert [(visit.outcome, visit.reason) for visit in hall.visits(team)] == [("sent_on", "scam")]


@pytest.mark.browser
@pytest.mark.long
def test_back_goes_one_screen_back_within_a_visit(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ bấm lui")
    join(page, code)
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *ANSWERS[:2])
    for heading in ("bao nhiêu tuổi", "quốc tịch nào", "Bà con cần gì?"):
        page.go_back()
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


@pytest.mark.browser
@pytest.mark.long
def test_a_wrong_code_says_so_and_nobody_gets_in(page: Page, hall: Hall) -> None:
    page.goto(PAGES)
    page.get_by_role("button", name="Vào tổ").click()
    expect(page.get_by_role("alert")).to_have_text("Bạn nhập mã tổ ghi trên thẻ nhé.")
    page.get_by_label("Mã tổ").fill("2222-2222-2222")
    page.get_by_role("button", name="Vào tổ").click()

    expect(page.get_by_role("alert")).not_to_have_text("")
    expect(page.get_by_role("button", name="Người tiếp theo")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.long
def test_the_card_of_the_team_joins_by_its_qr_code(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ có thẻ")
    page.goto(f"{PAGES}#ma={code}")

    expect(page.get_by_label("Mã tổ")).to_have_value(code)
    assert "#" not in page.url
    page.get_by_role("button", name="Vào tổ").click()
    expect(page.get_by_text("Tổ có thẻ").first).to_be_visible()


def visit_unsent(page: Page, phone: BrowserContext) -> None:
    """A visit without a network, and the page closed; when it opens again, the team is not known any more."""
    phone.set_offline(True)
    agree(page)
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *ANSWERS)
    walk_to_sheet(page)
    end(page, "Xong việc")
    phone.clear_cookies()
    page.goto("about:blank")
    phone.set_offline(False)


@pytest.mark.browser
@pytest.mark.long
def test_a_code_that_staff_ended_leads_back_to_joining_and_no_visit_is_lost(
    page: Page, phone: BrowserContext, hall: Hall
) -> None:
    team, code = hall.team("Tổ đổi mã")
    join(page, code)
    visit_unsent(page, phone)
    page.goto(PAGES)
    expect(page.get_by_text("1 lượt chưa gửi vẫn còn trong máy")).to_be_visible()
    join_again = page.get_by_label("Mã tổ")
    join_again.fill(code)
    page.get_by_role("button", name="Vào tổ").click()
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()

    assert len(hall.visits(team)) == 1


@pytest.mark.browser
@pytest.mark.long
def test_a_code_that_is_being_typed_stays_when_the_last_request_is_refused_too(
    page: Page, phone: BrowserContext, hall: Hall
) -> None:
    _, code = hall.team("Tổ gõ nhanh")
    join(page, code)
    visit_unsent(page, phone)
    late: list[Route] = []
    page.route("**/api/goi", lambda route: late.append(route))
    page.goto(PAGES)
    page.get_by_label("Mã tổ").fill(code)

    with page.expect_response("**/api/goi"):
        late[0].continue_()
    page.wait_for_timeout(300)  # nothing is to happen, which can only be waited for

    expect(page.get_by_label("Mã tổ")).to_have_value(code)


@pytest.mark.browser
@pytest.mark.long
def test_practice_is_marked_and_never_counted(page: Page, hall: Hall) -> None:
    team, code = hall.team("Tổ luyện tập")
    join(page, code)
    page.get_by_role("button", name="Học và luyện tập").click()
    page.get_by_role("button", name="Luyện với người bịa ra").click()
    page.get_by_role("button", name="Bắt đầu bài này").first.click()
    expect(page.locator("#practice")).to_be_visible()
    page.get_by_role("button", name="Bà con đồng ý").click()
    search(page, "muc 2", "Làm tài khoản VNeID mức 2")
    answer(page, *ANSWERS)
    walk_to_sheet(page)
    page.get_by_role("button", name="Ghi kết quả").click()
    page.get_by_role("button", name="Xong việc").click()
    page.get_by_role("button", name="Ghi và mời người tiếp theo").click()

    expect(page.get_by_role("heading", name="Xem lại bài luyện")).to_be_visible()
    expect(page.get_by_text("Vì sao")).to_be_visible()
    page.get_by_role("button", name="Về trang đầu").click()
    expect(page.get_by_text("Không còn lượt chờ gửi")).to_be_visible()
    assert hall.visits(team) == []


@pytest.mark.browser
@pytest.mark.long
def test_an_address_is_opened_on_the_residents_phone_not_here(page: Page, hall: Hall) -> None:
    _, code = hall.team("Tổ không mở trang")
    join(page, code)
    page.evaluate(
        """() => {
            const link = document.createElement("a");
            link.href = "https://dichvucong.gov.vn/";
            link.textContent = "Cổng";
            document.querySelector("main").append(link);
        }"""
    )
    page.get_by_role("link", name="Cổng").click()

    expect(page.get_by_role("heading", name="Mở bằng máy của bà con")).to_be_visible()
    expect(page.locator("dialog .qr")).to_be_visible()
    assert len(page.context.pages) == 1


# WebPageTest's «3G Slow»: 400 kbit/s each way, 400 ms there and back.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


@pytest.mark.browser
@pytest.mark.long
def test_on_slow_3g_the_first_screen_comes_before_the_pack(browser: Browser, hall: Hall) -> None:
    """How long it takes is measured by benchmarks; here, that nothing large stands in its way."""
    _, code = hall.team("Tổ sóng yếu")
    context = browser.new_context(locale="vi-VN", base_url=hall.url)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    page.goto(PAGES, wait_until="commit")
    page.get_by_label("Mã tổ").fill(code)
    page.get_by_role("button", name="Vào tổ").click()
    page.locator("main").get_by_role("button", name="Người tiếp theo").wait_for()
    expect(page.get_by_text("Đang tải gói…")).to_be_visible()
    context.close()


# Files


def closure(*names: str) -> set[str]:
    """The files that `names` import at once, themselves among them; those of the widget begin with «../»."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        folder = WIDGET if name.startswith("../") else HELPER
        text = (folder / name.removeprefix("../")).read_text("utf-8")
        for target in re.findall(r'from "(\.\.?/[^"]+)"', text):
            beside = "../" if name.startswith("../") else ""
            waiting.append(target if target.startswith("../") else beside + target.removeprefix("./"))
    return found


def test_the_first_screen_is_small_and_preloads_all_that_it_needs() -> None:
    needed = closure("app.js")
    page = (HELPER / "index.html").read_text("utf-8")

    assert set(re.findall(r'rel="modulepreload" href="([^"]+)"', page)) == needed - {"app.js"}
    paths = [(WIDGET if name.startswith("../") else HELPER) / name.removeprefix("../") for name in needed]
    paths += [HELPER / "index.html", HELPER / "helper.css"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in paths) < MOST_FIRST_BYTES


def test_every_file_is_kept_for_when_there_is_no_network() -> None:
    worker = (HELPER / "sw.js").read_text("utf-8")
    listed = set(re.findall(r'^  "([^"]+)",$', worker, re.MULTILINE))
    own = {path.name for path in FILES} - {"index.html", "sw.js"}
    modules = [name for name in own if name.endswith(".js")]

    assert listed == own | {"./"} | {name for name in closure(*modules) if name.startswith("../")}


def test_nothing_turns_data_into_markup_or_comes_from_elsewhere() -> None:
    for path in FILES:
        if path.suffix == ".png":
            continue
        text = path.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|style=", text), path.name
        assert not re.search(r"""(import|from|src=|href=|url\()\s*["'(]?https?://""", text), path.name


def test_only_what_says_nothing_of_a_resident_can_be_kept() -> None:
    """Writing to the phone happens in three modules, through one; nothing else touches a storage but to empty it."""
    for path in FILES:
        if path.suffix != ".js":
            continue
        text = path.read_text("utf-8")
        assert not re.search(r"\b(localStorage|sessionStorage)\b(?!\.clear\(\))", text), path.name
        assert ("indexedDB" in text) == (path.name == "database.js"), path.name
        assert ("caches.open" in text) == (path.name == "sw.js"), path.name
    scripts = "".join(path.read_text("utf-8") for path in FILES if path.suffix == ".js")
    stores = re.findall(r'write\("(\w+)", ("\w+"|[\w.]+)', scripts)
    assert sorted(set(stores)) == [
        ("items", "digest"),
        ("small", '"catalogue"'),
        ("small", '"copied"'),
        ("small", '"hamlet"'),
        ("small", '"lost"'),
        ("small", '"team"'),
        ("small", '"week"'),
        ("visits", "id"),
        ("visits", "visit.id"),
    ]
