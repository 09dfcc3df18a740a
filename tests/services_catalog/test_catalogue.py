"""What is published stands in memory, and what was learnt of it is learnt once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
import scipy.sparse
from sqlalchemy import Engine

from services_catalog.catalogue import Catalogue
from services_catalog.search.features import Features
from services_catalog.search.linker import Linker
from tests.services_catalog.samples import RECORDS, TEACHING, published, record

NEIGHBOUR = record(
    "Cấp bản sao khai sinh",
    aliases=["xin lại bản sao khai sinh", "trích lục khai sinh"],
    questions={"fee": ["bản sao khai sinh mất bao nhiêu tiền"], "where": ["xin bản sao khai sinh ở đâu"]},
)


def learnings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Filled from now on: of each time that everything is learnt, how many phrases."""
    learnt: list[int] = []
    learning = Features.learnt

    def counted(texts: Sequence[str]) -> tuple[Features, scipy.sparse.csr_matrix]:
        learnt.append(len(texts))
        return learning(texts)

    monkeypatch.setattr(Features, "learnt", counted)
    return learnt


def test_of_those_who_start_together_one_learns_and_the_others_read(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(engine, RECORDS)
    learnt = learnings(monkeypatch)
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


def test_who_ended_before_it_was_stored_goes_on_from_what_was_stored_last(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(engine, RECORDS)
    Catalogue(engine, tmp_path, TEACHING).refresh()
    published(engine, {"ban-sao": NEIGHBOUR})
    learnt = learnings(monkeypatch)

    started = Catalogue(engine, tmp_path, TEACHING)
    started.refresh()

    assert started.linker.link("bản sao khai sinh").best[0] == "ban-sao"
    assert not started.is_settled
    assert not learnt


def test_what_one_process_has_learnt_of_a_publication_the_others_read(engine: Engine, tmp_path: Path) -> None:
    published(engine, RECORDS)
    first, second = (Catalogue(engine, tmp_path, TEACHING) for _ in range(2))
    for each in (first, second):
        each.refresh()
    published(engine, {"ban-sao": NEIGHBOUR})
    for each in (first, second):
        each.refresh()
    first.learn_afresh()

    second.learn_afresh()

    assert second.is_settled
    for text in ("bản sao khai sinh", "làm giấy khai sinh"):
        assert second.linker.link(text).services == first.linker.link(text).services


def test_what_changed_wholly_is_learnt_wholly(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms of the many new phrases weigh what they weigh for who starts with them."""
    published(engine, RECORDS)
    catalogue = Catalogue(engine, tmp_path, TEACHING)
    catalogue.refresh()
    many = [
        f"{verb} {thing}" for verb in ("xin", "lấy", "đổi", "mất", "sửa") for thing in ("sổ cá", "giấy gà", "thẻ vịt")
    ]
    published(engine, {"nuoi-ca": record("Đăng ký nuôi cá", aliases=many)})
    catalogue.refresh()
    learnt = learnings(monkeypatch)

    catalogue.learn_afresh()

    assert len(learnt) == 1
    afresh = Linker.learnt(catalogue.records, TEACHING)
    assert catalogue.linker.link("mất thẻ vịt").best[1] == pytest.approx(afresh.link("mất thẻ vịt").best[1], abs=1e-4)
