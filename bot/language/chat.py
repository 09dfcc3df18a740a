"""Chat spelling, abbreviations and regional words, each with the standard words it stands for."""

from __future__ import annotations

from pathlib import Path


def _read(path: Path) -> dict[str, str]:
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            standard, spellings = line.split(":")
            found.update(dict.fromkeys(spellings.split(), standard))
    return found


READINGS = _read(Path(__file__).with_name("readings.txt"))

# At the end of a question these are «không», unless the unmarked word before makes them words of their own.
FINAL_NO: dict[str, frozenset[str]] = {
    "hôn": frozenset({"ket", "ly", "dinh", "cau", "tao", "tai", "da"}),
    "hk": frozenset({"so", "nhap", "tach", "cat", "chuyen", "xoa"}),
    "hong": frozenset(),
    "hông": frozenset(),
    "kh": frozenset(),
    "kô": frozenset(),
}

_REGISTERED = frozenset(
    [
        "tam",
        "thuong",
        "xe",
        "ket",
        "kinh",
        "thue",
        "ho",
        "mst",
        "moi",
        "lai",
        "cu",
        "con",
        "thi",
        "npt",
        "muc",
        "vneid",
        "tai",
        "sim",
    ]
)
_MARRIED = frozenset({"dang", "dk", "ky", "giay"})

# word → (unmarked neighbours that decide, reading beside them, reading elsewhere): «dk tam tru», «lam dk khong».
BY_NEIGHBOUR: dict[str, tuple[frozenset[str], str, str]] = {
    "dk": (_REGISTERED, "đăng ký", "được"),
    "hk": (frozenset({"so", "nhap", "tach", "cat", "chuyen", "xoa"}), "hộ khẩu", "không"),
    "tt": (frozenset({"dang", "dk", "ky", "nhap", "xoa"}), "thường trú", "thông tin"),
    "kh": (_MARRIED, "kết hôn", "không"),
    "kt": (_MARRIED, "khai tử", "kiểm tra"),
    "ca": (frozenset({"xa", "phuong", "tinh", "ra", "len", "nop"}), "công an", "ca"),
    "bh": (frozenset({"the", "dong", "y", "so", "tien", "mua", "huong"}), "bảo hiểm", "bây giờ"),
    "ck": (frozenset({"tien", "phi", "so", "bi", "nham"}), "chuyển khoản", "chồng"),
    "ct": (frozenset({"giay", "xin", "cap"}), "chứng tử", "ct"),
    "ht": (frozenset({"tien", "kinh", "duoc", "muc", "che"}), "hỗ trợ", "ht"),
    "ts": (frozenset({"che", "do", "tien", "nghi", "huong"}), "thai sản", "ts"),
    "sn": (frozenset({"sau"}), "sáp nhập", "sinh năm"),
}
