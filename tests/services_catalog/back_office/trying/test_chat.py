"""Staff ask a draft in private before citizens read it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, func, select

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Asked
from services_catalog.database import sessions
from services_catalog.models import Feedback, Sheet
from services_catalog.publishing import save
from services_catalog.record import Draft, ServiceRecord
from tests.services_catalog.back_office.conftest import Clerk, SignIn
from tests.services_catalog.samples import KHAI_SINH, data, fact, fee

TRY = "/quan-tri/thu-nghiem"
DRAGON: dict[str, Any] = {
    "aliases": ["nuôi rồng trong nhà", "giấy phép nuôi rồng"],
    "questions": {"fee": ["nuôi rồng mất bao nhiêu tiền"], "documents": ["nuôi rồng cần giấy tờ gì"]},
    "fees": [fee(123_000, "Lệ phí nuôi rồng")],
    "documents": [fact(name="Giấy chứng nhận trứng rồng", originals=1)],
}


def drafted(engine: Engine, slug: str, record: Draft) -> int:
    """The id of a new revision."""
    with sessions(engine).begin() as session:
        return save(session, slug, record, "lan", "thử").id


def dragon(engine: Engine) -> int:
    return drafted(engine, "nuoi-rong", ServiceRecord.model_validate(data("Đăng ký nuôi rồng", **DRAGON)))


def asked(clerk: Clerk, text: str) -> str:
    page = clerk.submit(f"{TRY}/hoi", {"message": text})
    assert page.status_code == 200
    return page.text


def test_a_draft_answers_who_tries_it_and_nobody_else(sign_in: SignIn, office_engine: Engine) -> None:
    revision = dragon(office_engine)
    lan, hoa = sign_in(Role.EDITOR, "lan"), sign_in(Role.EDITOR, "hoa")

    assert "Đăng ký nuôi rồng" in lan.get(TRY).text
    lan.submit(TRY, {"ban": revision})
    hoa.submit(TRY)

    assert "Đăng ký nuôi rồng: việc được nghĩ ra" in asked(lan, "tôi muốn nuôi rồng")
    assert "Đăng ký nuôi rồng: việc được nghĩ ra" not in asked(hoa, "nuôi rồng trong nhà")
    assert "tôi muốn nuôi rồng" not in hoa.get(TRY).text


def test_what_is_published_is_answered_beside_the_draft(sign_in: SignIn, office_engine: Engine) -> None:
    revision = dragon(office_engine)
    lan = sign_in(Role.EDITOR)
    lan.submit(TRY, {"ban": revision})

    assert "Đăng ký khai sinh: việc được nghĩ ra" in asked(lan, "làm giấy khai sinh mang theo gì")


def test_a_changed_service_is_answered_as_changed(sign_in: SignIn, office_engine: Engine) -> None:
    changed = KHAI_SINH.model_copy(update={"summary": "Khai sinh nay làm trong ngày, bản thảo của cán bộ hộ tịch."})
    revision = drafted(office_engine, "khai-sinh", changed)
    lan = sign_in(Role.EDITOR)
    lan.submit(TRY, {"ban": revision})

    answer = lan.submit(f"{TRY}/hoi", {"payload": '/ask_general{"service": "khai-sinh"}'}).text

    assert "bản thảo của cán bộ hộ tịch" in answer


def test_a_button_is_pressed_without_script_and_shown_by_its_title(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR)
    lan.submit(TRY, {"ban": dragon(office_engine)})
    page = asked(lan, "đăng ký nuôi rồng")
    payload, title = next(
        (found[0].replace("&#34;", '"'), found[1])
        for found in re.findall(r'name="payload" value="([^"]+)">([^<]+)</button>', page)
        if "ask_fee" in found[0]
    )

    answer = lan.submit(f"{TRY}/hoi", {"payload": payload}).text

    assert "123.000 đồng" in answer
    assert f"Bạn hỏi:</span> {title}" in answer


def test_a_draft_that_lacks_fields_can_be_asked_and_says_what_it_lacks(sign_in: SignIn, office_engine: Engine) -> None:
    revision = drafted(office_engine, "nuoi-rong", Draft(name="Đăng ký nuôi rồng", aliases=["nuôi rồng"]))
    lan = sign_in(Role.EDITOR)

    page = lan.submit(TRY, {"ban": revision}).text

    assert "còn thiếu: Tóm tắt, Cơ quan thực hiện" in page
    assert "Đăng ký nuôi rồng" in asked(lan, "nuôi rồng")


def test_nothing_that_is_tried_is_recorded(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR)
    lan.submit(TRY, {"ban": dragon(office_engine)})
    asked(lan, "nuôi rồng mất bao nhiêu tiền")
    asked(lan, "câu này không ai hiểu được cả xyz")

    with sessions(office_engine)() as session:
        for table in (Asked, Feedback, Sheet):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_personal_data_is_masked_here_too(sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR)
    lan.submit(TRY)

    assert "079203001234" not in asked(lan, "số căn cước 079203001234 làm khai sinh")


def test_markup_in_a_question_stays_text(sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR)
    lan.submit(TRY)

    assert "<script>alert" not in asked(lan, "<script>alert(1)</script> khai sinh")


def test_an_empty_question_gets_a_sentence(sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR)
    lan.submit(TRY)

    answer = lan.submit(f"{TRY}/hoi", {"message": "  "})

    assert answer.status_code == 422
    assert "Bạn chưa gõ câu hỏi" in answer.text


def test_without_a_chat_a_question_leads_back_to_the_choice(sign_in: SignIn) -> None:
    assert "bắt đầu lại" in asked(sign_in(Role.EDITOR), "khai sinh")


def test_who_has_not_signed_in_sees_nothing(office: Clerk) -> None:
    answer = office.get(TRY, follow_redirects=False)

    assert answer.status_code == 303
    assert "dang-nhap" in answer.headers["location"]


def test_a_forged_question_is_refused(sign_in: SignIn) -> None:
    assert sign_in(Role.EDITOR).post(f"{TRY}/hoi", data={"message": "khai sinh"}).status_code == 403
