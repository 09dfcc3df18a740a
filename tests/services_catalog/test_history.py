"""The history of a service: nothing is lost, and an earlier version can be brought back."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from services_catalog.database import sessions
from services_catalog.exchange import exporting
from services_catalog.history import NotThere, acts, differences, roll_back, versions
from services_catalog.publishing import publish, save, withdraw
from services_catalog.record import Draft
from tests.services_catalog.samples import fee, record

DEAR, CHEAP = record(fees=[fee(70_000)]), record(fees=[fee(35_000)])


@pytest.fixture
def written(engine: Engine) -> Engine:
    """A fee of 70.000 was published, then one of 35.000."""
    for each, why in ((DEAR, "mới"), (CHEAP, "giảm")):
        with sessions(engine).begin() as session:
            publish(session, save(session, "the", each, "lan", why), "lan", why)
    return engine


def test_it_says_who_wrote_what_and_which_is_read(written: Engine) -> None:
    with sessions(written)() as session:
        found = versions(session, "the")

    assert [(each.number, each.by, each.why, each.published) for each in found] == [
        (1, "lan", "mới", False),
        (2, "lan", "giảm", True),
    ]
    assert all(each.at.tzinfo for each in found)


def test_it_says_what_changed(written: Engine) -> None:
    with sessions(written)() as session:
        assert differences(session, "the", 1, 2) == ["Phí: “Lệ phí” 70.000 đồng → 35.000 đồng"]
        assert differences(session, "the", 2, 1) == ["Phí: “Lệ phí” 35.000 đồng → 70.000 đồng"]
        assert "Tên: chưa có → “Cấp thẻ thư viện”" in differences(session, "the", 0, 1)


def test_going_back_is_a_new_revision(written: Engine) -> None:
    with sessions(written).begin() as session:
        assert roll_back(session, "the", 1, "minh", "nhầm").number == 3

    with sessions(written)() as session:
        assert exporting.records(session) == {"the": DEAR}
        assert [(each.number, each.why) for each in versions(session, "the")] == [(1, "mới"), (2, "giảm"), (3, "nhầm")]


def test_what_was_withdrawn_can_be_brought_back(written: Engine) -> None:
    with sessions(written).begin() as session:
        withdraw(session, "the", "lan", "bãi bỏ")
    with sessions(written).begin() as session:
        roll_back(session, "the", 2, "minh", "chưa bãi bỏ")

    with sessions(written)() as session:
        assert exporting.records(session) == {"the": CHEAP}
        assert [(each.number, each.why) for each in acts(session, "the")] == [
            (1, "mới"),
            (2, "giảm"),
            (None, "bãi bỏ"),
            (2, "chưa bãi bỏ"),
        ]


def test_a_draft_is_not_brought_back_to_citizens(engine: Engine) -> None:
    with sessions(engine).begin() as session:
        save(session, "the", Draft(name="Thẻ"), "lan", "mới")
        with pytest.raises(ValidationError, match="summary"):
            roll_back(session, "the", 1, "lan", "thử")


def test_what_is_not_there_is_named(written: Engine) -> None:
    with sessions(written)() as session:
        with pytest.raises(NotThere, match="Không có dịch vụ «khac»"):
            versions(session, "khac")
        with pytest.raises(NotThere, match="có bản 1 đến 2"):
            differences(session, "the", 1, 9)
