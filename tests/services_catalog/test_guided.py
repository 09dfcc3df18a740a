"""A guide within a conversation, over the published records and guides: what a citizen says, presses and gets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from services_catalog.catalogue import Catalogue
from services_catalog.content import CONTENT
from services_catalog.database import connect, sessions
from services_catalog.dialogue.decision import Conversation, Heard, decide
from services_catalog.dialogue.guiding import Guiding, events, listened, offered, stops
from services_catalog.dialogue.pressed import pressed
from services_catalog.dialogue.reply import Reply, render
from services_catalog.guides.engine import path
from services_catalog.loading import load_guides, load_record
from services_catalog.migrating import migrate
from services_catalog.search.linker import Link, Linker
from tests.content import RECORDS
from tests.services_catalog.samples import TEACHING

TODAY = date(2026, 11, 22)


class Meant(Linker):
    """A linker that finds the one service that the test says; none where that is ""."""

    def __init__(self, slug: str) -> None:
        self._slug = slug

    def link(self, text: str) -> Link:
        return Link([(self._slug, 0.97)], 0.01, {}, []) if self._slug else Link([], 0.98, {}, [])

    def equally(self, text: str) -> list[str]:
        return []


class Happened(Linker):
    """A linker to which something happened."""

    def __init__(self, event: str) -> None:
        self._event = event

    def link(self, text: str) -> Link:
        return Link([], 0.1, {}, [], [(self._event, 0.8)])

    def equally(self, text: str) -> list[str]:
        return []


class Chat:
    """A conversation: what is said and pressed, and what is remembered in between."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.conversation = Conversation()
        self.reply: Reply = Reply("", [], {})

    def say(self, text: str, service: str = "khai-sinh", aspect: str = "documents") -> dict[str, Any]:
        """Type `text`, which is about `aspect` of `service` as far as it is a question; gives the `custom` object."""
        self._catalogue.linker = Meant(service)
        return self._turn(pressed(text) or Heard(text, {f"ask_{aspect}": 0.95}))

    def press(self, title: str) -> dict[str, Any]:
        """Press the button whose title begins with `title`."""
        payload = next(each["payload"] for each in self.reply.buttons if each["title"].startswith(title))
        heard = pressed(payload)
        assert heard
        return self._turn(heard)

    def _turn(self, heard: Heard) -> dict[str, Any]:
        decision = decide(heard, self.conversation, self._catalogue)
        self.reply = render(decision, heard.text, self._catalogue, TODAY)
        self.conversation = Conversation(
            decision.service or self.conversation.service, decision.aspect, [], [], decision.guiding
        )
        return self.reply.custom


def question(custom: dict[str, Any]) -> str:
    return next((block["text"] for block in custom["blocks"] if block["type"] == "question"), "")


@pytest.fixture(scope="module")
def published() -> Iterator[Catalogue]:
    engine = connect("sqlite://")
    migrate(engine)
    with sessions(engine)() as session:
        for slug, record in RECORDS.items():  # without the many questions: nobody has to learn from them
            load_record(session, slug, record.model_copy(update={"questions": {}}))
        load_guides(session, CONTENT, TODAY)
        session.commit()
    catalogue = Catalogue(engine, teaching=TEACHING)
    catalogue.refresh()
    yield catalogue
    engine.dispose()


@pytest.fixture
def chat(published: Catalogue) -> Chat:
    return Chat(published)


def test_an_answer_offers_the_guide_of_its_service_as_the_first_button(chat: Chat) -> None:
    chat.say("khai sinh cần gì")

    assert chat.reply.buttons[0]["title"].startswith("Lọc đúng giấy tờ cho tôi")


def test_a_guide_goes_by_buttons_from_its_first_question_to_a_sheet(chat: Chat) -> None:
    chat.say("khai sinh cần gì")
    custom = chat.press("Lọc đúng giấy tờ")
    steps = 0
    while question(custom):
        assert custom["type"] == "guide"
        custom = chat.press(chat.reply.buttons[0]["title"])
        steps += 1

    assert 1 <= steps <= 6
    assert custom["service"] == "khai-sinh"
    sheet = next(block for block in custom["blocks"] if block["type"] == "sheet")
    assert sheet["url"] == "/phieu/" + sheet["code"].replace("-", "")
    assert any(block["type"] == "checklist" for block in custom["blocks"])
    assert custom["sources"]


