"""The same on PostgreSQL."""

from __future__ import annotations

import pytest

from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.editing import evidence, listing, opened
from services_catalog.back_office.editing.listing import Standing, Wanted
from services_catalog.back_office.editing.opened import Opened
from services_catalog.back_office.editing.saving import save_draft
from services_catalog.back_office.models import Account
from services_catalog.database import connect, sessions
from services_catalog.history import service_of
from services_catalog.migrating import migrate
from services_catalog.search.fulltext import SearchIndex
from tests.services_catalog.samples import TODAY, published, record

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40


@pytest.mark.postgres
def test_lists_keeps_saves_and_holds_evidence_on_postgresql(postgres_url: str) -> None:
    engine = connect(postgres_url)
    migrate(engine)
    published(
        engine, {"pg-cu": record("Việc cũ", verified={"on": "2020-01-01", "by": "x"}), "pg-moi": record("Việc mới")}
    )
    index = SearchIndex(engine)
    index.refresh()
    with sessions(engine).begin() as session:
        account = Account(name="pg-lan", display_name="Lan", role="editor")
        session.add(account)
        session.flush()
        person = Person(account.id, "pg-lan", "Lan", Role.EDITOR, "")
        for name in ("Gõ dở", "Gõ tiếp"):
            opened.keep(session, person.account_id, Opened("pg-moi", None, None, None, {"name": name}))
        stale = listing.find(session, index, Wanted(standing=Standing.STALE), TODAY)
        assert "pg-cu" in {row.slug for row in stale.rows if row.stale}
        assert "pg-moi" not in {row.slug for row in stale.rows}
        mine = opened.of(session, person.account_id, "pg-moi")
        assert mine.what == {"name": "Gõ tiếp"}
        base = mine.newest.id if mine.newest else None

    saved = save_draft(engine, person, "pg-moi", record("Việc mới hơn"), base, "thử")

    with sessions(engine).begin() as session:
        assert saved.revision.number == 2
        assert opened.of(session, person.account_id, "pg-moi").unsaved_at is None
        service = service_of(session, "pg-moi")
        evidence.add(session, person, service, "anh.png", PNG, None)
        [piece] = evidence.of_service(session, service.id)
        assert piece.bytes == len(PNG)
    engine.dispose()
