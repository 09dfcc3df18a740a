"""Conversations that citizens have, read aloud. What is right is a reply's type, service and aspect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services_catalog.dialogue.reply import sentences
from tests.contract.stable import STABLE_KEYS
from tests.e2e.conftest import Citizen

pytestmark = pytest.mark.e2e  # the first one waits for training and start


def test_somebody_asks_follows_up_changes_the_subject_and_comes_back(citizen: Citizen) -> None:
    citizen.says("Đăng ký khai sinh cho con cần giấy tờ gì?")
    assert citizen.understood == ("answer", "khai-sinh", "documents")
    assert "Giấy chứng sinh" in citizen.text
    assert set(citizen.reply["custom"]) >= STABLE_KEYS
    assert citizen.reply["custom"]["sources"]
    assert citizen.reply["custom"]["verified_at"]

    citizen.says("còn phí thì sao")
    assert citizen.understood == ("answer", "khai-sinh", "fee")

    citizen.says("Cấp lại thẻ căn cước bị mất thì làm ở đâu?")
    assert citizen.understood == ("answer", "can-cuoc-cap-lai", "where")

    citizen.says("mất bao nhiêu tiền")
    assert citizen.understood == ("answer", "can-cuoc-cap-lai", "fee")

    citizen.says("quay lại đăng ký khai sinh, làm ở đâu")
    assert citizen.understood == ("answer", "khai-sinh", "where")


WELCOME = (Path(__file__).parents[2] / "bot" / "widget" / "words.js").read_text("utf-8")
EXAMPLES = re.findall(r'"(.+)"', WELCOME.partition("examples: [")[2].partition("]")[0])


@pytest.mark.parametrize("text", EXAMPLES)
def test_what_the_welcome_offers_to_tap_is_answered_at_once(citizen: Citizen, text: str) -> None:
    assert citizen.says(text).understood[0] == "answer"


@pytest.mark.parametrize(
    ("before", "text", "service"),
    [
        ("Đăng ký khai sinh cho con cần giấy tờ gì?", "đăng ký kết hôn", "ket-hon"),
        ("Làm hộ chiếu mất bao lâu?", "tạm trú", "dang-ky-tam-tru"),
        ("Đăng ký tạm trú ở đâu?", "thế hộ chiếu thì bao nhiêu tiền", "ho-chieu-pho-thong"),
        ("Mua bảo hiểm y tế hộ gia đình cần gì?", "ly hôn", "ly-hon"),
    ],
)
def test_a_service_named_outright_is_the_new_subject(citizen: Citizen, before: str, text: str, service: str) -> None:
    citizen.says(before)

    assert citizen.says(text).understood[1] == service


@pytest.mark.parametrize("text", ["?", "👍", "...", "/session_start", "/nlu_fallback", "/", "//ask_fee"])
def test_what_has_no_word_or_is_a_command_gets_one_kind_sentence_and_disturbs_nobody(
    citizen: Citizen, text: str
) -> None:
    citizen.says("Làm hộ chiếu cần giấy tờ gì?")
    citizen.says(text)
    assert len(citizen.replies) == 1
    assert "limited" not in citizen.reply["custom"]

    citizen.says("Phí bao nhiêu?")
    assert citizen.understood == ("answer", "ho-chieu-pho-thong", "fee")


def test_a_question_without_marks_is_the_same_question(citizen: Citizen) -> None:
    citizen.says("dang ky tam tru can giay to gi")
    assert citizen.understood == ("answer", "dang-ky-tam-tru", "documents")

    citizen.says("ddawng kys keets hoon owr ddaau")
    assert citizen.understood == ("answer", "ket-hon", "where")


def test_a_button_says_exactly_what_is_meant(citizen: Citizen) -> None:
    citizen.says('/ask_fee{"service": "ho-chieu-pho-thong"}')
    assert citizen.understood == ("answer", "ho-chieu-pho-thong", "fee")

    citizen.says("cần giấy tờ gì")
    assert citizen.understood == ("answer", "ho-chieu-pho-thong", "documents")


def test_after_an_answer_its_buttons_lead_on(citizen: Citizen) -> None:
    citizen.says("Đăng ký kết hôn cần giấy tờ gì?")

    citizen.presses("Phí")

    assert citizen.understood == ("answer", "ket-hon", "fee")


def test_somebody_greets_and_thanks(citizen: Citizen) -> None:
    citizen.says("xin chào")
    assert citizen.understood == ("smalltalk", None, None)
    assert "máy" in citizen.text  # people are told that it is a machine

    citizen.says("cảm ơn bạn nhiều nhé")
    assert citizen.understood == ("smalltalk", None, None)


def test_thanks_do_not_lose_the_subject(citizen: Citizen) -> None:
    citizen.says("Đăng ký khai sinh ở đâu?")
    citizen.says("cảm ơn bạn")
    citizen.says("thế còn phí thì sao")

    assert citizen.understood == ("answer", "khai-sinh", "fee")


@pytest.mark.parametrize("text", ["tối nay đội nào đá bóng thắng", "dự báo thời tiết Đà Nẵng cuối tuần"])
def test_what_is_no_public_service_is_declined(citizen: Citizen, text: str) -> None:
    citizen.says(text)

    assert citizen.understood == ("fallback", None, None)


def test_what_is_unlawful_is_refused(citizen: Citizen) -> None:
    citizen.says("mua bằng lái xe giả ở đâu cho nhanh")

    assert citizen.understood[:2] == ("fallback", None)
    assert citizen.text == sentences()["unlawful"]


def test_somebody_in_danger_is_told_whom_to_call(citizen: Citizen) -> None:
    citizen.says("có người đang đánh tôi cứu với")

    assert citizen.understood[:2] == ("handoff", None)
    assert "113" in citizen.text


def test_what_fits_two_services_is_asked_back_and_a_button_settles_it(citizen: Citizen) -> None:
    for text in (
        "đăng ký cư trú cần giấy tờ gì",
        "mới chuyển nhà, phải đăng ký cư trú ở đâu",
        "em muốn đăng ký cư trú",
    ):
        if citizen.says(text).understood[0] == "clarify":
            break  # which of them is unclear enough is a matter of tuning
    assert citizen.understood[:2] == ("clarify", None)
    assert {"dang-ky-thuong-tru", "dang-ky-tam-tru"} <= set(citizen.reply["custom"]["candidates"])

    citizen.presses("Đăng ký thường trú")
    assert citizen.understood[:2] == ("answer", "dang-ky-thuong-tru")


def test_two_citizens_do_not_hear_each_other(citizen: Citizen, stack_url: str) -> None:
    other = Citizen(stack_url)
    citizen.says("Đăng ký khai sinh cần giấy tờ gì?")
    other.says("Đăng ký kết hôn cần giấy tờ gì?")

    citizen.says("còn phí thì sao")
    other.says("còn phí thì sao")

    assert (citizen.understood[1], other.understood[1]) == ("khai-sinh", "ket-hon")
    other.close()


def test_a_number_that_is_nobodys_business_is_masked(citizen: Citizen) -> None:
    citizen.says("căn cước 001200012345 của tôi bị mất, làm lại ở đâu")

    assert citizen.understood[:2] == ("answer", "can-cuoc-cap-lai")
    assert "001200012345" not in citizen.text
