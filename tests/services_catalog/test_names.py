"""A message that is little else but a service's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.catalogue import Catalogue
from services_catalog.dialogue.decision import Conversation, Decision, Heard, decide
from services_catalog.record import Aspect
from services_catalog.search.names import Names
from tests.services_catalog.samples import RECORDS, record

NAMES = Names({**RECORDS, "xe": record("Đăng ký xe"), "xe/doi": record("Đổi đăng ký xe", aliases=["đổi cà vẹt"])})


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Đăng ký kết hôn", "ket-hon"),
        ("dang ky ket hon", "ket-hon"),
        ("em muốn làm giấy khai sinh ạ", "khai-sinh"),
        ("thủ tục đổi cà vẹt", "xe"),
    ],
)
def test_a_bare_name_is_a_service_of_which_nothing_is_asked(text: str, family: str) -> None:
    assert NAMES.alone(text) == family
    assert NAMES.asked(text) == family


def test_what_is_asked_of_a_name_is_told_from_the_name() -> None:
    assert NAMES.alone("thế đăng ký kết hôn hết bao nhiêu tiền") is None
    assert NAMES.asked("thế đăng ký kết hôn hết bao nhiêu tiền") == "ket-hon"


@pytest.mark.parametrize("text", ["có cần giấy khai sinh của mẹ không", "phí bao nhiêu", "", "?", "đăng ký"])
def test_what_says_more_than_a_name_or_none_is_no_name(text: str) -> None:
    assert NAMES.asked(text) is None


def test_a_name_of_two_services_is_nobodys() -> None:
    names = Names({"a": record("Cấp thẻ đọc sách"), "b": record("Cấp thẻ thư viện", aliases=["cấp thẻ đọc sách"])})

    assert names.asked("cấp thẻ đọc sách") is None


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert NAMES.alone(text) in {None, *(slug.split("/")[0] for slug in RECORDS), "xe"}


def said(catalogue: Catalogue, text: str, about: str | None, before: str) -> Decision:
    """What is decided of `text`, which sounds like a question for the fee, in a conversation `about` a service."""
    heard = Heard(text, {"ask_fee": 0.9})
    return decide(heard, Conversation(service=about, earlier=[before]), catalogue)


@pytest.mark.parametrize("text", ["Đăng ký kết hôn", "thế làm giấy hôn thú thì sao", "kết hôn, đăng ký kết hôn ở đâu"])
def test_a_service_that_is_named_is_meant_whatever_was_talked_about_before(catalogue: Catalogue, text: str) -> None:
    decision = said(catalogue, text, "khai-sinh", "Đăng ký khai sinh cho con mới sinh cần giấy tờ gì")

    assert decision.service == "ket-hon"


def test_a_bare_name_asks_for_an_overview(catalogue: Catalogue) -> None:
    assert said(catalogue, "Đăng ký kết hôn", None, "").aspect is Aspect.GENERAL
    assert said(catalogue, "Đăng ký kết hôn hết nhiêu tiền", None, "").aspect is Aspect.FEE
