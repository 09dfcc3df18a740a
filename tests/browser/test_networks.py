"""Weak networks: nothing typed is lost, nothing is said twice, and the page opens without any."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser.assistant import Assistant
from tests.browser.pages import PATIENCE_MS, answered, ask, is_accessible, place, press

pytestmark = [pytest.mark.browser, pytest.mark.long]

MESSAGES = re.compile(r"/webhooks/web/conversations/[^/]+/messages$")
PACK = re.compile(r"/widget/offline-pack\.json$")


@pytest.fixture
def visitor(browser: Browser, assistant: Assistant) -> Iterator[BrowserContext]:
    """A visitor whose browser may keep the page."""
    assistant.rasa.reset()
    made = browser.new_context(
        locale="vi-VN", viewport={"width": 390, "height": 844}, base_url=assistant.url, reduced_motion="reduce"
    )
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def kept(visitor: BrowserContext) -> Page:
    """The page, once the browser has all it needs to open it without a network."""
    page = visitor.new_page()
    with page.expect_response(PACK):
        page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # a worker keeps the pack once the page is under its control
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function(
        """async () => {
            const cache = await caches.open("tro-ly-dvc");
            return Boolean(await cache.match("/widget/offline-pack.json"));
        }"""
    )
    return page


def said(page: Page) -> list[str]:
    """What stands in the conversation, in order: who, and the first line of a citizen."""
    found: list[str] = page.locator(".entry:not(.welcome)").evaluate_all(
        """(all) => all.map((each) => each.classList.contains("citizen")
            ? each.querySelector(".said").textContent : "→")"""
    )
    return found


# Without a network


def test_the_page_and_the_last_conversation_open_without_a_network(kept: Page, visitor: BrowserContext) -> None:
    ask(kept, "làm khai sinh cần gì")
    answered(kept)
    visitor.set_offline(True)
    kept.reload()

    answered(kept)
    expect(kept.get_by_text("Không có mạng").first).to_be_visible()
    expect(kept.locator(".citizen")).to_contain_text("làm khai sinh cần gì")


def test_what_is_typed_without_a_network_is_sent_once_and_in_order_when_it_is_back(
    page: Page, context: BrowserContext, assistant: Assistant
) -> None:
    context.set_offline(True)
    for text in ("làm khai sinh cần gì", "xyz", "cần giấy tờ gì"):
        ask(page, text)
    expect(page.locator(".trouble")).to_have_count(3)
    context.set_offline(False)

    expect(page.locator(".trouble")).to_have_count(0)
    expect(page.locator(".entry.assistant:not(.thinking)")).to_have_count(4)
    assert said(page) == ["làm khai sinh cần gì", "→", "xyz", "→", "cần giấy tờ gì", "→"]
    assert [text for _, text in assistant.rasa.heard] == ["làm khai sinh cần gì", "xyz", "cần giấy tờ gì"]


def test_what_waits_is_still_sent_after_the_page_was_closed(
    kept: Page, visitor: BrowserContext, assistant: Assistant
) -> None:
    visitor.set_offline(True)
    ask(kept, "làm khai sinh cần gì")
    expect(kept.locator(".trouble")).to_contain_text("Máy đang mất mạng")
    kept.close()
    visitor.set_offline(False)
    again = visitor.new_page()
    again.goto("/")

    answered(again)
    assert len(assistant.rasa.heard) == 1


# Networks that come and go


def test_an_answer_that_was_lost_on_its_way_is_fetched_again_without_asking_twice(
    page: Page, assistant: Assistant
) -> None:
    lost: list[str] = []

    def lose(route: Route, request: Request) -> None:
        if lost:
            route.continue_()
            return
        lost.append(request.url)
        route.fetch()
        route.abort()

    page.route(MESSAGES, lose)
    ask(page, "làm khai sinh cần gì")

    expect(page.locator(".trouble")).to_contain_text("tự gửi lại")
    answered(page)
    expect(page.locator(".trouble")).to_have_count(0)
    assert lost
    assert len(assistant.rasa.heard) == 1


def test_a_stream_that_breaks_off_is_asked_for_again(page: Page, assistant: Assistant) -> None:
    page.route(
        MESSAGES,
        lambda route: route.fulfill(content_type="text/event-stream", body="event: typing\ndata: {}\n\n: ping\n\n"),
        times=1,
    )
    ask(page, "làm khai sinh cần gì")

    answered(page)
    assert len(assistant.rasa.heard) == 1


def test_a_page_closed_while_it_waits_gets_the_same_answer_when_it_is_opened_again(
    page: Page, assistant: Assistant
) -> None:
    assistant.rasa.seconds = 1.0
    ask(page, "làm khai sinh cần gì")
    page.wait_for_function("JSON.stringify(localStorage).includes('làm khai sinh cần gì')")
    expect(page.get_by_text("Trợ lý đang trả lời…")).to_be_visible()
    page.wait_for_timeout(300)  # until the server has it
    page.reload()

    answered(page)
    assert said(page) == ["làm khai sinh cần gì", "→"]
    assert len(assistant.rasa.heard) == 1


def test_two_tabs_send_what_waits_once(context: BrowserContext, page: Page, assistant: Assistant) -> None:
    other = context.new_page()
    other.goto("/")
    other.get_by_label("Câu hỏi của bạn").wait_for()
    context.set_offline(True)
    ask(page, "làm khai sinh cần gì")
    expect(other.locator(".citizen")).to_have_count(1)
    context.set_offline(False)

    for tab in (page, other):
        answered(tab)
        expect(tab.locator(".trouble")).to_have_count(0)
        assert said(tab) == ["làm khai sinh cần gì", "→"]
    assert len(assistant.rasa.heard) == 1


def test_a_server_that_says_nothing_is_given_up_and_can_be_tried_again(page: Page, assistant: Assistant) -> None:
    page.clock.install()
    page.route(MESSAGES, lambda _: None)
    with page.expect_request(MESSAGES):
        ask(page, "làm khai sinh cần gì")
    page.clock.run_for(9000)
    expect(page.get_by_text("Lâu hơn thường lệ")).to_be_visible()
    page.clock.run_for(25_000)
    expect(page.locator(".trouble")).to_contain_text("Máy chủ trả lời lâu quá")
    page.unroute_all(behavior="ignoreErrors")
    page.get_by_role("button", name="Thử lại").click()

    answered(page)
    assert len(assistant.rasa.heard) == 1


def test_who_sends_too_fast_is_told_so_and_when_it_goes_on(page: Page) -> None:
    title = "Bạn gửi hơi nhanh. Bạn chờ 54 giây rồi gửi tiếp nhé."
    page.clock.set_fixed_time("2026-11-22T10:00:00")
    page.route(
        MESSAGES,
        lambda route: route.fulfill(
            status=429, headers={"retry-after": "54"}, content_type="application/problem+json", json={"title": title}
        ),
    )
    ask(page, "làm khai sinh cần gì")
    expect(page.locator(".trouble")).to_contain_text("Bạn gửi hơi nhanh. Câu của bạn sẽ tự gửi lại lúc 10:00:54.")
    expect(page.get_by_text("Đang có nhiều người hỏi")).to_have_count(0)
    page.unroute_all(behavior="ignoreErrors")


def test_what_waits_behind_another_question_says_so(page: Page) -> None:
    page.route(MESSAGES, lambda route: route.fulfill(status=429, headers={"retry-after": "54"}, body="{}"))
    held = page.locator(".trouble")
    ask(page, "làm khai sinh cần gì")
    expect(held).to_have_count(1)
    page.evaluate("() => { Object.defineProperty(navigator, 'onLine', { value: false, configurable: true }) }")
    ask(page, "xyz")
    expect(held).to_have_count(2)
    page.evaluate("() => { delete navigator.onLine; dispatchEvent(new Event('online')) }")

    expect(held.nth(1)).to_contain_text("Sẽ gửi sau câu ở trên")


def test_a_busy_server_is_asked_again_by_itself(page: Page, assistant: Assistant) -> None:
    page.route(MESSAGES, lambda route: route.fulfill(status=429, headers={"retry-after": "1"}, body="{}"), times=1)
    ask(page, "làm khai sinh cần gì")

    answered(page)
    assert len(assistant.rasa.heard) == 1


# The offline pack


def test_a_question_without_a_network_is_met_with_the_sheet_that_is_on_the_device(
    kept: Page, visitor: BrowserContext, assistant: Assistant
) -> None:
    visitor.set_offline(True)
    kept.reload()
    kept.get_by_role("button", name="Xem thủ tục lưu sẵn").wait_for()
    ask(kept, "mat can cuoc lam lai the nao")
    kept.locator(".trouble").get_by_role("button", name="Cấp lại thẻ căn cước").click()

    sheet = kept.locator(".entry.answer")
    expect(sheet.get_by_text("Bản lưu sẵn trên máy")).to_be_visible()
    expect(sheet.get_by_role("checkbox").first).to_be_visible()
    expect(sheet.get_by_text("Kiểm tra ngày")).to_be_visible()
    expect(sheet.get_by_role("button", name="Có ích", exact=True)).to_have_count(0)
    is_accessible(kept, [])
    visitor.set_offline(False)
    expect(kept.locator(".entry.fallback")).to_be_visible()
    assert [text for _, text in assistant.rasa.heard] == ["mat can cuoc lam lai the nao"]


def test_a_button_without_a_network_offers_the_sheet_that_it_names_and_none_by_its_words(
    kept: Page, visitor: BrowserContext
) -> None:
    ask(kept, "giấy tờ")
    kept.get_by_role("button", name="Cấp lại thẻ căn cước").wait_for()
    ask(kept, "hướng dẫn")
    kept.get_by_role("button", name="Khai sinh cho con", exact=True).wait_for()
    visitor.set_offline(True)
    kept.get_by_role("button", name="Xem thủ tục lưu sẵn").wait_for()
    kept.get_by_role("button", name="Cấp lại thẻ căn cước").click()
    offers = kept.locator(".trouble").nth(0).locator(".choices button")
    expect(offers).to_have_text(["Cấp lại thẻ căn cước bị mất, bị hỏng"])
    press(kept.get_by_role("button", name="Khai sinh cho con", exact=True))

    expect(kept.locator(".trouble")).to_have_count(2)
    expect(kept.locator(".trouble").nth(1).locator(".choices button")).to_have_count(0)


@pytest.mark.parametrize("text", ["phí bao nhiêu", "bao lâu thì xong", "bảo hiểm y tế"])
def test_one_word_of_a_name_is_no_reason_to_offer_a_sheet(page: Page, context: BrowserContext, text: str) -> None:
    offline_with(page, context, "Đăng ký khai tử", aliases=["báo tử", "vneid"])
    ask(page, text)

    expect(page.locator(".trouble")).to_have_count(1)
    expect(page.locator(".trouble .choices button")).to_have_count(0)


@pytest.mark.parametrize("text", ["đi báo tử cho bố", "vneid", "dang ky khai tu"])
def test_a_whole_name_or_several_of_its_words_are(page: Page, context: BrowserContext, text: str) -> None:
    offline_with(page, context, "Đăng ký khai tử", aliases=["báo tử", "vneid"])
    ask(page, text)

    expect(page.locator(".trouble .choices button")).to_have_text(["Đăng ký khai tử"])


def test_a_sheet_that_fits_far_better_is_offered_alone(page: Page, context: BrowserContext) -> None:
    others = {
        "Cấp hộ chiếu phổ thông": ["làm hộ chiếu", "làm passport cho con"],
        "Đăng ký khai tử": ["làm giấy báo tử"],
        "Đăng ký tạm trú": ["làm tạm trú cho con"],
    }
    offline_with(page, context, "Đăng ký khai sinh", ["làm khai sinh", "làm khai sinh cho con"], others)
    ask(page, "làm khai sinh cho con")

    expect(page.locator(".trouble .choices button")).to_have_text(["Đăng ký khai sinh"])


def test_answers_that_come_in_above_the_sheet_being_read_are_pointed_to(
    page: Page, context: BrowserContext, complaints: list[str]
) -> None:
    offline_with(page, context, "Đăng ký khai sinh")
    ask(page, "làm khai sinh cần gì")
    page.locator(".trouble").get_by_role("button", name="Đăng ký khai sinh").click()
    answered(page)
    newer = page.get_by_role("button", name="Có câu trả lời mới ở trên")
    expect(newer).to_be_hidden()
    context.set_offline(False)

    expect(newer).to_be_visible()
    is_accessible(page, complaints)
    newer.click()
    answer = page.locator(".entry.assistant").nth(1)
    expect(answer).to_contain_text("Giấy chứng sinh")
    expect(answer).to_be_focused()
    expect(answer.get_by_role("heading", level=2)).to_be_in_viewport()
    expect(newer).to_be_hidden()
    expect(page.get_by_role("heading", name="Trợ lý dịch vụ công")).to_be_in_viewport(ratio=1)
    assert page.locator(".root").evaluate("(root) => root.scrollHeight - root.clientHeight") == 0


def test_what_points_to_a_new_answer_keeps_off_the_edges_and_the_text_box(page: Page, context: BrowserContext) -> None:
    offline_with(page, context, "Đăng ký khai sinh")
    ask(page, "làm khai sinh cần gì")
    page.locator(".trouble").get_by_role("button", name="Đăng ký khai sinh").click()
    answered(page)
    context.set_offline(False)
    newer = page.get_by_role("button", name="Có câu trả lời mới ở trên")
    expect(newer).to_be_visible()

    ours, box = place(newer), place(page.get_by_label("Câu hỏi của bạn"))
    assert abs(ours["x"] - box["x"]) < 2
    assert ours["y"] + ours["height"] <= box["y"] - 8


def test_an_older_question_that_is_tried_again_stays_in_sight_and_its_answer_with_it(
    page: Page, assistant: Assistant
) -> None:
    assistant.rasa.fails = True
    ask(page, "làm khai sinh cần gì")
    again = page.get_by_role("button", name="Thử lại")
    expect(again).to_be_visible()
    assistant.rasa.fails = False
    for _ in range(2):
        ask(page, "ask_steps")
    expect(page.get_by_text("Việc phải làm thứ 8")).to_have_count(2)
    press(again)

    answered(page)
    expect(page.get_by_role("checkbox").first).to_be_in_viewport()
    expect(page.locator(".citizen").first).to_be_in_viewport()
    expect(page.get_by_role("button", name="Có câu trả lời mới ở trên")).to_be_hidden()


def offline_with(
    page: Page,
    context: BrowserContext,
    name: str,
    aliases: list[str] | None = None,
    others: dict[str, list[str]] | None = None,
) -> None:
    """A page without a network that has a pack of one service, and of `others`: their names and aliases."""
    blocks = [{"type": "list", "items": [{"text": f"Điều {number}"} for number in range(9)]}]
    section = {"aspect": "documents", "title": "Giấy tờ", "blocks": blocks}
    services = [
        {
            "slug": f"dich-vu-{at}",
            "name": each,
            "aliases": also,
            "verified_at": "2026-11-20",
            "sources": [],
            "sections": [section],
        }
        for at, (each, also) in enumerate(({name: aliases or []} | (others or {})).items())
    ]
    page.route(PACK, lambda route: route.fulfill(json={"made_on": "2026-11-22", "services": services}))
    with page.expect_response(PACK):
        page.reload()
    context.set_offline(True)
    page.get_by_role("button", name="Xem thủ tục lưu sẵn").wait_for()


def test_all_sheets_of_the_device_can_be_chosen_from(kept: Page, visitor: BrowserContext) -> None:
    visitor.set_offline(True)
    kept.get_by_role("button", name="Xem thủ tục lưu sẵn").click()
    kept.get_by_role("button", name="Cấp hộ chiếu phổ thông").click()

    expect(kept.get_by_role("heading", name="Bản lưu sẵn trên máy")).to_be_visible()


@pytest.mark.parametrize(("day", "told"), [("2026-12-31", True), ("2027-01-01", False)])
def test_a_fee_is_not_told_from_the_device_past_its_date(page: Page, day: str, told: bool) -> None:
    page.clock.set_fixed_time(f"{day}T10:00:00+07:00")
    fees = {"type": "fees", "title": "Phí, lệ phí", "items": [{"text": "Lệ phí", "amount": "35.000 đồng"}]}
    pack = {
        "made_on": "2026-11-22",
        "services": [
            {
                "slug": "can-cuoc-cap-lai",
                "name": "Cấp lại thẻ căn cước",
                "aliases": [],
                "verified_at": "2026-11-20",
                "sources": [],
                "sections": [
                    {"aspect": "fee", "title": "Phí, lệ phí", "blocks": [fees], "until": "2026-12-31"},
                    {"aspect": "where", "title": "Nơi làm", "blocks": [{"type": "text", "text": "Công an xã"}]},
                ],
            }
        ],
    }
    page.route(PACK, lambda route: route.fulfill(json=pack))
    page.reload()
    page.clock.set_fixed_time(f"{day}T10:00:00+07:00")
    with page.expect_response(PACK):
        pass
    page.context.set_offline(True)
    page.get_by_role("button", name="Xem thủ tục lưu sẵn").click()
    page.get_by_role("button", name="Cấp lại thẻ căn cước").click()

    sheet = page.locator(".entry.answer")
    expect(sheet.get_by_text("Công an xã")).to_be_visible()
    expect(sheet.get_by_text("Lấy về ngày 22/11/2026, cách đây")).to_be_visible()
    expect(sheet.get_by_text("35.000 đồng")).to_have_count(1 if told else 0)
    expect(sheet.get_by_text("đã quá ngày còn đúng")).to_have_count(0 if told else 1)


# Forgetting


def test_clearing_forgets_on_the_server_too(page: Page) -> None:
    ask(page, "làm khai sinh cần gì")
    answered(page)
    page.get_by_role("button", name="Xoá cuộc trò chuyện").click()
    with page.expect_response(lambda response: response.request.method == "DELETE") as deleted:
        page.get_by_role("button", name="Xoá hết").click()

    assert deleted.value.status == 204
    again = page.request.post(f"{deleted.value.url}/messages", data={"message": "xin chào"})
    assert again.status == 404


def test_clearing_in_one_tab_clears_the_others_for_good(context: BrowserContext, page: Page) -> None:
    other = context.new_page()
    other.goto("/")
    for tab, text in ((page, "chuyện riêng của tôi"), (other, "chuyện khác của tôi")):
        ask(tab, text)
        expect(tab.get_by_text("Mình chưa hiểu rõ").last).to_be_visible()
    page.get_by_role("button", name="Xoá cuộc trò chuyện").click()
    page.get_by_role("button", name="Xoá hết").click()

    expect(other.locator(".citizen")).to_have_count(0)
    ask(other, "làm khai sinh cần gì")
    answered(other)
    page.reload()
    expect(page.locator(".citizen")).to_have_count(1)
    assert "riêng của tôi" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_day_after_the_last_message_nothing_of_it_is_left_on_the_device_or_the_server(page: Page) -> None:
    ask(page, "chuyện riêng của tôi")
    expect(page.get_by_text("Mình chưa hiểu rõ").first).to_be_visible()
    page.evaluate(
        """() => {
            const key = Object.keys(localStorage).find((each) => each.endsWith(":conversation"));
            const kept = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({ ...kept, at: kept.at - 25 * 3600 * 1000 }));
        }"""
    )
    with page.expect_response(lambda response: response.request.method == "DELETE") as deleted:
        page.reload()

    assert deleted.value.status == 204
    expect(page.locator(".citizen")).to_have_count(0)
    assert "riêng của tôi" not in page.evaluate("JSON.stringify(localStorage)")


def test_what_is_private_is_left_neither_on_the_screen_nor_on_the_device(page: Page) -> None:
    ask(page, "số căn cước của tôi là 034085001234")

    expect(page.get_by_text("Mình đã che đi và không lưu").first).to_be_visible()
    expect(page.locator(".citizen .said")).to_have_text("số căn cước của tôi là [đã che]")
    assert "034085001234" not in page.evaluate("JSON.stringify(localStorage)")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tuỳ chọn").click()
        page.get_by_role("button", name="Lưu cuộc trò chuyện").click()
    assert "034085001234" not in download.value.path().read_text("utf-8-sig")


def test_clearing_without_a_network_is_told_to_the_server_later(page: Page, context: BrowserContext) -> None:
    ask(page, "làm khai sinh cần gì")
    answered(page)
    context.set_offline(True)
    page.get_by_role("button", name="Xoá cuộc trò chuyện").click()
    page.get_by_role("button", name="Xoá hết").click()
    with page.expect_response(lambda response: response.request.method == "DELETE") as deleted:
        context.set_offline(False)

    assert deleted.value.status == 204
    page.wait_for_function("!JSON.stringify(localStorage).includes('forget')")
