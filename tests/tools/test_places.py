"""The tables of the gazetteer: what their tool mends in its sources."""

from __future__ import annotations

from collections import Counter

from tools.places import spelled, unmixed

PROVINCES = {"a": "82", "b": "82", "c": "82"}


def test_a_joined_name_is_cut_into_its_syllables() -> None:
    assert spelled("xãtamđàn", Counter(["xa", "tam", "dan", "ta"])) == "Xã Tam Đàn"


def test_a_part_goes_to_the_unit_whose_district_is_there() -> None:
    found = {
        ("Phường 4", "Mỹ Tho", "Tiền Giang"): [(False, "a"), (True, "b")],
        ("Phường 4", "Cao Lãnh", "Đồng Tháp"): [(False, "b")],
        ("Phường 1", "Mỹ Tho", "Tiền Giang"): [(False, "a")],
        ("Phường 1", "Cao Lãnh", "Đồng Tháp"): [(False, "b")],
    }

    unmixed(found, PROVINCES)

    assert found["Phường 4", "Mỹ Tho", "Tiền Giang"] == [(False, "a")]


def test_a_unit_that_was_truly_divided_stays_so() -> None:
    found = {
        ("Phường 4", "Mỹ Tho", "Tiền Giang"): [(False, "a"), (True, "c")],
        ("Phường 4", "Cao Lãnh", "Đồng Tháp"): [(False, "b")],
        ("Phường 1", "Mỹ Tho", "Tiền Giang"): [(False, "a")],
        ("Phường 2", "Mỹ Tho", "Tiền Giang"): [(False, "c")],
    }

    unmixed(found, PROVINCES)

    assert found["Phường 4", "Mỹ Tho", "Tiền Giang"] == [(False, "a"), (True, "c")]
