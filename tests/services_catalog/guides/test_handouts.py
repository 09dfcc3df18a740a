"""A sheet for a meeting is one or two A5 pages, for residents: without what is for helpers, without sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

import pytest
from reportlab.platypus import Flowable, KeepTogether, Paragraph

from services_catalog.guides.engine import walk
from services_catalog.guides.pdf import MOST_PAGES, _short, handout_pages, handouts, pdf
from services_catalog.guides.result import result
from services_catalog.guides.sheets import Opened
from tests.content import GUIDES, RECORDS
from tests.services_catalog.samples import TODAY

ADDRESS = "https://tro-ly.example.gov.vn/phieu/bcdfghjkmn"
MEETINGS = ("dinh-danh-muc-1", "dinh-danh-muc-2", "vneid-kich-hoat", "khai-sinh", "tam-tru", "can-cuoc")
ELDERLY = {"quoc-tich": "viet-nam", "tuoi": "tu-14", "the": "co", "di-lai": "duoc", "sim": "chinh-chu", "may": "khong"}


def sheet(name: str, answers: dict[str, str]) -> Opened:
    made = result(GUIDES[name], answers, RECORDS, TODAY)
    return Opened("bcdfghjkmn", made, TODAY, TODAY + timedelta(days=90), [], [], [], anew="")


def texts(story: Iterable[Flowable]) -> Iterator[str]:
    for part in story:
        if isinstance(part, KeepTogether):
            yield from texts(part._content)
        elif isinstance(part, Paragraph):
            yield part.getPlainText()


@pytest.mark.parametrize("name", MEETINGS)
def test_a_handout_fits_on_the_two_sides_of_an_a5(name: str) -> None:
    for answers in [{}, *islice(walk(GUIDES[name]), 3)]:
        assert handout_pages(sheet(name, answers), ADDRESS) <= MOST_PAGES, answers


def test_twenty_copies_are_twenty_times_what_was_told() -> None:
    one = sheet("dinh-danh-muc-2", ELDERLY)
    pages = handout_pages(one, ADDRESS)

    assert f"/Count {20 * pages} ".encode() in handouts(one, ADDRESS, 20).replace(b"\n", b" ")
    assert f"/Count {10 * pages} ".encode() in handouts(one, ADDRESS, 20, paired=True).replace(b"\n", b" ")


def test_it_says_what_to_bring_and_nothing_to_helpers() -> None:
    one = sheet("dinh-danh-muc-2", ELDERLY)
    said = "\n".join(texts(_short(one, ADDRESS, "a5", 1)))

    assert "Thẻ căn cước hoặc căn cước công dân gắn chip" in said
    assert "Đến Công an xã, phường, đặc khu bất kỳ" in said
    assert "Quét mã QR để xem đủ" in said
    assert "Người giúp" not in said
    assert "Căn cứ và nguồn" not in said
    assert len(pdf(one, ADDRESS, "a5")) > len(handouts(one, ADDRESS, 1)), "in full, it has them still"
