"""What gives pasted messages and told stories away is found, with marks and without; nothing is called safe."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.language.marks import without_marks
from services_catalog.answers.blocks import as_text
from services_catalog.dialogue import checked
from services_catalog.scams.addresses import known
from services_catalog.scams.checking import Verdict, check
from services_catalog.scams.words import signs

FILE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text("utf-8"))
MESSAGES: list[dict[str, str]] = FILE["messages"]
LEAST = 0.9  # precision and recall of «scam» on the half that the rules were written without
SAFE = ("an toàn", "yên tâm", "không phải lừa đảo", "tin cậy", "uy tín")


def held_back() -> list[dict[str, str]]:
    """Every second message of each label."""
    by_label = defaultdict(list)
    for message in MESSAGES:
        by_label[message["label"]].append(message)
    return [message for same in by_label.values() for message in same[1::2]]


def test_swindles_are_told_from_the_rest_in_messages_that_the_rules_were_written_without() -> None:
    held = held_back()
    found = [message for message in held if check(message["text"]).verdict is Verdict.SCAM]
    scams = [message for message in held if message["label"] == "scam"]
    right = [message for message in found if message["label"] == "scam"]

    assert len(held) >= 25
    assert len(right) / len(found) >= LEAST
    assert len(right) / len(scams) >= LEAST


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["text"][:40])
def test_no_official_name_is_called_a_swindle_and_no_swindle_official(message: dict[str, str]) -> None:
    verdicts = {str(check(message["text"]).verdict), message["label"]}

    assert verdicts != {"scam", "official"}


@pytest.mark.parametrize("text", FILE["ordinary"])
def test_an_ordinary_question_is_not_taken_for_something_to_check(text: str) -> None:
    assert not check(text).concerns
    assert not check(without_marks(text)).concerns


@pytest.mark.parametrize("text", [each["text"] for each in MESSAGES if each["label"] == "scam"])
def test_typed_without_marks_it_is_found_all_the_same(text: str) -> None:
    if not any(ord(letter) > 127 for address in check(text).addresses for letter in address.host):
        assert check(without_marks(text)).verdict is Verdict.SCAM


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["text"][:40])
def test_no_reply_says_that_something_is_safe_or_repeats_a_strange_link(message: dict[str, str]) -> None:
    found = check(message["text"])
    said = as_text(checked.blocks(found)).lower().replace("«tài khoản an toàn»", "")

    assert not [word for word in SAFE if word in said]
    assert not [each.host for each in found.addresses if each.standing in ("bad", "unknown") and each.host in said]


def test_a_swindle_is_answered_with_its_signs_with_what_to_do_and_whom_to_call() -> None:
    found = check(
        "có người gọi xưng công an nói VNeID sắp khóa, bảo vào http://vneid-gov.vn.com cài app rồi đọc mã OTP"
    )
    titles = [block.get("title") for block in checked.blocks(found)]
    said = as_text(checked.blocks(found))

    assert titles == [None, "Dấu hiệu nhận ra", "Làm ngay bây giờ", "Muốn biết chắc", "Gọi cho ai"]
    assert all(word in said for word in ("«gov»", "cài ứng dụng", "OTP", "Xưng công an", "156", "113", "1900 0368"))
    assert checked.sources(found)


def test_what_is_denied_is_no_sign() -> None:
    assert check("có người gọi nhưng không đòi tiền, không xin otp").said.wants == ()


def test_what_citizens_did_themselves_is_no_call_from_a_stranger() -> None:
    assert not check("tôi gọi điện bảo họ chuyển tiền lại").said.told


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    assert checked.blocks(check(text))


@given(st.sampled_from([each["text"] for each in MESSAGES]), st.text("  \n.,!? ", max_size=5))
def test_blanks_and_marks_of_punctuation_around_a_message_change_nothing(text: str, around: str) -> None:
    assert check(f"{around} {text} {around}").verdict is check(text).verdict


def test_every_sign_names_a_source_that_is_listed() -> None:
    groups = [signs()[name].values() for name in ("addresses", "wants", "telling", "stories")]
    entries = [*(each for group in groups for each in group), signs()["pressure"], *signs()["now"], *signs()["call"]]

    assert all(set(each["sources"]) <= set(signs()["sources"]) and each["sources"] for each in entries)


def test_names_to_look_for_are_written_as_names_on_the_internet_are() -> None:
    names = [*known()["imitated"], *known()["imitated_short"], *known()["spelled_alike"]]

    assert all(name.isascii() and name == name.lower() and name.isalnum() for name in names)
