"""What helpers read and learn names what is there and rests on sources, and its situations come out as said."""

from __future__ import annotations

import json
import re

import pytest

from services_catalog.content import content_files, guide_files, slug_of
from services_catalog.guides.engine import next_question
from services_catalog.teams.learning import Resident, practice, quiz
from services_catalog.teams.safety import safety
from tests.content import GUIDES

SERVICES = {slug_of(path) for path in content_files()}
RULES = {rule.id for rule in safety().rules}


def test_every_service_and_guide_has_one_warning_that_fits() -> None:
    services = [slug for scam in safety().scams for slug in scam.services]
    guides = [name for scam in safety().scams for name in scam.guides]

    assert len(services) == len(set(services))
    assert len(guides) == len(set(guides))
    assert set(services) <= SERVICES
    assert set(guides) <= {path.stem for path in guide_files()}


def test_what_rests_on_a_source_names_it() -> None:
    assert all(scam.sources for scam in safety().scams)
    assert safety().opening.sources
    assert safety().used_sources() == set(safety().sources)


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        ("Nhập mã OTP trong tin nhắn", "otp"),
        ("Đặt passcode 6 chữ số", "password"),
        ("Kích hoạt trong 07 ngày", "activation"),
        ("Cán bộ đối chiếu khuôn mặt", "face"),
        ("Xác thực NFC bằng thẻ", "face"),
        ("Nộp phí trên Cổng", "payment"),
        ("Tải VNeID từ App Store", "app"),
        ("Trẻ dưới 14 tuổi đi cùng mẹ", "minor"),
        ("Số điện thoại chính chủ", "sim"),
        ("Ký tờ khai", "truth"),
    ],
)
def test_a_step_calls_for_its_rule(step: str, rule: str) -> None:
    assert rule in safety().rules_for(step, by_phone=True)


@pytest.mark.parametrize(
    ("step", "rules"),
    [
        ("Không đọc mã, mật khẩu, không quét khuôn mặt qua cuộc gọi. Không cơ quan nào cần mã đó.", ["otp"]),
        ("Cúp máy. Không bấm đường dẫn, không cài.", ["app"]),
        ("Không chuyển, dù chỉ vài chục nghìn.", ["payment"]),
        ("Không nhận được OTP thì bấm gửi lại.", ["otp"]),
        ("Nhà nhiều chủ thì chỉ cần một người cùng đứng tên đồng ý.", []),
        ("Dùng số đứng tên mình.", ["sim"]),
    ],
)
def test_what_a_step_forbids_calls_for_no_rule_about_doing_it(step: str, rules: list[str]) -> None:
    assert safety().rules_for(step) == rules


def test_residents_use_their_own_phone_where_one_is_used_at_the_table() -> None:
    step = "Đăng nhập VNeID, nộp trên Cổng Dịch vụ công quốc gia"

    assert "own-phone" in safety().rules_for(step, by_phone=True)
    assert "own-phone" not in safety().rules_for(step)


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        ("Ra cửa hàng nhà mạng, đăng ký số đứng tên người làm", "truth"),
        ("Làm hộ chiếu gắn chip thì chính người làm nên đến", "account"),
        ("Nộp lệ phí, nhận phiếu hẹn CT04", "payment"),
        ("Đăng ký số đứng tên mình (trẻ dưới 14 tuổi: đứng tên cha, mẹ)", "minor"),
    ],
)
def test_a_helper_reads_no_rule_of_another_matter(step: str, rule: str) -> None:
    assert rule not in safety().rules_for(step)


@pytest.mark.parametrize(
    ("step", "rule"),
    [("Ký bằng chữ ký số", "truth"), ("Làm hộ chiếu và làm hộ người nhà", "account")],
)
def test_what_a_rule_is_about_still_calls_for_it(step: str, rule: str) -> None:
    assert rule in safety().rules_for(step)


def test_an_ordinary_step_calls_for_none() -> None:
    assert safety().rules_for("Đến Uỷ ban nhân dân xã trong giờ hành chính") == []


def test_the_quiz_can_be_passed_and_asks_of_rules_that_are_there() -> None:
    assert 10 <= len(quiz().questions) <= 15
    assert quiz().need <= len(quiz().questions)
    assert {each.rule for each in quiz().questions} - {None} <= RULES
    places = [next(at for at, option in enumerate(each.options) if option.right) for each in quiz().questions]
    assert len(set(places)) > 1  # not always the same one


@pytest.mark.parametrize("resident", practice().residents, ids=lambda each: each.id)
def test_a_made_up_resident_can_be_served_with_the_guide(resident: Resident) -> None:
    guide = GUIDES[resident.guide]

    assert next_question(guide, resident.answers) is None, "a question is left open"
    for question, option in resident.answers.items():
        found = guide.question(question)
        assert found
        assert found.option(option), (question, option)
    assert resident.service in SERVICES
    assert set(resident.watch) <= RULES
    assert resident.traps


def test_the_five_residents_of_an_evening_are_among_them() -> None:
    met = {(each.guide, each.answers.get("viec"), each.answers.get("may")) for each in practice().residents}

    assert ("dinh-danh-muc-2", None, "khong") in met  # a grandmother without a smartphone
    assert ("vneid-cuu-ho", "may", "mat") in met  # a lost phone
    assert {"khai-sinh", "tam-tru", "kiem-tra-lua-dao"} <= {each.guide for each in practice().residents}


def test_nobody_has_a_name_or_a_number() -> None:
    text = json.dumps([each.model_dump() for each in practice().residents], ensure_ascii=False)

    assert not re.search(r"\d{9,}", text)
    assert not re.search(r"\b(?:ông|bà|anh|chị|cô|chú|bác) [A-ZĐ]\w+", text)
