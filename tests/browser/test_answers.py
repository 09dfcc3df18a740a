"""What is drawn of an answer beyond its papers, and what citizens do with it: guides, ratings, voice, colours."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.assistant import Assistant
from tests.browser.pages import answered, ask, is_accessible, place

pytestmark = [pytest.mark.browser, pytest.mark.long]

EAR = """
    window.SpeechRecognition = window.webkitSpeechRecognition = class {
        start() {
            window.language = this.lang;
            const alternative = { transcript: "làm khai sinh cần gì" };
            const result = Object.assign([alternative], { isFinal: true });
            setTimeout(() => { this.onresult({ results: [result], resultIndex: 0 }); this.onend(); }, 50);
        }
        stop() { this.onend(); }
    };
"""


# Blocks


def test_a_guide_shows_how_far_it_is_and_asks_with_buttons(
    page: Page, complaints: list[str], assistant: Assistant
) -> None:
    ask(page, "hướng dẫn")

    expect(page.get_by_text("Bước 2 trên 5: Tuổi của con")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Bước 2 trên 5")).to_have_attribute("value", "2")
    expect(page.get_by_role("button", name="tuổi")).to_have_count(
        2
    )  # once each, though the message has one of them too
    is_accessible(page, complaints)
    page.get_by_role("button", name="Dưới 6 tuổi").click()
    expect(page.locator(".citizen").last).to_contain_text("Dưới 6 tuổi")
    expect(page.get_by_text("Phiếu hướng dẫn của bạn")).to_be_visible()
    assert assistant.rasa.heard[-1][1] == '/guide{"guide": "phieu"}'


def test_where_a_guide_begins_its_question_comes_first_and_the_answer_can_wait(
    page: Page, complaints: list[str], assistant: Assistant
) -> None:
    ask(page, "tôi mất thẻ")
    choice = page.get_by_role("button", name="Chưa có", exact=True)
    expect(choice).to_be_visible()

    tops = [
        place(each)["y"]
        for each in (
            page.get_by_text("Bước 2 trên 5"),
            page.get_by_text("Bạn có VNeID mức 2 chưa?"),
            choice,
            page.get_by_role("button", name="Xem thêm: Phần 1, Phần 2"),
            page.get_by_text("Căn cứ và nguồn"),
            page.get_by_role("button", name="Sao chép"),
        )
    ]
    assert tops == sorted(tops)
    expect(choice).to_have_count(1)
    expect(page.get_by_text("Xem tiếp")).to_have_count(0)
    expect(page.get_by_role("heading", name="Phần 1")).to_be_hidden()
    is_accessible(page, complaints)
    choice.click()
    expect(page.locator(".citizen").last).to_have_text(re.compile("Chưa có"))
    expect(page.locator(".entry.assistant:not(.welcome, .thinking)")).to_have_count(2)
    assert assistant.rasa.heard[-1][1] == '/guide{"guide": "can-cuoc?muc=Chưa có"}'


def test_a_question_asked_within_a_guide_does_not_fold_the_guide_away(page: Page) -> None:
    ask(page, "hỏi xen")

    expect(page.get_by_role("button", name="Xem thêm: Phần 6, Phần 7")).to_be_visible()
    lines = page.locator(".entry.answer .said").inner_text()
    order = ["Xem thêm", "Mình hỏi tiếp", "Bước 2 trên 5", "Bạn đã cho biết", "Bạn có VNeID", "Chưa có"]
    assert [lines.index(words) for words in order] == sorted(lines.index(words) for words in order)


def test_how_far_a_guide_is_stays_in_sight_while_its_choices_are_read(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("button", name="Cỡ chữ lớn").click()
    ask(page, "tôi mất thẻ")
    page.get_by_role("button", name="Dừng hướng dẫn").evaluate("(node) => node.scrollIntoView({ block: 'start' })")

    expect(page.get_by_text("Bước 2 trên 5")).to_be_in_viewport()


def test_what_is_copied_of_a_guide_has_no_buttons_in_it(page: Page) -> None:
    ask(page, "tôi mất thẻ, số 034085001234")
    page.get_by_role("button", name="Sao chép").click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()

    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Cấp lại thẻ căn cước\n\nBạn có VNeID?")
    assert "1. Có rồi" not in text
    assert "che đi" not in text


def test_a_number_one_is_told_to_call_can_be_called(page: Page) -> None:
    ask(page, "nguy cấp")

    calls = page.locator(".entry.assistant a[href^=tel]")
    expect(calls).to_have_text(["113", "114", "115", "156"])


def test_a_sheet_has_its_code_and_leads_to_its_page_and_its_file(
    page: Page, complaints: list[str], assistant: Assistant
) -> None:
    ask(page, "phieu")

    expect(page.get_by_text("K7M2-QX4D", exact=True)).to_be_visible()
    links = {name: page.get_by_role("link", name=name) for name in ("Mở phiếu", "Tải phiếu (PDF)")}
    assert links["Mở phiếu"].get_attribute("href") == f"{assistant.url}phieu/K7M2-QX4D"
    assert links["Tải phiếu (PDF)"].get_attribute("href") == f"{assistant.url}phieu/K7M2-QX4D.pdf"
    for words in ("Uỷ ban nhân dân xã nơi bạn ở", "Người làm: cha hoặc mẹ", "Người giúp: cán bộ một cửa"):
        expect(page.get_by_text(words)).to_be_visible()
    is_accessible(page, complaints)


def test_a_sheet_is_handed_on_with_its_name_its_code_and_its_whole_address(page: Page, assistant: Assistant) -> None:
    page.add_init_script("navigator.share = async (shared) => { window.shared = shared; };")
    page.reload()
    ask(page, "phieu")
    page.get_by_role("button", name="Chia sẻ").click()

    said = f"Khai sinh cho con\nMã phiếu: K7M2-QX4D\n{assistant.url}phieu/K7M2-QX4D"
    assert page.evaluate("window.shared.text") == said


def test_what_is_copied_of_a_sheet_is_its_words_and_its_whole_address(page: Page, assistant: Assistant) -> None:
    ask(page, "phieu")
    page.get_by_role("button", name="Sao chép").click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()

    text = page.evaluate("navigator.clipboard.readText()")
    assert "1. Nộp hồ sơ" in text
    assert text.endswith(f"Giữ 90 ngày. {assistant.url}phieu/K7M2-QX4D")


def test_who_has_a_code_finds_where_to_type_it(page: Page, complaints: list[str], assistant: Assistant) -> None:
    page.get_by_role("button", name="Tuỳ chọn").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Mở phiếu bằng mã").click()
    sheets = opened.value
    sheets.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    expect(sheets).to_have_url(f"{assistant.url}phieu")
    expect(sheets.get_by_label("Mã phiếu")).to_be_focused()
    is_accessible(sheets, [])
    sheets.keyboard.type("bcdfg hjkmn")
    sheets.keyboard.press("Enter")
    expect(sheets.get_by_role("heading", name="Không tìm thấy phiếu")).to_be_visible()
    expect(sheets.get_by_label("Mã phiếu")).to_have_value("bcdfg hjkmn")
    is_accessible(sheets, [])
    assert [text for text in complaints if "Content Security Policy" in text and "form-action" in text] == []
    complaints.clear()  # the page that there is not
    sheets.get_by_role("link", name="Hỏi trợ lý").click()
    expect(sheets).to_have_url(assistant.url)


def test_a_long_answer_shows_its_first_parts_and_never_folds_a_warning(page: Page) -> None:
    ask(page, "trọn bộ")

    expect(page.get_by_role("heading", name="Phần 5")).to_be_visible()
    expect(page.get_by_role("heading", name="Phần 6")).to_be_hidden()
    expect(page.get_by_role("heading", name="Cẩn thận lừa đảo")).to_be_visible()
    page.get_by_role("button", name="Xem thêm: Phần 6, Phần 7, Phần 8").press("Enter")
    expect(page.get_by_role("heading", name="Phần 8")).to_be_visible()
    page.get_by_role("button", name="Thu gọn").click()
    expect(page.get_by_role("heading", name="Phần 6")).to_be_hidden()


def test_the_button_of_what_is_folded_away_names_three_of_its_parts_in_few_words(page: Page) -> None:
    ask(page, "nhiều cách")

    expect(page.get_by_role("button", name="Xem thêm")).to_have_text("Xem thêm: Cách 1, Cách 2, Cách 3…")


def test_a_rate_is_as_clear_as_a_sum_and_only_what_is_not_known_is_grey(page: Page) -> None:
    ask(page, "ask_fee")
    amounts = page.locator(".fees strong")
    expect(amounts).to_have_text(["miễn phí", "8.000 đồng mỗi bản", "chưa có mức chung", "0,5% giá trị nhà, đất"])

    weights = amounts.evaluate_all("(all) => all.map((each) => Number(getComputedStyle(each).fontWeight) > 400)")
    assert weights == [True, True, False, True]


def test_folded_parts_are_printed(page: Page) -> None:
    ask(page, "trọn bộ")
    expect(page.get_by_role("heading", name="Phần 6")).to_be_hidden()
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Phần 6")).to_be_visible()


# Ratings


def test_a_useful_answer_is_rated_with_one_press(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")
    with page.expect_response("**/ratings") as rated:
        page.get_by_role("button", name="Có ích", exact=True).press("Enter")

    assert rated.value.status == 204
    expect(page.locator(".rating p")).to_be_focused()
    expect(page.locator(".rating p")).to_have_text("Cảm ơn bạn đã góp ý.")
    page.reload()
    answered(page)
    expect(page.get_by_role("button", name="Có ích", exact=True)).to_have_count(0)


def test_an_answer_of_no_use_is_asked_why(page: Page, complaints: list[str]) -> None:
    ask(page, "làm khai sinh cần gì")
    with page.expect_response("**/ratings") as first:  # many leave without saying why
        page.get_by_role("button", name="Chưa có ích").press("Enter")
    assert (first.value.status, first.value.request.post_data_json["useful"]) == (204, False)
    expect(page.locator(".rating p")).to_be_focused()
    is_accessible(page, complaints)
    with page.expect_response("**/ratings") as rated:
        page.get_by_role("button", name="Khó hiểu").click()

    assert rated.value.status == 204
    sent = rated.value.request.post_data_json
    assert (sent["useful"], sent["why"], sent["service"]) == (False, "Khó hiểu", "khai-sinh")


def test_a_rating_waits_for_the_network(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")
    answered(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Có ích", exact=True).click()
    with page.expect_response("**/ratings") as rated:
        page.context.set_offline(False)

    assert rated.value.status == 204


# Voice


def test_speech_becomes_text_that_is_read_before_it_is_sent(
    page: Page, complaints: list[str], assistant: Assistant
) -> None:
    page.add_init_script(EAR)
    page.reload()
    page.get_by_role("button", name="Nói thay vì gõ").click()
    expect(page.get_by_text("trình duyệt có thể gửi âm thanh")).to_be_visible()
    is_accessible(page, complaints)
    page.get_by_role("button", name="Đồng ý, nói").click()

    box = page.get_by_label("Câu hỏi của bạn")
    expect(box).to_have_value("làm khai sinh cần gì")
    expect(box).to_be_focused()
    assert assistant.rasa.heard == []
    assert page.evaluate("window.language") == "vi-VN"


def test_who_declines_to_be_heard_types(page: Page) -> None:
    page.add_init_script(EAR)
    page.reload()
    page.get_by_role("button", name="Nói thay vì gõ").click()
    page.get_by_role("button", name="Thôi, mình gõ").click()

    box = page.get_by_label("Câu hỏi của bạn")
    expect(box).to_be_focused()
    expect(box).to_have_value("")


def test_what_the_browser_cannot_do_is_not_offered(page: Page) -> None:
    page.add_init_script(
        "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"
        "Object.defineProperty(window, 'speechSynthesis', { value: undefined });"
    )
    page.reload()
    ask(page, "làm khai sinh cần gì")
    answered(page)

    expect(page.get_by_role("button", name="Nói thay vì gõ")).to_have_count(0)
    expect(page.get_by_role("button", name="Nghe đọc")).to_have_count(0)


def test_an_answer_is_read_aloud_in_vietnamese(page: Page) -> None:
    page.add_init_script(
        """
        window.read = [];
        window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
        const synthesis = {
            getVoices: () => [{ lang: "en-US" }, { lang: "vi-VN" }],
            speak: (part) => window.read.push([part.lang, part.voice.lang, part.text]),
            cancel: () => {},
        };
        Object.defineProperty(window, "speechSynthesis", { value: synthesis });
        """
    )
    page.reload()
    ask(page, "làm khai sinh cần gì")
    page.get_by_role("button", name="Nghe đọc").click()

    assert page.evaluate("window.read[0]") == ["vi-VN", "vi-VN", "Đăng ký khai sinh"]
    expect(page.get_by_role("button", name="Dừng đọc")).to_be_visible()


def test_an_answer_can_be_shared_where_the_browser_knows_no_other_app(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'share', { value: undefined })")
    page.reload()
    ask(page, "làm khai sinh cần gì")
    page.get_by_role("button", name="Chia sẻ").click()

    expect(page.get_by_role("button", name="Đã chép, bạn dán vào tin nhắn")).to_be_visible()
    assert "Đăng ký khai sinh" in page.evaluate("navigator.clipboard.readText()")


# Colours


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("name", ["Sáng", "Tối", "Tương phản cao"])
def test_colours_can_be_chosen_stay_chosen_and_can_be_read(
    page: Page, complaints: list[str], name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Tuỳ chọn").press("Enter")
    page.get_by_role("button", name=name).press("Enter")
    page.reload()
    page.get_by_role("button", name="Tuỳ chọn").click()

    expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    ask(page, "ask_steps")
    ask(page, "hướng dẫn")
    expect(page.get_by_role("progressbar")).to_be_visible()
    is_accessible(page, complaints)


# The example


@pytest.mark.parametrize("width", [320, 1280])
def test_the_example_page_chats_in_its_own_colours(browser: Browser, assistant: Assistant, width: int) -> None:
    page = browser.new_page(base_url=assistant.url, viewport={"width": width, "height": 800})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/example/")
    launcher = page.get_by_role("button", name="Hỏi trợ lý")
    assert launcher.evaluate("(node) => getComputedStyle(node).backgroundColor") == "rgb(122, 31, 31)"
    launcher.click()
    ask(page, "làm khai sinh cần gì")

    expect(page.get_by_role("checkbox")).to_have_count(4)
    is_accessible(page, complaints)
    page.close()