def test_what_was_said_at_the_start_is_not_asked_again(chat: Chat) -> None:
    custom = chat.say("vợ tôi mới đẻ ở bệnh viện, khai sinh cần giấy gì")

    assert custom["type"] == "answer"
    assert "Bạn đã cho biết" in chat.reply.text
    assert question(custom)
    assert not question(custom).startswith(("Người cần khai sinh bao nhiêu tuổi", "Bé sinh ở đâu"))


def test_words_answer_as_buttons_do(chat: Chat, published: Catalogue) -> None:
    chat.say("khai sinh cần gì")
    chat.press("Lọc đúng giấy tờ")
    chat.say("cháu được 3 tuổi rồi")

    assert chat.conversation.guiding
    taken, _ = path(published.guides["khai-sinh"], chat.conversation.guiding.answers)
    assert taken["tuoi"] == "duoi-6"


def test_a_side_question_is_answered_and_the_guide_goes_on_where_it_was(chat: Chat) -> None:
    chat.say("khai sinh cần gì")
    before = question(chat.press("Lọc đúng giấy tờ"))
    custom = chat.say("lệ phí bao nhiêu vậy", aspect="fee")

    assert (custom["type"], custom["aspect"]) == ("answer", "fee")
    assert question(custom) == before


def test_another_service_ends_the_guide(chat: Chat) -> None:
    chat.say("khai sinh cần gì")
    chat.press("Lọc đúng giấy tờ")
    custom = chat.say("đổi bằng lái ở đâu", "gplx-cap-doi", "where")

    assert custom["service"] == "gplx-cap-doi"
    assert not question(custom)


def test_no_button_goes_back_where_nothing_was_asked_yet(chat: Chat) -> None:
    """What was told ahead answers a later question: «Quay lại câu trước» once stood there and did nothing."""
    chat.say('/guide{"guide": "khai-sinh?nguoi-di=cha-me"}')

    assert "Quay lại câu trước" not in [button["title"] for button in chat.reply.buttons]
    assert "Người đi khai: Cha hoặc mẹ" in chat.reply.text


def test_back_skip_and_stop(chat: Chat) -> None:
    chat.say("khai sinh cần gì")
    first = question(chat.press("Lọc đúng giấy tờ"))
    chat.say("cháu được 3 tuổi")
    assert question(chat.say("quay lại")) == first
    assert chat.say("không rõ")["type"] == "guide"
    assert chat.conversation.guiding == Guiding("khai-sinh", {"tuoi": "?"})
    assert chat.say("thôi dừng lại")["type"] == "smalltalk"
    assert chat.conversation.guiding is None


def test_not_knowing_anything_still_ends_in_a_sheet_that_says_what_to_find_out_and_whom_to_ask(chat: Chat) -> None:
    chat.say("khai sinh cần gì")
    custom = chat.press("Lọc đúng giấy tờ")
    while question(custom):
        custom = chat.press("Tôi không rõ")

    assert any(block["type"] == "sheet" for block in custom["blocks"])
    assert "Bạn chưa rõ: Tuổi, Nơi sinh." in json.dumps(custom["blocks"], ensure_ascii=False)
    assert "Cần hỏi thêm" in [block.get("title") for block in custom["blocks"]]


def test_a_button_pressed_late_means_what_it_says(chat: Chat) -> None:
    chat.say("khai sinh cần gì")
    chat.press("Lọc đúng giấy tờ")
    late = chat.reply.buttons[1]["payload"]
    chat.say("đổi bằng lái ở đâu", "gplx-cap-doi", "where")
    custom = chat.say(late)

    assert custom["guide"] == "khai-sinh"
    assert chat.conversation.guiding
    assert dict(chat.conversation.guiding.answers) == {"tuoi": "duoi-6"}


