"""Which services a message is about, when it says more than one thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.catalogue import Catalogue
from services_catalog.dialogue.linking import linked

STORY = (
    "Năm ngoái tụi em cưới nhau, đăng ký kết hôn ở phường xong xuôi rồi ai cũng mừng, "
    "đăng ký tạm trú cũng đã làm rồi. Nay em mới sinh bé, khai sinh cho con cần giấy tờ gì vậy mọi người?"
)


def test_in_a_story_the_clause_with_the_need_is_heard(catalogue: Catalogue) -> None:
    whole = dict(catalogue.linker.link(STORY).services)

    heard = dict(linked(catalogue.linker, STORY).services)

    assert max(heard, key=lambda slug: heard[slug]) == "khai-sinh"
    assert heard["khai-sinh"] > whole["khai-sinh"]


@pytest.mark.parametrize("text", ["khai sinh cho con cần giấy tờ gì", "làm khai sinh, ạ", "", "?!"])
def test_what_is_one_clause_is_read_as_it_is(catalogue: Catalogue, text: str) -> None:
    assert linked(catalogue.linker, text) == catalogue.linker.link(text)


@given(parts=st.lists(st.sampled_from(["làm khai sinh cho con", "xin chào mọi người", "kết hôn ở đâu", "?", "a b c"])))
def test_likelihoods_stay_likelihoods(catalogue: Catalogue, parts: list[str]) -> None:
    found = linked(catalogue.linker, ". ".join(parts))

    shares = [share for _, share in found.services + found.unlisted] + [found.none, *found.outside.values()]
    assert all(share >= 0 for share in shares)
    assert sum(shares) == pytest.approx(1, abs=1e-3)
    assert found.services == sorted(found.services, key=lambda pair: -pair[1])
