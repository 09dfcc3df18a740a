"""What kind of reply a message gets. Likelihoods are given, so that no tuning of the linker moves a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services_catalog.catalogue import Catalogue
from services_catalog.database import connect
from services_catalog.dialogue.decision import Conversation, Decision, Heard, decide
from services_catalog.dialogue.pressed import pressed
from services_catalog.record import Aspect
from services_catalog.search.linker import Link, Linker
from tests.services_catalog.samples import RECORDS, TEACHING, record

SLUGS = (*RECORDS, "dang-ky-xe", "dang-ky-xe/sang-ten", "dang-ky-xe/lan-dau")
NEW = Conversation()
ABOUT_BIRTH = Conversation("khai-sinh", Aspect.DOCUMENTS, [], ["khai sinh cho con cần giấy tờ gì"])


class Given(Linker):
    """A linker that finds what the test says."""

    def __init__(self, link: Link) -> None:
        self._link = link  # nothing learnt

    def link(self, text: str) -> Link:
        return self._link

    def equally(self, text: str) -> list[str]:
        return []


@pytest.fixture(scope="module")
def empty() -> Iterator[Catalogue]:
    engine = connect("sqlite://")
    yield Catalogue(engine, teaching=TEACHING)
    engine.dispose()


@pytest.fixture
def decided(empty: Catalogue) -> Decide:
    empty.records = {slug: RECORDS.get(slug) or record(slug) for slug in SLUGS}
    return Decide(empty)


class Decide:
    """Decides on a message whose services are as likely as given; the rest is shared by those not named."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __call__(
        self,
        heard: Heard,
        conversation: Conversation = NEW,
        *,
        services: dict[str, float] | None = None,
        none: float = 0.0,
        outside: dict[str, float] | None = None,
        unlisted: float = 0.0,
    ) -> Decision:
        given, outside = services or {}, outside or {}
        rest = 1 - sum(given.values()) - none - sum(outside.values()) - unlisted
        others = [slug for slug in SLUGS if slug not in given]
        shares = {**given, **dict.fromkeys(others, rest / max(len(others), 1))}
        ranked = sorted(shares.items(), key=lambda pair: -pair[1])
        self._catalogue.linker = Given(Link(ranked, none, outside, [("cap-phep-xay-dung", unlisted)]))
        return decide(heard, conversation, self._catalogue)


def asked(aspect: str, text: str = "hỏi chút") -> Heard:
    return Heard(text, {f"ask_{aspect}": 0.9, "greet": 0.02})


def test_one_likely_service_is_answered_for(decided: Decide) -> None:
    decision = decided(asked("fee"), services={"khai-sinh": 0.95})

    assert (decision.kind, decision.service, decision.aspect) == ("answer", "khai-sinh", Aspect.FEE)


def test_a_button_means_what_it_says(decided: Decide) -> None:
    heard = pressed('/ask_where{"service": "ket-hon"}')
    assert heard is not None

    decision = decided(heard, ABOUT_BIRTH, services={"khai-sinh": 0.95})

    assert (decision.kind, decision.service, decision.aspect) == ("answer", "ket-hon", Aspect.WHERE)


def test_a_button_of_a_service_that_was_withdrawn_forces_nothing(decided: Decide) -> None:
    heard = pressed('/ask_where{"service": "da-bai-bo"}')
    assert heard is not None

    decision = decided(heard, none=0.9)

    assert (decision.kind, decision.service) == ("fallback", None)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("emergency", "handoff"),
        ("distress", "handoff"),
        ("unlawful", "fallback"),
        ("abuse", "fallback"),
        ("politics", "fallback"),
        ("steer_bot", "fallback"),
        ("talk_to_person", "handoff"),
    ],
)
def test_what_is_no_question_gets_its_own_words(decided: Decide, act: str, kind: str) -> None:
    decision = decided(Heard("…", {act: 0.95, "ask_fee": 0.03}), outside={act: 0.9})

    assert (decision.kind, decision.act, decision.service) == (kind, act, None)


