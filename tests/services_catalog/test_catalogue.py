"""What is published stands in memory, and what was learnt of it is learnt once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_catalog.catalogue import Catalogue
from services_catalog.record import ServiceRecord
from services_catalog.search.linker import Linker
from services_catalog.search.teaching import Teaching
from tests.services_catalog.samples import RECORDS, TEACHING, published, record

NEIGHBOUR = record(
    "Cấp bản sao khai sinh",
    aliases=["xin lại bản sao khai sinh", "trích lục khai sinh"],
    questions={"fee": ["bản sao khai sinh mất bao nhiêu tiền"], "where": ["xin bản sao khai sinh ở đâu"]},
)


def test_of_those_who_start_together_one_learns_and_the_others_read(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(engine, RECORDS)
    learnt: list[str] = []
    learning = Linker.learnt

    def counted(records: dict[str, ServiceRecord], teaching: Teaching | None = None) -> Linker:
        learnt.append("once more")
        return learning(records, teaching)

    monkeypatch.setattr(Linker, "learnt", counted)
    catalogues = [Catalogue(engine, tmp_path / "linker", TEACHING) for _ in range(3)]
    threads = [threading.Thread(target=each.refresh) for each in catalogues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [each.linker.link("làm giấy khai sinh").best[0] for each in catalogues] == ["khai-sinh"] * 3
    assert len(learnt) == 1


def test_where_nothing_can_be_stored_everybody_learns(engine: Engine, tmp_path: Path) -> None:
    published(engine, RECORDS)
    (tmp_path / "linker").write_text("no folder")

    catalogue = Catalogue(engine, tmp_path / "linker", TEACHING)
    catalogue.refresh()

    assert catalogue.linker.link("làm giấy khai sinh").best[0] == "khai-sinh"


def test_a_while_after_a_publication_the_others_know_of_it_and_so_does_who_starts_next(
    engine: Engine, tmp_path: Path
) -> None:
    published(engine, RECORDS)
    catalogue = Catalogue(engine, tmp_path, TEACHING)
    catalogue.refresh()

    published(engine, {"ban-sao": NEIGHBOUR})
    catalogue.refresh()
    at_once = dict(catalogue.linker.link("bản sao khai sinh").services)
    catalogue.learn_afresh()

    later = dict(catalogue.linker.link("bản sao khai sinh").services)
    assert at_once["ban-sao"] > 0.5
    assert later["khai-sinh"] < at_once["khai-sinh"]  # it has learnt that those words are not its own
    started = Catalogue(engine, tmp_path, TEACHING)
    started.refresh()
    assert dict(started.linker.link("bản sao khai sinh").services) == pytest.approx(later, abs=1e-5)
