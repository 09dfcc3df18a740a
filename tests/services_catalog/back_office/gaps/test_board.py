"""The gap board: what is on it, who may do what with it, and what comes of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select, update

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.gaps import board
from services_catalog.back_office.gaps.board import Filters, Kind
from services_catalog.back_office.models import Asked, AuditEntry, Gap, LabelledQuestion
from services_catalog.catalogue import Catalogue
from services_catalog.clock import in_vietnam, today_in_vietnam
from services_catalog.database import sessions
from services_catalog.dialogue.decision import Conversation, Heard, decide
from services_catalog.models import Feedback, Revision, Service, now
from services_catalog.teams.models import Team, Visit
from tests.services_catalog.back_office.conftest import SignIn
from tests.services_catalog.samples import TEACHING

BOARD = "/quan-tri/khoang-trong"
PHRASE = "xem ngày cưới đẹp năm nay"


def ask(engine: Engine, text: str | None, times: int = 1, **values: Any) -> None:
    """`text` was asked, some minutes ago."""
    usual: dict[str, Any] = {"channel": "web", "outcome": "declined", "act": "not_understood", "milliseconds": 30}
    at = values.pop("at", now() - timedelta(minutes=5))
    with sessions(engine).begin() as session:
        for _ in range(times):
            session.add(Asked(at=at, day=in_vietnam(at).date(), text=text, followed=False, **(usual | values)))
        session.flush()
        board.group_new(session)


def on_the_board(engine: Engine, filters: Filters | None = None) -> list[tuple[str, int]]:
    with sessions(engine)() as session:
        return [(group.text, group.questions) for group in board.groups(session, filters or Filters())[0]]


def key_of(engine: Engine, text: str) -> str:
    with sessions(engine)() as session:
        key = session.scalar(select(Asked.key).where(Asked.text == text))
    assert key
    return key


def test_alike_questions_are_counted_together_the_most_frequent_first(office_engine: Engine) -> None:
    ask(office_engine, "xin phép quảng cáo", 1)
    ask(office_engine, "nhận con nuôi", 2)
    ask(office_engine, "nhan con nuoi", 1)

    assert on_the_board(office_engine) == [("nhận con nuôi", 3), ("xin phép quảng cáo", 1)]


def test_what_was_answered_or_is_old_is_not_on_it(office_engine: Engine) -> None:
    ask(office_engine, None, outcome="answered", act=None, service="khai-sinh")
    ask(office_engine, "câu tháng trước", at=now() - timedelta(days=20))

    assert on_the_board(office_engine) == []
    assert on_the_board(office_engine, Filters(days=30)) == [("câu tháng trước", 1)]


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({}, {Kind.NOT_ANSWERED}),
        ({"outcome": "degraded"}, {Kind.NOT_ANSWERED}),
        ({"outcome": "answered", "act": "no_information"}, {Kind.NO_INFORMATION}),
        ({"outcome": "asked_back", "act": None}, {Kind.ASKED_BACK}),
        ({"outcome": "asked_back", "act": None, "at": now() - timedelta(minutes=40)}, {Kind.ASKED_BACK, Kind.LEFT}),
        ({"outcome": "answered", "act": None, "useful": False}, {Kind.VOTED_DOWN}),
    ],
)
def test_it_says_what_went_wrong(office_engine: Engine, values: dict[str, Any], kinds: set[Kind]) -> None:
    ask(office_engine, "một câu hỏi", **values)

    found = {kind for kind in Kind if on_the_board(office_engine, Filters(kind=kind))}
    assert found == kinds


def test_who_went_on_after_being_asked_back_has_not_left(office_engine: Engine) -> None:
    ask(office_engine, "làm giấy cho con", outcome="asked_back", act=None, at=now() - timedelta(hours=2))
    with sessions(office_engine).begin() as session:
        session.execute(update(Asked).values(followed=True))

    assert on_the_board(office_engine, Filters(kind=Kind.LEFT)) == []


def test_what_is_done_comes_back_when_it_is_asked_again(office_engine: Engine, sign_in: SignIn) -> None:
    ask(office_engine, "nhận con nuôi", 3)
    clerk = sign_in(Role.EDITOR)
    key = key_of(office_engine, "nhận con nuôi")

    clerk.submit(f"{BOARD}/{key}/xong", {"what": "đã soạn dịch vụ mới"})
    assert on_the_board(office_engine) == []
    assert "đã soạn dịch vụ mới" in clerk.get(f"{BOARD}/da-xu-ly").text

    ask(office_engine, "nhan con nuoi", at=now())
    assert on_the_board(office_engine) == [("nhận con nuôi", 1)]
    assert "nay lại có người hỏi" in clerk.get(BOARD).text


def test_words_are_added_to_a_draft_with_name_and_reason(office_engine: Engine, sign_in: SignIn) -> None:
    ask(office_engine, "giấy chứng sanh của bé làm ở mô")
    key = key_of(office_engine, "giấy chứng sanh của bé làm ở mô")
    sent = {
        "service": "khai-sinh",
        "kind": "aliases",
        "text": "giấy chứng sanh",
        "aspect": "where",
        "why": "dân gọi vậy",
    }

    answer = sign_in(Role.EDITOR, "lan").submit(f"{BOARD}/{key}/them", sent)

    assert "/quan-tri/cho-duyet/moi/khai-sinh" in answer.text  # offers to propose it
    with sessions(office_engine)() as session:
        service = session.scalar(select(Service).where(Service.slug == "khai-sinh"))
        assert service
        newest = service.revisions[-1]
        assert "giấy chứng sanh" in newest.record["aliases"]
        assert (newest.by, newest.why) == ("lan", "dân gọi vậy")
        assert service.published_id != newest.id  # citizens see it when it was reviewed
        assert session.scalar(select(AuditEntry).where(AuditEntry.act == "add_words", AuditEntry.about == "khai-sinh"))
    assert on_the_board(office_engine) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "LAM GIAY KHAI SINH"}, "đã có"),
        ({"service": "khong-co"}, "Không có dịch vụ này"),
        ({"text": ""}, "Bạn chưa điền ô này"),
        ({"text": "[so_dinh_danh]"}, "Bạn ghi câu hoặc từ cần thêm"),
        ({"why": ""}, "Bạn chưa điền ô này"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_typed_is_lost(
    office_engine: Engine, sign_in: SignIn, changes: dict[str, str], said: str
) -> None:
    ask(office_engine, "giấy chứng sanh")
    key = key_of(office_engine, "giấy chứng sanh")
    sent = {"service": "khai-sinh", "kind": "aliases", "text": "từ mới", "aspect": "where", "why": "lý do đã gõ"}

    answer = sign_in(Role.EDITOR).submit(f"{BOARD}/{key}/them", sent | changes)

    assert answer.status_code == 422
    assert said in answer.text
    if "why" not in changes:
        assert "lý do đã gõ" in answer.text
    with sessions(office_engine)() as session:
        assert len(list(session.scalars(select(Revision.id).where(Revision.number > 1)))) == 0


def test_out_of_scope_is_learnt_live_and_unlearnt_again(office_engine: Engine, sign_in: SignIn) -> None:
    ask(office_engine, PHRASE, 2)
    catalogue = Catalogue(office_engine, teaching=TEACHING)
    catalogue.refresh()
    clerk = sign_in(Role.EDITOR)
    key = key_of(office_engine, PHRASE)

    def act() -> str:
        return decide(Heard(PHRASE, {}), Conversation(), catalogue).act

    before = act()
    clerk.submit(f"{BOARD}/{key}/ngoai", {"phrases": f"{PHRASE}\nxem ngày cưới", "reason": "không phải dịch vụ công"})
    assert catalogue.refresh()
    assert act() == "out_of_scope"
    assert on_the_board(office_engine) == []

    ask(office_engine, PHRASE, at=now())
    assert on_the_board(office_engine) == []  # it is being declined, as it should be

    clerk.submit(f"{BOARD}/{key}/mo-lai")
    assert catalogue.refresh()
    assert act() == before
    assert not catalogue.refresh()


def test_a_question_becomes_one_by_which_changes_are_judged(office_engine: Engine, sign_in: SignIn) -> None:
    ask(office_engine, "khai sinh trễ phạt mấy tiền")
    key = key_of(office_engine, "khai sinh trễ phạt mấy tiền")
    sent = {"question": "khai sinh trễ phạt mấy tiền", "meant": "khai-sinh", "about": "fee"}
    clerk = sign_in(Role.EDITOR, "lan")

    forgotten = clerk.submit(f"{BOARD}/{key}/kiem-tra", sent | {"meant": ""})
    assert "Bạn chọn dịch vụ, hoặc «Ngoài dịch vụ công»." in forgotten.text
    assert clerk.submit(f"{BOARD}/{key}/kiem-tra", sent).status_code == 200
    assert clerk.submit(f"{BOARD}/{key}/kiem-tra", sent).status_code == 422  # it is there already

    with sessions(office_engine)() as session:
        (labelled,) = session.scalars(select(LabelledQuestion))
        assert (labelled.service, labelled.aspect, labelled.by) == ("khai-sinh", "fee", "lan")


def test_a_group_leads_to_the_missing_field_and_to_a_new_service(office_engine: Engine, sign_in: SignIn) -> None:
    ask(
        office_engine,
        "hạn nộp là khi nào",
        outcome="answered",
        act="no_information",
        service="ket-hon",
        aspect="duration",
    )

    page = sign_in(Role.EDITOR).get(f"{BOARD}/{key_of(office_engine, 'hạn nộp là khi nào')}").text

    assert "/quan-tri/dich-vu/ket-hon/sua#durations" in page
    assert "/quan-tri/dich-vu/moi?nhom=" in page
    assert "Đăng ký kết hôn" in page


def test_a_new_service_takes_the_questions_along_and_settles_their_group(
    office_engine: Engine, sign_in: SignIn
) -> None:
    ask(office_engine, PHRASE, 2)
    key, clerk = key_of(office_engine, PHRASE), sign_in(Role.EDITOR)
    begun = clerk.get(f"/quan-tri/dich-vu/moi?nhom={key}").text
    assert PHRASE in begun
    assert 'name="slug" value=""' in begun  # not made of what somebody asked
    fields = {"name": "", "questions": f"{PHRASE}\nxem tuổi cưới ở đâu", "group": key}

    assert clerk.submit("/quan-tri/dich-vu/moi", fields).status_code == 422
    assert on_the_board(office_engine) == [(PHRASE, 2)]
    form = clerk.submit("/quan-tri/dich-vu/moi", fields | {"name": "Xem ngày cưới"})
    assert form.url.path == "/quan-tri/dich-vu/xem-ngay-cuoi/sua"
    assert PHRASE in form.text
    assert "xem tuổi cưới ở đâu" in form.text
    assert on_the_board(office_engine) == [(PHRASE, 2)]  # nothing is saved yet

    path = "/quan-tri/dich-vu/xem-ngay-cuoi/sua"
    clerk.submit(path, {"do": "bo"})
    assert on_the_board(office_engine) == [(PHRASE, 2)]
    clerk.submit("/quan-tri/dich-vu/moi", fields | {"name": "Xem ngày cưới"})
    clerk.submit(path, {"do": "luu", "record.name": "Xem ngày cưới", "why": "nhiều người hỏi"})
    assert on_the_board(office_engine) == []
    assert "Soạn dịch vụ mới «Xem ngày cưới»" in clerk.get(f"{BOARD}/da-xu-ly").text


def test_the_questions_of_a_new_service_stand_under_what_they_ask(
    office_app: FastAPI, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def understood(text: str) -> dict[str, Any] | None:
        intent = "ask_where" if "ở đâu" in text else "ask_documents" if "cần gì" in text else "greet"
        return {"intent_ranking": [{"name": intent, "confidence": 0.9}]}

    monkeypatch.setattr(office_app.state.rasa, "understood", understood)
    sent = {"name": "Nuôi rồng", "questions": "nuôi rồng ở đâu\nnuôi rồng cần gì\nnuôi rồng"}
    form = sign_in(Role.EDITOR).submit("/quan-tri/dich-vu/moi", sent).text

    for aspect, question in (("where", "nuôi rồng ở đâu"), ("documents", "nuôi rồng cần gì"), ("general", "nuôi rồng")):
        assert re.search(rf'<textarea[^>]*name="record\.questions\.{aspect}"[^>]*>\s*{question}</textarea>', form)


def test_no_service_is_chosen_beforehand_for_words_that_nothing_was_understood_of(
    office_engine: Engine, sign_in: SignIn
) -> None:
    ask(office_engine, "trời hôm nay đăng ký mưa")
    page = sign_in(Role.EDITOR).get(f"{BOARD}/{key_of(office_engine, 'trời hôm nay đăng ký mưa')}").text

    chosen = page[page.index('id="service"') :].split("</select>")[0]
    assert '<option value="" selected>Chưa chọn' in chosen
    assert chosen.count("<option") > 1


def test_a_group_says_why_citizens_found_its_replies_not_of_use(office_engine: Engine, sign_in: SignIn) -> None:
    for number, why in enumerate(("Khó hiểu", "Còn thiếu", "Còn thiếu", None)):
        rated: dict[str, Any] = {"conversation": "a", "message_id": f"m-{number}", "useful": False}
        ask(office_engine, "hạn nộp là khi nào", outcome="answered", act=None, **rated)
        with sessions(office_engine).begin() as session:
            session.add(Feedback(why=why, **rated))

    page = sign_in(Role.VIEWER).get(f"{BOARD}/{key_of(office_engine, 'hạn nộp là khi nào')}").text
    assert page.index("Còn thiếu: 2 lần") < page.index("Khó hiểu: 1 lần")


def test_a_viewer_looks_and_changes_nothing(office_engine: Engine, sign_in: SignIn, office: Any) -> None:
    ask(office_engine, PHRASE)
    key = key_of(office_engine, PHRASE)
    viewer = sign_in(Role.VIEWER)

    assert "<button>Lưu vào bản nháp" not in viewer.get(f"{BOARD}/{key}").text
    for act in ("them", "ngoai", "kiem-tra", "xong", "mo-lai"):
        assert viewer.submit(f"{BOARD}/{key}/{act}", {}).status_code == 403
        assert office.post(f"{BOARD}/{key}/{act}", data={}, follow_redirects=False).status_code in (401, 403)
    with sessions(office_engine)() as session:
        assert session.scalar(select(Gap)) is None


def test_words_of_citizens_are_shown_as_words(office_engine: Engine, sign_in: SignIn) -> None:
    ask(office_engine, "<script>alert(1)</script> làm giấy gì")
    clerk = sign_in(Role.EDITOR)

    for path in (
        BOARD,
        f"{BOARD}/{key_of(office_engine, '<script>alert(1)</script> làm giấy gì')}",
        "/quan-tri/so-lieu",
    ):
        assert "<script>alert" not in clerk.get(path).text


def test_an_unknown_group_is_a_page_that_says_so(sign_in: SignIn) -> None:
    assert sign_in(Role.EDITOR).get(f"{BOARD}/0123456789abcdef").status_code == 404


def test_what_teams_met_is_on_the_board(office_engine: Engine, sign_in: SignIn) -> None:
    with sessions(office_engine).begin() as session:
        team = Team(name="Tổ 1", commune="00001", code_hash="x", created_by="lan")
        session.add(team)
        session.flush()
        for number in range(3):
            session.add(
                Visit(
                    id=str(number),
                    team_id=team.id,
                    day=today_in_vietnam(),
                    service="ket-hon",
                    outcome="come_back",
                    reason="no_account",
                    minutes=10,
                )
            )

    with sessions(office_engine)() as session:
        (met,) = board.obstacles(session, 7)
    assert (met.service, met.reason, met.visits) == ("ket-hon", "no_account", 3)
    assert "Đăng ký kết hôn" in sign_in(Role.VIEWER).get(BOARD).text


def test_filters_that_make_no_sense_are_refused_kindly(sign_in: SignIn) -> None:
    clerk = sign_in(Role.VIEWER)

    assert clerk.get(f"{BOARD}?loai=&kenh=&ngay=7&moi=0").status_code == 200
    assert clerk.get(f"{BOARD}?loai=khong-co").status_code < 500
    assert clerk.get(f"{BOARD}?ngay=9999").status_code < 500


def test_the_board_says_nothing_of_an_app_without_questions(office_app: FastAPI, sign_in: SignIn) -> None:
    assert "Không có nhóm nào" in sign_in(Role.VIEWER).get(BOARD).text