@pytest.mark.parametrize("line", ["khai-sinh", "khai-sinh?tuoi=duoi-6&noi-sinh=%3F"])
def test_a_place_in_a_guide_is_remembered_in_one_line(line: str) -> None:
    assert str(Guiding.read(line)) == line


@pytest.mark.parametrize("said", ["đúng rồi", "đúng", "dung", "thời gian bao lâu"])
def test_a_yes_does_not_stop_a_guide(said: str) -> None:
    assert not stops(said)


def test_a_guide_that_was_withdrawn_forces_nothing(chat: Chat) -> None:
    custom = chat.say('/guide{"guide": "da-bai-bo?x=y"}')

    assert (custom["type"], custom["service"]) == ("smalltalk", None)


def test_a_question_is_no_answer_to_a_guide(published: Catalogue) -> None:
    guide = published.guides["khai-sinh"]

    assert listened(Guiding("khai-sinh"), guide, "phí bao nhiêu vậy") is None


def test_an_answer_that_is_not_understood_is_asked_for_again(chat: Chat) -> None:
    chat.say("khai sinh cần gì")
    before = question(chat.press("Lọc đúng giấy tờ"))

    for text in ("cháu dễ thương quá", "chưa", "mất hết rồi", "để em coi lại"):
        custom = chat.say(text, "", "general")
        assert (custom["type"], question(custom)) == ("guide", before)
        assert "chưa rõ" in chat.reply.text


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("quên passcode", {"viec": "mat-khau", "khoa": "passcode"}),
        ("mất máy rồi", {"viec": "may", "may": "mat"}),
        ("nfc không đọc được", {"viec": "quet", "quet": "nfc"}),
    ],
)
def test_what_answers_a_later_question_answers_the_first_as_well(
    published: Catalogue, text: str, answers: dict[str, str]
) -> None:
    found = listened(Guiding("vneid-cuu-ho"), published.guides["vneid-cuu-ho"], text)

    assert found
    assert found.answers == answers


@pytest.mark.parametrize(
    ("text", "option"), [("bé 20 ngày", "trong-60"), ("3 tuần", "trong-60"), ("con tôi năm tháng", "duoi-6")]
)
def test_a_baby_is_as_old_as_it_is_told(published: Catalogue, text: str, option: str) -> None:
    found = listened(Guiding("khai-sinh"), published.guides["khai-sinh"], text)

    assert found
    assert found.answers["tuoi"] == option


def test_a_guide_that_begins_asks_before_it_tells_all(chat: Chat) -> None:
    custom = chat.say("con tôi 3 tuổi chưa khai sinh, cần gì")
    kinds = [block["type"] for block in custom["blocks"]]

    assert kinds[0] == "progress"
    assert kinds.index("question") < kinds.index("checklist")
    assert chat.reply.text.index(question(custom)) < chat.reply.text.index("Thông tin chung")


def test_what_was_told_before_the_service_was_chosen_is_not_asked_again(chat: Chat) -> None:
    chat.conversation = Conversation(offered=["khai-sinh", "ket-hon"], earlier=["con tôi 3 tuổi, làm giấy tờ gì"])
    chat.say('/ask_documents{"service": "khai-sinh"}')

    assert chat.conversation.guiding
    assert chat.conversation.guiding.answers == {"tuoi": "duoi-6"}


def test_a_guide_that_was_left_is_gone_on_with_where_it_was(chat: Chat) -> None:
    chat.say("con tôi 3 tuổi chưa khai sinh, cần gì")
    before = question(chat.reply.custom)

    chat.say("làm hộ chiếu bao nhiêu tiền", "ho-chieu-pho-thong", "fee")
    assert question(chat.press("Làm tiếp: ")) == before

    chat.say("dừng")
    assert question(chat.press("Làm tiếp: ")) == before


