"""The pack: a phone comes to what the server would say, on any day, and nothing past its date is told as if it held."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

import pytest

from services_catalog.guides.engine import walk
from services_catalog.teams.packs import (
    ALWAYS_GUIDES,
    DEFAULT,
    MOST_BYTES,
    NOT_TO_RESIDENTS,
    PackItem,
    compiled,
    expected,
    pack,
)
from services_catalog.teams.safety import safety
from tests.content import GUIDES, RECORDS
from tests.services_catalog.guides.guides import RECORDS as SMALL
from tests.services_catalog.guides.guides import guide
from tests.services_catalog.samples import TODAY, fee, record
from tests.services_catalog.teams.device import result

DAYS = [TODAY, TODAY + timedelta(days=40), TODAY + timedelta(days=300)]  # a new year's fees; everything due for review
SOME_WAYS = 5


@pytest.fixture(scope="module")
def items() -> list[PackItem]:
    """The pack of a team that chose nothing."""
    return pack((), RECORDS, GUIDES, TODAY)


@pytest.fixture(scope="module")
def words(items: list[PackItem]) -> dict[str, Any]:
    """What is said around the facts."""
    return content(items, "words")[0]


def content(items: list[PackItem], kind: str) -> list[dict[str, Any]]:
    return [json.loads(item.body) for item in items if item.kind == kind]


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("name", GUIDES)
def test_a_phone_comes_to_what_the_server_says(name: str, words: dict[str, Any]) -> None:
    one = GUIDES[name]
    data = as_json(compiled(name, one, RECORDS, TODAY))
    random = Random(name)
    ways = list(islice(walk(one), 4000))
    some = random.sample(ways, min(SOME_WAYS, len(ways)))
    partly = [{key: way[key] for key in random.sample(list(way), len(way) // 2)} for way in some]
    for answers in [*some, *partly, {}]:
        for day in DAYS:
            assert result(data, words, answers, day) == as_json(expected(one, answers, RECORDS, day)), (answers, day)


def test_a_fee_past_its_date_is_not_told(words: dict[str, Any]) -> None:
    last = TODAY + timedelta(days=9)
    fees = [fee(8000, "Lệ phí khai sinh", valid_to=last.isoformat())]
    records = SMALL | {"khai-sinh": record("Đăng ký khai sinh", fees=fees)}
    data = as_json(compiled("thu", guide(), records, TODAY))

    def said(day: date) -> str:
        blocks = result(data, words, {"tuoi": "duoi-6", "ai": "cha-me"}, day)["blocks"]
        return json.dumps(next(block for block in blocks if block["type"] == "fees"), ensure_ascii=False)

    assert "8.000 đồng" in said(last)
    assert "8.000" not in said(last + timedelta(days=1))
    assert f"chỉ có hiệu lực đến hết ngày {last:%d/%m/%Y}. Bà con hỏi lại nơi làm" in said(last + timedelta(days=1))
    (line,) = next(section for section in data["sections"] if section["id"] == "fees")["items"]
    assert [version.get("past", False) for version in line["versions"]] == [False, True]


def test_the_fee_of_next_year_is_told_from_its_first_day(words: dict[str, Any]) -> None:
    fees = [
        fee(8000, "Lệ phí khai sinh", valid_to="2026-12-31"),
        fee(9000, "Lệ phí khai sinh", valid_from="2027-01-01"),
    ]
    records = SMALL | {"khai-sinh": record("Đăng ký khai sinh", fees=fees)}
    data = as_json(compiled("thu", guide(), records, TODAY))

    blocks = result(data, words, {"tuoi": "duoi-6", "ai": "cha-me"}, date(2027, 1, 1))["blocks"]

    assert "9.000 đồng" in json.dumps(blocks, ensure_ascii=False)


def test_a_section_of_a_service_says_its_last_day() -> None:
    dated = record("Đăng ký khai sinh", fees=[fee(8000, valid_to="2026-12-31")])
    (service,) = content(pack(["khai-sinh"], {"khai-sinh": dated}, {}, TODAY), "service")

    until = {section["aspect"]: section["until"] for section in service["sections"]}
    assert until["fee"] == "2026-12-31"


def test_nothing_changes_from_day_to_day_so_that_nothing_is_fetched_twice(items: list[PackItem]) -> None:
    tomorrow = pack((), RECORDS, GUIDES, TODAY + timedelta(days=1))

    assert {item.digest for item in tomorrow} == {item.digest for item in items}


def test_the_default_pack_is_small_and_has_what_people_come_for(items: list[PackItem]) -> None:
    ids = {(item.kind, item.id) for item in items}

    assert sum(len(item.body) for item in items) <= MOST_BYTES
    assert len(gzip.compress(b"".join(item.body for item in items))) <= MOST_BYTES / 4
    assert {("service", slug) for slug in DEFAULT} <= ids
    assert {("guide", name) for name in (*ALWAYS_GUIDES, "khai-sinh", "tam-tru")} <= ids
    assert {service["id"]: service["guides"] for service in content(items, "service")}["khai-sinh"] == ["khai-sinh"]


def test_a_team_gets_what_it_chose_and_what_every_team_has() -> None:
    items = pack(["ket-hon", "da-rut"], RECORDS, GUIDES, TODAY)

    services = [item.id for item in items if item.kind == "service"]
    guides = {item.id for item in items if item.kind == "guide"}
    assert services[0] == "ket-hon"
    assert set(services) == {slug for name in guides for slug in GUIDES[name].settles}, "each guide can look up its own"
    assert {"ket-hon", *ALWAYS_GUIDES} <= guides
    assert "gplx-doi" not in guides


def test_every_aspect_that_holds_anything_is_there(items: list[PackItem]) -> None:
    aspects = {section["aspect"] for service in content(items, "service") for section in service["sections"]}

    assert aspects >= {"documents", "fee", "duration", "steps", "where", "online", "legal_basis", "trouble", "contact"}


def test_rules_stand_at_the_steps_where_they_matter(items: list[PackItem]) -> None:
    activation = next(one for one in content(items, "guide") if one["id"] == "vneid-kich-hoat")
    lines = {
        version["item"]["text"]: version["rules"]
        for section in activation["sections"]
        for line in section["items"]
        for version in line["versions"]
        if "rules" in version
    }

    assert "otp" in next(rules for text, rules in lines.items() if text.startswith("Nhập mã OTP"))
    assert "password" in next(rules for text, rules in lines.items() if text.startswith("Đặt mật khẩu"))
    named = {rule for rules in lines.values() for rule in rules}
    assert named <= {rule.id for rule in safety().rules}


def test_online_steps_of_a_service_are_done_at_the_table_and_those_of_the_counter_are_not(
    items: list[PackItem],
) -> None:
    marriage = next(one for one in content(items, "service") if one["id"] == "xac-nhan-tinh-trang-hon-nhan")
    steps = {
        block["title"]: block["items"]
        for section in marriage["sections"]
        for block in section["blocks"]
        if block["type"] == "steps"
    }
    online, counter = steps["Cách làm – làm trên mạng"], steps["Cách làm – đến tận nơi"]

    assert {step["beside"]["where"] for step in online} == {"here"}
    assert all("own-phone" in step["rules"] for step in online)
    assert {step["beside"]["where"] for step in counter} == {"there"}
    assert not any("payment" in step["rules"] for step in counter)


def test_who_logs_in_at_the_table_is_told_to_use_their_own_phone(items: list[PackItem]) -> None:
    steps = [
        version
        for one in content(items, "guide")
        for section in one["sections"]
        if section["id"] == "steps"
        for line in section["items"]
        for version in line["versions"]
        if version["beside"]["where"] == "here" and version["item"]["text"].startswith("Đăng nhập")
    ]

    assert len(steps) > 5
    assert all("own-phone" in version["rules"] for version in steps)


def test_a_resident_is_never_called_by_the_helpers_word(items: list[PackItem]) -> None:
    """«bạn» is the helper; Zalo's «kết bạn» is no word for anybody."""
    found = re.compile(r"(?<!kết )\bbạn\b(?! bè)", re.IGNORECASE)
    for one in [*content(items, "guide"), *content(items, "service")]:
        assert not found.search(json.dumps(read_aloud(one), ensure_ascii=False)), one["id"]


def test_what_speaks_to_the_helper_still_does() -> None:
    one = compiled("dinh-danh-muc-2", GUIDES["dinh-danh-muc-2"], RECORDS, TODAY)

    assert "Đừng cho mượn số của bạn" in json.dumps(one, ensure_ascii=False)


def read_aloud(value: Any) -> Any:
    """What residents hear of an item of the pack."""
    if isinstance(value, dict):
        return {key: read_aloud(each) for key, each in value.items() if key not in NOT_TO_RESIDENTS}
    return [read_aloud(each) for each in value] if isinstance(value, list) else value
