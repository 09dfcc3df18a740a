"""Content files into the database: nothing twice, and staff's edits survive until a file changes."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from services_catalog.database import sessions
from services_catalog.loading import load_record
from services_catalog.models import Publication, Revision, Service
from services_catalog.publishing import publish, save, version, withdraw
from services_catalog.record import ServiceRecord
from tests.services_catalog.samples import record

FILE = record("Cấp thẻ thư viện")
EDITED = record("Cấp thẻ thư viện (đã sửa)")
CHANGED_FILE = record("Cấp thẻ thư viện, bản mới")


def load(engine: Engine, each: ServiceRecord) -> bool:
    with sessions(engine).begin() as session:
        return load_record(session, "the-thu-vien", each)


def edit(engine: Engine, each: ServiceRecord) -> None:
    with sessions(engine).begin() as session:
        publish(session, save(session, "the-thu-vien", each, "lan", "sửa"), "lan", "sửa")


def name(engine: Engine) -> str | None:
    """The name that citizens read."""
    with sessions(engine)() as session:
        revision = session.scalar(select(Revision).join(Service, Service.published_id == Revision.id))
        return revision.record["name"] if revision else None


def test_a_new_file_is_published(engine: Engine) -> None:
    assert load(engine, FILE)
    assert name(engine) == FILE.name


def test_loading_again_changes_nothing(engine: Engine) -> None:
    load(engine, FILE)

    assert not load(engine, FILE)
    with sessions(engine)() as session:
        assert len(session.scalars(select(Revision)).all()) == 1
        assert len(session.scalars(select(Publication)).all()) == 1


def test_what_staff_edited_survives_the_next_start(engine: Engine) -> None:
    load(engine, FILE)
    edit(engine, EDITED)

    assert not load(engine, FILE)
    assert name(engine) == EDITED.name


def test_a_changed_file_wins_over_an_edit(engine: Engine) -> None:
    load(engine, FILE)
    edit(engine, EDITED)

    assert load(engine, CHANGED_FILE)
    assert name(engine) == CHANGED_FILE.name


def test_a_file_that_goes_back_wins_too(engine: Engine) -> None:
    load(engine, FILE)
    load(engine, CHANGED_FILE)

    assert load(engine, FILE)
    assert name(engine) == FILE.name


def test_what_was_withdrawn_stays_withdrawn_while_its_file_is_the_same(engine: Engine) -> None:
    load(engine, FILE)
    with sessions(engine).begin() as session:
        withdraw(session, "the-thu-vien", "lan", "bãi bỏ")

    assert not load(engine, FILE)
    assert name(engine) is None


def test_each_publication_and_withdrawal_makes_a_new_version(engine: Engine) -> None:
    def published(session: Session) -> bool:
        return publish(session, save(session, "a", FILE, "lan", "mới"), "lan", "mới")

    def withdrawn(session: Session) -> bool:
        return withdraw(session, "a", "lan", "bỏ")

    seen = []
    for act in (published, withdrawn, published):
        with sessions(engine).begin() as session:
            assert act(session)
            seen.append(version(session))
            assert not act(session)  # done already
            assert version(session) == seen[-1]

    assert seen == sorted(set(seen))


def test_revisions_are_kept_with_who_and_why(engine: Engine) -> None:
    load(engine, FILE)
    edit(engine, EDITED)

    with sessions(engine)() as session:
        revisions = session.scalars(select(Revision).order_by(Revision.number)).all()

    assert [(each.number, each.record["name"]) for each in revisions] == [(1, FILE.name), (2, EDITED.name)]
    assert (revisions[1].by, revisions[1].why) == ("lan", "sửa")


def test_a_service_that_was_never_published_cannot_be_withdrawn(engine: Engine) -> None:
    with sessions(engine).begin() as session:
        assert not withdraw(session, "khong-co", "lan", "bỏ")
