"""Words are kept without names, and only as many as are needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.back_office.gaps.words import MOST_CHARS, kept_words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("con Trần Thị Bé Ba 3 tuổi chưa có giấy", "con [ten] 3 tuổi chưa có giấy"),
        ("NGUYỄN VĂN A hỏi", "[ten] hỏi"),
        ("ten toi la tran thi b", "ten toi la [ten]"),
        ("Lê Thị Hồng Gấm ở Đồng Nai", "[ten] ở Đồng Nai"),
        ("ở TP Hồ Chí Minh làm hộ chiếu", "ở TP Hồ Chí Minh làm hộ chiếu"),
        ("đường Nguyễn Thị Minh Khai thuộc phường nào", "đường Nguyễn Thị Minh Khai thuộc phường nào"),
        ("đặt tên con là gì thì được", "đặt tên con là gì thì được"),
        ("Hà Nội làm ở đâu", "Hà Nội làm ở đâu"),
    ],
)
def test_full_names_are_hidden_and_places_stay(text: str, kept: str) -> None:
    assert kept_words(text) == kept


@pytest.mark.parametrize("text", ["[so_dinh_danh]", "[dien_thoai] 123", "???"])
def test_nothing_is_kept_of_what_is_only_personal(text: str) -> None:
    assert kept_words(text) is None


@given(st.text(max_size=1000))
def test_a_long_story_is_cut(text: str) -> None:
    assert len(kept_words(text) or "") <= MOST_CHARS + 2
