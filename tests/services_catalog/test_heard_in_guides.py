"""Within a guide: what is asked is answered, what is told counts for whom it is told, and mistakes are put right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.reply import conversation_in, remembered
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect
from services_catalog.dialogue.decision import Conversation, Decision, Heard, decide
from services_catalog.dialogue.guiding import Guiding, asks, corrected, recalled, resumes
from services_catalog.record import Aspect
from services_catalog.search.linker import Link, Linker
from tests.content import GUIDES, RECORDS
from tests.services_catalog.samples import TEACHING


class Meant(Linker):
    """A linker that finds the one service that the test says; none where that is ""."""

    def __init__(self, slug: str) -> None:
        self._slug = slug

    def link(self, text: str) -> Link:
        if self._slug:
            return Link([(self._slug, 0.97)], 0.01, {}, [])
        return Link([(slug, 0.02 / len(RECORDS)) for slug in RECORDS], 0.98, {}, [])

    def equally(self, text: str) -> list[str]:
        return []


@pytest.fixture(scope="module")
def catalogue() -> Iterator[Catalogue]:
    engine = connect("sqlite://")
    found = Catalogue(engine, teaching=TEACHING)
    found.records, found.guides = dict(RECORDS), dict(GUIDES)
    yield found
    engine.dispose()


def said(
    catalogue: Catalogue, text: str, within: str = "", about: str = "", service: str = "", **intents: float
) -> Decision:
    """What becomes of `text` within the guide `within`, in a conversation `about` a service; it names `service`."""
    catalogue.linker = Meant(service)
    guiding = Guiding.read(within) if within else None
    return decide(Heard(text, intents), Conversation(about or None, guiding=guiding), catalogue)


def answers(decision: Decision) -> dict[str, str]:
    assert decision.guiding
    return dict(decision.guiding.answers)


def test_a_question_is_no_answer_to_what_is_asked_later(catalogue: Catalogue) -> None:
    within = "dinh-danh-muc-2?quoc-tich=viet-nam&tuoi=tu-14"
    decision = said(
        catalogue, "sim chính chủ đăng ký thế nào", within, "dinh-danh-muc-2", "sim-chinh-chu", ask_steps=0.99
    )

    assert (decision.kind, decision.service) == ("answer", "sim-chinh-chu")
    assert answers(decision) == {"quoc-tich": "viet-nam", "tuoi": "tu-14"}


@pytest.mark.parametrize(
    ("text", "service"),
    [("đăng ký định danh mức 2 thế nào", "dinh-danh-muc-2"), ("làm sổ đỏ mất bao lâu", "dat-dai-cap-so-do")],
)
def test_another_question_leaves_the_scam_check_as_it_was(catalogue: Catalogue, text: str, service: str) -> None:
    decision = said(catalogue, text, "kiem-tra-lua-dao?da-lam=chua", "phan-anh-kien-nghi", service, ask_steps=0.98)

    assert (decision.kind, decision.service) == ("answer", service)
    assert decision.left == Guiding("kiem-tra-lua-dao", {"da-lam": "chua"})


def test_a_story_of_a_swindle_that_asks_whether_it_is_true_is_heard(catalogue: Catalogue) -> None:
    text = "họ gọi điện bảo nộp phạt có thật không"
    decision = said(catalogue, text, "kiem-tra-lua-dao?da-lam=chua", ask_trouble=0.7)

    assert answers(decision) == {"da-lam": "chua", "nhan": "goi", "doi": "tien"}


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("tốn tiền không", "fee"),
        ("có mất tiền ko", "fee"),
        ("hết nhiêu", "fee"),
        ("mất nhiêu tiền", "fee"),
        ("bao h có", "duration"),
        ("trễ quá có bị phạt không", "fee"),
        ("vẫn không được", "trouble"),
        ("em quên luôn rồi", "trouble"),
    ],
)
def test_what_fits_no_choice_gets_through_as_a_question(catalogue: Catalogue, text: str, aspect: str) -> None:
    decision = said(catalogue, text, "can-cuoc?viec=doi", "can-cuoc-cap-doi", **{f"ask_{aspect}": 0.9})

    assert (decision.kind, decision.aspect) == ("answer", Aspect(aspect))
    assert answers(decision) == {"viec": "doi"}


@pytest.mark.parametrize(
    "text",
    [
        "không có chế độ gì",
        "chưa làm gì hết",
        "chưa bao giờ",
        "tôi thì không",
        "lương thì không",
        "có nhưng mất rồi",
        "bé ở với mẹ nhé",
    ],
)
def test_a_denial_asks_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "không biết làm gì",
        "bà nội dẫn đi được không ạ",
        "mua được không hay bắt mua cả nhà",
        "có giao tận nhà hông",
        "gửi em xin cái mẫu với",
        "giấy hay bản trên máy vậy ad",
    ],
)
def test_a_question_asks(text: str) -> None:
    assert asks(text)


def test_who_does_not_know_what_to_do_has_told_what_happened(catalogue: Catalogue) -> None:
    assert answers(said(catalogue, "mất điện thoại giờ làm sao", "vneid-cuu-ho")) == {"viec": "may", "may": "mat"}


@pytest.mark.parametrize(
    ("within", "text", "known"),
    [
        ("can-cuoc?viec=lan-dau&tuoi=duoi-6", "còn tôi 40 tuổi thẻ hết hạn", {"tuoi": "tu-16", "ly-do": "den-tuoi"}),
        (
            "dinh-danh-muc-2?quoc-tich=viet-nam&tuoi=tu-6-den-13",
            "còn má tui 85 tuổi nằm một chỗ",
            {"tuoi": "tu-14", "di-lai": "khong"},
        ),
        (
            "dinh-danh-muc-2?quoc-tich=viet-nam&tuoi=tu-6-den-13",
            "má tui 85 tuổi nằm liệt",
            {"tuoi": "tu-14", "di-lai": "khong"},
        ),
        ("can-cuoc?viec=lan-dau&tuoi=duoi-6", "còn vợ tôi thì sao", {"tuoi": "tu-16"}),
    ],
)
def test_another_person_has_nothing_of_the_one_before(
    catalogue: Catalogue, within: str, text: str, known: dict[str, str]
) -> None:
    found = answers(said(catalogue, text, within, ask_eligibility=0.8))

    assert known.items() <= found.items()
    assert found.get("viec") != "lan-dau"


def test_a_mistake_is_put_right_and_the_rest_is_kept(catalogue: Catalogue) -> None:
    decision = said(catalogue, "à nhầm, con tôi 7 tuổi", "khai-sinh?tuoi=duoi-6&noi-sinh=tai-nha", correct=0.9)

    assert answers(decision) == {"tuoi": "tu-6", "noi-sinh": "tai-nha"}


def test_what_happened_instead_changes_the_service_too(catalogue: Catalogue) -> None:
    text = "à không, tôi bị mất chứ không phải đổi"
    decision = said(catalogue, text, "can-cuoc?viec=doi&ly-do=cmnd", "can-cuoc-cap-doi", correct=0.9)

    assert (decision.kind, decision.service) == ("guide", "can-cuoc-cap-lai")
    assert answers(decision) == {"viec": "mat"}


@pytest.mark.parametrize("text", ["à nhầm", "không, tôi tự đi", "con tôi 7 tuổi"])
def test_what_corrects_nothing(text: str) -> None:
    assert corrected(text) is None


def test_the_mother_who_goes_is_no_abuse(catalogue: Catalogue) -> None:
    within = "khai-sinh?tuoi=trong-60&noi-sinh=benh-vien&chung-sinh=co&cha-me=roi&quoc-tich=khong"
    decision = said(catalogue, "mẹ", within, abuse=0.95)

    assert decision.kind == "guide"
    assert answers(decision)["nguoi-di"] == "cha-me"


def test_who_is_beaten_answers_no_question(catalogue: Catalogue) -> None:
    decision = said(catalogue, "chồng tôi đánh tôi", "can-cuoc?viec=lan-dau&hoan-canh=trong-nuoc", distress=0.9)

    assert decision.kind == "handoff"


@pytest.mark.parametrize(
    ("text", "service", "aspect", "known"),
    [
        (
            "bà ngoại tôi 78 tuổi xài điện thoại cục gạch, cần làm định danh mức 2",
            "dinh-danh-muc-2",
            "online",
            {"tuoi": "tu-14", "may": "khong"},
        ),
        ("tôi bị mất bằng lái xe máy, chưa có vneid", "gplx-cap-lai", "trouble", {"chuyen": "mat", "vneid": "khong"}),
        ("làm giấy khai sinh cho con mới sinh 10 ngày", "khai-sinh", "duration", {"tuoi": "trong-60"}),
    ],
)
def test_a_case_that_is_told_begins_the_guide_whatever_it_sounds_like(
    catalogue: Catalogue, text: str, service: str, aspect: str, known: dict[str, str]
) -> None:
    decision = said(catalogue, text, service=service, **{f"ask_{aspect}": 0.5})

    assert decision.begins
    assert decision.aspect is Aspect.DOCUMENTS
    assert known.items() <= answers(decision).items()


def test_a_guide_does_not_end_on_what_is_told_of_two_people(catalogue: Catalogue) -> None:
    text = "tôi 40 tuổi thẻ hết hạn, con tôi 3 tuổi, cần đổi gì"
    decision = said(catalogue, text, service="can-cuoc-cap-doi", ask_documents=0.9)

    assert decision.kind == "answer"


def test_a_question_is_passed_over(catalogue: Catalogue) -> None:
    assert answers(said(catalogue, "bỏ qua câu này", "khai-sinh?tuoi=duoi-6")) == {"tuoi": "duoi-6", "noi-sinh": "?"}


@pytest.mark.parametrize("text", ["làm tiếp", "tiếp tục", "tiếp tục làm đi", "lam tiep huong dan luc nay", "tiếp"])
def test_words_go_on_with_a_guide_that_was_left(catalogue: Catalogue, text: str) -> None:
    left = Guiding("khai-sinh", {"tuoi": "duoi-6"})
    decision = decide(Heard(text, {"ask_steps": 0.7}), Conversation("ho-chieu-pho-thong", left=left), catalogue)

    assert (decision.kind, decision.guiding) == ("guide", left)


@pytest.mark.parametrize("text", ["làm tiếp nhận hồ sơ ở đâu", "làm lại"])
def test_other_words_go_on_with_nothing(text: str) -> None:
    assert not resumes(text)


def test_a_guide_that_was_left_is_remembered_until_another_begins() -> None:
    left = Guiding("khai-sinh", {"tuoi": "duoi-6"})
    slots = {each["name"]: each["value"] for each in _events(Decision("smalltalk", "guide_stopped", left=left))}
    slots |= {each["name"]: each["value"] for each in _events(Decision("answer", "answer"), Conversation(left=left))}

    tracker = Tracker("a", slots, {}, [], False, None, {}, "")

    assert recalled(slots["guide"]) == (None, left)
    assert conversation_in(tracker).left == left


def _events(decision: Decision, conversation: Conversation | None = None) -> list[dict[str, Any]]:
    return remembered(decision, conversation or Conversation())