@pytest.mark.parametrize(("act", "kind"), [("emergency", "handoff"), ("distress", "handoff"), ("unlawful", "fallback")])
def test_what_the_linker_alone_was_taught_is_heard_too(decided: Decide, act: str, kind: str) -> None:
    decision = decided(Heard("nghe tôi nói với", {"ask_trouble": 0.5, "ask_contact": 0.3}), outside={act: 0.95})

    assert (decision.kind, decision.act) == (kind, act)


def test_danger_goes_before_a_service(decided: Decide) -> None:
    decision = decided(Heard("chồng đánh, làm ly hôn", {"emergency": 0.9}), services={"ket-hon": 0.9})

    assert decision.kind == "handoff"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("chồng tui đang đánh tui, kêu ai bây giờ", "violence"),
        ("con em mất tích từ hôm qua", "missing"),
        ("có trộm vô nhà", "burglary"),
    ],
)
def test_danger_that_is_told_plainly_does_not_hang_on_what_was_learnt(decided: Decide, text: str, act: str) -> None:
    decision = decided(Heard(text, {"ask_status": 0.9, "unlawful": 0.1}), ABOUT_BIRTH, services={"khai-tu": 0.95})

    assert (decision.kind, decision.act) == ("handoff", act)


@pytest.mark.parametrize("act", ["distress", "unlawful", "abuse"])
def test_within_a_conversation_what_goes_on_with_it_is_no_despair_and_no_crime(decided: Decide, act: str) -> None:
    heard = Heard("chồng em người Đài Loan", {act: 0.6, "ask_eligibility": 0.3})
    decision = decided(heard, ABOUT_BIRTH, services={"khai-sinh": 0.3}, outside={act: 0.5})

    assert (decision.kind, decision.service) == ("answer", "khai-sinh")


def test_within_a_conversation_an_emergency_needs_no_more_to_be_heard(decided: Decide) -> None:
    heard = Heard("ông nhà tôi trợn mắt rồi", {"emergency": 0.6, "ask_trouble": 0.3})

    assert decided(heard, ABOUT_BIRTH, services={"khai-sinh": 0.3}).act == "emergency"


@pytest.mark.parametrize("act", ["greet", "thank", "goodbye", "bot_identity", "bot_capability"])
def test_small_talk(decided: Decide, act: str) -> None:
    decision = decided(Heard("…", {act: 0.95}), none=0.8)

    assert (decision.kind, decision.act) == ("smalltalk", act)


def test_a_greeting_with_a_question_is_a_question(decided: Decide) -> None:
    decision = decided(
        Heard("chào bạn, làm khai sinh ở đâu", {"greet": 0.8, "ask_where": 0.2}), services={"khai-sinh": 0.9}
    )

    assert (decision.kind, decision.service, decision.aspect) == ("answer", "khai-sinh", Aspect.WHERE)


def test_two_services_that_fit_are_offered_best_first(decided: Decide) -> None:
    decision = decided(asked("fee"), services={"khai-sinh": 0.46, "ket-hon": 0.44})

    assert (decision.kind, decision.candidates) == ("clarify", ["khai-sinh", "ket-hon"])
    assert decision.aspect is Aspect.FEE


def test_a_follow_up_stays_with_its_service(decided: Decide) -> None:
    decision = decided(asked("fee", "còn phí thì sao"), ABOUT_BIRTH, none=0.9)

    assert (decision.kind, decision.service, decision.aspect) == ("answer", "khai-sinh", Aspect.FEE)


def test_another_service_is_another_subject(decided: Decide) -> None:
    decision = decided(asked("where", "đăng ký tạm trú ở đâu"), ABOUT_BIRTH, services={"dang-ky-tam-tru": 0.97})

    assert (decision.kind, decision.service) == ("answer", "dang-ky-tam-tru")


def test_a_correction_lets_go_of_the_service_and_keeps_the_question(decided: Decide) -> None:
    heard = Heard("à không, tôi nói nhầm, kết hôn cơ", {"ask_eligibility": 0.4, "correct": 0.3})
    likely = {"ket-hon": 0.6, "khai-sinh": 0.3}

    decision = decided(heard, ABOUT_BIRTH, services=likely)

    assert (decision.kind, decision.service, decision.aspect) == ("answer", "ket-hon", Aspect.DOCUMENTS)
    assert decided(asked("fee"), ABOUT_BIRTH, services=likely).service == "khai-sinh"


