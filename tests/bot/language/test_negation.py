"""What a message sets aside, and what it goes back to."""

from __future__ import annotations

import pytest

from bot.language.negation import after_return, set_aside


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("tôi hỏi thường trú chứ không phải tạm trú, cần gì?", "tạm trú"),
        ("khong phai app, la trang web tren may tinh", "app"),
        ("làm online có phải ra công an không", ""),
        ("có phải không phải đóng tiền không", ""),
        ("không phải", ""),
        ("", ""),
    ],
)
def test_what_is_denied_is_set_aside(text: str, aside: str) -> None:
    kept, found = set_aside(text)

    assert found == aside
    assert (kept == text) is (aside == "")


@pytest.mark.parametrize(
    ("text", "goes_back_to"),
    [
        ("quay lại đăng ký khai sinh, làm ở đâu", "đăng ký khai sinh, làm ở đâu"),
        ("tro ve chuyen tam tru", "chuyen tam tru"),
        ("quay lại", None),
        ("đăng ký lại khai sinh ở đâu", None),
    ],
)
def test_going_back_names_what_it_goes_back_to(text: str, goes_back_to: str | None) -> None:
    assert after_return(text) == goes_back_to
