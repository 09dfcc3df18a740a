"""From a draft to citizens: two persons, a reason, a day; nothing twice, nothing blindly."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from services_catalog import history
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry, Proposal
from services_catalog.back_office.workflow import proposals
from services_catalog.back_office.workflow.due import publish_due
from services_catalog.back_office.workflow.proposals import State
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.database import sessions
from services_catalog.models import Publication, now
from services_catalog.publishing import publish, save, withdraw
from services_catalog.record import Draft
from tests.services_catalog.samples import fee, record

DEAR, CHEAP, FREE = (record(fees=[fee(amount)]) for amount in (70_000, 35_000, 0))
LAN = Person(1, "lan", "Lan", Role.EDITOR, "")
MINH = Person(2, "minh", "Minh", Role.PUBLISHER, "")
HOA = Person(3, "hoa", "Hoa", Role.PUBLISHER, "")
SOON = timedelta(hours=1)


@pytest.fixture
def written(either_engine: Engine) -> Engine:
    """A fee of 70.000 is published; Lan has written one of 35.000."""
    engine = either_engine
    with sessions(engine).begin() as session:
        publish(session, save(session, "the", DEAR, "hoa", "mới"), "minh", "mới")
    with sessions(engine).begin() as session:
        save(session, "the", CHEAP, "lan", "giảm")
    return engine


def proposed(engine: Engine, number: int | None = 2, person: Person = LAN) -> int:
    with sessions(engine).begin() as session:
        return proposals.propose(session, person, "the", number, "Nghị định mới").id


def approved(engine: Engine, proposal_id: int, person: Person = MINH, **more: object) -> None:
    with sessions(engine).begin() as session:
        seen = history.service_of(session, "the").published_id
        proposals.approve(session, proposal_id, person, "đúng rồi", seen=seen, **more)  # type: ignore[arg-type]


def public(engine: Engine) -> int | None:
    """The number of the revision that citizens read."""
    with sessions(engine)() as session:
        published = history.service_of(session, "the").published
        return published.number if published else None


def state(engine: Engine, proposal_id: int) -> State:
    with sessions(engine)() as session:
        return State(session.get_one(Proposal, proposal_id).state)


def acts(engine: Engine) -> list[tuple[str, str]]:
    with sessions(engine)() as session:
        return [(each.by, each.act) for each in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_what_another_person_approves_is_read_at_once_with_names_and_reason(written: Engine) -> None:
    approved(written, proposed(written))

    assert public(written) == 2
    assert acts(written) == [("lan", "propose"), ("minh", "approve"), ("minh", "publish")]
    with sessions(written)() as session:
        done = history.acts(session, "the")[-1]
        assert (done.number, done.by, done.why) == (2, "minh", "Nghị định mới")


def test_nobody_approves_what_they_proposed_or_wrote(written: Engine) -> None:
    with sessions(written).begin() as session:
        save(session, "the", FREE, "minh", "miễn phí")
    by_minh = proposed(written, 3)  # Lan proposes what Minh has written, after what she has written herself
    for person in (LAN, MINH):
        with pytest.raises(Refused, match="người"):
            approved(written, by_minh, person)
    own = proposed(written, 2, HOA)
    with pytest.raises(Refused, match="Bạn là người đề nghị"):
        approved(written, own, HOA)
    assert public(written) == 1
    approved(written, own, MINH)
    assert public(written) == 2


def test_what_was_written_on_the_way_counts_too(written: Engine) -> None:
    with sessions(written).begin() as session:
        save(session, "the", FREE, "minh", "miễn phí")
    with sessions(written).begin() as session:
        save(session, "the", record(fees=[fee(1)]), "lan", "một đồng")

    with pytest.raises(Refused, match="Bạn đã viết"):
        approved(written, proposed(written, 4), MINH)


def test_it_is_published_on_its_minute_and_not_before(written: Engine) -> None:
    waiting = proposed(written)
    approved(written, waiting, due_at=now() + SOON)

    assert publish_due(written) == 0
    assert (public(written), state(written, waiting)) == (1, State.SCHEDULED)
    assert publish_due(written, now() + SOON) == 1
    assert (public(written), state(written, waiting)) == (2, State.DONE)
    assert publish_due(written, now() + SOON) == 0


def test_many_processes_publish_it_once(written: Engine) -> None:
    waiting = proposed(written)
    approved(written, waiting, due_at=now() + SOON)
    due, together, done = now() + SOON, threading.Barrier(6), []

    def process() -> None:
        together.wait()
        done.append(publish_due(written, due))

    threads = [threading.Thread(target=process) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sum(done) == 1
    assert public(written) == 2
    with sessions(written)() as session:
        assert session.scalar(select(func.count()).select_from(Publication)) == 2
    assert [act for _, act in acts(written)].count("publish") == 1


def test_what_has_changed_since_is_looked_at_again_and_says_why(written: Engine) -> None:
    waiting = proposed(written)
    approved(written, waiting, due_at=now() + SOON)
    with sessions(written).begin() as session:
        publish(session, save(session, "the", FREE, "hoa", "sửa gấp"), "minh", "sửa gấp")

    with sessions(written)() as session:
        assert proposals.outdated(session, session.get_one(Proposal, waiting))
    assert publish_due(written, now() + SOON) == 0

    assert (public(written), state(written, waiting)) == (3, State.IN_REVIEW)
    with sessions(written)() as session:
        assert "bản 1 → bản 3" in (session.get_one(Proposal, waiting).review or "")
    assert ("minh", "return") in acts(written)


def test_two_steps_may_be_scheduled_one_after_the_other(written: Engine) -> None:
    with sessions(written).begin() as session:
        save(session, "the", FREE, "lan", "miễn phí từ tháng sau")
    first, second = proposed(written, 2), None
    approved(written, first, due_at=now() + SOON)
    second = proposed(written, 3)
    approved(written, second, due_at=now() + 2 * SOON)

    assert publish_due(written, now() + SOON) == 1
    assert publish_due(written, now() + 2 * SOON) == 1
    assert public(written) == 3


def test_it_expires_on_its_day(written: Engine) -> None:
    approved(written, proposed(written), until=now() + SOON)
    assert public(written) == 2

    assert publish_due(written, now() + SOON) == 1
    assert public(written) is None


def test_a_service_is_withdrawn_by_two_persons(written: Engine) -> None:
    approved(written, proposed(written, None))

    assert public(written) is None
    assert ("minh", "withdraw") in acts(written)
    with pytest.raises(Refused, match="không đang công bố"):
        proposed(written, None)


def test_a_reviewer_who_saw_something_else_looks_again(written: Engine) -> None:
    waiting = proposed(written)
    with sessions(written)() as session:
        seen = history.service_of(session, "the").published_id
    with sessions(written).begin() as session:
        withdraw(session, "the", "hoa", "gấp")

    with pytest.raises(Refused, match="vừa đổi"), sessions(written).begin() as session:
        proposals.approve(session, waiting, MINH, "", seen=seen)
    assert (public(written), state(written, waiting)) == (None, State.IN_REVIEW)


def test_what_is_refused_comes_with_words_and_cannot_be_approved_later(written: Engine) -> None:
    waiting = proposed(written)
    with pytest.raises(Refused, match="cần sửa gì"), sessions(written).begin() as session:
        proposals.refuse(session, waiting, MINH, " ")
    with sessions(written).begin() as session:
        proposals.refuse(session, waiting, MINH, "Sai số tiền")

    with pytest.raises(Refused, match="không còn chờ duyệt"):
        approved(written, waiting)
    assert public(written) == 1


def test_only_who_proposed_takes_it_back_and_only_a_publisher_takes_it_off_the_calendar(written: Engine) -> None:
    other = Person(4, "tu", "Tú", Role.EDITOR, "")
    waiting = proposed(written)
    with pytest.raises(Refused, match="Chỉ người đề nghị"), sessions(written).begin() as session:
        proposals.drop(session, waiting, other, "thôi")
    approved(written, waiting, due_at=now() + SOON)
    with pytest.raises(Refused, match="người duyệt"), sessions(written).begin() as session:
        proposals.drop(session, waiting, LAN, "thôi")
    with sessions(written).begin() as session:
        proposals.drop(session, waiting, HOA, "nghị định lùi ngày")

    assert publish_due(written, now() + SOON) == 0
    assert (public(written), state(written, waiting)) == (1, State.DROPPED)


def test_a_newer_proposal_takes_the_place_of_the_one_before(written: Engine) -> None:
    first = proposed(written)
    second = proposed(written)

    assert (state(written, first), state(written, second)) == (State.DROPPED, State.IN_REVIEW)


def test_a_draft_that_lacks_something_is_not_approved(written: Engine) -> None:
    with sessions(written).begin() as session:
        save(session, "moi", Draft(name="Việc mới"), "lan", "nháp")
        waiting = proposals.propose(session, LAN, "moi", 1, "thử").id

    with pytest.raises(Refused, match="chưa đủ"), sessions(written).begin() as session:
        proposals.approve(session, waiting, MINH, "", seen=None)


def test_one_click_leads_back_to_what_was_public_before(written: Engine) -> None:
    approved(written, proposed(written))
    with pytest.raises(Refused, match="lý do"), sessions(written).begin() as session:
        proposals.back_to(session, MINH, "the", 1, "")
    with sessions(written).begin() as session:
        proposals.back_to(session, MINH, "the", 1, "35.000 là nhầm")

    assert public(written) == 3
    with sessions(written)() as session:
        assert history.differences(session, "the", 1, 3) == []
    assert acts(written)[-1] == ("minh", "roll_back")


def test_a_publisher_cannot_publish_their_own_draft_by_going_back_to_it(written: Engine) -> None:
    with sessions(written).begin() as session:
        save(session, "the", FREE, "minh", "miễn phí")
    with sessions(written).begin() as session:
        done = proposals.back_to(session, MINH, "the", 3, "tôi muốn vậy")
        assert isinstance(done, Proposal)
        waiting = done.id

    assert public(written) == 1
    with pytest.raises(Refused):
        approved(written, waiting, MINH)


def test_a_day_that_has_passed_is_refused(written: Engine) -> None:
    waiting = proposed(written)
    for wrong in ({"due_at": now() - SOON}, {"until": now() - SOON}, {"due_at": now() + SOON, "until": now()}):
        with pytest.raises(Refused):
            approved(written, waiting, MINH, **wrong)
    assert state(written, waiting) is State.IN_REVIEW
