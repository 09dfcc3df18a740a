"""Finding a service among many."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine

from services_catalog.back_office.access.roles import Role
from services_catalog.database import sessions
from services_catalog.publishing import save
from tests.services_catalog.back_office.conftest import Clerk, SignIn
from tests.services_catalog.samples import published, record, withdrawn


@pytest.fixture
def clerk(sign_in: SignIn, office_engine: Engine) -> Clerk:
    """Among the published ones: a draft, one that is overdue, and one of a ministry."""
    published(
        office_engine,
        {
            "cu": record("Việc cũ", verified={"on": "2020-01-01", "by": "biên tập"}, life_events=["sinh-con"]),
            "bo": record("Việc của bộ", level="central", agency="Bộ Khoa học"),
        },
    )
    with sessions(office_engine).begin() as session:
        save(session, "ket-hon", record("Kết hôn, bản mới"), "lan", "viết lại")
    withdrawn(office_engine, "dang-ky-tam-tru")
    return sign_in(Role.VIEWER)


def shown(clerk: Clerk, query: str) -> set[str]:
    """The slugs of the services on the page."""
    page = clerk.get(f"/quan-tri/dich-vu?{query}").text
    slugs = ("khai-sinh", "can-cuoc-cap-lai", "dang-ky-tam-tru", "ket-hon", "cu", "bo")
    return {slug for slug in slugs if f'<code class="soft">{slug}</code>' in page}


def test_a_service_is_found_by_words_states_and_filters(clerk: Clerk) -> None:
    assert shown(clerk, "") == {"khai-sinh", "can-cuoc-cap-lai", "dang-ky-tam-tru", "ket-hon", "cu", "bo"}
    assert "khai-sinh" in shown(clerk, "tu=giay+khai+sinh")
    assert shown(clerk, "tinh-trang=draft") == {"ket-hon"}  # what was withdrawn has been read: no draft
    assert shown(clerk, "tinh-trang=stale") == {"cu"}
    assert "dang-ky-tam-tru" not in shown(clerk, "tinh-trang=published")
    assert shown(clerk, "tinh-trang=in_review") == set()
    assert shown(clerk, "cap=central") == {"bo"}
    assert shown(clerk, "su-kien=sinh-con") == {"cu"}
    assert shown(clerk, "co-quan=khoa+hoc") == {"bo"}
    assert shown(clerk, "tu=việc&cap=central") == {"bo"}


def test_the_list_says_who_changed_what_last_and_why(clerk: Clerk) -> None:
    page = clerk.get("/quan-tri/dich-vu").text

    assert "Kết hôn, bản mới" in page
    assert "lan" in page
    assert "viết lại" in page
    assert "Quá hạn xem lại" in page


def test_odd_filters_find_nothing_and_break_nothing(clerk: Clerk) -> None:
    for query in (
        "trang=-1",
        "trang=999999999999",
        "cap=x",
        "tinh-trang=x",
        "tu=%00%01",
        "su-kien=%27%22",
        "tu=%22%29%28",
    ):
        assert clerk.get(f"/quan-tri/dich-vu?{query}").status_code == 200


def test_scores_that_the_list_did_not_wait_for_are_given_afterwards(clerk: Clerk, office_engine: Engine) -> None:
    scores = clerk.get("/quan-tri/dich-vu/diem?ban=1,2,99999,x,-1").json()

    assert set(scores) == {"1", "2"}
    assert all(0 <= score <= 100 for score in scores.values())


def test_what_is_in_work_comes_first_then_a_to_z(clerk: Clerk) -> None:
    page = clerk.get("/quan-tri/dich-vu").text

    found = re.findall(r'<code class="soft">([^<]+)</code>', page)
    assert found == ["ket-hon", "dang-ky-tam-tru", "bo", "can-cuoc-cap-lai", "cu", "khai-sinh"]