def test_who_announces_another_matter_is_not_held_to_the_one_before(decided: Decide) -> None:
    heard = asked("where", "thôi cho em hỏi chuyện khác, cái kia nộp ở đâu vậy")

    assert decided(heard, ABOUT_BIRTH, services={"ket-hon": 0.55, "khai-sinh": 0.2}).service == "ket-hon"
    assert decided(heard, ABOUT_BIRTH, none=0.8).act == "which_service"


def test_an_aspect_of_nothing_asks_which_service(decided: Decide) -> None:
    decision = decided(asked("fee", "phí bao nhiêu"), none=0.9)

    assert (decision.kind, decision.act, decision.service) == ("fallback", "which_service", None)


def test_a_service_that_is_not_listed_is_said_to_be_so(decided: Decide) -> None:
    decision = decided(asked("steps", "xin phép xây nhà"), unlisted=0.9)

    assert (decision.kind, decision.act, decision.service) == ("fallback", "unlisted", None)
    assert decision.candidates == ["cap-phep-xay-dung"]


def test_what_is_outside_is_declined(decided: Decide) -> None:
    decision = decided(Heard("đội nào thắng", {"out_of_scope": 0.9}), outside={"out_of_scope": 0.9})

    assert (decision.kind, decision.act, decision.service) == ("fallback", "out_of_scope", None)


def test_nothing_is_forced_where_nothing_is_likely(decided: Decide) -> None:
    decision = decided(asked("fee"), services=dict.fromkeys(SLUGS, 0.04), none=0.3, outside={"out_of_scope": 0.3})

    assert decision.service is None
    assert decision.kind == "fallback"


def test_the_variant_that_is_meant_is_answered_for(decided: Decide) -> None:
    decision = decided(asked("fee"), services={"dang-ky-xe/sang-ten": 0.9})

    assert decision.service == "dang-ky-xe/sang-ten"


def test_what_is_asked_next_is_asked_of_the_variant_that_was_talked_about(decided: Decide) -> None:
    about = Conversation(service="dang-ky-xe/lan-dau", earlier=["đăng ký xe mới mua ở đâu"])

    follow_up = decided(asked("fee"), about, services={"dang-ky-xe": 0.01, "dang-ky-xe/sang-ten": 0.005}, none=0.95)
    another = decided(asked("fee"), about, services={"dang-ky-xe/sang-ten": 0.6}, none=0.2)

    assert follow_up.service == "dang-ky-xe/lan-dau"
    assert another.service == "dang-ky-xe/sang-ten"


def test_a_family_is_answered_for_where_no_variant_is_meant(decided: Decide) -> None:
    shares = {"dang-ky-xe": 0.34, "dang-ky-xe/sang-ten": 0.3, "dang-ky-xe/lan-dau": 0.3}

    assert decided(asked("fee"), services=shares).service == "dang-ky-xe"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "khai sinh",
        "/ask_fee",
        "/ask_price{}",
        '/ask_price{"service": "khai-sinh"}',
        "/ask_fee{service}",
        '/ask_fee{"service": 1}',
        '/ask_fee{"slug": "khai-sinh"}',
        '/ask_fee{"service": "khai-sinh"} và',
    ],
)
def test_what_is_no_button(text: str) -> None:
    assert pressed(text) is None


@pytest.mark.parametrize("text", ["quận Bình Thạnh còn không", "huyện nộp ở đâu giờ bỏ huyện rồi", "tôi ở quận 3"])
def test_what_became_of_a_place_needs_no_service(decided: Decide, text: str) -> None:
    assert decided(asked("where", text), none=0.9).act == "place"


def test_a_place_within_a_question_about_a_service_is_left_to_the_service(decided: Decide) -> None:
    decision = decided(asked("where", "làm khai sinh ở quận 3"), services={"khai-sinh": 0.95})

    assert decision.service == "khai-sinh"


def test_where_somebody_is_answers_what_was_asked_back(decided: Decide) -> None:
    decision = decided(asked("where", "tôi ở quận 3"), ABOUT_BIRTH, services={"khai-sinh": 0.6})

    assert decision.service == "khai-sinh"
