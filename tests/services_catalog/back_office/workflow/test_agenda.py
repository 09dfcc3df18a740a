"""The calendar says what is written in the records of today, and follows what is published."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, event

from services_catalog.back_office.workflow import agenda
from services_catalog.back_office.workflow.agenda import Kind
from tests.services_catalog.samples import CAN_CUOC, KHAI_SINH, fact, fee, published, record, withdrawn

DECEMBER = date(2026, 12, 1)


def told(engine: Engine, first: date = DECEMBER) -> list[tuple[int, Kind, str | None, str]]:
    return [(each.on.day, each.kind, each.slug, each.text) for each in agenda.month(engine, first)]


def test_a_fee_that_ends_stands_on_its_last_day(engine: Engine) -> None:
    published(engine, {"can-cuoc-cap-lai": CAN_CUOC})

    assert told(engine) == [(31, Kind.ENDS, "can-cuoc-cap-lai", "Phí: Lệ phí cấp lại, 35.000 đồng")]


def test_it_follows_what_is_published_and_withdrawn(engine: Engine) -> None:
    published(engine, {"can-cuoc-cap-lai": CAN_CUOC})
    assert told(engine)
    published(engine, {"can-cuoc-cap-lai": record("Cấp lại thẻ căn cước", fees=[fee(1, valid_to="2026-12-05")])})
    assert told(engine) == [(5, Kind.ENDS, "can-cuoc-cap-lai", "Phí: Lệ phí, 1 đồng")]
    withdrawn(engine, "can-cuoc-cap-lai")
    assert told(engine) == []


def test_laws_services_and_what_holds_in_one_place_end_too(engine: Engine) -> None:
    law = {"number": "1/2026/NĐ-CP", "title": "Nghị định thử", "in_force_to": "2026-12-10"}
    local = {"place": "79", "fees": [fee(5_000, valid_to="2026-12-11")]}
    alert = fact(text="Tạm ngừng nhận", valid_to="2026-12-12")
    published(engine, {"the": record(legal_basis=[law], local=[local], alert=alert, valid_to="2026-12-13")})

    assert [(day, text) for day, _, _, text in told(engine)] == [
        (10, "Căn cứ pháp lý: 1/2026/NĐ-CP"),
        (11, "Phí: Lệ phí, 5.000 đồng"),
        (12, "Báo gấp: Tạm ngừng nhận"),
        (13, "Cả dịch vụ hết hiệu lực."),
    ]


def test_a_record_is_due_for_review_and_then_overdue(engine: Engine) -> None:
    published(engine, {"khai-sinh": KHAI_SINH})
    last = date(2027, 5, 19)  # 180 days after it was verified

    assert (19, Kind.REVIEW, "khai-sinh") in [each[:3] for each in told(engine, last.replace(day=1))]
    assert agenda.overdue(engine, last) == []
    (late,) = agenda.overdue(engine, date(2027, 5, 20))
    assert late.slug == "khai-sinh"


def test_whoever_opens_it_after_it_was_read_ahead_waits_for_no_record(engine: Engine) -> None:
    published(engine, {"can-cuoc-cap-lai": CAN_CUOC})
    agenda.read_ahead(engine)
    asked: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    assert told(engine)
    event.remove(engine, "before_cursor_execute", listen)
    assert asked
    assert not [statement for statement in asked if "revision.record" in statement]


def test_a_month_begins_on_its_weekday() -> None:
    weeks = agenda.weeks(date(2026, 11, 1))

    assert weeks[0] == [None] * 6 + [date(2026, 11, 1)]  # a Sunday
    assert all(len(week) == 7 for week in weeks)
