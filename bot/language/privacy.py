"""Personal data in what people type: found and masked before anything sees, stores or logs it."""

from __future__ import annotations

import re

_ACCOUNT = "số tài khoản|so tai khoan|tài khoản số|tai khoan so"
_CODE = "otp|mã otp|ma otp|mã xác thực|ma xac thuc|passcode|pin"
_PASSWORD = "mật khẩu|mat khau|password|pass"  # noqa: S105 (the words for it)
_IS = r"\W{0,3}(?:là|la|của tôi là|cua toi la|:)?\W{0,3}"

# Longest numbers first, so that a card number is not taken for a phone number and a remainder.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("the", re.compile(r"(?<!\d)(?:\d[ -]?){15}\d(?!\d)")),
    ("so_dinh_danh", re.compile(r"(?<!\d)0\d{2}(?:[ .-]?\d){9}(?!\d)")),
    ("dien_thoai", re.compile(r"(?<!\d)(?:\+?84|0)[ .-]?[235789](?:[ .-]?\d){8}(?!\d)")),
    ("cmnd", re.compile(r"(?<!\d)\d{9}(?!\d)")),
    ("tai_khoan", re.compile(rf"(?i)\b(?:stk|{_ACCOUNT}){_IS}\d[\d .-]{{5,18}}\d")),
    ("ma_bi_mat", re.compile(rf"(?i)\b(?:{_CODE})\b{_IS}\d{{4,8}}(?!\d)")),
    ("mat_khau", re.compile(rf"(?i)\b(?:{_PASSWORD})\b\s*(?:là|la|của tôi là|cua toi la|:|=)\s*\S{{4,}}")),
    # «mk» is «mật khẩu» or «mình»: only what looks like a secret settles it.
    ("mat_khau", re.compile(r"(?i)\bmk\b\s*(?:(?:là|la)\s+(?=\S*\d)|[:=]\s*)\S{4,}")),
)  # fmt: skip


def mask(text: str) -> tuple[str, list[str]]:
    """`text` with each piece of personal data replaced by «[kind]», and the kinds found, in order."""
    found: list[str] = []
    for kind, pattern in _KINDS:
        text, count = pattern.subn(f"[{kind}]", text)
        found += [kind] * count
    return text, found
