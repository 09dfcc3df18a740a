"""Whose case a message tells: nobody gets a paper, or is refused one, for what is true of somebody else."""

from __future__ import annotations

import pytest

from services_catalog.guides.persons import own_case, tells_of_several, turns_to_another, without_hearsay
from services_catalog.guides.understanding import prefill
from tests.content import GUIDES


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("bố tôi có lương hưu, tôi hỏi cho bà nội 83 tuổi", "tôi hỏi cho bà nội 83 tuổi"),
        ("bo toi co luong huu, toi hoi cho ba noi 83 tuoi", "toi hoi cho ba noi 83 tuoi"),
        ("mẹ tôi 80 tuổi, tôi đi làm xa", "mẹ tôi 80 tuổi"),
        ("con tôi 10 tuổi, chưa có thẻ", "con tôi 10 tuổi, chưa có thẻ"),
        ("chồng em có thẻ rồi, mua cho mình em thôi", "mua cho mình em thôi"),
        ("cho em hỏi, mẹ em 80 tuổi", "mẹ em 80 tuổi"),
    ],
)
def test_a_fact_belongs_to_the_person_of_its_clause(text: str, own: str) -> None:
    assert own_case(text).removeprefix("cho em hỏi, ") == own


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cháu bị bại não, nghe trên tivi nói khuyết tật nặng được tiền", "cháu bị bại não"),
        ("mua một mình được không hay bắt mua cả nhà", "mua một mình được"),
        ("bé 3 tuổi, sinh ở nhà", "bé 3 tuổi, sinh ở nhà"),
    ],
)
def test_what_others_say_is_no_fact_of_ones_own(text: str, left: str) -> None:
    assert without_hearsay(text) == left


@pytest.mark.parametrize("text", ["còn tôi 40 tuổi thẻ hết hạn", "còn má tui 85 tuổi", "con ma tui 85 tuoi"])
def test_another_person_is_heard(text: str) -> None:
    assert turns_to_another(text)


@pytest.mark.parametrize("text", ["con tôi 3 tuổi", "con toi 3 tuoi", "còn hạn", "còn ba tháng nữa"])
def test_a_child_and_what_is_left_are_nobody_else(text: str) -> None:
    assert not turns_to_another(text)


def test_who_asks_for_another_tells_of_one() -> None:
    assert not tells_of_several("tôi hỏi cho bà nội 83 tuổi")
    assert tells_of_several("bố tôi 70 tuổi, mẹ tôi 85 tuổi")


def test_a_pension_of_the_father_does_not_refuse_the_grandmother() -> None:
    told = prefill(
        GUIDES["tro-cap-xa-hoi"], "bố tôi có lương hưu 5 triệu, tôi hỏi trợ cấp cho bà nội 83 tuổi không lương"
    )

    assert told["tuoi"] == "tu-75"
    assert "luong" not in told


def test_a_mother_who_insures_herself_is_no_child_under_six() -> None:
    told = prefill(
        GUIDES["bhyt-ho-gia-dinh"],
        "em bán hàng online, chồng em có bảo hiểm ở công ty, hai đứa con một đứa 4 tuổi một đứa lớp 3,"
        " em muốn mua bảo hiểm y tế cho mình em thôi thì mua được không hay bắt mua cả nhà",
    )

    assert told.get("cho-ai") is None
    assert told.get("thu") is None
    assert told.get("cach") is None


def test_two_ages_fill_none() -> None:
    assert "tuoi" not in prefill(GUIDES["tro-cap-xa-hoi"], "bố tôi 70 tuổi, mẹ tôi 85 tuổi xin trợ cấp người già")


def test_a_new_phone_says_nothing_of_the_old_one() -> None:
    assert prefill(GUIDES["vneid-cuu-ho"], "đổi điện thoại mới không vào được vneid") == {"viec": "may"}


@pytest.mark.parametrize(
    ("text", "option"),
    [("bé 20 ngày khai sinh cần gì", "trong-60"), ("con tôi mới sinh được 3 tháng, khai sinh", "duoi-6")],
)
def test_a_baby_in_the_first_message_is_as_old_as_it_is_told(text: str, option: str) -> None:
    assert prefill(GUIDES["khai-sinh"], text)["tuoi"] == option


@pytest.mark.parametrize("text", ["khai sinh cho con trong 60 ngày", "con tôi sinh 10 tháng 3 làm khai sinh"])
def test_a_deadline_and_a_date_are_no_age(text: str) -> None:
    assert "tuoi" not in prefill(GUIDES["khai-sinh"], text)
