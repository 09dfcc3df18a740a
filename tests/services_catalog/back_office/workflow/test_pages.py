"""The pages of the workflow as clerks use them, and as somebody with bad intentions does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry, Notice, Proposal, Unsaved
from services_catalog.catalogue import Catalogue
from services_catalog.database import sessions
from services_catalog.history import service_of, versions
from services_catalog.models import Service
from services_catalog.publishing import save
from services_catalog.record import Draft, Fee, ServiceRecord
from tests.services_catalog.back_office.conftest import Clerk, SignIn
from tests.services_catalog.samples import KHAI_SINH, TEACHING, fee

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
OFFICE = "/quan-tri"
PAGES = ["cho-duyet", "cho-duyet/1", "lich", "lich-su/khai-sinh", "huong-dan", "huong-dan/khai-sinh", "thong-bao"]


def with_fee(amount: int, label: str = "Lệ phí khai sinh") -> ServiceRecord:
    return KHAI_SINH.model_copy(update={"fees": [Fee.model_validate(fee(amount, label))]})


@pytest.fixture
def waiting(guided: Engine, sign_in: SignIn) -> Clerk:
    """Lan has written a fee of 5.000 dong and proposed it as number 1."""
    lan = sign_in(Role.EDITOR, name="lan")
    with sessions(guided).begin() as session:
        save(session, "khai-sinh", with_fee(5_000), "lan", "phí mới")
    assert "Bản 2" in lan.get(f"{OFFICE}/cho-duyet/moi?slug=khai-sinh").text
    lan.submit(f"{OFFICE}/cho-duyet", {"slug": "khai-sinh", "number": "2", "why": "Nghị định 1/2027"})
    return lan


@pytest.fixture
def minh(sign_in: SignIn) -> Clerk:
    return sign_in(Role.PUBLISHER, name="minh")


def seen(clerk: Clerk, path: str) -> str:
    """What the hidden field says that the reviewer has seen."""
    field = re.search(r'<input[^>]*name="seen"[^>]*>', clerk.get(path).text)
    value = re.search(r'value="(\d*)"', field[0]) if field else None
    return value[1] if value else ""


def approve(clerk: Clerk, number: int = 1, **more: str) -> Any:
    path = f"{OFFICE}/cho-duyet/{number}"
    fields = {"seen": seen(clerk, path), "when": "now", "errors_read": "y", **more}
    return clerk.submit(f"{path}/duyet", fields)


def public_fee(engine: Engine) -> int | None:
    """What citizens are told, after the catalogue has looked."""
    catalogue = Catalogue(engine, teaching=TEACHING)
    catalogue.refresh()
    return catalogue.records["khai-sinh"].fees[0].amount_vnd


def test_a_wrong_fee_is_corrected_by_two_and_rolled_back_by_one(guided: Engine, waiting: Clerk, minh: Clerk) -> None:
    shown = minh.get(f"{OFFICE}/cho-duyet/1").text
    assert "miễn phí → 5.000 đồng" in shown
    assert "Nghị định 1/2027" in shown

    assert "Người dân thấy thay đổi" in approve(minh).text
    assert public_fee(guided) == 5_000

    back = minh.submit(f"{OFFICE}/lich-su/khai-sinh", {"number": "1", "why": "Nghị định chưa có hiệu lực"})
    assert "nay là bản 3" in back.text
    assert public_fee(guided) == 0
    assert "Nghị định chưa có hiệu lực" in minh.get(f"{OFFICE}/lich-su/khai-sinh").text


def test_going_back_names_the_drafts_that_it_would_lie_upon(guided: Engine, waiting: Clerk, minh: Clerk) -> None:
    approve(minh)  # bản 2
    with sessions(guided).begin() as session:
        save(session, "khai-sinh", with_fee(9_000), "lan", "đang viết theo Nghị định 2")

    shown = minh.get(f"{OFFICE}/lich-su/khai-sinh").text
    assert "Bản 3, Lan (lan) viết lúc" in shown
    unseen = minh.submit(f"{OFFICE}/lich-su/khai-sinh", {"number": "1", "why": "sai phí"})
    assert unseen.status_code == 422
    assert "bản 3 (lan)" in unseen.text
    assert public_fee(guided) == 5_000

    minh.submit(f"{OFFICE}/lich-su/khai-sinh", {"number": "1", "why": "sai phí", "newest": "3"})
    assert public_fee(guided) == 0
    again = waiting.submit(f"{OFFICE}/sua-tiep/khai-sinh", {"number": "3"})
    assert again.url.path == f"{OFFICE}/dich-vu/khai-sinh/sua"
    assert 'value="9.000"' in again.text
    assert "Sửa tiếp từ bản 3." in again.text  # the reason, to be changed

    twice = waiting.submit(f"{OFFICE}/sua-tiep/khai-sinh", {"number": "1"})
    assert twice.status_code == 422
    assert "còn phần gõ dở" in twice.text
    assert 'value="9.000"' in waiting.get(f"{OFFICE}/dich-vu/khai-sinh/sua").text


def test_an_old_revision_of_a_guide_is_gone_on_with(guided: Engine, sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    edit(lan, {"title": "Khai sinh cho bé"})

    assert (
        'value="Giấy tờ khai sinh của bạn"' in lan.submit(f"{OFFICE}/sua-tiep/guides/khai-sinh", {"number": "1"}).text
    )
    assert "Đã lưu thành bản 3" in edit(lan, {}).text
    assert guide_of(guided)["title"] == "Giấy tờ khai sinh của bạn"


def test_any_two_revisions_stand_side_by_side(guided: Engine, waiting: Clerk) -> None:
    with sessions(guided).begin() as session:
        save(session, "khai-sinh", with_fee(8_000), "lan", "lại đổi")

    shown = waiting.get(f"{OFFICE}/lich-su/khai-sinh?cu=3&moi=1").text
    assert "8.000 đồng → miễn phí" in shown
    assert "lại đổi" in shown


def test_a_decree_is_put_on_the_calendar(guided: Engine, waiting: Clerk, minh: Clerk, sign_in: SignIn) -> None:
    assert "Bạn chọn ngày." in approve(minh, when="later").text
    assert "đúng giờ" in approve(minh, when="later", due_day="2099-01-15", due_time="08:30").text

    month = minh.get(f"{OFFICE}/lich?thang=2099-01").text
    assert "08:30" in month
    assert "Đăng ký khai sinh" in month
    with sessions(guided).begin() as session:
        record(session, "quan", "account_role", "lan", role=Role.EDITOR, openid=True)
    trail = sign_in(Role.ADMINISTRATOR).get(f"{OFFICE}/nhat-ky").text
    assert "Đề nghị số: 1; Bản: 2; Vào lúc: 15/01/2099 08:30" in trail
    assert "Vai trò: Người soạn; Tài khoản cơ quan: có" in trail
    with sessions(guided)() as session:
        due = session.get_one(Proposal, 1).due_at
        assert due is not None
        assert (due.day, due.hour, due.minute) == (15, 1, 30)  # UTC
    assert "Hết hạn: Cấp lại thẻ căn cước" in minh.get(f"{OFFICE}/lich?thang=2026-12").text
    assert "Đến hạn rà soát" in minh.get(f"{OFFICE}/lich?thang=2027-05").text


@pytest.mark.parametrize("number", ["2", ""], ids=["publish", "withdraw"])
def test_a_day_that_was_typed_is_never_taken_for_now(guided: Engine, waiting: Clerk, minh: Clerk, number: str) -> None:
    if not number:
        waiting.submit(f"{OFFICE}/cho-duyet", {"slug": "khai-sinh", "number": "", "why": "hết hiệu lực"})
    proposal = 1 if number else 2
    assert not re.search(r'name="when"[^>]*checked|checked[^>]*name="when"', minh.get(f"{OFFICE}/cho-duyet/1").text)

    day = {"due_day": "2099-01-15", "due_time": "08:00"}
    assert "Bạn chọn ngay bây giờ, hay vào ngày nào." in approve(minh, proposal, when="", **day).text
    both = approve(minh, proposal, when="now", **day)
    assert both.status_code == 422
    assert "mà lại ghi ngày" in both.text
    assert "2099-01-15" in both.text  # and is still there
    assert "Bạn ghi giờ mà chưa chọn ngày" in approve(minh, proposal, when="now", due_time="08:00").text
    assert public_fee(guided) == 0


def test_a_record_far_from_complete_is_told_so_in_words_of_staff(guided: Engine, sign_in: SignIn, minh: Clerk) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    with sessions(guided).begin() as session:
        save(session, "ao-ca", Draft(name="Đăng ký ao cá"), "lan", "mới")

    asked = lan.get(f"{OFFICE}/cho-duyet/moi/ao-ca").text
    lan.submit(f"{OFFICE}/cho-duyet", {"slug": "ao-ca", "number": "1", "why": "gấp"})
    for shown in (asked, minh.get(f"{OFFICE}/cho-duyet/1").text, approve(minh).text):
        assert "Còn thiếu: Tóm tắt, Cơ quan thực hiện" in shown
        assert "Thiếu «Cơ quan thực hiện»: phải có mới công bố được." in shown
        assert not re.search(r"«[a-z_]+»|Field required|summary:|legal_basis", unescape(shown.split("<main")[1]))


def test_who_gets_a_proposal_back_reads_it_on_the_first_page(guided: Engine, waiting: Clerk, minh: Clerk) -> None:
    assert "1 đề nghị đang chờ" in minh.get(f"{OFFICE}/").text
    minh.submit(f"{OFFICE}/cho-duyet/1/tu-choi", {"words": "Thiếu số nghị định."})

    first = waiting.get(f"{OFFICE}/").text
    assert "Thiếu số nghị định." in first
    assert "Minh (minh) nhắn" in first
    assert "đang chờ" not in first
    assert "Thiếu số nghị định." not in minh.get(f"{OFFICE}/").text

    waiting.submit(f"{OFFICE}/cho-duyet", {"slug": "khai-sinh", "number": "2", "why": "Nghị định 1/2027"})
    assert "Thiếu số nghị định." not in waiting.get(f"{OFFICE}/").text


def test_the_reviewer_sees_the_evidence(guided: Engine, waiting: Clerk, minh: Clerk, sign_in: SignIn) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
    file = {"file": ("nghi-dinh.png", picture, "image/png")}
    waiting.submit(f"{OFFICE}/dich-vu/khai-sinh/bang-chung/tai-len", {"note": "trang 2"}, files=file)

    for clerk, path in ((minh, "cho-duyet/1"), (sign_in(Role.VIEWER), "lich-su/khai-sinh")):
        shown = clerk.get(f"{OFFICE}/{path}").text
        assert "Tải về: nghi-dinh.png" in shown
        assert "trang 2; Lan (lan) gửi lúc" in shown


def test_the_proposer_sees_why_not_and_the_route_refuses_too(guided: Engine, sign_in: SignIn) -> None:
    hoa = sign_in(Role.PUBLISHER, name="hoa")
    with sessions(guided).begin() as session:
        save(session, "khai-sinh", with_fee(1), "hoa", "tự sửa")
    hoa.submit(f"{OFFICE}/cho-duyet", {"slug": "khai-sinh", "number": "2", "why": "gấp"})

    shown = hoa.get(f"{OFFICE}/cho-duyet/1")
    assert "cần một người khác duyệt" in shown.text
    assert "/cho-duyet/1/duyet" not in shown.text
    refused = hoa.submit(f"{OFFICE}/cho-duyet/1/duyet", {"seen": "1", "when": "now"})
    assert refused.status_code == 422
    assert public_fee(guided) == 0


def test_errors_have_to_be_read_before_they_are_published(guided: Engine, sign_in: SignIn, minh: Clerk) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    with sessions(guided).begin() as session:
        wrong = KHAI_SINH.model_copy(update={"fees": [Fee.model_validate(fee(each, "Phí")) for each in (1, 2)]})
        save(session, "khai-sinh", wrong, "lan", "hai mức")
    lan.submit(f"{OFFICE}/cho-duyet", {"slug": "khai-sinh", "number": "2", "why": "thử"})

    refused = approve(minh, errors_read="")
    assert refused.status_code == 422
    assert "còn lỗi" in refused.text
    assert approve(minh).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_nobody_reads_a_page_without_signing_in(waiting: Clerk, office: Clerk, path: str) -> None:
    answer = office.get(f"{OFFICE}/{path}", follow_redirects=False)

    assert answer.status_code == 303
    assert "dang-nhap" in answer.headers["location"]


@pytest.mark.parametrize("path", PAGES)
def test_a_viewer_reads_every_page(waiting: Clerk, sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.VIEWER).get(f"{OFFICE}/{path}").status_code == 200


ACTS = [
    (Role.VIEWER, "cho-duyet", {"slug": "khai-sinh", "number": "2", "why": "x"}),
    (Role.VIEWER, "huong-dan/khai-sinh", {"act": "save", "why": "x", "title": "x"}),
    (Role.VIEWER, "huong-dan/khai-sinh/yaml", {"act": "save", "why": "x", "text": "x"}),
    (Role.VIEWER, "sua-tiep/khai-sinh", {"number": "1"}),
    (Role.VIEWER, "huong-dan/khai-sinh/giu", {"title": "x"}),
    (Role.VIEWER, "huong-dan/khai-sinh/yaml/giu", {"text": "x"}),
    (Role.EDITOR, "cho-duyet/1/duyet", {"seen": "1", "when": "now"}),
    (Role.EDITOR, "cho-duyet/1/tu-choi", {"words": "x"}),
    (Role.EDITOR, "lich-su/khai-sinh", {"number": "1", "why": "x"}),
    (Role.EDITOR, "thong-bao", {"pauses": "yes", "scope": "all", "text": "x", "why": "x"}),
    (Role.EDITOR, "thong-bao/1/ket-thuc", {"why": "x"}),
]


def state_of(engine: Engine) -> tuple[Any, ...]:
    """What an attack could have changed."""
    with sessions(engine)() as session:
        return (
            *session.execute(select(Service.id, Service.published_id)).all(),
            *session.execute(select(Proposal.id, Proposal.state)).all(),
            *session.execute(select(Notice.id, Notice.ended_by)).all(),
            len(versions(session, "guides/khai-sinh")),
            session.scalar(select(func.count()).select_from(Unsaved)),
        )


@pytest.mark.parametrize(("role", "path", "fields"), ACTS)
def test_a_role_that_is_too_small_changes_nothing(
    guided: Engine, waiting: Clerk, sign_in: SignIn, role: Role, path: str, fields: dict[str, str]
) -> None:
    before = state_of(guided)

    assert sign_in(role, name=f"ai-{role}").submit(f"{OFFICE}/{path}", fields).status_code == 403
    assert state_of(guided) == before


@pytest.mark.parametrize(("role", "path", "fields"), ACTS)
def test_a_forged_form_changes_nothing(
    guided: Engine, waiting: Clerk, sign_in: SignIn, role: Role, path: str, fields: dict[str, str]
) -> None:
    admin, other = sign_in(Role.ADMINISTRATOR, name="quan"), sign_in(Role.PUBLISHER, name="khac")
    before = state_of(guided)

    for token in ("", "a" * 60, other.csrf_token):
        assert admin.post(f"{OFFICE}/{path}", data={**fields, "csrf_token": token}).status_code == 403
    assert state_of(guided) == before


def test_script_in_every_text_is_shown_as_text(guided: Engine, sign_in: SignIn, minh: Clerk) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    with sessions(guided).begin() as session:
        bad = KHAI_SINH.model_copy(update={"name": SCRIPT, "fees": [Fee.model_validate(fee(1, SCRIPT))]})
        save(session, "khai-sinh", bad, "lan", SCRIPT)
    lan.submit(f"{OFFICE}/cho-duyet", {"slug": "khai-sinh", "number": "2", "why": SCRIPT})
    approve(minh, when="later", due_day="2099-01-15", remark=SCRIPT)
    ends = {"ends_day": "2099-01-16"}
    minh.submit(f"{OFFICE}/thong-bao", {"pauses": "no", "scope": "all", "text": SCRIPT, "why": SCRIPT, **ends})
    words = {"title": SCRIPT, "questions.0.ask": SCRIPT, "questions.0.options.0.label": SCRIPT, "act": "check"}
    lan.submit(f"{OFFICE}/huong-dan/khai-sinh", words)

    more = ["lich?thang=2099-01", "huong-dan/khai-sinh/yaml", "huong-dan/khai-sinh/thu", "huong-dan/khai-sinh/hinh.svg"]
    for path in [*PAGES, *more]:
        shown = lan.get(f"{OFFICE}/{path}").text
        assert "<script>alert" not in shown, path
        assert "<img src=x" not in shown, path
    assert "&lt;script&gt;" in lan.get(f"{OFFICE}/cho-duyet/1").text


def test_a_picture_runs_nothing_when_it_is_opened_alone(guided: Engine, sign_in: SignIn) -> None:
    answer = sign_in(Role.VIEWER).get(f"{OFFICE}/huong-dan/khai-sinh/hinh.svg")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "cho-duyet/999",
        "cho-duyet/moi/khong-co",
        "cho-duyet/moi/khai-sinh?ban=99",
        "cho-duyet/rut/khong-co",
        "lich-su/khong-co",
        "lich-su/khai-sinh?moi=99",
        "lich?thang=x",
        "lich?thang=9999-99",
        "huong-dan/khai-sinh/hinh.svg?ban=99",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(waiting: Clerk, path: str) -> None:
    answer = waiting.get(f"{OFFICE}/{path}")

    assert answer.status_code in (404, 422)
    assert "<h1>" in answer.text


def edit(clerk: Clerk, fields: dict[str, str], page: str = "") -> Any:
    path = f"{OFFICE}/huong-dan/khai-sinh{page}"
    base = re.search(r'name="base" value="(\d*)"', clerk.get(path).text)
    assert base
    return clerk.submit(path, {"act": "save", "why": "rõ hơn", "base": base[1], **fields})


def guide_of(engine: Engine) -> dict[str, Any]:
    """The newest revision."""
    with sessions(engine)() as session:
        return service_of(session, "guides/khai-sinh").revisions[-1].record


def test_words_of_a_guide_are_mended_without_yaml_and_published_by_two(
    guided: Engine, sign_in: SignIn, minh: Clerk
) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    said = edit(lan, {"questions.0.ask": "Bé mấy tuổi rồi?", "questions.0.options.0.says": "con nhỏ\nbé tí"})
    assert "Đã lưu thành bản 2" in said.text
    assert guide_of(guided)["questions"][0]["ask"] == "Bé mấy tuổi rồi?"
    assert guide_of(guided)["questions"][0]["options"][0]["says"] == ["con nhỏ", "bé tí"]

    lan.submit(f"{OFFICE}/cho-duyet", {"slug": "guides/khai-sinh", "number": "2", "why": "dễ hiểu hơn"})
    assert approve(minh).status_code == 200
    catalogue = Catalogue(guided, teaching=TEACHING)
    catalogue.refresh()
    assert catalogue.guides["khai-sinh"].questions[0].ask == "Bé mấy tuổi rồi?"


def test_a_fault_is_told_by_line_and_nothing_typed_is_lost(guided: Engine, sign_in: SignIn) -> None:
    lan, other = sign_in(Role.EDITOR, name="lan"), sign_in(Role.EDITOR, name="tu")
    page = lan.get(f"{OFFICE}/huong-dan/khai-sinh/yaml").text
    text = re.search(r"<textarea[^>]*name=\"text\"[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert text
    broken = unescape(text[1]).replace("tuoi: duoi-6", "tuoi: duoi-9")
    said = edit(lan, {"text": broken, "act": "check"}, "/yaml").text
    assert re.search(r"dòng \d+, papers\.1\.when: Câu hỏi «tuoi» không có lựa chọn «duoi-9»", said)

    worse = "title: [chưa xong"
    said = edit(lan, {"text": worse}, "/yaml")
    assert said.status_code == 422
    assert "dòng 1" in said.text
    assert worse in lan.get(f"{OFFICE}/huong-dan/khai-sinh/yaml").text
    assert worse not in other.get(f"{OFFICE}/huong-dan/khai-sinh/yaml").text  # another's draft
    assert guide_of(guided)["title"] == "Giấy tờ khai sinh của bạn"


def test_a_guide_with_faults_may_be_saved_but_not_published(guided: Engine, sign_in: SignIn, minh: Clerk) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    edit(lan, {"questions.0.options.0.label": "Nhỏ"})  # one word
    lan.submit(f"{OFFICE}/cho-duyet", {"slug": "guides/khai-sinh", "number": "2", "why": "thử"})

    refused = approve(minh)
    assert refused.status_code == 422
    assert "Chữ trên nút «Nhỏ» chỉ có một từ" in refused.text


def test_two_who_mend_a_guide_lose_nothing(guided: Engine, sign_in: SignIn) -> None:
    lan, tu = sign_in(Role.EDITOR, name="lan"), sign_in(Role.EDITOR, name="tu")
    base = re.search(r'name="base" value="(\d*)"', lan.get(f"{OFFICE}/huong-dan/khai-sinh").text)
    assert base
    edit(tu, {"questions.0.ask": "Bé mấy tuổi rồi?", "title": "Khai sinh cho bé"})
    mine = {"act": "save", "why": "của Lan", "base": base[1], "questions.0.ask": "Bé bao nhiêu tuổi?"}
    lan.submit(
        f"{OFFICE}/huong-dan/khai-sinh", {**mine, "questions.0.help": "Tính tròn năm.", "title": "Giấy khai sinh"}
    )

    shown = lan.get(f"{OFFICE}/huong-dan/khai-sinh")
    both = lan.submit(
        f"{OFFICE}/huong-dan/khai-sinh", {**mine, "questions.0.help": "Tính tròn năm.", "title": "Giấy khai sinh"}
    )
    assert both.status_code == 422
    assert "Khai sinh cho bé" in both.text  # what the other wrote where both did
    assert "Giấy khai sinh" in both.text
    assert shown.status_code == 200

    over = re.search(r'name="over" value="(\d+)"', both.text)
    assert over
    fields = {**mine, "base": over[1], "over": over[1], "questions.0.help": "Tính tròn năm.", "title": "Giấy khai sinh"}
    fields["questions.0.ask"] = "Bé mấy tuổi rồi?"
    assert "Đã lưu thành bản 3" in lan.submit(f"{OFFICE}/huong-dan/khai-sinh", fields).text
    now = guide_of(guided)
    assert (now["title"], now["questions"][0]["ask"]) == ("Giấy khai sinh", "Bé mấy tuổi rồi?")
    assert now["questions"][0]["help"] == "Tính tròn năm."


def test_what_is_typed_into_a_guide_is_kept_before_any_button(guided: Engine, sign_in: SignIn) -> None:
    lan, other = sign_in(Role.EDITOR, name="lan"), sign_in(Role.EDITOR, name="tu")
    path = f"{OFFICE}/huong-dan/khai-sinh"
    base = re.search(r'name="base" value="(\d*)"', lan.get(path).text)
    assert base
    typed = {"base": base[1], "mark": "a1", "why": "cho dễ hiểu", "questions.0.ask": "Bé lên mấy?"}

    assert lan.submit(f"{path}/giu", typed).json()["newer"] is None
    shown = lan.get(path).text
    assert 'value="Bé lên mấy?"' in shown
    assert "cho dễ hiểu" in shown
    assert 'data-got="a1"' in shown
    assert "Bé lên mấy?" not in other.get(path).text

    edit(other, {"questions.0.ask": "Bé mấy tuổi rồi?"})
    assert "rõ hơn" in lan.submit(f"{path}/giu", typed).json()["newer"]
    both = lan.submit(path, {**typed, "act": "save"})
    assert both.status_code == 422
    assert "Bé mấy tuổi rồi?" in both.text  # the other's words, before they are written over

    lan.submit(f"{path}/yaml/giu", {"text": "title: [chưa xong", "base": base[1], "mark": "a2"})
    assert "title: [chưa xong" in lan.get(f"{path}/yaml").text
    assert lan.submit(f"{path}/giu", typed).status_code == 409
    assert "title: [chưa xong" in lan.get(f"{path}/yaml").text
    assert 'data-got="a2"' in lan.submit(f"{path}/yaml", {"act": "discard", "mark": "a2"}).text


def test_a_guide_is_walked_before_it_is_saved(guided: Engine, sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    edit(lan, {"questions.0.ask": "Bé mấy tuổi vậy?", "act": "check"})

    assert "Bé mấy tuổi vậy?" in lan.get(f"{OFFICE}/huong-dan/khai-sinh/thu").text
    assert "Giấy chứng sinh" in lan.get(f"{OFFICE}/huong-dan/khai-sinh/thu?tuoi=duoi-6").text
    skipped = lan.get(f"{OFFICE}/huong-dan/khai-sinh/thu?tuoi=%3F").text
    assert "Giấy chứng sinh" in skipped
    assert "bộ phận một cửa" in skipped


def test_a_service_is_paused_by_a_form_and_taken_up_again(guided: Engine, minh: Clerk) -> None:
    fields = {"pauses": "yes", "scope": "one", "slug": "khai-sinh", "text": "Đang sửa phí.", "why": "sai phí"}
    assert "Bạn ghi mã dịch vụ" in minh.submit(f"{OFFICE}/thong-bao", {**fields, "slug": ""}).text
    assert "Đang sửa phí." in minh.submit(f"{OFFICE}/thong-bao", fields).text
    catalogue = Catalogue(guided, teaching=TEACHING)
    catalogue.refresh()
    assert catalogue.notices.pause("khai-sinh")

    minh.submit(f"{OFFICE}/thong-bao/1/ket-thuc", {"why": "đã sửa"})
    catalogue.refresh()
    assert catalogue.notices.pause("khai-sinh") is None
    with sessions(guided)() as session:
        assert session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()[-2:] == ["pause", "resume"]


def test_who_means_one_service_does_not_stop_the_whole_assistant(guided: Engine, minh: Clerk) -> None:
    assert "checked" not in minh.get(f"{OFFICE}/thong-bao").text
    fields = {"pauses": "yes", "slug": "khai-sinh", "text": "Đang sửa phí.", "why": "sai phí"}

    assert "Bạn chọn toàn bộ trợ lý hay một dịch vụ." in minh.submit(f"{OFFICE}/thong-bao", fields).text
    both = minh.submit(f"{OFFICE}/thong-bao", {**fields, "scope": "all"})
    assert both.status_code == 422
    assert "mà lại ghi dịch vụ «khai-sinh»" in both.text
    assert "Bạn chọn việc cần làm." in minh.submit(f"{OFFICE}/thong-bao", {**fields, "scope": "one", "pauses": ""}).text
    with sessions(guided)() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 0


def test_a_new_guide_begins_with_an_example(guided: Engine, sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    assert "không dùng làm tên được" in lan.get(f"{OFFICE}/huong-dan/moi?ten=Đổi tên").text
    begun = lan.get(f"{OFFICE}/huong-dan/moi?ten=doi-ten")
    assert "Bé bao nhiêu tuổi?" in begun.text
    assert sign_in(Role.VIEWER).get(f"{OFFICE}/huong-dan/khong-co").status_code == 404


def test_a_draft_is_thrown_away_with_a_reason_and_stays_in_the_history(guided: Engine, sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    with sessions(guided).begin() as session:
        save(session, "khai-sinh", with_fee(5_000), "minh", "thử")
    form = f"{OFFICE}/dich-vu/khai-sinh/sua"
    assert "Bỏ bản nháp" in lan.get(form).text
    assert "Có bản nháp" in lan.get(f"{OFFICE}/dich-vu?tu=khai+sinh").text

    throw = f"{OFFICE}/bo-ban-nhap/khai-sinh"
    assert "Bạn ghi lý do bỏ bản nháp." in lan.submit(throw, {"number": "2", "why": ""}).text
    assert "Vừa có bản 2 mới hơn" in lan.submit(throw, {"number": "1", "why": "nhầm"}).text
    assert "Đã bỏ bản nháp" in lan.submit(throw, {"number": "2", "why": "nhầm"}).text

    opened = lan.get(form).text
    assert 'value="5.000"' not in opened
    assert "Người dân đang đọc đúng nội dung này." in opened
    assert "Gửi duyệt" not in opened
    assert '<span class="tag">Có bản nháp' not in lan.get(f"{OFFICE}/dich-vu?tu=khai+sinh").text
    told = lan.get(f"{OFFICE}/lich-su/khai-sinh").text
    assert "Bỏ bản nháp: nhầm" in told
    assert "Bản 2" in told
    assert "Không còn bản nháp" in lan.submit(throw, {"number": "3", "why": "lần nữa"}).text
    with sessions(guided)() as session:
        assert session.scalar(select(AuditEntry.why).where(AuditEntry.act == "discard")) == "nhầm"


def test_a_new_service_that_is_thrown_away_leaves_the_list_and_may_come_back(guided: Engine, sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    with sessions(guided).begin() as session:
        save(session, "ao-ca", Draft(name="Đăng ký ao cá"), "lan", "mới")
    lan.submit(f"{OFFICE}/bo-ban-nhap/ao-ca", {"number": "1", "why": "không có thủ tục này"})

    assert "Đăng ký ao cá" not in lan.get(f"{OFFICE}/dich-vu").text
    assert "Đăng ký ao cá" not in lan.get(f"{OFFICE}/dich-vu?tinh-trang=draft").text
    assert "Đăng ký ao cá" in lan.get(f"{OFFICE}/dich-vu?tinh-trang=discarded").text
    with sessions(guided).begin() as session:
        save(session, "ao-ca", Draft(name="Đăng ký ao cá", agency="Xã"), "lan", "có thật")
    assert "Đăng ký ao cá" in lan.get(f"{OFFICE}/dich-vu?tinh-trang=draft").text


def test_a_draft_that_waits_for_review_is_not_thrown_away(guided: Engine, waiting: Clerk) -> None:
    said = waiting.submit(f"{OFFICE}/bo-ban-nhap/khai-sinh", {"number": "2", "why": "thôi"}).text

    assert "Bản nháp đang ở đề nghị số 1." in said


def test_what_says_the_same_as_is_published_is_no_draft(guided: Engine, sign_in: SignIn) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    with sessions(guided).begin() as session:
        save(session, "khai-sinh", with_fee(5_000), "lan", "thử")
        save(session, "khai-sinh", KHAI_SINH, "lan", "trả lại như cũ")

    assert "Đăng ký khai sinh" not in lan.get(f"{OFFICE}/dich-vu?tinh-trang=draft").text
    assert "Gửi duyệt" not in lan.get(f"{OFFICE}/dich-vu/khai-sinh/sua").text
    assert "Đề nghị công bố bản" not in lan.get(f"{OFFICE}/lich-su/khai-sinh").text


def test_what_was_done_still_tells_what_it_changed(guided: Engine, waiting: Clerk, minh: Clerk) -> None:
    approve(minh)

    done = minh.get(f"{OFFICE}/cho-duyet/1").text
    assert "Hai bản giống nhau" not in done
    assert "miễn phí → 5.000 đồng" in done
    assert "Bản 1" in done


def test_a_withdrawal_speaks_of_withdrawing(guided: Engine, waiting: Clerk, minh: Clerk) -> None:
    waiting.submit(f"{OFFICE}/cho-duyet", {"slug": "khai-sinh", "number": "", "why": "hết hiệu lực"})

    shown = minh.get(f"{OFFICE}/cho-duyet/2").text
    assert "Vào một ngày khác" in shown
    assert "văn bản có hiệu lực" not in shown
    assert "hoặc rút ngay" in approve(minh, 2, when="later", due_day="2020-01-01").text


@pytest.mark.parametrize("again", ["title: Tên khác", "steps: []"])
def test_a_part_of_a_guide_that_is_written_twice_is_a_fault(guided: Engine, sign_in: SignIn, again: str) -> None:
    lan = sign_in(Role.EDITOR, name="lan")
    path = f"{OFFICE}/huong-dan/khai-sinh/yaml"
    area = re.search(r'<textarea id="text".*?>\n(.*?)</textarea>', lan.get(path).text, re.DOTALL)
    assert area
    text = unescape(area[1])
    line = len(text.splitlines()) + 1

    said = edit(lan, {"text": f"{text}{again}\n"}, "/yaml").text

    assert f"dòng {line}: «{again.partition(':')[0]}» đã có ở dòng" in said
    assert "Chưa lưu được" in said
    with sessions(guided)() as session:
        assert len(versions(session, "guides/khai-sinh")) == 1


def test_a_guide_without_a_reason_is_told_what_is_missing(guided: Engine, sign_in: SignIn) -> None:
    assert "Bạn ghi vì sao sửa" in edit(sign_in(Role.EDITOR), {"title": "Tên khác", "why": ""}).text


def test_who_proposed_it_reads_that_somebody_took_it_off_the_calendar(waiting: Clerk, minh: Clerk) -> None:
    approve(minh, when="later", due_day="2099-01-15")
    assert "bị bỏ lịch" not in waiting.get(f"{OFFICE}/").text

    minh.submit(f"{OFFICE}/cho-duyet/1/bo", {"words": "Nghị định hoãn thi hành"})
    told = waiting.get(f"{OFFICE}/").text
    assert "đã duyệt nay bị bỏ lịch, Minh (minh) nhắn" in told
    assert "Nghị định hoãn thi hành" in told


def test_what_somebody_took_back_themselves_is_not_told_to_them(waiting: Clerk) -> None:
    waiting.submit(f"{OFFICE}/cho-duyet/1/bo", {"words": "tôi nhầm"})

    assert "tôi nhầm" not in waiting.get(f"{OFFICE}/").text


def test_the_first_page_says_that_answers_are_paused(guided: Engine, minh: Clerk, sign_in: SignIn) -> None:
    sent = {"pauses": "yes", "text": "Đang sửa.", "why": "phí sai"}
    minh.submit(f"{OFFICE}/thong-bao", {**sent, "scope": "all"})
    minh.submit(f"{OFFICE}/thong-bao", {**sent, "scope": "one", "slug": "khai-sinh"})

    told = sign_in(Role.VIEWER).get(f"{OFFICE}/").text
    assert "Trợ lý đang dừng trả lời mọi câu hỏi: Minh (minh) đặt lúc" in told
    assert "không tự hết" in told
    assert "dừng trả lời về «Đăng ký khai sinh»" in told
    assert "<strong>Đăng ký khai sinh</strong>" in minh.get(f"{OFFICE}/thong-bao").text


def test_a_viewer_is_not_led_to_a_form_that_is_closed_to_them(waiting: Clerk, sign_in: SignIn) -> None:
    viewer = sign_in(Role.VIEWER)

    for path in ("lich-su/khai-sinh", "cho-duyet/1", "lich", "khoang-trong"):
        assert "/dich-vu/khai-sinh/sua" not in viewer.get(f"{OFFICE}/{path}").text
    assert "/dich-vu/khai-sinh/sua" in waiting.get(f"{OFFICE}/lich-su/khai-sinh").text
