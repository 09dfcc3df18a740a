"""Searching by words: what somebody who types this finds, and how soon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate
from services_catalog.places import Places
from services_catalog.publishing import save
from services_catalog.record import Draft, Level
from services_catalog.search import fulltext
from services_catalog.search.fulltext import Filters, SearchIndex, Standing
from tests.polling import eventually
from tests.services_catalog.samples import CAN_CUOC, RECORDS, published, record, withdrawn

BOTH = Filters(standing=None)
LIBRARY = record(
    "Cấp thẻ thư viện",
    code="1.009999",
    agency="Thư viện tỉnh",
    level="province",
    life_events=["di-hoc"],
    keywords=["mượn sách"],
)


def drafted(engine: Engine, slug: str, draft: Draft) -> None:
    with sessions(engine).begin() as session:
        save(session, slug, draft, "người biên tập", "thử")


def slugs(index: SearchIndex, query: str, filters: Filters = Filters()) -> list[str]:
    return [hit.slug for hit in index.search(query, filters=filters)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Five published services and a draft; tests only read it."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('search') / 'catalogue.db'}")
    migrate(engine)
    published(engine, {**RECORDS, "the-thu-vien": LIBRARY})
    drafted(engine, "the-doc-sach", Draft(name="Cấp thẻ đọc sách"))
    made = SearchIndex(engine)
    made.refresh()
    yield made
    engine.dispose()


@pytest.mark.parametrize(
    "query",
    [
        "đăng ký khai sinh",
        "DANG KY KHAI SINH",
        "khai sinh",
        "làm giấy khia sinh",  # two letters swapped
        "khai sinhh",  # one too many
        "đk khai sinh",
        "ddawng kys khai sinh",  # Telex with the input method off
        "vừa sinh em bé",
        "giấy chứng sinh",  # a paper
    ],
)
def test_a_service_is_found_however_it_is_typed(index: SearchIndex, query: str) -> None:
    assert slugs(index, query)[0] == "khai-sinh"


def test_a_service_is_found_by_the_code_of_its_procedure(index: SearchIndex) -> None:
    assert slugs(index, "1.009999")[0] == "the-thu-vien"


def test_a_name_counts_more_than_an_alias_and_an_alias_more_than_the_text(engine: Engine) -> None:
    published(
        engine,
        {
            "trong-noi-dung": record("Việc ba", summary="Việc này có nhắc đến hộ tịch ở trong nội dung."),
            "ten-khac": record("Việc hai", aliases=["hộ tịch"]),
            "ten": record("Hộ tịch"),
        },
    )
    index = SearchIndex(engine)
    index.refresh()

    assert slugs(index, "ho tich") == ["ten", "ten-khac", "trong-noi-dung"]


@pytest.mark.parametrize("query", ["", "   ", "???", "qwrtz", "()\"': AND NOT *~^"])
def test_nothing_is_found_where_nothing_fits(index: SearchIndex, query: str) -> None:
    assert index.search(query) == []


@given(st.text())
def test_no_text_is_too_strange_to_be_searched_for(index: SearchIndex, query: str) -> None:
    assert len(index.search(query, filters=BOTH, limit=3)) <= 3


def test_drafts_are_found_on_request_alone_and_are_told_from_what_is_published(index: SearchIndex) -> None:
    assert slugs(index, "thẻ đọc sách") == ["the-thu-vien", "can-cuoc-cap-lai"]
    assert slugs(index, "thẻ đọc sách", Filters(standing=Standing.DRAFT)) == ["the-doc-sach"]
    both = index.search("thẻ đọc sách", filters=BOTH)
    assert [(hit.slug, hit.published) for hit in both][:2] == [("the-doc-sach", False), ("the-thu-vien", True)]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(level=Level.PROVINCE),
        Filters(life_event="di-hoc"),
        Filters(agency="Thư viện"),
        Filters(agency="thu vien tinh", level=Level.PROVINCE),
    ],
)
def test_filters_leave_what_they_say(index: SearchIndex, filters: Filters) -> None:
    assert len(slugs(index, "cấp thẻ")) > 1
    assert slugs(index, "cấp thẻ", filters) == ["the-thu-vien"]


@pytest.mark.parametrize("asked", ["Tỉnh Ninh Bình", "ninh binh", "Hà Nam", "tỉnh Nam Định"])
def test_what_differs_in_a_province_is_found_by_its_names_of_today_and_before(engine: Engine, asked: str) -> None:
    there = {"place": "37", "where": [{"text": "Bộ phận một cửa ở chợ", "sources": ["luat"]}]}
    differs = record("Lệ phí chợ nổi", local=[there])
    published(engine, {"cho-noi": differs, "cho": record("Lệ phí chợ")})
    index = SearchIndex(engine)
    index.refresh()

    assert slugs(index, "lệ phí chợ", Filters(province=asked)) == ["cho-noi"]
    assert slugs(index, "lệ phí chợ", Filters(province="Thành phố Huế")) == []


def test_the_name_of_an_old_place_finds_what_stands_under_the_new(engine: Engine) -> None:
    published(engine, {"cho-sai-gon": record("Thuê chỗ ở chợ phường Sài Gòn"), "cho-khac": record("Thuê chỗ ở chợ")})
    index = SearchIndex(engine)
    index.refresh()

    assert slugs(index, Places.load().expand("thuê chỗ phường Bến Nghé quận 1"))[0] == "cho-sai-gon"


@pytest.mark.parametrize("stored", [True, False])
def test_a_change_is_found_by_processes_that_are_running(engine: Engine, tmp_path: Path, stored: bool) -> None:
    published(engine, RECORDS)
    store = tmp_path / "search" if stored else None
    first, second = SearchIndex(engine, store), SearchIndex(engine, store)
    first.follow(0.05)
    second.follow(0.05)

    published(engine, {"the-thu-vien": LIBRARY})
    for index in (first, second):
        assert eventually(lambda index=index: slugs(index, "sách") == ["the-thu-vien"])

    withdrawn(engine, "the-thu-vien")
    for index in (first, second):
        assert eventually(lambda index=index: slugs(index, "sách") == [])
        assert slugs(index, "sách", BOTH) == ["the-thu-vien"]
        index.close()


def test_what_another_process_wrote_in_the_meantime_is_not_written_twice(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(engine, {**RECORDS, "the-thu-vien": LIBRARY})
    first, second = SearchIndex(engine, tmp_path), SearchIndex(engine, tmp_path)
    look = fulltext._wanted

    def meanwhile(session: Session) -> dict[int, fulltext._Wanted]:
        monkeypatch.setattr(fulltext, "_wanted", look)
        assert second.refresh()
        return look(session)

    monkeypatch.setattr(fulltext, "_wanted", meanwhile)
    assert first.refresh()

    for index in (first, second):
        assert slugs(index, "sách") == ["the-thu-vien"]


def test_an_edited_record_is_found_by_its_new_words_alone_once_it_is_published(engine: Engine) -> None:
    published(engine, RECORDS)
    index = SearchIndex(engine)
    index.refresh()
    changed = CAN_CUOC.model_copy(update={"aliases": ["thẻ nhựa"]})

    drafted(engine, "can-cuoc-cap-lai", changed)
    assert index.refresh()
    assert slugs(index, "thẻ nhựa", Filters(standing=Standing.DRAFT)) == ["can-cuoc-cap-lai"]
    assert len(index) == len(RECORDS) + 1

    published(engine, {"can-cuoc-cap-lai": changed})
    assert index.refresh()
    assert slugs(index, "nhựa") == ["can-cuoc-cap-lai"]
    assert slugs(index, "mất căn cước công dân làm lại", Filters(standing=Standing.DRAFT)) == []
    assert len(index) == len(RECORDS)
    assert not index.refresh()


def test_a_database_made_anew_is_not_searched_with_the_index_of_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    for records in (RECORDS, {"the-thu-vien": LIBRARY}):
        engine = connect(f"sqlite:///{file}")
        migrate(engine)
        published(engine, records)
        index = SearchIndex(engine, tmp_path / "search")
        index.refresh()
        assert len(index) == len(records)
        engine.dispose()
        for each in tmp_path.glob("catalogue.db*"):
            each.unlink()


def test_a_damaged_index_is_made_anew(engine: Engine, tmp_path: Path) -> None:
    published(engine, RECORDS)
    SearchIndex(engine, tmp_path).refresh()
    for file in tmp_path.rglob("meta.json"):
        file.write_text("không đọc được", encoding="utf-8")

    index = SearchIndex(engine, tmp_path)
    index.refresh()

    assert slugs(index, "kết hôn") == ["ket-hon"]


@pytest.mark.postgres
def test_postgresql_is_searched_alike(postgres_url: str) -> None:
    engine = connect(postgres_url)
    migrate(engine)
    published(engine, RECORDS)
    index = SearchIndex(engine)
    index.refresh()

    assert slugs(index, "khai sinh")[0] == "khai-sinh"

    withdrawn(engine, "khai-sinh")
    index.refresh()
    assert "khai-sinh" not in slugs(index, "khai sinh")
    engine.dispose()
