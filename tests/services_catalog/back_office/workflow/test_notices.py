"""A bad day: what is paused answers nothing but its notice, wherever an answer comes from, within a second or two."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import Engine, event, select

from actions.reply import ActionReply
from bot.webhook import limited
from bot.webhook.pack import Pack
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry, Notice
from services_catalog.back_office.workflow import notices
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect, sessions
from services_catalog.dialogue.decision import Conversation, Decision, Heard, decide
from services_catalog.dialogue.guiding import Guiding
from services_catalog.dialogue.pressed import pressed
from services_catalog.dialogue.reply import Reply, render
from services_catalog.guides import page, sheets
from services_catalog.guides.guide import Guide
from services_catalog.models import now
from services_catalog.publishing import publish, save
from services_catalog.record import Aspect
from tests.polling import eventually
from tests.services_catalog.back_office.workflow.conftest import GUIDE
from tests.services_catalog.samples import TEACHING, TODAY, published, record, small_catalogue

MINH = Person(2, "minh", "Minh", Role.PUBLISHER, "")
LAN = Person(1, "lan", "Lan", Role.EDITOR, "")
WORDS = "Phí vừa đổi, chúng tôi đang sửa. Bạn hỏi lại sau 10 giờ."
FEE = '/ask_fee{"service": "khai-sinh"}'
SOON = timedelta(hours=1)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Four services, a variant and a guide."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('notices') / 'a.db'}")
    catalogue = small_catalogue(engine)
    published(engine, {"khai-sinh/lai": record("Đăng ký lại khai sinh")})
    with sessions(engine).begin() as session:
        publish(session, save(session, "guides/khai-sinh", Guide.model_validate(GUIDE), "lan", "mới"), "minh", "mới")
    catalogue.refresh()
    return catalogue


@pytest.fixture
def catalogue(followed: Catalogue) -> Catalogue:
    """Nothing stands yet."""
    with followed._sessions.begin() as session:
        for each in session.scalars(select(Notice)):
            session.delete(each)
    followed.refresh()
    return followed


def put_up(catalogue: Catalogue, slug: str | None = None, *, pauses: bool = True, hours: float | None = None) -> int:
    """A notice of Minh's, read by the catalogue."""
    with catalogue._sessions.begin() as session:
        ends_at = now() + timedelta(hours=hours) if hours else None
        made = notices.put_up(session, MINH, slug, WORDS, "thử", pauses=pauses, ends_at=ends_at).id
    catalogue.refresh()
    return made


def asked(catalogue: Catalogue, text: str = "khai sinh mất bao nhiêu tiền", **more: Any) -> Reply:
    heard = pressed(text) or Heard(text, {"ask_fee": 0.9})
    return render(decide(heard, Conversation(**more), catalogue), text, catalogue, TODAY)


@pytest.mark.parametrize("text", ["khai sinh mất bao nhiêu tiền", FEE, "chào", "mai trời mưa không", "?!", "cứu tôi"])
def test_a_paused_assistant_answers_everything_with_the_notice(catalogue: Catalogue, text: str) -> None:
    put_up(catalogue)
    reply = asked(catalogue, text)

    assert reply.custom["type"] == "handoff"
    assert WORDS in reply.text
    assert "18001096" in reply.text
    assert "1022" in reply.text
    assert reply.custom["blocks"] == [{"type": "notice", "level": "warning", "text": reply.text}]
    assert reply.buttons == []
    assert "miễn phí" not in reply.text.replace("18001096 (miễn phí)", "")


