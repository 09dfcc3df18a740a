"""What a message sets aside, what it turns to, and what it puts in the place of what was said before."""

from __future__ import annotations

import pytest

from bot.language.negation import after_turn, instead, set_aside


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
    ("text", "turns_to"),
    [
        ("quay lại đăng ký khai sinh, làm ở đâu", "đăng ký khai sinh, làm ở đâu"),
        ("tro ve chuyen tam tru", "chuyen tam tru"),
        ("thôi cho em hỏi chuyện khác: nộp phạt nguội ở đâu", "nộp phạt nguội ở đâu"),
        ("chuyen sang viec khac nha, lam ho chieu can gi", "nha, lam ho chieu can gi"),
        ("quay lại", None),
        ("hỏi chuyện khác được không", None),
        ("đăng ký lại khai sinh ở đâu", None),
        ("có phải làm thủ tục khác nữa không", None),
        ("", None),
    ],
)
def test_turning_elsewhere_names_what_it_turns_to(text: str, turns_to: str | None) -> None:
    assert after_turn(text) == turns_to


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("à không, tạm trú cơ", "tạm trú cơ"),
        ("À không, tôi nói nhầm, mất cái biển số cơ", "mất cái biển số cơ"),
        ("tui hoi lon, ly hon kia", "ly hon kia"),
        ("à không", ""),
        ("không cần thì thôi", None),
        ("à không cần giấy khám sức khoẻ hả", None),
        ("à quên, phí bao nhiêu", None),
        ("cán bộ ghi nhầm tên tôi trên giấy khai sinh", None),
        ("", None),
    ],
)
def test_a_correction_says_what_is_meant_instead(text: str, means: str | None) -> None:
    assert instead(text) == means
