"""Replies: their sentences, buttons, and the `custom` object that clients rely on."""

from __future__ import annotations

import pytest

from services_catalog.catalogue import Catalogue
from services_catalog.dialogue.decision import (
    SAFETY_ACTS,
    SMALLTALK_ACTS,
    Conversation,
    Decision,
    Heard,
    decide,
)
from services_catalog.dialogue.pressed import pressed
from services_catalog.dialogue.reply import Reply, payload, render, sentences
from services_catalog.record import Aspect
from tests.contract.stable import STABLE_KEYS
from tests.services_catalog.samples import TODAY

DECISIONS = [
    Decision("answer", "answer", "khai-sinh", Aspect.FEE, confidence=0.9),
    Decision("clarify", "clarify", None, Aspect.FEE, ["khai-sinh", "ket-hon"], 0.45),
    Decision("fallback", "not_understood", confidence=0.0),
    Decision("fallback", "which_service", aspect=Aspect.FEE, confidence=0.8),
    Decision("fallback", "unlisted", candidates=["cap-phep-xay-dung"], confidence=0.8),
    *(Decision("fallback", act, confidence=0.9) for act in SAFETY_ACTS),
    *(Decision("smalltalk", act, confidence=0.9) for act in SMALLTALK_ACTS),
    Decision("handoff", "talk_to_person", confidence=0.9),
]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.act)
def test_every_reply_has_words_and_the_stable_keys(catalogue: Catalogue, decision: Decision) -> None:
    reply = render(decision, "hỏi", catalogue, TODAY)

    assert reply.text.strip()
    assert "{" not in reply.text
    assert set(reply.custom) >= STABLE_KEYS
    assert reply.custom["type"] == decision.kind
    assert 0 <= reply.custom["confidence"] <= 1
    assert reply.custom["blocks"]


def test_an_answer_says_what_it_is_about_and_since_when_it_is_known(catalogue: Catalogue) -> None:
    reply = render(DECISIONS[0], "khai sinh mất bao nhiêu", catalogue, TODAY)

    assert reply.text.startswith("Đăng ký khai sinh")
    assert "miễn phí" in reply.text
    assert (reply.custom["service"], reply.custom["aspect"]) == ("khai-sinh", "fee")
    assert reply.custom["verified_at"] == "2026-11-20"
    assert reply.custom["sources"] == [
        {"number": "1/2026/NĐ-CP", "title": "Nghị định thử", "url": "https://example.gov.vn/nd1"}
    ]


def test_a_question_back_names_the_services_and_offers_buttons(catalogue: Catalogue) -> None:
    reply = render(DECISIONS[1], "phí bao nhiêu", catalogue, TODAY)

    assert [button["title"] for button in reply.buttons] == ["Đăng ký khai sinh", "Đăng ký kết hôn"]
    assert all(button["title"] in reply.text for button in reply.buttons)
    assert reply.custom["candidates"] == ["khai-sinh", "ket-hon"]


@pytest.mark.parametrize("decision", DECISIONS[:2], ids=lambda decision: decision.act)
def test_every_button_leads_to_an_answer(catalogue: Catalogue, decision: Decision) -> None:
    reply = render(decision, "hỏi", catalogue, TODAY)

    assert reply.buttons
    for button in reply.buttons:
        heard = pressed(button["payload"])
        assert heard is not None
        assert decide(heard, Conversation(), catalogue).kind == "answer"


def test_an_unlisted_service_is_named_with_who_helps(catalogue: Catalogue) -> None:
    text = render(DECISIONS[4], "xin phép xây nhà", catalogue, TODAY).text

    assert "Cấp phép xây dựng" in text
    assert "Sở Xây dựng" in text


def test_a_greeting_says_that_it_is_a_machine() -> None:
    assert "máy" in sentences()["greet"]
    assert "không phải" in sentences()["bot_identity"]


def test_danger_gets_the_numbers_to_call() -> None:
    assert all(number in sentences()["emergency"] for number in ("113", "114", "115", "111"))


def test_a_failure_still_says_a_sentence() -> None:
    reply = Reply.failed()

    assert reply.text
    assert set(reply.custom) >= STABLE_KEYS
    assert reply.custom["type"] == "fallback"


@pytest.mark.parametrize("slug", ["khai-sinh", "dang-ky-xe/sang-ten"])
@pytest.mark.parametrize("aspect", list(Aspect))
def test_a_payload_is_read_as_it_was_written(slug: str, aspect: Aspect) -> None:
    text = payload(slug, aspect)

    assert pressed(text) == Heard(text, {f"ask_{aspect}": 1.0}, slug, aspect)


def test_a_question_about_a_place_is_answered_from_the_gazetteer(catalogue: Catalogue) -> None:
    question = "phường Bến Nghé giờ là phường nào"

    decision = decide(Heard(question, {"ask_where": 0.9}), Conversation(), catalogue)
    reply = render(decision, question, catalogue, TODAY)

    assert "nay thuộc phường Sài Gòn, Thành phố Hồ Chí Minh" in reply.text
    assert (reply.custom["type"], reply.custom["service"]) == ("answer", None)
    assert reply.custom["sources"]


def test_where_to_go_begins_with_what_the_citizens_place_is_today(catalogue: Catalogue) -> None:
    question = "tôi ở phường Bến Nghé quận 1 cũ thì làm khai sinh ở đâu"

    decision = decide(Heard(question, {"ask_where": 0.9}), Conversation(), catalogue)
    reply = render(decision, question, catalogue, TODAY)

    assert decision.service == "khai-sinh"
    assert "Phường Bến Nghé (quận 1 cũ) nay thuộc phường Sài Gòn" in reply.text


def test_a_dossier_that_is_named_is_to_be_looked_up_under_its_code(catalogue: Catalogue) -> None:
    decision = Decision("answer", "answer", "khai-sinh", Aspect.STATUS, dossier="H29.12-240501-0001")

    assert "H29.12-240501-0001" in render(decision, "tới đâu rồi", catalogue, TODAY).text


def test_two_aspects_asked_at_once_are_both_answered(catalogue: Catalogue) -> None:
    heard = Heard(
        "cần giấy gì và nộp ở đâu", {"ask_documents": 0.9}, clauses=[("ask_documents", 0.95), ("ask_where", 0.95)]
    )
    decision = decide(heard, Conversation("khai-sinh"), catalogue)
    both = render(decision, heard.text, catalogue, TODAY)
    alone = render(Decision("answer", "answer", "khai-sinh", Aspect.WHERE), heard.text, catalogue, TODAY)

    assert decision.also is Aspect.WHERE
    assert all(block in both.custom["blocks"] for block in alone.custom["blocks"])


def test_a_clause_that_only_may_ask_is_left_alone(catalogue: Catalogue) -> None:
    heard = Heard("cần giấy gì, mai đi", {"ask_documents": 0.9}, clauses=[("ask_documents", 0.95), ("ask_where", 0.4)])

    assert decide(heard, Conversation("khai-sinh"), catalogue).also is None
