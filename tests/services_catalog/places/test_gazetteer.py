"""Places as citizens write them: what is found, what is not, and what it is today."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.marks import without_marks
from services_catalog.places import Level, Places, Unit

PLACES = Places.load()
BECAME = [
    tuple(line.split(" → "))
    for line in Path(__file__).with_name("became.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
UNITS = list(PLACES.units.values())
ENDED = [unit for unit in UNITS if unit.until]


def meant(text: str) -> list[list[str]]:
    """The units that each place in `text` may be."""
    return [[unit.full for unit in mention.candidates] for mention in PLACES.find(text)]


def test_the_gazetteer_holds_every_unit() -> None:
    today = [unit for unit in UNITS if not unit.until]
    before = [unit for unit in ENDED if unit.until.year == 2025]  # type: ignore[union-attr]

    assert len([unit for unit in today if unit.level is Level.PROVINCE]) == 34
    assert len([unit for unit in today if unit.level is Level.COMMUNE]) == 3321
    assert not [unit for unit in today if unit.level is Level.DISTRICT]
    assert len([unit for unit in before if unit.level is Level.COMMUNE]) == 10_035
    assert len([unit for unit in before if unit.level is Level.DISTRICT]) == 696


def test_every_unit_of_today_comes_from_somewhere() -> None:
    assert not [unit.full for unit in UNITS if unit.level is Level.COMMUNE and not unit.until and not before_it(unit)]


def before_it(unit: Unit) -> list[Unit]:
    """What `unit` was; some islands were districts."""
    return PLACES.former(unit) or [each for each in ENDED if each.today == (unit.key,)]


@pytest.mark.parametrize("unit", ENDED[::97], ids=lambda unit: unit.full)
def test_what_ended_lies_in_one_province_of_today(unit: Unit) -> None:
    assert len({PLACES.province(each).key for each in PLACES.today(unit)}) == 1


@pytest.mark.parametrize(("typed", "today"), BECAME)
def test_an_old_place_leads_to_todays_units(typed: str, today: str) -> None:
    (mention,) = PLACES.find(typed)

    assert mention.unit, meant(typed)
    assert sorted(unit.name for unit in PLACES.today(mention.unit)) == sorted(today.split("; "))


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("p. bến nghé q1", "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"),
        ("P.Bến Nghé, Q.1, TP.HCM", "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"),
        ("Bến Nghé, Q1", "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"),
        ("quận 1 phường Bến Nghé", "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"),
        ("phuowngf Beesn Nghes", "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"),
        ("phường ben nghe q1", "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"),
        ("tphcm", "Thành phố Hồ Chí Minh"),
        ("sg", "Thành phố Hồ Chí Minh"),
        ("hn", "Thành phố Hà Nội"),
        ("quận 3", "Quận 3, Thành phố Hồ Chí Minh"),
        ("quận 2", "Quận 2, Thành phố Hồ Chí Minh"),
        ("ở trọ Thủ Đức", "Thành phố Thủ Đức, Thành phố Hồ Chí Minh"),
        ("phường Thảo Điền quận 2", "Phường Thảo Điền, Thành phố Thủ Đức, Thành phố Hồ Chí Minh"),
        ("tỉnh Bình Dương cũ", "Tỉnh Bình Dương"),
        ("tỉnh Bắc Ninh cũ", "Tỉnh Bắc Ninh"),
        ("Hà Tây", "Tỉnh Hà Tây"),
        ("Thừa Thiên Huế", "Tỉnh Thừa Thiên Huế"),
        # it was a phường of a city by 2025; people go on saying what it was before
        ("xã Hoà Bình huyện Thuỷ Nguyên cũ", "Phường Hòa Bình, Thành phố Thủy Nguyên, Thành phố Hải Phòng"),
        ("xã Long Thành tỉnh Đồng Nai", "Xã Long Thành, Tỉnh Đồng Nai"),
        ("huyện Mĩ Đức", "Huyện Mỹ Đức, Thành phố Hà Nội"),
        ("xã Ea Hleo tỉnh Đắk Lắk", "Xã Ea H'Leo, Tỉnh Đắk Lắk"),
        ("huyện đảo Lý Sơn", "Huyện Lý Sơn, Tỉnh Quảng Ngãi"),
        ("phường Sài Gòn", "Phường Sài Gòn, Thành phố Hồ Chí Minh"),
        ("o gia lai", "Tỉnh Gia Lai"),
    ],
)
def test_a_place_is_found_however_it_is_typed(typed: str, unit: str) -> None:
    assert meant(typed) == [[unit]]


@pytest.mark.parametrize(
    "text",
    [
        "phường",
        "xã nào cũng được hả",
        "ra phường hay ra quận",
        "an toàn giao thông",
        "mong hoà bình",
        "bảo hiểm xã hội",
        "bao hiem xa hoi tu nguyen",
        "gia lai xe bao nhieu",
        "phuong tien van tai",
        "quan ly nhan su",
        "quán cơm gần nhà",
        "nhà tôi ở xa",
        "đường Hà Nội",
        "bệnh viện Thủ Đức",
        "người Việt Nam định cư ở nước ngoài",
        "làm ở phường 2 tuần chưa có kết quả",
        "đi lăn tay ở cax 2 tuần rồi",
        "báo phải trả ở phường 25.000",
        "ở thành phố 5 năm rồi",
        "Hồ Chí Minh có vợ không",
        "bằng cao bằng nào",
        "xã biên giới có được ưu tiên không",
        "đẻ ở viện tư Hạnh Phúc",
        "",
    ],
)
def test_words_that_are_also_names_are_no_places(text: str) -> None:
    assert meant(text) == []


def test_what_may_be_several_places_is_not_decided() -> None:
    (mention,) = PLACES.find("phường 1")

    assert mention.unit is None
    assert len(mention.candidates) > 20


def test_without_marks_all_readings_are_kept() -> None:
    (mention,) = PLACES.find("xa Tam Dan huyen Phu Ninh")

    assert {unit.name for unit in mention.candidates} == {"Xã Tam Dân", "Xã Tam Đàn"}


def test_two_places_stay_two() -> None:
    assert meant("chuyển từ huyện Ba Vì về quận Hà Đông") == [
        ["Huyện Ba Vì, Thành phố Hà Nội"],
        ["Quận Hà Đông, Thành phố Hà Nội"],
    ]


def test_a_place_of_today_goes_before_what_it_took_its_name_from() -> None:
    assert meant("tỉnh Bắc Ninh") == [["Tỉnh Bắc Ninh"]]
    assert PLACES.find("tỉnh Bắc Ninh")[0].candidates[0].until is None


def test_units_of_one_name_in_two_cities_are_not_mixed_up() -> None:
    assert [unit.name for unit in PLACES.today(PLACES.find("phường 4 thành phố Mỹ Tho")[0].candidates[0])] != []
    assert "Phường Cao Lãnh" not in {
        unit.name for unit in PLACES.today(PLACES.find("phường 4 thành phố Mỹ Tho")[0].candidates[0])
    }


def test_todays_names_are_added_to_a_search() -> None:
    assert PLACES.expand("khai sinh phường Bến Nghé quận 1").endswith("Phường Sài Gòn Thành phố Hồ Chí Minh")
    assert PLACES.expand("khai sinh ở Hà Nội") == "khai sinh ở Hà Nội"


@given(st.text())
def test_any_text_is_read_and_each_place_is_where_it_says(text: str) -> None:
    for mention in PLACES.find(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.candidates


@given(st.sampled_from(UNITS), st.sampled_from(["{}", "tôi ở {} thì nộp ở đâu", "từ {}, mới chuyển"]))
def test_every_unit_is_found_by_its_full_name(unit: Unit, around: str) -> None:
    assert leads_to(around.format(unit.full)) & set(unit.today)


@given(st.sampled_from(ENDED))
def test_every_old_unit_is_found_when_it_is_called_old(unit: Unit) -> None:
    # «cũ» of a unit of today would mean another: xã Tân Tiến of Hưng Yên is not the one that was there before
    assert leads_to(f"{unit.full} cũ") & set(unit.today)


def leads_to(text: str) -> set[str]:
    """Keys of today's units that the places in `text` may be."""
    return {key for mention in PLACES.find(text) for each in mention.candidates for key in each.today}


@given(st.sampled_from([unit for unit in ENDED if unit.level is Level.COMMUNE and len(unit.bare.split()) > 1]))
def test_every_old_commune_is_found_without_marks_and_in_small_letters(unit: Unit) -> None:
    typed = without_marks(unit.full).lower()

    found = [each for mention in PLACES.find(typed) for each in mention.candidates]

    assert unit in found or any(set(each.today) & set(unit.today) for each in found), typed


def test_the_longest_name_has_a_hyphen_in_it() -> None:
    (mention,) = PLACES.find("tôi ở phường Văn Miếu - Quốc Tử Giám")

    assert [unit.key for unit in mention.candidates] == ["00226"]