def test_a_button_of_a_guide_that_was_edited_since_leads_to_what_is_still_asked(chat: Chat) -> None:
    custom = chat.say('/guide{"guide": "khai-sinh?tuoi=duoi-6&da-bo=x"}')

    assert custom["type"] == "guide"
    assert chat.conversation.guiding
    assert chat.conversation.guiding.answers == {"tuoi": "duoi-6"}


def test_where_a_guide_ends_only_what_fits_the_case_comes_next(chat: Chat) -> None:
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for asked in (True, False):
        guide = "khai-sinh?tuoi=trong-60&noi-sinh=" + ("benh-vien" if asked else "bo-roi")
        chat.say(f'/guide{{"guide": "{guide}"}}')
        while chat.conversation.guiding and question(chat.reply.custom):
            chat.press(chat.reply.buttons[0]["title"])
        found[asked] = {button["title"] for button in chat.reply.buttons}

    assert any("trong một lần" in title for title in found[True])
    assert not any("trong một lần" in title for title in found[False])


def test_the_code_of_a_sheet_opens_it(chat: Chat) -> None:
    chat.say('/guide{"guide": "khai-sinh?tuoi=nguoi-lon"}')
    while question(chat.reply.custom):
        chat.press(chat.reply.buttons[0]["title"])
    code = next(block["code"] for block in chat.reply.custom["blocks"] if block["type"] == "sheet")

    for text in (code, f"mở phiếu {code.upper().replace('-', ' ')}", f"http://dvc.vn/phieu/{code.replace('-', '')}"):
        custom = chat.say(text, "")
        assert [block["code"] for block in custom["blocks"] if block["type"] == "sheet"] == [code]
    assert "không thấy phiếu" in (chat.say("bcdfg-hjkmn", "") and chat.reply.text)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("lỡ chuyển tiền cho kẻ lừa đảo", "tien"),
        ("tui bị lừa mất 20 triệu", "tien"),
        ("tôi bị lừa chuyển 50 triệu", "tien"),
        ("em chuyển khoản cho công an giả 50 triệu rồi làm sao lấy lại", "tien"),
        ("bị trừ tiền ngân hàng sau khi đọc otp", "tien"),
        ("e lỡ bấm link dvc giả rồi đọc otp cho nó bị trừ 20tr giờ lm s", "tien"),
        ("mat tien trong tai khoan vi bam link", "tien"),
        ("lỡ đọc mã OTP cho người ta", "otp"),
        ("lo dua ma otp cho nguoi la roi", "otp"),
        ("vừa bị hack tài khoản ngân hàng do cài vneid giả", "otp"),
        ("lỡ cài app vneid giả", "cai"),
        ("tôi bị lừa", None),
        ("co nguoi lua toi", None),
    ],
)
def test_who_fell_for_a_swindle_is_told_what_to_do_now(chat: Chat, text: str, done: str | None) -> None:
    custom = chat.say(text, "thanh-toan-truc-tuyen", "trouble")

    assert (custom["type"], custom["act"], custom["guide"]) == ("answer", "swindled", "kiem-tra-lua-dao")
    assert chat.reply.text.index("Gọi ngân hàng") < chat.reply.text.index("113") < chat.reply.text.index("Bước")
    assert question(custom)
    assert chat.conversation.guiding
    assert chat.conversation.guiding.answers.get("da-lam") == done


def test_the_worst_that_was_done_counts_however_late_it_is_told(chat: Chat) -> None:
    chat.say("có người gọi xưng công an, tôi lỡ bấm link rồi", "vneid-su-co")
    custom = chat.say("xong tôi còn đọc mã rồi bị trừ 20 triệu", "thanh-toan-truc-tuyen", "trouble")

    assert custom["act"] == "swindled"
    assert "Gọi ngân hàng" in chat.reply.text
    assert chat.conversation.guiding
    assert chat.conversation.guiding.answers["da-lam"] == "tien"


