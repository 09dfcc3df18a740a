"""Charts are well-formed, say in words what they show, and hold no script or style."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from services_catalog.back_office.figures.charts import bars, lines, spaced

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)
VALUES = st.integers(0, 10**7)


@given(st.lists(st.tuples(WORDS, VALUES), max_size=12))
def test_bars_are_well_formed_whatever_the_words(values: list[tuple[str, int]]) -> None:
    drawn = bars("ve", "<Tên>", values)

    if not any(value for _, value in values):
        assert drawn == ""
        return
    picture = ElementTree.fromstring(drawn)
    assert len(picture.findall("rect")) == len(values)
    assert picture.findtext("title") == "<Tên>"
    assert "style" not in picture.attrib


@given(st.lists(VALUES, min_size=2, max_size=40))
def test_a_line_goes_through_every_value_and_stays_inside(values: list[int]) -> None:
    drawn = lines("ve", "Mỗi ngày", [str(at) for at in range(len(values))], {"Trả lời được": values})

    if not any(values):
        assert drawn == ""
        return
    picture = ElementTree.fromstring(drawn)
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    points = [tuple(map(float, each.split(","))) for each in picture.find("polyline").attrib["points"].split()]
    assert len(points) == len(values)
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)
    assert spaced(sum(values)) in (picture.findtext("desc") or "")


def test_thousands_are_parted_by_dots() -> None:
    assert [spaced(number) for number in (0, 999, 1000, 1234567)] == ["0", "999", "1.000", "1.234.567"]
