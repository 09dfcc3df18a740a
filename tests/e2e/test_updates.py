"""What is published while everything runs is answered."""

from __future__ import annotations

import pytest

from services_catalog.database import connect
from tests.e2e.conftest import Citizen
from tests.polling import eventually
from tests.services_catalog.samples import published, record
from tools.stack import Stack

pytestmark = pytest.mark.e2e

PATIENCE_SECONDS = 60.0  # a second or two, but the machine may be busy


def test_a_service_published_now_is_answered_without_a_restart(citizen: Citizen, stack: Stack) -> None:
    engine = connect(stack.database_url)
    published(
        engine,
        {
            "nuoi-rong": record(
                "Đăng ký nuôi rồng cảnh",
                aliases=["giấy phép nuôi rồng", "nuôi rồng cảnh trong nhà"],
                questions={
                    "fee": ["nuôi rồng cảnh mất bao nhiêu tiền"],
                    "where": ["đăng ký nuôi rồng ở đâu"],
                },
                fees=[{"label": "Lệ phí nuôi rồng", "amount_vnd": 123_000, "sources": ["luat"]}],
            )
        },
    )
    engine.dispose()

    def answered() -> bool:
        citizen.says("đăng ký nuôi rồng cảnh mất bao nhiêu tiền")
        return citizen.understood[1] == "nuoi-rong"

    assert eventually(answered, PATIENCE_SECONDS)
    assert citizen.understood == ("answer", "nuoi-rong", "fee")
    assert "123.000 đồng" in citizen.text
