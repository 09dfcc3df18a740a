"""Titles and numbers of laws, out of a table without cells."""

from __future__ import annotations

import pytest

from services_catalog.portal.legal import read_legal
from tests.services_catalog.portal.records import LAWS


@pytest.mark.parametrize(
    ("table", "numbers"),
    [
        ("Luật Căn cước26/2023/QH15Nghị định 70/2024/NĐ-CP70/2024/NĐ-CP", ["26/2023/QH15", "70/2024/NĐ-CP"]),
        (
            "Luật Thử số 32/2024/QH15Luật số 32/2024/QH1573/2025/TT-NHNNSố 73/2025/TT-NHNN",
            ["32/2024/QH15", "73/2025/TT-NHNN"],
        ),
        ("Luật Thử năm 201601/2016/QH14quy định khác33/2026/NĐ-CP", ["01/2016/QH14", "33/2026/NĐ-CP"]),
        ("Sửa đổi theo Luật số 37/2024/QH1519/2024/TT-BTP", ["19/2024/TT-BTP"]),
        ("Thông tư ngày 15/5/2026.55/2026/TT-BTC Luật 08/2017/QH1408/2017/QH14", ["55/2026/TT-BTC", "08/2017/QH14"]),
        ("Về cắt giảm thủ tục66.7/2025/NQ-CP", ["66.7/2025/NQ-CP"]),
    ],
)
def test_numbers_are_those_of_the_column(table: str, numbers: list[str]) -> None:
    laws, findings = read_legal(LAWS + table)

    assert [law.number for law in laws] == numbers
    assert not findings


def test_a_title_keeps_the_numbers_it_speaks_of() -> None:
    (law,), _ = read_legal(f"{LAWS}Nghị định sửa đổi Nghị định số 1/2020/NĐ-CP ngày 02/3/202046/2022/NĐ-CP")

    assert law.number == "46/2022/NĐ-CP"
    assert law.title.startswith("Nghị định sửa đổi Nghị định số 1/2020/NĐ-CP")


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("Bộ luật Thử", "Văn bản không có số hiệu"),
        ("Nghị định thử118/2025/NĐ-C", "Số hiệu văn bản bị cắt"),
        ("Không có thông tin", "Không có căn cứ pháp lý"),
    ],
)
def test_what_cannot_be_read_is_told(table: str, what: str) -> None:
    assert [finding.what for finding in read_legal(LAWS + table)[1]] == [what]
