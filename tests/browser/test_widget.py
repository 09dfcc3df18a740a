"""What citizens do with the widget, in a real browser against the real web application."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser.assistant import Assistant
from tests.browser.conftest import ARGUMENTS
from tests.browser.pages import answered, ask, is_accessible, place, press
from tools import browser as chromium

pytestmark = pytest.mark.browser

MESSAGES = re.compile(r"/webhooks/web/conversations/[^/]+/messages$")
WIDTHS = (320, 768, 1280)
LOOKS = (
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"contrast": "more"},
    {"forced_colors": "active"},
)


def overflow(page: Page) -> float:
    """How many pixels the page and the conversation are wider than what is seen of them."""
    return float(
        page.evaluate(
            """() => {
                const root = document.querySelector("tro-ly-dvc").shadowRoot;
                const inner = [root.querySelector(".root"), root.querySelector(".scroller")];
                const boxes = [document.documentElement, ...inner];
                return Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth));
            }"""
        )
    )


# What it says first


def test_it_says_that_it_is_a_machine_and_what_not_to_type(page: Page) -> None:
    expect(page.get_by_text("Mình là máy trả lời tự động")).to_be_visible()
    expect(page.get_by_text("Đừng gõ số căn cước").first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "vi"


def test_an_example_can_be_tapped(page: Page, assistant: Assistant) -> None:
    page.get_by_role("button", name="Làm giấy khai sinh cho con ở đâu?").click()

    answered(page)
    assert [text for _, text in assistant.rasa.heard] == ["Làm giấy khai sinh cho con ở đâu?"]


def test_that_staff_have_paused_it_is_said_before_anybody_asks(page: Page, complaints: list[str]) -> None:
    said = {"type": "notice", "level": "warning", "title": "Trợ lý đang tạm dừng trả lời", "text": "Nghỉ đến 14 giờ."}
    page.route("**/webhooks/web/notices", lambda route: route.fulfill(json=[said]))
    page.reload()

    greeting = page.locator(".welcome")
    expect(greeting.get_by_role("heading", name="Trợ lý đang tạm dừng trả lời")).to_be_in_viewport()
    expect(greeting).to_contain_text("Nghỉ đến 14 giờ.")
    is_accessible(page, complaints)


# Answers


def test_a_question_gets_a_checklist_with_its_sources(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")

    expect(page.get_by_role("checkbox")).to_have_count(4)
    expect(page.get_by_text("Người khác đi làm thay")).to_be_visible()
    expect(page.get_by_text("Kiểm tra ngày 20/11/2026")).to_be_visible()
    law = page.get_by_role("link", name="Luật Hộ tịch")
    expect(law).to_be_hidden()
    page.get_by_text("Căn cứ và nguồn (3)").click()
    expect(law).to_be_visible()
    assert law.get_attribute("target") == "_blank"
    assert "noopener" in (law.get_attribute("rel") or "")


def test_ticked_papers_stay_ticked_on_the_device(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")
    page.get_by_role("checkbox", name="Giấy chứng sinh").check()
    expect(page.get_by_text("Đã có 1/3")).to_be_visible()

    page.reload()

    expect(page.get_by_role("checkbox", name="Giấy chứng sinh")).to_be_checked()
    expect(page.get_by_text("Đã có 1/3")).to_be_visible()


def test_a_button_sends_its_payload_and_shows_its_title(page: Page, assistant: Assistant) -> None:
    ask(page, "làm khai sinh cần gì")
    page.get_by_role("button", name="Phí, lệ phí").click()

    expect(page.get_by_text("8.000 đồng mỗi bản")).to_be_visible()
    expect(page.get_by_text("đến hết 31/12/2026")).to_be_visible()
    expect(page.get_by_text("chưa có mức chung")).to_be_visible()
    expect(page.locator(".citizen").last).to_contain_text("Phí, lệ phí")
    assert assistant.rasa.heard[-1][1] == '/ask_fee{"service": "khai-sinh"}'
    assert len({sender for sender, _ in assistant.rasa.heard}) == 1


def test_a_long_answer_folds_and_every_notice_is_seen(page: Page) -> None:
    ask(page, '/ask_steps{"service": "khai-sinh"}')

    expect(page.get_by_text("Việc phải làm thứ 8")).to_be_visible()
    expect(page.get_by_text("Việc phải làm thứ 9")).to_be_hidden()
    page.get_by_role("button", name="Xem thêm 4 mục nữa").click()
    expect(page.get_by_text("Việc phải làm thứ 12")).to_be_visible()
    for words in ("Thông tin", "Sắp đổi", "Cẩn thận lừa đảo"):
        expect(page.get_by_role("heading", name=words)).to_have_count(1)
    expect(page.get_by_role("link", name="Nộp hồ sơ khai sinh")).to_contain_text("dichvucong.gov.vn")
    expect(page.get_by_role("link", name="Đường dẫn lạ")).to_have_count(0)


def test_choices_are_said_once_as_buttons(page: Page) -> None:
    ask(page, "cần giấy tờ gì")

    expect(page.get_by_role("button", name="Cấp lại thẻ căn cước")).to_be_visible()
    expect(page.locator(".clarify").get_by_text("Đăng ký khai sinh")).to_have_count(1)


def test_a_hotline_can_be_called(page: Page) -> None:
    ask(page, "xyz")

    assert page.get_by_role("link", name="18001096").get_attribute("href") == "tel:18001096"


def test_script_in_an_answer_stays_text(page: Page) -> None:
    ask(page, "mã độc")

    expect(page.locator(".entry.answer")).to_contain_text("<script>")
    page.get_by_role("button", name="<img").click()
    expect(page.locator(".citizen")).to_have_count(2)
    assert page.title() == "Trợ lý dịch vụ công"
    assert page.locator("tro-ly-dvc img, tro-ly-dvc script").count() == 0


def test_an_answer_can_be_copied_with_its_sources(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")
    page.get_by_role("button", name="Sao chép").click()

    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Đăng ký khai sinh")
    assert "60/2014/QH13 – Luật Hộ tịch https://vanban.chinhphu.vn/" in text
    assert "Kiểm tra ngày 20/11/2026" in text


def test_one_answer_alone_is_printed(page: Page) -> None:
    page.evaluate("window.print = () => { window.printed = true }")
    ask(page, "làm khai sinh cần gì")
    answered(page)
    ask(page, "xyz")
    expect(page.get_by_text("Mình chưa hiểu rõ").first).to_be_visible()
    page.get_by_role("button", name="In", exact=True).click()
    page.emulate_media(media="print")

    assert page.evaluate("window.printed")
    expect(page.get_by_role("link", name="Luật Hộ tịch")).to_be_visible()
    expect(page.locator(".entry.fallback")).to_be_hidden()
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator(".entry.fallback")).to_be_visible()
    expect(page.get_by_role("link", name="Luật Hộ tịch")).to_be_hidden()


@pytest.mark.parametrize(("mode", "width"), [("bubble", 1000), ("bubble", 390), ("panel", 1000)])
def test_of_a_long_page_the_answer_alone_is_printed(
    browser: Browser, assistant: Assistant, mode: str, width: int
) -> None:
    page = embedded(
        browser,
        assistant,
        mode,
        before='<p style="height: 4000px">Dài</p>',
        after='<p style="height: 2000px">Sau</p>',
        viewport={"width": width, "height": 700},
    )
    page.evaluate("window.print = () => {}")
    if mode == "bubble":
        page.get_by_role("button", name="Hỏi trợ lý").click()
    ask(page, "làm khai sinh cần gì")
    page.get_by_role("button", name="In", exact=True).click()
    page.emulate_media(media="print")

    assert page.evaluate("document.documentElement.scrollHeight") < 1100
    expect(page.get_by_role("link", name="Luật Hộ tịch")).to_be_visible()
    expect(page.get_by_text("Dài")).to_be_hidden()
    expect(page.locator("tro-ly-dvc .close")).to_be_hidden()
    assert page.locator("tro-ly-dvc .root").evaluate("(node) => getComputedStyle(node).boxShadow") == "none"
    page.emulate_media(media="null")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 2
    expect(page.get_by_text("Dài")).to_be_visible()
    page.close()


def test_the_catalogue_alone_answers_when_rasa_is_away(page: Page, assistant: Assistant) -> None:
    assistant.rasa.away = True
    ask(page, "làm giấy khai sinh cần giấy tờ gì")

    expect(page.get_by_text("Trợ lý đang hoạt động hạn chế").first).to_be_visible()
    page.get_by_role("button", name="Giấy tờ cần có").click()
    expect(page.get_by_role("checkbox").first).to_be_visible()


# Asking


def test_a_choice_that_is_tapped_twice_is_sent_once(page: Page, assistant: Assistant) -> None:
    ask(page, "làm khai sinh cần gì")
    answered(page)
    assistant.rasa.seconds = 2
    fee = page.get_by_role("button", name="Phí, lệ phí")
    fee.dblclick()
    press(fee)  # nobody waits so long between two taps of one, but the first was not answered yet

    expect(page.get_by_text("8.000 đồng mỗi bản")).to_be_visible()
    expect(page.locator(".citizen")).to_have_count(2)
    assert len(assistant.rasa.heard) == 2


def test_taking_a_question_back_keeps_what_is_being_typed(page: Page, assistant: Assistant) -> None:
    assistant.rasa.fails = True
    ask(page, "làm khai sinh cần gì")
    page.get_by_label("Câu hỏi của bạn").fill("ở đâu")
    page.get_by_role("button", name="Sửa câu hỏi").click()

    expect(page.get_by_label("Câu hỏi của bạn")).to_have_value("làm khai sinh cần gì\nở đâu")


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    box = page.get_by_label("Câu hỏi của bạn")
    reach(page, box)
    page.keyboard.type("dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("khai sinh")
    page.keyboard.press("Enter")
    answered(page)
    expect(page.locator(".citizen")).to_contain_text(re.compile("dòng một\nkhai sinh"))
    expect(box).to_be_focused()
    expect(box).to_have_value("")

    paper = page.get_by_role("checkbox", name="Giấy chứng sinh")
    reach(page, paper, "Shift+Tab")
    page.keyboard.press("Space")
    expect(paper).to_be_checked()

    fee = page.get_by_role("button", name="Phí, lệ phí")
    reach(page, fee)
    outline = fee.evaluate("(button) => getComputedStyle(button).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    answered(page, nth=1)


def reach(page: Page, target: object, key: str = "Tab") -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if target.evaluate("(node) => node.getRootNode().activeElement === node"):  # type: ignore[attr-defined]  # playwright types a handle as its base class
            return
    raise AssertionError(f"{key} does not reach it")


def test_enter_that_ends_a_composed_word_does_not_send(page: Page, assistant: Assistant) -> None:
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill("khai sinh")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})

    expect(box).to_have_value("khai sinh")
    assert assistant.rasa.heard == []


def test_the_limit_is_shown_near_the_end_and_nothing_is_cut(page: Page, assistant: Assistant) -> None:
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill("a" * 800)
    expect(page.locator(".left")).to_be_empty()
    box.fill("a" * 900)
    expect(page.locator(".left")).to_have_text("Còn 100 ký tự")
    box.fill("a" * 1005)
    expect(page.locator(".left")).to_contain_text("Dài quá 5 ký tự")
    box.press("Enter")

    expect(box).to_have_value("a" * 1005)
    assert assistant.rasa.heard == []


def test_it_shows_that_it_is_working_and_keeps_the_order(page: Page, assistant: Assistant) -> None:
    assistant.rasa.seconds = 0.4
    ask(page, "làm khai sinh cần gì")
    ask(page, "xyz")

    expect(page.get_by_text("Trợ lý đang trả lời…")).to_be_visible()
    expect(page.get_by_text("Mình chưa hiểu rõ").first).to_be_visible()
    expect(page.get_by_text("Trợ lý đang trả lời…")).to_have_count(0)
    kinds = page.locator(".entry:not(.welcome)").evaluate_all("(all) => all.map((each) => each.classList[1])")
    assert kinds == ["citizen", "assistant", "citizen", "assistant"]


# Screen readers


def test_an_answer_is_announced_once(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")
    answered(page)

    log = page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    expect(log.locator("p")).to_have_count(1)
    expect(log).to_contain_text("Trợ lý trả lời: Đăng ký khai sinh")
    page.get_by_role("checkbox").first.check()
    expect(log.locator("p")).to_have_count(1)


# Keeping


def test_a_reload_loses_nothing(page: Page, assistant: Assistant) -> None:
    ask(page, "làm khai sinh cần gì")
    answered(page)

    page.reload()

    expect(page.locator(".citizen")).to_contain_text("làm khai sinh cần gì")
    page.get_by_role("button", name="Phí, lệ phí").click()
    expect(page.get_by_text("8.000 đồng mỗi bản")).to_be_visible()
    assert len({sender for sender, _ in assistant.rasa.heard}) == 1, "still the same conversation"


def test_a_reload_opens_at_the_last_question_also_where_the_style_comes_late(page: Page) -> None:
    for text in ("ask_steps", "làm khai sinh cần gì"):
        ask(page, text)
    answered(page, nth=1)

    def late(route: Route) -> None:
        page.wait_for_timeout(500)
        route.continue_()

    page.route("**/style.css", late)
    page.reload()

    expect(page.locator(".citizen").last).to_be_in_viewport()
    expect(page.locator(".welcome")).not_to_be_in_viewport()


def test_what_is_being_typed_outlives_a_reload_but_not_a_clearing(page: Page) -> None:
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill("chuyện riêng\ncủa tôi")
    page.reload()
    expect(box).to_have_value("chuyện riêng\ncủa tôi")
    assert place(box)["height"] > 60, "both lines are seen"
    page.get_by_role("button", name="Xoá cuộc trò chuyện").click()
    page.get_by_role("button", name="Xoá hết").click()

    expect(box).to_have_value("")
    assert "riêng" not in page.evaluate("JSON.stringify([sessionStorage, localStorage])")


def test_what_is_being_typed_goes_when_a_helper_wipes_the_phone_for_the_next_resident(
    context: BrowserContext, page: Page
) -> None:
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill("chuyện riêng của bà A")
    helper = context.new_page()
    helper.goto("/to-cong-nghe-so/")
    helper.evaluate("localStorage.clear()")

    expect(box).to_have_value("")
    assert "riêng" not in page.evaluate("JSON.stringify([sessionStorage, localStorage])")


def test_clearing_forgets_everything(page: Page, assistant: Assistant) -> None:
    ask(page, "làm khai sinh cần gì")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Xoá cuộc trò chuyện").click()
    page.get_by_role("button", name="Xoá hết").click()

    expect(page.locator(".citizen")).to_have_count(0)
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_focused()
    page.reload()
    expect(page.locator(".citizen")).to_have_count(0)
    assert "khai" not in page.evaluate("JSON.stringify(localStorage)")
    ask(page, "làm khai sinh cần gì")
    answered(page)
    expect(page.get_by_role("checkbox").first).not_to_be_checked()
    assert len({sender for sender, _ in assistant.rasa.heard}) == 2, "a conversation of its own"


def test_clearing_can_be_thought_better_of(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")
    answered(page)
    page.get_by_role("button", name="Xoá cuộc trò chuyện").click()
    page.get_by_role("button", name="Giữ lại").click()

    expect(page.locator(".citizen")).to_have_count(1)
    expect(page.get_by_role("button", name="Xoá cuộc trò chuyện")).to_be_focused()


def test_the_conversation_can_be_saved_as_a_file(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")
    answered(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tuỳ chọn").click()
        page.get_by_role("button", name="Lưu cuộc trò chuyện").click()

    saved = download.value.path().read_text("utf-8-sig")
    assert "Bạn: làm khai sinh cần gì" in saved
    assert "Trợ lý: Đăng ký khai sinh" in saved


def test_the_text_size_is_kept(page: Page) -> None:
    before = page.locator(".welcome").evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    page.get_by_role("button", name="Cỡ chữ lớn").click()
    page.reload()

    expect(page.get_by_role("button", name="Cỡ chữ lớn")).to_have_attribute("aria-pressed", "true")
    after = page.locator(".welcome").evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    assert after >= before * 1.2


# When something is wrong


def test_a_server_error_keeps_the_text_and_can_be_tried_again(page: Page, assistant: Assistant) -> None:
    assistant.rasa.fails = True
    ask(page, "làm khai sinh cần gì")
    expect(page.locator(".trouble")).to_contain_text("Có trục trặc ở máy chủ")
    expect(page.locator(".citizen")).to_contain_text("làm khai sinh cần gì")
    assistant.rasa.fails = False
    page.reload()
    page.get_by_role("button", name="Thử lại").click()

    answered(page)
    expect(page.locator(".citizen")).to_have_count(1)
    expect(page.locator(".trouble")).to_have_count(0)


def test_no_network_keeps_the_text(page: Page) -> None:
    page.route(MESSAGES, lambda route: route.abort())
    ask(page, "làm khai sinh cần gì")
    expect(page.locator(".trouble")).to_contain_text("Chưa nối được máy chủ")
    page.unroute(MESSAGES)
    page.get_by_role("button", name="Sửa câu hỏi").click()

    expect(page.get_by_label("Câu hỏi của bạn")).to_have_value("làm khai sinh cần gì")
    page.keyboard.press("Enter")
    answered(page)


def test_offline_it_waits_and_sends_once_the_network_is_back(
    page: Page, context: BrowserContext, assistant: Assistant
) -> None:
    context.set_offline(True)
    ask(page, "làm khai sinh cần gì")
    expect(page.locator(".trouble")).to_contain_text("Máy đang mất mạng")
    context.set_offline(False)

    answered(page)
    expect(page.locator(".trouble")).to_have_count(0)
    assert len(assistant.rasa.heard) == 1


def test_too_many_questions_are_answered_calmly(page: Page) -> None:
    def busy(route: Route) -> None:
        route.fulfill(status=429, headers={"retry-after": "12"}, content_type="application/problem+json", body="{}")

    page.route(MESSAGES, busy)
    ask(page, "làm khai sinh cần gì")

    expect(page.locator(".trouble")).to_contain_text("sẽ tự gửi lại lúc")


def test_a_conversation_the_server_forgot_starts_anew(page: Page, assistant: Assistant) -> None:
    ask(page, "xyz")
    expect(page.get_by_text("Mình chưa hiểu rõ").first).to_be_visible()
    forgotten = assistant.rasa.heard[0][0].removeprefix("web-")

    def forget(route: Route, request: Request) -> None:
        if forgotten in request.url:
            route.fulfill(status=404, content_type="application/problem+json", body='{"title": "Không còn"}')
        else:
            route.continue_()

    page.route(MESSAGES, forget)
    ask(page, "làm khai sinh cần gì")

    answered(page)
    assert len({sender for sender, _ in assistant.rasa.heard}) == 2


# Everybody


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look.values())))
def test_axe_finds_nothing_and_nothing_is_cut_off(
    page: Page, complaints: list[str], width: int, look: dict[str, str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(**look)  # type: ignore[arg-type]  # the looks are plain dicts of literals
    talk(page)

    assert overflow(page) <= 0
    is_accessible(page, complaints)


def test_a_page_at_four_hundred_percent_needs_no_sideways_scrolling(page: Page, complaints: list[str]) -> None:
    page.set_viewport_size({"width": 320, "height": 256})  # what is left of 1280 × 1024
    page.get_by_role("button", name="Cỡ chữ lớn").click()
    talk(page)

    assert overflow(page) <= 0
    composer = page.locator(".composer").bounding_box()
    assert composer
    assert composer["height"] <= 256 / 3
    is_accessible(page, complaints)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_pressed_is_large_enough(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Cỡ chữ nhỏ").click()
    talk(page)

    small = page.locator("tro-ly-dvc").evaluate(
        """(host) => [...host.shadowRoot.querySelectorAll("button, summary, textarea, label, .links a, .head a")]
            .filter((node) => !node.matches(".unseen"))
            .map((node) => [node.textContent, node.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 43.9 || box.height < 43.9))
            .map(([text, box]) => `${text}: ${box.width} × ${box.height}`)"""
    )
    assert small == []


@pytest.mark.parametrize(
    ("letters", "width", "height", "options"),
    [(24, 360, 740, False), (32, 360, 740, False), (16, 320, 568, True), (20, 360, 740, True), (16, 740, 360, False)],
)
@pytest.mark.parametrize("address", ["/", "/example/"])
def test_with_large_letters_all_can_still_be_read_and_typed(
    browser: Browser, assistant: Assistant, address: str, letters: int, width: int, height: int, options: bool
) -> None:
    own = browser.browser_type.launch(
        executable_path=chromium.get(), args=[*ARGUMENTS, f"--blink-settings=defaultFontSize={letters}"]
    )
    page = own.new_page(base_url=assistant.url, viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.goto(address)
    if address != "/":
        page.get_by_role("button", name="Hỏi trợ lý").click()
    page.get_by_role("button", name="Cỡ chữ lớn").click()
    ask(page, "làm khai sinh cần gì")
    paper = page.get_by_role("checkbox", name="Giấy chứng sinh")
    paper.check()
    expect(paper).to_be_checked()
    if options:
        page.get_by_role("button", name="Xoá cuộc trò chuyện").click()
        page.get_by_role("button", name="Tuỳ chọn").click()
        page.get_by_role("button", name="Lưu cuộc trò chuyện").scroll_into_view_if_needed()
        expect(page.get_by_role("button", name="Lưu cuộc trò chuyện")).to_be_in_viewport(ratio=0.9)
        paper.scroll_into_view_if_needed()
        expect(paper).to_be_in_viewport(ratio=0.9)
    measure = """(node) => {
        const { fontSize } = getComputedStyle(node);
        return [node.clientWidth / parseFloat(fontSize), node.getBoundingClientRect().bottom];
    }"""
    box, send = (page.locator(f"tro-ly-dvc {name}").evaluate(measure) for name in ("textarea", ".send"))
    assert box[0] > 5, "the input is wider than five letters"
    assert max(box[1], send[1]) <= height
    assert address != "/" or overflow(page) <= 0
    own.close()


def talk(page: Page) -> None:
    """A conversation with every kind of block in it, and the options open."""
    for index, text in enumerate(("làm khai sinh cần gì", "ask_fee", "ask_steps", "cần giấy tờ gì", "a" * 300)):
        ask(page, text)
        expect(page.locator(".entry.assistant:not(.thinking)")).to_have_count(index + 2)
    for summary in page.locator("summary").all():
        summary.click()
    page.get_by_role("button", name="Tuỳ chọn").click()


def embedded(browser: Browser, assistant: Assistant, mode: str, before: str = "", after: str = "", **how: Any) -> Page:
    """A page of somebody else with the widget in it."""
    page = browser.new_page(base_url=assistant.url, reduced_motion="reduce", **how)
    html = f"""<!doctype html><html lang="vi"><title>Xã Ví Dụ</title><main><h1>Xã Ví Dụ</h1>{before}
        <script type="module" src="/tro-ly-dvc.js"></script>
        <tro-ly-dvc mode="{mode}"></tro-ly-dvc>{after}</main></html>"""
    page.route("**/xa-vi-du", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=html))
    page.goto("/xa-vi-du")
    return page


def test_a_bubble_that_fills_the_screen_keeps_the_keyboard_and_closes_with_escape(
    browser: Browser, assistant: Assistant
) -> None:
    page = embedded(
        browser, assistant, "bubble", after='<a href="#x">Liên kết</a>', viewport={"width": 390, "height": 700}
    )
    launcher = page.get_by_role("button", name="Hỏi trợ lý")
    launcher.click()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(30):
            page.keyboard.press(key)
            assert page.evaluate("['TRO-LY-DVC', 'BODY'].includes(document.activeElement.tagName)")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")

    expect(page.get_by_label("Câu hỏi của bạn")).to_be_hidden()
    expect(launcher).to_be_focused()
    page.close()


def test_a_bubble_beside_the_page_leaves_the_page_usable(browser: Browser, assistant: Assistant) -> None:
    page = embedded(
        browser, assistant, "bubble", after='<a href="#x">Liên kết</a>', viewport={"width": 1000, "height": 700}
    )
    page.get_by_role("button", name="Hỏi trợ lý").click()
    page.get_by_role("link", name="Liên kết").click()
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 700})  # 400 %
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.tagName") == "TRO-LY-DVC"
    page.close()


@pytest.mark.parametrize("height", [360, 256])
def test_a_bubble_of_little_height_can_be_closed_from_anywhere(
    browser: Browser, assistant: Assistant, height: int
) -> None:
    page = embedded(browser, assistant, "bubble", viewport={"width": 740 if height > 300 else 320, "height": height})
    page.get_by_role("button", name="Hỏi trợ lý").click()
    ask(page, "làm khai sinh cần gì")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    close = page.get_by_role("button", name="Đóng")
    page.get_by_role("button", name="Có ích", exact=True).scroll_into_view_if_needed()

    expect(close).to_be_in_viewport(ratio=1)
    close.click()
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_hidden()
    page.close()


def test_what_the_heading_shows_is_put_away_by_chatting_by_escape_and_by_closing(
    browser: Browser, assistant: Assistant
) -> None:
    page = embedded(browser, assistant, "bubble", viewport={"width": 390, "height": 740})
    page.get_by_role("button", name="Hỏi trợ lý").click()
    options, colours = page.get_by_role("button", name="Tuỳ chọn"), page.get_by_role("button", name="Tương phản cao")
    clear, sure = page.get_by_role("button", name="Xoá cuộc trò chuyện"), page.get_by_role("button", name="Xoá hết")
    options.click()
    clear.click()
    expect(colours).to_be_hidden()
    expect(sure).to_be_focused()
    page.keyboard.press("Escape")
    expect(sure).to_be_hidden()
    expect(clear).to_be_focused()
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_visible()
    options.click()
    ask(page, "làm khai sinh cần gì")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    expect(colours).to_be_hidden()
    expect(options).to_have_attribute("aria-expanded", "false")
    options.click()
    page.get_by_role("button", name="Đóng").click()
    page.get_by_role("button", name="Hỏi trợ lý").click()
    expect(colours).to_be_hidden()
    page.close()


def test_a_page_that_made_its_own_letters_small_does_not_make_ours_small(
    browser: Browser, assistant: Assistant
) -> None:
    page = embedded(
        browser,
        assistant,
        "bubble",
        before="<style>html { font-size: 62.5% } .large { --tro-ly-dvc-size: 20px }</style>",
        viewport={"width": 1000, "height": 700},
    )
    page.get_by_role("button", name="Hỏi trợ lý").click()
    text = page.get_by_text("Mình là máy trả lời tự động")
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    assert text.evaluate(size) == 17
    assert place(page.locator("tro-ly-dvc .root"))["width"] >= 400
    page.locator("tro-ly-dvc").evaluate("(node) => node.classList.add('large')")
    assert text.evaluate(size) == 21.25
    page.close()


@pytest.mark.parametrize("mode", ["panel", "bubble"])
def test_it_can_be_embedded_in_a_page(browser: Browser, assistant: Assistant, mode: str) -> None:
    page = embedded(browser, assistant, mode, viewport={"width": 1000, "height": 700})
    if mode == "bubble":
        launcher = page.get_by_role("button", name="Hỏi trợ lý")
        expect(page.get_by_label("Câu hỏi của bạn")).to_be_hidden()
        launcher.click()
        expect(page.get_by_label("Câu hỏi của bạn")).to_be_focused()
    ask(page, "làm khai sinh cần gì")
    expect(page.get_by_role("checkbox")).to_have_count(4)
    is_accessible(page, [])
    if mode == "bubble":
        page.keyboard.press("Escape")
        expect(launcher).to_be_focused()
        expect(page.get_by_label("Câu hỏi của bạn")).to_be_hidden()
    page.close()


def test_a_page_of_another_origin_with_a_strict_policy_can_embed_it(browser: Browser, assistant: Assistant) -> None:
    ours = assistant.url.rstrip("/")
    policy = f"default-src 'none'; script-src {ours}; style-src {ours}; connect-src {ours}"
    html = f"""<!doctype html><html lang="vi"><title>Xã Ví Dụ</title><h1>Xã Ví Dụ</h1>
        <script type="module" src="{assistant.url}tro-ly-dvc.js"></script><tro-ly-dvc></tro-ly-dvc></html>"""
    page = browser.new_page(base_url=assistant.elsewhere)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.route(
        "**/xa-vi-du",
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8", headers={"content-security-policy": policy}, body=html
        ),
    )
    page.goto("/xa-vi-du")
    ask(page, "làm khai sinh cần gì")

    expect(page.get_by_role("checkbox")).to_have_count(4)
    assert complaints == []
    page.close()
