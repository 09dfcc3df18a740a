"""The rules of a record: what breaks one is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from services_catalog.record import Aspect, Draft, ServiceRecord
from tests.services_catalog.samples import data, fact, fee, record


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"name": "  "}, "name", "at least 1 character"),
        ({"summary": "ngắn"}, "summary", "at least 20 characters"),
        ({"summary": "dài " * 200}, "summary", "at most 400 characters"),
        ({"level": "district"}, "level", "'commune', 'province', 'central' or 'other'"),
        ({"legal_basis": []}, "legal_basis", "at least 1 item"),
        ({"sources": {}}, "sources", "at least 1 item"),
        ({"fees": [fee(-1)]}, "fees.0.amount_vnd", "greater than or equal to 0"),
        ({"fees": [{"label": "Lệ phí", "amount_vnd": 0}]}, "fees.0.sources", "Field required"),
        ({"fees": [fee(0, sources=[])]}, "fees.0.sources", "at least 1 item"),
        ({"fees": [fee(0, sources=["đâu đó"])]}, "", "fees: source «đâu đó» is not listed"),
        ({"documents": [fact(name="Ảnh", originals=0, copies=0)]}, "", "«Ảnh» has no original and no copy"),
        ({"documents": [fact(name="Ảnh", handling="lose")]}, "documents.0.handling", "pattern"),
        ({"durations": [fact(text="1 ngày", kind="someday")]}, "durations.0.kind", "pattern"),
        ({"online": {"level": "maybe"}}, "online.level", "pattern"),
        ({"questions": {"price": ["bao nhiêu"]}}, "questions.price", "'documents', 'fee'"),
        ({"unknown": {"fee": ""}}, "unknown.fee", "at least 1 character"),
        ({"relations": [{"service": "Khai Sinh", "kind": "after"}]}, "relations.0.service", "pattern"),
        ({"relations": [{"service": "khai-sinh", "kind": "near"}]}, "relations.0.kind", "pattern"),
        ({"review_after_days": 0}, "review_after_days", "greater than 0"),
        ({"verified": {"by": "ai đó"}}, "verified.on", "Field required"),
        ({"fee": []}, "fee", "Extra inputs are not permitted"),
        ({"flags": ["Xem lại phí"]}, "", "still to be settled: Xem lại phí"),
    ],
)
def test_a_broken_rule_names_the_field(changes: dict[str, Any], field: str, rule: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ServiceRecord.model_validate(data(**changes))

    said = [(".".join(map(str, error["loc"])), error["msg"]) for error in caught.value.errors()]
    assert any(where.startswith(field) and rule in message for where, message in said), said


@pytest.mark.parametrize(
    "field", ["name", "summary", "agency", "level", "online", "legal_basis", "sources", "verified"]
)
def test_what_must_be_there(field: str) -> None:
    incomplete = data()
    del incomplete[field]

    with pytest.raises(ValidationError, match=field):
        ServiceRecord.model_validate(incomplete)


def test_free_is_not_unknown() -> None:
    made = record(fees=[fee(0), fee(None)])

    assert [each.amount_vnd for each in made.fees] == [0, None]


def test_a_paper_that_is_shown_needs_no_copy() -> None:
    record(documents=[fact(name="Thẻ căn cước", handling="show", originals=0, copies=0)])


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2026, 8, 14), False),
        (date(2026, 8, 15), True),
        (date(2027, 2, 28), True),
        (date(2027, 3, 1), False),
    ],
)
def test_a_fact_holds_on_its_first_and_last_day(on: date, holds: bool) -> None:
    made = record(fees=[fee(0, valid_from="2026-08-15", valid_to="2027-02-28")])

    assert made.fees[0].in_force(on) is holds


def test_a_record_comes_back_from_its_json_as_it_was() -> None:
    made = record(fees=[fee(0)], unknown={"status": "Hỏi xã"}, questions={"fee": ["bao nhiêu"]})

    again = ServiceRecord.model_validate(made.model_dump(mode="json", exclude_defaults=True))

    assert again == made
    assert again.unknown[Aspect.STATUS] == "Hỏi xã"


def test_a_draft_needs_a_name_alone() -> None:
    assert Draft(name="Cấp thẻ thư viện").facts() == []

    with pytest.raises(ValidationError, match="name"):
        Draft.model_validate({"code": "1.000001"})


def test_a_draft_names_its_sources_all_the_same() -> None:
    with pytest.raises(ValidationError, match="source «luat» is not listed"):
        Draft.model_validate({"name": "Cấp thẻ", "fees": [fee(0)]})
