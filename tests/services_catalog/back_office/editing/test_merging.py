"""Two people changed one record: nothing of either is lost."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services_catalog.back_office.editing.merging import merge
from services_catalog.record import Draft
from tests.services_catalog.samples import data, fact, fee


def base() -> dict[str, Any]:
    record = Draft.model_validate(
        data(
            fees=[fee(70_000, "Lệ phí thẻ"), fee(10_000, "Phí gửi")],
            steps=[fact(text="Nộp đơn"), fact(text="Chờ"), fact(text="Nhận thẻ")],
            questions={"fee": ["mất bao nhiêu tiền"]},
        )
    )
    return record.model_dump(mode="json", exclude_defaults=True)


def test_changes_of_different_fields_are_both_kept() -> None:
    theirs, mine = base(), base()
    theirs["summary"] = "Họ viết lại tóm tắt cho dễ hiểu hơn."
    mine["agency"] = "Thư viện xã"

    merged = merge(base(), theirs, mine)

    assert merged.conflicts == []
    assert (merged.record["summary"], merged.record["agency"]) == (theirs["summary"], "Thư viện xã")


def test_changes_of_different_entries_and_of_different_fields_of_one_entry_are_kept() -> None:
    theirs, mine = base(), base()
    theirs["fees"][0]["amount_vnd"] = 75_000
    mine["fees"][0]["note"] = "Trả ở quầy"
    mine["fees"][1]["amount_vnd"] = 12_000

    merged = merge(base(), theirs, mine)

    assert merged.conflicts == []
    assert [(one["amount_vnd"], one.get("note")) for one in merged.record["fees"]] == [
        (75_000, "Trả ở quầy"),
        (12_000, None),
    ]


def test_the_same_value_changed_by_both_is_told_with_all_three_and_chosen() -> None:
    theirs, mine = base(), base()
    theirs["fees"][0]["amount_vnd"], mine["fees"][0]["amount_vnd"] = 75_000, 80_000

    asked = merge(base(), theirs, mine)
    [conflict] = asked.conflicts

    assert conflict.what == "Phí “Lệ phí thẻ”, Số tiền (đồng)"
    assert (conflict.base, conflict.theirs, conflict.mine) == ("70000", "75000", "80000")
    assert merge(base(), theirs, mine, [True]).record["fees"][0]["amount_vnd"] == 75_000
    assert merge(base(), theirs, mine, [False]).record["fees"][0]["amount_vnd"] == 80_000


def test_both_sides_of_a_choice_are_told_in_full() -> None:
    theirs, mine = base(), base()
    long = "Bạn nộp hồ sơ ở bộ phận một cửa của xã nơi bạn ở. " * 5
    theirs["summary"], mine["summary"] = f"{long}Phí 5.000 đồng.", f"{long}Phí 6.000 đồng."
    del theirs["fees"][1]
    mine["fees"][1]["note"] = f"{long}Trả ở quầy."

    summary, fee_gone = merge(base(), theirs, mine).conflicts

    assert (summary.theirs, summary.mine) == (theirs["summary"], mine["summary"])
    assert f"{long}Trả ở quầy." in fee_gone.mine


def test_entries_added_by_both_stand_where_each_put_them() -> None:
    theirs, mine = base(), base()
    theirs["steps"].insert(1, fact(text="Họ thêm"))
    mine["steps"].append(fact(text="Tôi thêm"))

    steps = [step["text"] for step in merge(base(), theirs, mine).record["steps"]]

    assert steps == ["Nộp đơn", "Họ thêm", "Chờ", "Nhận thẻ", "Tôi thêm"]


def test_an_entry_that_one_took_out_and_the_other_changed_is_asked_about() -> None:
    theirs, mine = base(), base()
    del theirs["fees"][1]
    mine["fees"][1]["amount_vnd"] = 12_000

    asked = merge(base(), theirs, mine)

    assert [conflict.theirs for conflict in asked.conflicts] == ["bỏ"]
    assert "12" in asked.conflicts[0].mine
    assert len(merge(base(), theirs, mine, [True]).record["fees"]) == 1
    assert merge(base(), theirs, mine, [False]).record["fees"][1]["amount_vnd"] == 12_000


def test_an_entry_that_one_took_out_and_the_other_left_alone_is_gone() -> None:
    theirs, mine = base(), base()
    del theirs["steps"][1]
    mine["summary"] = "Tôi chỉ viết lại tóm tắt thôi, không đụng bước nào."

    merged = merge(base(), theirs, mine)

    assert [step["text"] for step in merged.record["steps"]] == ["Nộp đơn", "Nhận thẻ"]
    assert merged.conflicts == []


def test_a_new_order_is_kept_beside_what_the_other_changed() -> None:
    theirs, mine = base(), base()
    mine["steps"] = [mine["steps"][i] for i in (2, 0, 1)]
    theirs["steps"][1]["text"] = "Chờ 3 ngày"
    theirs["steps"].append(fact(text="Cuối"))

    steps = [step["text"] for step in merge(base(), theirs, mine).record["steps"]]

    assert steps[0] == "Nhận thẻ"
    assert sorted(steps) == sorted(["Nhận thẻ", "Nộp đơn", "Chờ 3 ngày", "Cuối"])


def test_questions_of_both_are_kept() -> None:
    theirs, mine = base(), base()
    theirs["questions"]["fee"].append("phí bao nhiêu")
    mine["questions"] = {"fee": ["mất bao nhiêu tiền", "tốn tiền không"], "where": ["làm ở đâu"]}

    assert merge(base(), theirs, mine).record["questions"] == {
        "fee": ["mất bao nhiêu tiền", "phí bao nhiêu", "tốn tiền không"],
        "where": ["làm ở đâu"],
    }


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), unique=True, max_size=5)
TEXTS = st.sampled_from(["một", "hai", "ba"])


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    steps = [
        fact(text=f"Bước {word}", **({"when": draw(TEXTS)} if draw(st.booleans()) else {})) for word in draw(LINES)
    ]
    made = {"name": draw(TEXTS), "aliases": draw(LINES), "steps": steps}
    return {name: value for name, value in made.items() if value}


@given(records(), records())
def test_who_changed_nothing_gets_what_the_other_did(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert merge(before, after, copy.deepcopy(before)).record == after
    assert merge(before, copy.deepcopy(before), after).record == after
    assert merge(before, after, copy.deepcopy(after)).record == after
    assert merge(before, after, copy.deepcopy(after)).conflicts == []


@given(records(), records(), records())
def test_what_either_added_is_there_afterwards(
    before: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    merged = merge(before, theirs, mine).record.get("aliases", [])

    added = {*theirs.get("aliases", []), *mine.get("aliases", [])} - {*before.get("aliases", [])}
    assert added <= set(merged)
    assert len(merged) == len(set(merged))
