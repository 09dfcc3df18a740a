"""Which service a message is about: learnt from what is published, at once, however it is typed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from alembic import command
from sqlalchemy import Engine

from services_catalog.catalogue import Catalogue
from services_catalog.content import CONTENT, read_as
from services_catalog.database import connect
from services_catalog.guides.guide import Guide
from services_catalog.migrating import config
from services_catalog.search.doubt import LEAST_MARGIN
from services_catalog.search.linker import Linker
from services_catalog.search.teaching import AMBIGUOUS, Teaching
from tests.polling import eventually
from tests.services_catalog.samples import (
    KHAI_SINH,
    RECORDS,
    TEACHING,
    published,
    record,
    small_catalogue,
    withdrawn,
)
from tests.typing_styles import STYLES, rendered

PASSPORT = record(
    "Cấp hộ chiếu phổ thông",
    aliases=["làm hộ chiếu", "passport"],
    questions={"documents": ["làm hộ chiếu cần giấy tờ gì"], "fee": ["hộ chiếu mất bao nhiêu tiền"]},
)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Khai sinh cho con cần giấy tờ gì", "khai-sinh"),
        ("Mất thẻ căn cước thì làm lại ở đâu", "can-cuoc-cap-lai"),
        ("Đăng ký tạm trú mất bao nhiêu tiền", "dang-ky-tam-tru"),
        ("Thủ tục đăng ký kết hôn", "ket-hon"),
    ],
)
def test_a_service_is_found_in_every_way_of_typing(catalogue: Catalogue, text: str, slug: str, style: str) -> None:
    assert catalogue.linker.link(rendered(text, style)).best[0] == slug


@pytest.mark.parametrize("text", ["", "   ", "?!", "😀", "\u200b", "xyzzy plugh", "a" * 1000])
def test_what_says_nothing_links_without_failing(catalogue: Catalogue, text: str) -> None:
    link = catalogue.linker.link(text)

    total = sum(share for _, share in link.services + link.unlisted) + link.none + sum(link.outside.values())
    assert total == pytest.approx(1, abs=1e-3)


def test_an_empty_catalogue_finds_no_service() -> None:
    assert Linker.empty().link("đăng ký khai sinh").best == ("", 0.0)


def test_a_service_published_a_moment_ago_is_found_by_another_process(engine: Engine) -> None:
    published(engine, RECORDS)
    elsewhere = connect(engine.url.render_as_string(hide_password=False))
    other = Catalogue(elsewhere, teaching=TEACHING)
    other.follow(0.05)
    try:
        assert other.linker.link("làm hộ chiếu").best[0] != "ho-chieu-pho-thong"

        published(engine, {"ho-chieu-pho-thong": PASSPORT})

        assert eventually(lambda: "ho-chieu-pho-thong" in other.records)
        for text in ("làm hộ chiếu", "lam ho chieu", "lamf hooj chieeus"):
            assert other.linker.link(text).best[0] == "ho-chieu-pho-thong"
    finally:
        other.close()
        elsewhere.dispose()


def test_what_is_withdrawn_is_found_no_more(engine: Engine) -> None:
    catalogue = small_catalogue(engine)
    assert catalogue.linker.link("làm giấy khai sinh").best[0] == "khai-sinh"

    withdrawn(engine, "khai-sinh")
    assert catalogue.refresh()

    assert "khai-sinh" not in dict(catalogue.linker.link("làm giấy khai sinh").services)


def test_new_words_of_a_service_are_known_at_once(engine: Engine) -> None:
    catalogue = small_catalogue(engine)
    changed = KHAI_SINH.model_copy(update={"aliases": [*KHAI_SINH.aliases, "bé mới chào đời báo xã"]})

    published(engine, {"khai-sinh": changed})
    catalogue.refresh()

    assert catalogue.linker.link("be moi chao doi").best[0] == "khai-sinh"


def test_nothing_new_is_nothing_to_read(engine: Engine) -> None:
    catalogue = small_catalogue(engine)

    assert not catalogue.refresh()


def test_when_the_database_is_away_what_was_read_is_still_answered(engine: Engine) -> None:
    catalogue = small_catalogue(engine)

    command.downgrade(config(engine), "base")  # every table is gone
    catalogue.follow(3600)
    catalogue.close()

    assert catalogue.linker.link("làm giấy khai sinh").best[0] == "khai-sinh"
    assert catalogue.records["khai-sinh"] == KHAI_SINH


def test_learning_one_service_later_links_as_learning_all_at_once() -> None:
    later = Linker.learnt(RECORDS, TEACHING).relearnt({**RECORDS, "ho-chieu-pho-thong": PASSPORT}, TEACHING)

    for text, slug in [("hộ chiếu mất bao nhiêu tiền", "ho-chieu-pho-thong"), ("giấy hôn thú", "ket-hon")]:
        assert later.link(text).best[0] == slug


@pytest.mark.parametrize("change", ["a new service", "new words", "withdrawn"])
def test_learning_a_change_thoroughly_links_as_learning_all_at_once(change: str) -> None:
    records = {
        "a new service": {**RECORDS, "ho-chieu-pho-thong": PASSPORT},
        "new words": {**RECORDS, "ket-hon": record("Đăng ký kết hôn", aliases=["làm giấy hôn thú", "cưới nhau"])},
        "withdrawn": {slug: each for slug, each in RECORDS.items() if slug != "ket-hon"},
    }[change]
    steps: list[tuple[int, int]] = []

    thorough = Linker.learnt(RECORDS, TEACHING).relearnt(
        records, TEACHING, thoroughly=True, told=lambda done, total: steps.append((done, total))
    )

    afresh = Linker.learnt(records, TEACHING)
    alike = [thorough.link(text).best[0] == afresh.link(text).best[0] for text in afresh.texts]
    assert sum(alike) >= 0.98 * len(alike)  # terms weigh a little otherwise, and some texts stand on the edge
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert {total for _, total in steps} == {len(steps)}


def test_many_texts_at_once_are_linked_as_one_by_one() -> None:
    linker = Linker.learnt(RECORDS, TEACHING)
    texts = ["làm giấy khai sinh", "xin chào", "nấu phở", "Đăng ký kết hôn ở đâu"]

    odds = linker.odds(texts)

    for text, shares, doubt in zip(texts, odds.shares, odds.doubt, strict=True):
        link, said = linker.link(text), dict(zip(odds.names, shares.tolist(), strict=True))
        signs, _ = linker.signs_of_doubt(text)
        assert doubt == pytest.approx(signs.margin if signs else LEAST_MARGIN, abs=1e-5)
        assert [said[slug] for slug, _ in link.services] == pytest.approx([each for _, each in link.services], abs=1e-5)
        assert sum(said.values()) == pytest.approx(1, abs=1e-5)


def test_a_stored_linker_links_as_before(tmp_path: Path) -> None:
    learnt = Linker.learnt(RECORDS, TEACHING)
    learnt.save(tmp_path / "linker.npz")

    loaded = Linker.load(tmp_path / "linker.npz")

    assert loaded is not None
    for text in ("khai sinh", "mất căn cước", "mua bằng giả", ""):
        assert dict(loaded.link(text).services) == pytest.approx(dict(learnt.link(text).services))


@pytest.mark.parametrize("content", [b"", b"not a linker", b"PK\x03\x04 half a file"])
def test_a_stored_linker_that_is_damaged_is_learnt_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "linker.npz").write_bytes(content)

    assert Linker.load(tmp_path / "linker.npz") is None
    assert Linker.load(tmp_path / "missing.npz") is None


def test_loading_a_linker_runs_no_code(tmp_path: Path) -> None:
    np.savez(tmp_path / "linker.npz", head=np.array([{"pickled": True}], dtype=object))

    assert Linker.load(tmp_path / "linker.npz") is None


def test_what_fits_several_services_is_said_of_just_those() -> None:
    fits = [("mất thẻ", "can-cuoc-cap-lai"), ("mất thẻ", "bao-hiem"), ("thẻ bị mất", "bao-hiem")]
    fits += [("thẻ bị mất", "can-cuoc-cap-lai"), ("đăng ký chỗ ở", "dang-ky-tam-tru"), ("đăng ký chỗ ở", "thuong-tru")]
    doubtful = [(text, AMBIGUOUS, 1.0) for text in dict(fits)]
    teaching = Teaching(phrases=[*TEACHING.phrases, *((text, slug, 1.0) for text, slug in fits), *doubtful])
    more = {"bao-hiem": record("Cấp lại thẻ bảo hiểm y tế"), "thuong-tru": record("Đăng ký thường trú")}
    linker = Linker.learnt({**RECORDS, **more}, teaching)

    assert set(linker.equally("bi mat the")) == {"can-cuoc-cap-lai", "bao-hiem"}
    assert set(linker.equally("dang ky cho o")) == {"dang-ky-tam-tru", "thuong-tru"}
    assert linker.equally("đăng ký kết hôn") == []


def test_an_event_of_life_is_told_from_the_services_that_it_takes() -> None:
    guides = {"sinh-con": read_as(Guide, CONTENT / "guides" / "sinh-con.yml")}
    linker = Linker.learnt(RECORDS, TEACHING.with_events(guides))

    name, share = linker.link("vo toi moi sanh, phai lam nhung gi").events[0]
    assert (name, share > 0.4) == ("sinh-con", True)
    assert linker.link("đăng ký khai sinh cần giấy gì").best[0] == "khai-sinh"
