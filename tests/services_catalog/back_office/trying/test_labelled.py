"""The questions by which changes are judged: added, found, corrected and removed by staff, with a reason."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry, LabelledQuestion
from services_catalog.back_office.teaching import comparing
from services_catalog.back_office.trying import questions
from services_catalog.back_office.trying.questions import Question
from services_catalog.back_office.trying.regression import Outcome
from services_catalog.database import sessions
from services_catalog.dialogue.decision import Decision
from services_catalog.publishing import save
from tests.services_catalog.back_office.conftest import Clerk, SignIn
from tests.services_catalog.samples import record

QUESTIONS = "/quan-tri/thu-nghiem/cau-kiem-tra"
LATE = {"text": "khai sinh trễ phạt mấy tiền", "service": "khai-sinh", "aspect": "fee", "style": "dialect"}


def rows(engine: Engine) -> list[LabelledQuestion]:
    with sessions(engine)() as session:
        return list(session.scalars(select(LabelledQuestion).order_by(LabelledQuestion.id)))


def added(engine: Engine, clerk: Clerk, **other: str) -> int:
    """The id of a question that `clerk` has just added."""
    assert clerk.submit(f"{QUESTIONS}/moi", LATE | other).status_code == 200
    return rows(engine)[-1].id


def entry(engine: Engine, act: str) -> AuditEntry:
    with sessions(engine)() as session:
        (found,) = session.scalars(select(AuditEntry).where(AuditEntry.act == act))
        return found


def test_a_question_is_added_listed_and_asked_by_the_comparisons(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR, "lan")

    page = lan.submit(f"{QUESTIONS}/moi", LATE).text

    assert "Đã thêm câu kiểm tra" in page
    assert "khai sinh trễ phạt mấy tiền" in page
    assert "Đăng ký khai sinh" in page
    assert "Tiếng địa phương" in page
    with sessions(office_engine)() as session:
        assert questions.labelled(session) == [
            Question(LATE["text"], frozenset(["khai-sinh"]), frozenset(["fee"]), "dialect", True)
        ]
    assert entry(office_engine, "label_question").by == "lan"


def test_questions_are_found_by_words_without_marks_service_and_aspect(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR)
    added(office_engine, lan)
    added(office_engine, lan, text="làm thẻ căn cước ở đâu", service="ket-hon", aspect="where")
    added(office_engine, lan, text="hôm nay trời mưa không", service="-", aspect="")

    def listed(**query: str) -> list[bool]:
        page = lan.get(QUESTIONS, params=query).text
        return [row.text in page for row in rows(office_engine)]

    assert listed() == [True, True, True]
    assert listed(q="tre PHAT") == [True, False, False]
    assert listed(dich_vu="ket-hon") == [False, True, False]
    assert listed(dich_vu="-") == [False, False, True]
    assert listed(dieu="fee") == [True, False, False]
    assert listed(q="không có câu này") == [False, False, False]


def test_a_question_is_corrected_with_a_reason(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR, "lan")
    number = added(office_engine, lan)
    corrected = {"text": "đăng ký kết hôn mất bao nhiêu", "service": "ket-hon", "aspect": "", "style": ""}

    refused = lan.submit(f"{QUESTIONS}/{number}", corrected)
    assert refused.status_code == 422
    assert "Bạn chưa điền ô này" in refused.text
    assert "đăng ký kết hôn mất bao nhiêu" in refused.text  # what was typed is still there

    assert "Đã sửa" in lan.submit(f"{QUESTIONS}/{number}", corrected | {"why": "gắn nhầm dịch vụ"}).text

    (row,) = rows(office_engine)
    assert (row.text, row.service, row.aspect, row.style) == (corrected["text"], "ket-hon", None, None)
    told = entry(office_engine, "relabel_question")
    assert (told.by, told.why) == ("lan", "gắn nhầm dịch vụ")
    assert told.details["before"]["service"] == "khai-sinh"


def test_a_question_is_removed_with_a_reason_and_stays_in_the_trail(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR)
    number = added(office_engine, lan)

    assert lan.submit(f"{QUESTIONS}/{number}/bo").status_code == 422
    assert "Đã bỏ câu" in lan.submit(f"{QUESTIONS}/{number}/bo", {"reason": "hỏi hai việc một lúc"}).text

    assert rows(office_engine) == []
    assert entry(office_engine, "unlabel_question").details["was"]["text"] == LATE["text"]
    assert lan.get(f"{QUESTIONS}/{number}").status_code == 404
    assert lan.submit(f"{QUESTIONS}/{number}/bo", {"reason": "lần nữa"}).status_code == 404


def test_a_service_is_looked_for_and_nothing_typed_is_lost(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR)
    with sessions(office_engine).begin() as session:
        save(session, "nuoi-rong", record("Đăng ký nuôi rồng"), "lan", "thử")

    page = lan.submit(f"{QUESTIONS}/moi", LATE | {"search": "nuôi rồng", "tim": "1"})

    assert page.status_code == 200
    assert '<option value="nuoi-rong">Đăng ký nuôi rồng</option>' in page.text
    assert '<option selected value="khai-sinh">' in page.text  # what was chosen before
    assert LATE["text"] in page.text
    assert rows(office_engine) == []
    added(office_engine, lan, service="nuoi-rong")
    assert "chưa công bố" in lan.get(QUESTIONS).text


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"text": ""}, "Bạn chưa điền ô này"),
        ({"text": "khai sinh trễ phạt mấy tiền"}, "đã có trong bộ câu kiểm tra"),
        ({"text": "?!"}, "Bạn ghi câu hỏi"),
        ({"text": "câu mới", "service": "khong-co"}, "Không có dịch vụ này"),
        ({"text": "câu mới", "aspect": "mau-sac"}, "không có trong danh sách"),
        ({"text": "câu mới", "service": ""}, "Bạn chọn dịch vụ, hoặc «Ngoài dịch vụ công»."),
        ({"text": "câu mới", "style": "hét"}, "không có trong danh sách"),
    ],
)
def test_what_cannot_be_labelled_is_refused_with_the_reason(
    sign_in: SignIn, office_engine: Engine, wrong: dict[str, str], why: str
) -> None:
    lan = sign_in(Role.EDITOR)
    added(office_engine, lan)

    page = lan.submit(f"{QUESTIONS}/moi", LATE | wrong)

    assert page.status_code == 422
    assert why in page.text
    assert len(rows(office_engine)) == 1


def test_personal_data_is_covered(sign_in: SignIn, office_engine: Engine) -> None:
    added(office_engine, sign_in(Role.EDITOR), text="hồ sơ khai sinh số 079203001234 của tôi tới đâu")

    (row,) = rows(office_engine)
    assert "079203001234" not in row.text


def test_a_viewer_reads_and_changes_nothing(sign_in: SignIn, office_engine: Engine, office: Clerk) -> None:
    number = added(office_engine, sign_in(Role.EDITOR))
    viewer = sign_in(Role.VIEWER)

    page = viewer.get(QUESTIONS).text
    assert LATE["text"] in page
    assert f"{QUESTIONS}/{number}" not in page
    for path in (f"{QUESTIONS}/moi", f"{QUESTIONS}/{number}", f"{QUESTIONS}/{number}/bo"):
        assert viewer.submit(path, LATE | {"why": "x", "reason": "x"}).status_code == 403
        assert office.post(path, data=LATE, follow_redirects=False).status_code in (303, 401, 403)
    assert len(rows(office_engine)) == 1


def test_a_form_without_its_token_changes_nothing(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR)
    number = added(office_engine, lan)

    assert lan.post(f"{QUESTIONS}/{number}/bo", data={"reason": "x"}).status_code == 403
    assert len(rows(office_engine)) == 1


def test_words_are_shown_as_words(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR)
    number = added(office_engine, lan, text="<script>alert(1)</script> làm giấy gì")

    for path in (QUESTIONS, f"{QUESTIONS}/{number}", f"{QUESTIONS}?q=<script>alert(1)"):
        assert "<script>alert" not in lan.get(path).text


def test_models_are_compared_by_the_style_of_questions_in_words() -> None:
    asked = Question("lam giay khai sinh", frozenset(["khai-sinh"]), frozenset(), "unmarked", is_labelled=True)
    right = Decision("answer", "answer", "khai-sinh")

    (figures,) = comparing.summary([Outcome(asked, right, right)], {})["styles"]

    assert figures["name"] == "Không dấu"
