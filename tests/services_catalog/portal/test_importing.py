"""Into the database: nothing twice, nothing of the staff's lost, nothing published, broken lines told."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from services_catalog.catalogue import Catalogue
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.models import Base, Publication, Revision, Service
from services_catalog.portal.dump import read_dump
from services_catalog.portal.importing import BY, import_lines
from services_catalog.publishing import NotPublishable, publish, save
from services_catalog.record import Draft
from tests.services_catalog.portal.records import fields, write
from tests.services_catalog.samples import TEACHING

SEEN_ON = date(2026, 6, 10)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with the tables of this release, empty."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else f"sqlite:///{tmp_path / 'a.db'}"
    engine = connect(url)
    migrate(engine)
    yield engine
    engine.dispose()


def run(engine: Engine, dump: Path, dry_run: bool = False) -> list[str]:
    """What became of each line."""
    return [each.fate for each in import_lines(sessions(engine), read_dump(dump), SEEN_ON, "thử", dry_run)]


def count(engine: Engine, table: type[Base]) -> int:
    with sessions(engine)() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_record_is_saved_once(store: Engine, tmp_path: Path) -> None:
    dump = write(tmp_path / "a.jsonl", fields("9.000001"), fields("9.000002"))

    assert run(store, dump) == ["new", "new"]
    assert run(store, dump) == ["unchanged", "unchanged"]
    assert count(store, Revision) == 2


def test_a_changed_record_is_a_new_revision(store: Engine, tmp_path: Path) -> None:
    run(store, write(tmp_path / "a.jsonl", fields()))

    assert run(store, write(tmp_path / "a.jsonl", fields(linh_vuc="Bảo tàng"))) == ["changed"]
    assert count(store, Revision) == 2


def test_an_interrupted_import_is_started_again(store: Engine, tmp_path: Path) -> None:
    run(store, write(tmp_path / "half.jsonl", fields("9.000001")))

    assert run(store, write(tmp_path / "all.jsonl", fields("9.000001"), fields("9.000002"))) == ["unchanged", "new"]


def test_a_dry_run_leaves_the_database_as_it_is(store: Engine, tmp_path: Path) -> None:
    assert run(store, write(tmp_path / "a.jsonl", fields()), dry_run=True) == ["new"]
    assert count(store, Service) == 0


def test_what_staff_made_of_a_draft_survives_the_next_import(store: Engine, tmp_path: Path) -> None:
    dump = write(tmp_path / "a.jsonl", fields())
    run(store, dump)
    with sessions(store).begin() as session:
        save(session, "tthc/9-000001", Draft(name="Cấp thẻ, đã sửa"), "lan", "sửa")

    assert run(store, dump) == ["unchanged"]
    with sessions(store)() as session:
        newest = session.scalars(select(Revision).order_by(Revision.number.desc())).first()
        assert newest is not None
        assert newest.by == "lan"

    changed = write(tmp_path / "b.jsonl", fields(linh_vuc="Bảo tàng"))
    (outcome,) = import_lines(sessions(store), read_dump(changed), SEEN_ON, "thử")
    assert outcome.findings[-1].what == "Cổng đã đổi, mà bản nháp cũng đã được sửa tay"


def test_drafts_reach_no_citizen(store: Engine, tmp_path: Path) -> None:
    run(store, write(tmp_path / "a.jsonl", fields()))
    catalogue = Catalogue(store, teaching=TEACHING)
    catalogue.refresh()

    assert catalogue.records == {}
    assert count(store, Publication) == 0


def test_a_draft_is_refused_with_the_field_that_is_missing(store: Engine, tmp_path: Path) -> None:
    run(store, write(tmp_path / "a.jsonl", fields()))

    with sessions(store)() as session:
        revision = session.scalars(select(Revision).where(Revision.by == BY)).one()
        with pytest.raises(NotPublishable) as refused:
            publish(session, revision, "lan", "thử")

    assert (refused.value.slug, refused.value.field) == ("tthc/9-000001", "summary")
    assert count(store, Publication) == 0


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "Dòng không phải JSON"),
        ("[1]", "Dòng không phải một bản ghi"),
        (fields("1.1"), "Không có mã thủ tục đúng dạng (ví dụ 1.001193)"),
        (fields(ten_thu_tuc=" "), "Không có tên thủ tục"),
        (fields(raw_text="Tên thủ tụcThẻMã thủ tục9.999999Số"), "Nội dung là của thủ tục khác (9.999999)"),
    ],
)
def test_a_broken_line_is_told_by_its_number_and_the_others_go_on(line: object, what: str, tmp_path: Path) -> None:
    broken, good = read_dump(write(tmp_path / "a.jsonl", line, fields("9.000002")))

    assert broken.fields is None
    assert broken.finding is not None
    assert (broken.number, broken.finding.what) == (1, what)
    assert good.code == "9.000002"


def test_a_code_is_used_once(tmp_path: Path) -> None:
    first, second = read_dump(write(tmp_path / "a.jsonl", fields(), fields()))

    assert first.fields is not None
    assert second.finding is not None
    assert second.finding.what == "Mã thủ tục đã có ở dòng trên"


def test_a_line_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress('{"ten_thu_tuc": "Thẻ"}\n'.encode("utf-16")))

    assert next(read_dump(path)).finding is not None
