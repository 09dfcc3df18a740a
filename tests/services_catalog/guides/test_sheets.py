"""A sheet shows what was said on its day, tells what has changed since, and knows nobody."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest
from reportlab.pdfbase.ttfonts import TTFont
from sqlalchemy import Engine

from services_catalog.database import sessions
from services_catalog.guides import page
from services_catalog.guides.pdf import FONTS, pdf
from services_catalog.guides.sheets import (
    ALPHABET,
    KEPT_DAYS,
    Expired,
    NoGuide,
    NoSheet,
    Opened,
    WrongAnswers,
    issue,
    opened,
    purge,
    shown,
    typed,
)
from services_catalog.models import Sheet
from services_catalog.publishing import publish, save
from tests.services_catalog.guides.guides import guide
from tests.services_catalog.samples import KHAI_SINH, RECORDS, TODAY, published, withdrawn

ANSWERS = {"tuoi": "duoi-6", "ai": "ong-ba"}
ADDRESS = "http://tro-ly.test/phieu/x"


@pytest.fixture
def engine(either_engine: Engine) -> Engine:
    """A database with a guide and its services."""
    made = either_engine
    published(made, RECORDS)
    with sessions(made).begin() as session:
        publish(session, save(session, "guides/thu", guide(), "lan", "mới"), "lan", "mới")
    return made


def issued(engine: Engine) -> str:
    with sessions(engine).begin() as session:
        return issue(session, "thu", ANSWERS, TODAY)


def read(engine: Engine, code: str, days_later: int = 0) -> Opened:
    with sessions(engine)() as session:
        return opened(session, code, TODAY + timedelta(days=days_later))


@pytest.mark.parametrize(
    "text", ["bcdfghjkmn", " BCDFG – hjkmn.", "Mã phiếu: bcdfg-hjkmn", f"{ADDRESS}/bcdfg-hjkmn?kho=a5"]
)
def test_a_code_is_found_in_what_was_typed_or_copied(text: str) -> None:
    assert typed(text) == "bcdfghjkmn"


def test_a_sheet_opens_by_its_code_however_it_is_typed(engine: Engine) -> None:
    code = issued(engine)

    assert set(code) <= set(ALPHABET)
    assert read(engine, f" {shown(code).upper()} ").result == read(engine, code).result
    assert read(engine, code).changed == read(engine, code).withdrawn == []


def test_it_stays_as_it_was_and_says_what_changed(engine: Engine) -> None:
    code = issued(engine)
    before = read(engine, code).result
    published(engine, {"khai-sinh": KHAI_SINH.model_copy(update={"documents": [], "name": "Khai sinh mới"})})

    after = read(engine, code)

    assert after.result == before
    assert after.changed == ["Đăng ký khai sinh"]
    assert "Đăng ký khai sinh" in page.notices(after)[0]


def test_one_that_changed_leads_to_a_new_one_with_the_same_answers(engine: Engine) -> None:
    code = issued(engine)
    assert read(engine, code).anew == ""
    published(engine, {"khai-sinh": KHAI_SINH.model_copy(update={"name": "Khai sinh mới"})})

    after = read(engine, code)

    assert after.anew == "thu?tuoi=duoi-6&ai=ong-ba"
    assert f'href="{ADDRESS.rpartition("/")[0]}/tu/thu?tuoi=duoi-6&amp;ai=ong-ba"' in page.page(after, ADDRESS)
    assert "Lập phiếu mới với cùng lựa chọn" in page.page(after, ADDRESS)
    assert "/phieu/tu/thu?tuoi=duoi-6" in page.text(after, ADDRESS)


def test_where_the_guide_no_longer_asks_the_same_no_new_sheet_is_promised(engine: Engine) -> None:
    code = issued(engine)
    other = guide(("questions.2.options.1.id", "co-chu"), ("papers.1.when", {"ai": "co-chu"}))
    with sessions(engine).begin() as session:
        publish(session, save(session, "guides/thu", other, "lan", "mới"), "lan", "mới")

    after = read(engine, code)

    assert after.changed == ["cách hướng dẫn"]
    assert after.anew == ""
    assert "Lập phiếu mới với cùng lựa chọn" not in page.page(after, ADDRESS)


def test_it_says_that_a_service_was_withdrawn(engine: Engine) -> None:
    code = issued(engine)
    withdrawn(engine, "khai-sinh")

    assert read(engine, code).withdrawn == ["Đăng ký khai sinh"]


def test_it_is_kept_for_90_days_and_no_longer(engine: Engine) -> None:
    code = issued(engine)

    assert read(engine, code, KEPT_DAYS)
    with pytest.raises(Expired):
        read(engine, code, KEPT_DAYS + 1)
    with sessions(engine).begin() as session:
        assert purge(session, TODAY + timedelta(days=KEPT_DAYS)) == 0
        assert purge(session, TODAY + timedelta(days=KEPT_DAYS + 1)) == 1
    with pytest.raises(NoSheet):
        read(engine, code)


def test_only_ids_of_options_are_kept(engine: Engine) -> None:
    with sessions(engine).begin() as session:
        for wrong in ({"ten": "an"}, {"tuoi": "0912345678"}):
            with pytest.raises(WrongAnswers):
                issue(session, "thu", wrong, TODAY)
        with pytest.raises(NoGuide):
            issue(session, "khai-sinh", {}, TODAY)  # a service is no guide
    code = issued(engine)
    with sessions(engine)() as session:
        sheet = session.get_one(Sheet, code)

    assert sheet.answers == ANSWERS
    assert set(Sheet.__table__.columns.keys()) == {"code", "guide_id", "revisions", "answers", "made_on", "expires_on"}


def test_the_page_escapes_what_records_say_and_runs_nothing(engine: Engine) -> None:
    evil = guide(("title", "<script>alert(1)</script>"), ("steps.0.text", "<img src=x onerror=alert(1)>"))
    with sessions(engine).begin() as session:
        publish(session, save(session, "guides/thu", evil, "lan", "thử"), "lan", "thử")
    html = page.page(read(engine, issued(engine)), ADDRESS)

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert page.style("a4") in html


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_the_page_prints_on_both_papers(engine: Engine, paper: page.Paper) -> None:
    html = page.page(read(engine, issued(engine)), ADDRESS, paper)

    assert f"size: {paper.upper()}" in html
    assert "<svg" in html  # the QR code
    assert "Giấy chứng sinh" in html


@pytest.mark.parametrize(("paper", "size"), [("a4", "595.2756 841.8898"), ("a5", "419.5276 595.2756")])
def test_the_pdf_holds_the_letters_of_vietnamese(engine: Engine, paper: page.Paper, size: str) -> None:
    made = pdf(read(engine, issued(engine)), ADDRESS, paper)

    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")
    assert f"/MediaBox [ 0 0 {size} ]".encode() in made
    assert made[int(re.findall(rb"startxref\n(\d+)", made)[-1]) :].startswith(b"xref")
    assert set("ạứậếấờ") <= letters_of(made)


def letters_of(made: bytes) -> set[str]:
    """The letters that a reader can copy out of a PDF: those its fonts map to Unicode."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(\x78.*?)endstream", made, re.DOTALL):
        table = zlib.decompressobj().decompress(stream)
        if b"begincmap" in table:
            found |= {chr(int(code, 16)) for code in re.findall(rb"<([0-9A-Fa-f]{4})>", table)}
    return found


def test_the_fonts_have_every_letter_of_vietnamese() -> None:
    letters = "aăâeêioôơuưyđ"
    marked = "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        glyphs = TTFont(name, FONTS / name).face.charToGlyph
        assert [
            each for each in letters + marked + (letters + marked).upper() + "«»–…□•₫" if ord(each) not in glyphs
        ] == []


def test_the_plain_text_says_the_same(engine: Engine) -> None:
    code = issued(engine)
    text = page.text(read(engine, code), ADDRESS)

    assert "Giấy chứng sinh" in text
    assert shown(code) in text
    assert ADDRESS in text
