"""What holds in one province or commune only, and how an answer says so."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from services_catalog.answers import compose
from services_catalog.places import Location, Places, located
from services_catalog.record import Aspect, ServiceRecord
from tests.content import RECORDS
from tests.services_catalog.samples import TODAY, fact, fee, record

HANOI = {"place": "01", "fees": [fee(5_000, "Lệ phí"), fee(3_000, "Lệ phí cũ", valid_to="2026-01-31")]}
BA_DINH = {"place": "00004", "where": [fact(text="Nộp ở nhà văn hoá phường.")]}
NATIONAL = {"fees": [fee(8_000, "Lệ phí")], "where": [fact(text="Nộp ở bộ phận một cửa.")]}


def service(*local: dict[str, Any], **changes: Any) -> ServiceRecord:
    return record(**{**NATIONAL, **changes}, local=list(local))


def told(each: ServiceRecord, aspect: Aspect, said: str = "") -> str:
    return compose(each, aspect, said, TODAY, located(said)).text


def test_the_fee_of_the_citizens_province_comes_before_that_of_the_country() -> None:
    text = told(service(HANOI), Aspect.FEE, "tôi ở Hà Nội, phí bao nhiêu")

    assert "riêng Thành phố Hà Nội" in text
    assert text.index("5.000 đồng") < text.index("mức chung cả nước") < text.index("8.000 đồng")
    assert "3.000 đồng" not in text


def test_what_replaces_the_national_fee_stands_alone() -> None:
    text = told(service({**HANOI, "replaces": ["fees"]}), Aspect.FEE, "ở hn phí bao nhiêu")

    assert "5.000 đồng" in text
    assert "8.000 đồng" not in text


def test_an_old_place_has_the_facts_of_todays_commune() -> None:
    text = told(service(BA_DINH), Aspect.WHERE, "tôi ở phường Quán Thánh quận Ba Đình cũ")

    assert text.startswith("Phường Quán Thánh (quận Ba Đình cũ) nay thuộc phường Ba Đình, Thành phố Hà Nội.")
    assert text.index("riêng Phường Ba Đình") < text.index("Nộp ở nhà văn hoá phường.") < text.index("một cửa")


def test_without_a_place_the_answer_says_that_it_differs() -> None:
    text = told(service(HANOI), Aspect.FEE)

    assert "khác nhau theo từng tỉnh, thành phố" in text
    assert "Thành phố Hà Nội" in text
    assert "8.000 đồng" in text
    assert "5.000 đồng" not in text


def test_another_province_is_told_that_its_own_is_not_known() -> None:
    text = told(service(HANOI), Aspect.FEE, "em ở Nghệ An")

    assert "chưa có mức riêng của Tỉnh Nghệ An" in text
    assert "5.000 đồng" not in text


def test_a_service_that_is_the_same_everywhere_says_nothing_of_places() -> None:
    assert told(service(), Aspect.FEE, "em ở Nghệ An") == told(service(), Aspect.FEE)
    assert told(service(HANOI), Aspect.WHERE) == told(service(), Aspect.WHERE)


def test_a_local_note_settles_a_question() -> None:
    note = fact(aspect="fee", about="Hộ nghèo có được miễn lệ phí", text="Hà Nội miễn cho hộ nghèo.")

    text = told(service({"place": "01", "notes": [note]}), Aspect.FEE, "hộ nghèo ở Hà Nội có được miễn lệ phí không")

    assert "Hà Nội miễn cho hộ nghèo" in text


def test_the_aspect_decides_whether_the_place_is_told() -> None:
    here = Location(("79",), "Thành phố Hồ Chí Minh", "Quận 3 nay gồm …")

    assert "Quận 3" in compose(service(), Aspect.WHERE, "", TODAY, here).text
    assert "Quận 3" not in compose(service(), Aspect.FEE, "", TODAY, here).text


@pytest.mark.parametrize(
    ("local", "said"),
    [
        ([{"place": "1"}], "place"),
        ([{"place": "01", "replaces": ["fees"]}], "no fees for 01"),
        ([{"place": "01", "replaces": ["steps"]}], "replaces"),
        ([HANOI, HANOI], "twice"),
        ([{"place": "01", "where": [{"text": "Ở đây", "sources": ["nowhere"]}]}], "«nowhere» is not listed"),
    ],
)
def test_a_wrong_variant_is_refused_with_the_reason(local: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        record(local=local)


def test_every_variant_of_the_repository_is_of_a_place_of_today() -> None:
    units = Places.load().units

    places = {variant.place for each in RECORDS.values() for variant in each.local}

    assert places
    assert all(units[place].until is None for place in places)
