"""A place in a record is told in words that a clerk knows."""

from __future__ import annotations

import pytest

from services_catalog.labels import place_label


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("fees", "Phí"),
        ("notes.18.text", "Giải đáp, mục 19"),
        ("sources.hanoi.url", "Nguồn, hanoi"),
        ("khong_co", "khong_co"),
    ],
)
def test_a_place_is_told_by_the_names_on_the_form(path: str, told: str) -> None:
    assert place_label(path) == told