def test_it_needs_neither_the_model_nor_the_linker(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    put_up(catalogue)
    monkeypatch.setattr(catalogue, "linker", None)  # whatever misbehaves there is not asked

    assert asked(catalogue).custom["type"] == "handoff"


def test_a_paused_service_answers_its_notice_and_the_others_as_ever(catalogue: Catalogue) -> None:
    put_up(catalogue, "khai-sinh")
    paused, variant = asked(catalogue), asked(catalogue, '/ask_fee{"service": "khai-sinh/lai"}')
    other = asked(catalogue, '/ask_fee{"service": "ket-hon"}')

    for reply in (paused, variant):
        assert (reply.custom["type"], reply.custom["act"]) == ("handoff", "paused")
        assert WORDS in reply.text
        assert "Nghị định" not in str(reply.custom)
    assert paused.custom["service"] == "khai-sinh"
    assert "Đăng ký khai sinh" in paused.text
    assert (other.custom["type"], other.custom["service"]) == ("answer", "ket-hon")
    assert WORDS not in other.text


@pytest.mark.parametrize("answers", [{}, {"tuoi": "duoi-6"}])
def test_a_guide_stops_with_a_service_it_draws_on(catalogue: Catalogue, answers: dict[str, str]) -> None:
    put_up(catalogue, "khai-sinh")
    heard = Heard("/guide", {}, guiding=Guiding("khai-sinh", answers))
    decision = decide(heard, Conversation(), catalogue)
    reply = render(decision, "/guide", catalogue, TODAY)

    assert (decision.act, decision.guiding) == ("paused", None)
    assert WORDS in reply.text
    assert "Giấy chứng sinh" not in reply.text


def test_a_guide_under_way_is_not_gone_on_with_after_another_answer(catalogue: Catalogue) -> None:
    put_up(catalogue, "khai-sinh")
    heard = pressed('/ask_fee{"service": "ket-hon"}')
    assert heard
    decision = decide(heard, Conversation(guiding=Guiding("khai-sinh")), catalogue)

    assert (decision.kind, decision.service, decision.guiding) == ("answer", "ket-hon", None)


def test_a_banner_is_the_first_notice_of_every_answer_until_its_end(catalogue: Catalogue) -> None:
    made = put_up(catalogue, pauses=False, hours=1)
    for text in (FEE, "chào", "cái này là gì"):
        reply = asked(catalogue, text)
        assert reply.custom["blocks"][0] == {"type": "notice", "level": "warning", "text": WORDS}
        assert reply.text.startswith(WORDS)

    with catalogue._sessions.begin() as session:
        session.get_one(Notice, made).ends_at = now() - SOON
    catalogue.refresh()
    assert WORDS not in asked(catalogue, FEE).text


def test_what_a_pause_says_is_not_said_above_it_once_more(catalogue: Catalogue) -> None:
    put_up(catalogue, pauses=False, hours=1)
    put_up(catalogue)
    reply = asked(catalogue)

    assert reply.text.count(WORDS) == 1
    assert str(reply.custom["blocks"]).count(WORDS) == 1


def test_a_notice_ends_on_its_minute_although_the_database_is_away(catalogue: Catalogue) -> None:
    put_up(catalogue, hours=1)
    standing = catalogue.notices

    assert standing.pause() is not None
    assert standing._at(now() + SOON * 2) == []


def test_a_banner_of_one_service_stands_over_that_one_alone(catalogue: Catalogue) -> None:
    put_up(catalogue, "khai-sinh", pauses=False, hours=1)

    assert asked(catalogue, FEE).text.startswith(WORDS)
    assert WORDS not in asked(catalogue, '/ask_fee{"service": "ket-hon"}').text


def test_the_action_server_says_it(catalogue: Catalogue) -> None:
    put_up(catalogue)
    said = CollectingDispatcher()
    tracker = Tracker("a", {}, {"text": "khai sinh mất bao nhiêu tiền"}, [], False, None, {}, "")
    ActionReply(catalogue, lambda: TODAY).run(said, tracker, {})

    assert WORDS in said.messages[0]["text"]
    assert said.messages[0]["custom"]["type"] == "handoff"


def test_the_assistant_without_rasa_says_it_and_puts_a_banner_first(catalogue: Catalogue) -> None:
    put_up(catalogue, pauses=False, hours=1)
    (answer,) = limited.answer(catalogue, "a", FEE)
    assert answer.custom
    assert [block["text"] for block in answer.custom.blocks[:2]] == [WORDS, limited.NOTICE]

    put_up(catalogue)
    (paused,) = limited.answer(catalogue, "a", FEE)
    assert paused.custom
    assert paused.custom.type == "handoff"
    assert limited.NOTICE not in paused.text


def test_the_offline_pack_leaves_out_what_is_paused_and_takes_it_back(catalogue: Catalogue) -> None:
    engine = catalogue._sessions.kw["bind"]
    pack = Pack(engine)

    def slugs() -> bool:
        return b'"slug":"khai-sinh"' in pack.read(TODAY)[0]

    assert slugs()
    made = put_up(catalogue, "khai-sinh")
    assert not slugs()
    with catalogue._sessions.begin() as session:
        notices.end(session, MINH, made, "đã sửa")
    assert slugs()
    put_up(catalogue)
    assert b'"services":[]' in pack.read(TODAY)[0]


def test_a_sheet_kept_from_before_says_it_on_top(catalogue: Catalogue) -> None:
    code = catalogue.sheet("khai-sinh", {"tuoi": "duoi-6"}, TODAY)
    assert code
    put_up(catalogue, "khai-sinh")

    with catalogue._sessions() as session:
        assert page.notices(sheets.opened(session, code, TODAY)) == [WORDS]


def test_a_message_costs_no_query(catalogue: Catalogue) -> None:
    put_up(catalogue, "ket-hon", pauses=False, hours=1)
    queries: list[str] = []
    engine = catalogue._sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))

    asked(catalogue, FEE)
    asked(catalogue)
    assert queries == []
    catalogue.refresh()
    assert len([query for query in queries if "FROM notice" in query]) == 1