@pytest.mark.parametrize(("text", "done"), [("chuyển tiền rồi", "tien"), ("tôi đọc mã otp cho nó", "otp")])
def test_few_words_to_the_scam_check_say_what_was_done(chat: Chat, text: str, done: str) -> None:
    chat.say("tôi bị lừa", "thanh-toan-truc-tuyen", "trouble")
    chat.say(text, "thanh-toan-truc-tuyen", "trouble")

    assert chat.conversation.guiding
    assert chat.conversation.guiding.answers["da-lam"] == done


@pytest.mark.parametrize(
    "text", ["làm sao để không bị lừa", "tôi sợ bị lừa khi nộp phí", "nộp phí trên cổng bị trừ tiền mà hồ sơ chưa nộp"]
)
def test_whom_nobody_has_robbed_is_not_told_to_call_the_bank(chat: Chat, text: str) -> None:
    custom = chat.say(text, "thanh-toan-truc-tuyen", "trouble")

    assert custom["service"] == "thanh-toan-truc-tuyen"
    assert custom.get("act") != "swindled"


def test_the_scam_check_itself_says_first_to_call_the_bank(chat: Chat) -> None:
    custom = chat.say('/guide{"guide": "kiem-tra-lua-dao"}', "")

    assert "gọi ngân hàng" in question(custom)
    assert "113" in question(custom)


@pytest.mark.parametrize(
    ("service", "guide"),
    [("khai-sinh", "khai-sinh"), ("can-cuoc-cap-lai", "can-cuoc"), ("dang-ky-xe/sang-ten", "sang-ten-xe")],
)
def test_each_service_has_its_own_guide(published: Catalogue, service: str, guide: str) -> None:
    assert offered(service, "cần giấy gì", published.guides) == [guide]


def test_a_guide_that_only_mentions_a_service_is_not_offered_with_it(published: Catalogue) -> None:
    assert offered("ly-hon", "ly hôn cần giấy gì", published.guides) == []


def test_what_sounds_like_a_swindle_is_offered_a_check(published: Catalogue) -> None:
    offers = offered("vneid-su-co", "có người xưng công an gửi link bảo cập nhật vneid", published.guides)

    assert offers == ["kiem-tra-lua-dao", "vneid-cuu-ho"]


@pytest.mark.parametrize(
    ("services", "said", "event"),
    [
        (["khai-tu"], "bố tôi mới mất giờ làm giấy tờ gì", ["nguoi-than-mat"]),
        (["gplx-cap-lai", "can-cuoc-cap-lai"], "mất hết giấy tờ trong ví phải làm sao", ["mat-vi"]),
        (["can-cuoc-cap-lai"], "tôi mới mất căn cước phải làm gì", []),
        (["khai-tu"], "lệ phí khai tử", []),
    ],
)
def test_a_life_event_that_is_told_is_offered(
    published: Catalogue, services: list[str], said: str, event: list[str]
) -> None:
    assert events(services, said, published.guides) == event


def test_a_pasted_swindle_is_taken_apart_at_once_and_the_scam_check_asks_on(chat: Chat) -> None:
    custom = chat.say("CSGT TB: xe cua ban co loi, nop phat tai https://csgt-phatnguoi.vip/tra truoc 24h", "khai-sinh")

    assert custom["act"] == "scam_checked"
    assert custom["blocks"][0]["level"] == "scam"
    assert "Dấu hiệu nhận ra" in chat.reply.text
    assert "156" in chat.reply.text
    assert "csgt-phatnguoi" not in chat.reply.text
    assert question(custom).startswith("Bạn đã làm gì theo họ chưa?")


@pytest.mark.parametrize(
    ("said", "understood", "about"),
    [
        ("người lạ gọi nói dữ liệu dân cư của bé chưa đồng bộ, kêu đọc mã otp", "can-cuoc-cap-moi", "vneid-su-co"),
        ("người lạ gọi nói bị phạt nguội, kêu đọc mã otp", "nop-phat-giao-thong", "nop-phat-giao-thong"),
    ],
)
def test_a_swindle_belongs_to_what_it_is_about(chat: Chat, said: str, understood: str, about: str) -> None:
    assert chat.say(said, understood)["service"] == about


