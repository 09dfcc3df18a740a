"""The form of a record and the record are the same thing, and what is typed is read as people write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.back_office.editing.binding import ROOT, Typed, checked, entries_of, read, received, typed
from services_catalog.back_office.editing.controls import controls
from services_catalog.fields import RecordField, fields_of
from services_catalog.record import Draft
from tests.content import RECORDS
from tests.services_catalog.samples import data, fact, fee


def pairs(what: Typed, fields: Mapping[str, RecordField], name: str = ROOT) -> Iterator[tuple[str, str]]:
    """As a browser sends what stands in a form."""
    for key, each in fields.items():
        value, called = what[key], f"{name}.{key}"
        inner = entries_of(each.shape)
        if isinstance(value, str):
            if value or each.shape.kind != "flag":
                yield called, value
        elif inner is not None:
            for at, one in enumerate(value):
                yield from pairs(one, inner, f"{called}.{at}")
        elif isinstance(value, dict) and each.shape.model:
            yield from pairs(value, fields_of(each.shape.model), called)
        elif isinstance(value, dict):
            yield from ((f"{called}.{closed}", text) for closed, text in value.items())
        else:
            yield from ((called, word) for word in value)


def plain(record: Draft) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True)


@pytest.mark.parametrize("slug", sorted(RECORDS))
def test_every_service_comes_back_from_its_form_as_it_was(slug: str) -> None:
    record = RECORDS[slug]

    what = received(pairs(typed(plain(record)), fields_of(Draft)))
    again, reading = checked(what)

    assert reading.faults == []
    assert again is not None
    assert plain(again) == plain(record)


def test_every_field_of_the_record_has_a_control() -> None:
    names = {control.name for drawn in controls(typed({})) for control in drawn}

    assert {f"record.{name}" for name in Draft.model_fields} <= names


def test_every_control_says_in_vietnamese_what_it_is() -> None:
    for drawn in controls(typed(plain(RECORDS["khai-sinh"]))):
        for control in drawn:
            assert control.label != control.name.rpartition(".")[2], control.name


@pytest.mark.parametrize(
    ("said", "amount"), [("70.000", 70_000), ("70000", 70_000), (" 1.500.000 ", 1_500_000), ("0", 0), ("", None)]
)
def test_numbers_are_read_as_people_write_them(said: str, amount: int | None) -> None:
    what = typed(data(fees=[fee(1)]))
    what["fees"][0]["amount_vnd"] = said

    record, _ = checked(what)

    assert record is not None
    assert record.fees[0].amount_vnd == amount


@pytest.mark.parametrize(
    ("field", "said"),
    [("amount_vnd", "bảy"), ("amount_vnd", "-5"), ("amount_vnd", "1,5"), ("valid_from", "31/02/2026")],
)
def test_a_value_of_the_wrong_kind_is_told_beside_its_input_once(field: str, said: str) -> None:
    what = typed(data(fees=[fee(1), fee(2)]))
    what["fees"][1][field] = said

    record, reading = checked(what)

    assert record is None
    assert [fault.name for fault in reading.faults] == [f"record.fees.1.{field}"]


def test_a_fault_behind_an_empty_entry_stands_beside_its_own_input() -> None:
    what = typed(data(documents=[fact(name="Đơn", originals=1)]))
    what["documents"].insert(0, {**typed(data(documents=[fact(name="x")]))["documents"][0], "name": "", "sources": []})
    what["documents"][1]["copies"] = "-1"

    _, reading = checked(what)

    assert [fault.name for fault in reading.faults] == ["record.documents.1.copies"]


def test_two_sources_of_one_key_are_not_made_into_one() -> None:
    what = typed(data())
    what["sources"].append({**what["sources"][0], "title": "Nguồn khác"})

    _, reading = checked(what)

    assert [fault.name for fault in reading.faults] == ["record.sources.1.key"]


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


@given(
    name=TEXT,
    aliases=st.lists(TEXT, max_size=4),
    notes=st.lists(st.tuples(TEXT, TEXT), max_size=3),
)
def test_any_text_comes_back_from_the_form(name: str, aliases: list[str], notes: list[tuple[str, str]]) -> None:
    before = Draft.model_construct(
        name=name or "x",
        aliases=[each for each in aliases if each.strip()],
        notes=[],
    )
    given_data = {
        **plain(before),
        "aliases": before.aliases,
        "notes": [{"aspect": "fee", "about": a or "a", "text": b or "b", "sources": ["s"]} for a, b in notes],
        "sources": {"s": {"title": "t", "kind": "law", "seen_on": "2026-01-01"}},
    }
    try:
        record = Draft.model_validate(given_data)
    except ValueError:
        return  # only blanks: no text

    what = received(pairs(typed(plain(record)), fields_of(Draft)))
    again, reading = checked(what)

    assert reading.faults == []
    assert again is not None
    # Letters are composed on the way in; all else is as it was.
    assert plain(again) == plain(checked(received(pairs(typed(plain(again)), fields_of(Draft))))[0] or again)


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=20)), max_size=20), st.text(max_size=40))
def test_no_form_whatever_it_holds_breaks_the_reader(sent: list[tuple[str, str]], act: str) -> None:
    what = received([(f"record.{name}", value) for name, value in sent], act)

    read(what)
    controls(what, checked(what)[1].faults)


@pytest.mark.parametrize(
    "name",
    [
        "record",
        "record.",
        "record.fees",
        "record.fees.0",
        "record.fees.0.label.x",
        "record.name.x.y",
        "record.sources.0",
    ],
)
@pytest.mark.parametrize(
    "act", ["", "add:record.name", "remove:record.fees.9", "up:record", "down:x.y", "add:record.fees"]
)
def test_names_that_no_input_of_ours_has_do_no_harm(name: str, act: str) -> None:
    what = received([(name, "1"), ("record.fees.0.label", "Phí")], act)

    controls(what, checked(what)[1].faults)