def test_an_ended_pause_is_over_and_both_are_in_the_trail(catalogue: Catalogue) -> None:
    made = put_up(catalogue)
    with catalogue._sessions.begin() as session:
        notices.end(session, MINH, made, "xong")
    catalogue.refresh()

    assert asked(catalogue, FEE).custom["type"] == "answer"
    with catalogue._sessions() as session:
        trail = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [(each.by, each.act, each.why) for each in reversed(trail)] == [
        ("minh", "pause", "thử"),
        ("minh", "resume", "xong"),
    ]
    with pytest.raises(Refused, match="hết rồi"), catalogue._sessions.begin() as session:
        notices.end(session, MINH, made, "lần nữa")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"person": LAN}, "người duyệt"),
        ({"text": " "}, "lời nhắn"),
        ({"why": ""}, "lý do"),
        ({"slug": "khong-co"}, "Không có dịch vụ"),
        ({"pauses": False}, "tự hết"),
        ({"ends_at": now() - SOON}, "đã qua"),
    ],
)
def test_what_is_wrong_is_said(catalogue: Catalogue, wrong: dict[str, Any], said: str) -> None:
    values: dict[str, Any] = {
        "person": MINH,
        "slug": None,
        "text": WORDS,
        "why": "thử",
        "pauses": True,
        "ends_at": None,
    }
    with pytest.raises(Refused, match=said), catalogue._sessions.begin() as session:
        notices.put_up(session, **(values | wrong))


def test_another_process_follows_within_its_refresh(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'two.db'}"
    engine: Engine = connect(url)
    small_catalogue(engine).close()
    other = Catalogue(connect(url), teaching=TEACHING)
    other.follow(0.05)
    with sessions(engine).begin() as session:
        notices.put_up(session, MINH, None, WORDS, "thử", pauses=True, ends_at=None)

    assert eventually(lambda: decide(Heard("chào", {}), Conversation(), other) == Decision("handoff", "paused"))
    other.close()


def test_the_aspect_is_remembered_for_when_it_is_answered_again(catalogue: Catalogue) -> None:
    put_up(catalogue, "khai-sinh")
    heard = pressed(FEE)
    assert heard

    assert decide(heard, Conversation(), catalogue).aspect is Aspect.FEE