def test_answers_to_the_scam_check_are_no_new_swindle(chat: Chat) -> None:
    chat.say("có người gọi xưng công an bảo tôi đọc mã OTP", "vneid-su-co")
    custom = chat.say("họ gọi điện bảo chuyển khoản với đọc mã, tôi chưa làm gì cả", "vneid-su-co")

    assert custom["type"] == "guide"
    assert chat.conversation.guiding
    assert chat.conversation.guiding.answers["da-lam"] == "chua"


def test_a_story_that_tells_all_gets_its_signs_and_the_result_in_one_reply(chat: Chat) -> None:
    custom = chat.say(
        "có người gọi điện tự xưng công an bảo tôi bấm link cập nhật vneid, tôi lỡ bấm rồi", "vneid-su-co"
    )
    titles = [block.get("title") for block in custom["blocks"]]

    assert titles.index("Dấu hiệu nhận ra") < titles.index("Các bước")
    assert any(block["type"] == "sheet" for block in custom["blocks"])


def test_an_official_address_in_a_question_is_no_reason_not_to_answer_it(chat: Chat) -> None:
    custom = chat.say("dichvucong.gov.vn lỗi đăng nhập", "tai-khoan-dvc", "trouble")

    assert (custom["type"], custom["service"]) == ("answer", "tai-khoan-dvc")


def test_a_bare_official_address_is_named_as_the_states_and_still_not_to_be_pressed(chat: Chat) -> None:
    chat.say("vneid.gov.vn", "vneid-su-co")

    assert "tên của cơ quan nhà nước" in chat.reply.text
    assert "tự gõ địa chỉ" in chat.reply.text


def test_whoever_is_in_danger_is_helped_before_a_swindle_is_looked_at(chat: Chat, published: Catalogue) -> None:
    published.linker = Meant("vneid-su-co")
    text = "tôi bị lừa, họ gọi bắt chuyển tiền hết rồi, tôi không muốn sống nữa"
    decision = decide(Heard(text, {}), Conversation(), published)

    assert decision.act == "distress"


def test_who_is_robbed_on_the_way_to_a_trafficker_is_told_of_the_line_for_it(chat: Chat) -> None:
    chat.say("em bị lừa sang campuchia giờ không về được", "phan-anh-kien-nghi", "trouble")

    assert chat.reply.custom["act"] == "missing"
    assert "111" in chat.reply.text


def test_what_is_asked_beside_an_answer_is_answered_and_the_answer_is_kept(chat: Chat) -> None:
    chat.say("khai tử cần gì", "khai-tu")
    chat.press("Lọc đúng giấy tờ cho tôi")

    said = chat.say("mất ở bệnh viện tỉnh khác thì khai ở đâu", "khai-tu", "where")

    assert (said["type"], said["service"], said["aspect"]) == ("answer", "khai-tu", "where")
    assert chat.conversation.guiding
    assert chat.conversation.guiding.answers["noi-mat"] == "benh-vien"


def test_an_answer_that_asks_nothing_is_no_question_whatever_it_sounds_like(chat: Chat) -> None:
    chat.say("khai tử cần gì", "khai-tu")
    chat.press("Lọc đúng giấy tờ cho tôi")

    assert chat.say("mất ở nhà", "khai-tu", "where")["type"] == "guide"


@pytest.mark.parametrize("later", [False, True])
def test_an_event_of_life_gets_its_services_in_order_and_the_guide_through_them(
    published: Catalogue, later: bool
) -> None:
    published.linker = Happened("nguoi-than-mat")
    after = Conversation("ho-chieu-pho-thong") if later else Conversation()
    decision = decide(Heard("bố tôi mới mất, phải làm gì", {"ask_steps": 0.9}), after, published)
    reply = render(decision, "bố tôi mới mất, phải làm gì", published, TODAY)

    assert reply.custom["type"] == "clarify"
    assert reply.custom["candidates"][:3] == ["lien-thong-khai-tu", "khai-tu", "tro-cap-mai-tang"]
    assert "nguoi-than-mat" in reply.buttons[0]["payload"]
