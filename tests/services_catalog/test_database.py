"""What is written in Vietnamese stands so in the database."""

from __future__ import annotations

from sqlalchemy import Engine, text

from tests.services_catalog.samples import KHAI_SINH, published


def test_a_record_is_stored_as_it_is_written(engine: Engine) -> None:
    published(engine, {"khai-sinh": KHAI_SINH})

    with engine.connect() as connection:
        stored = connection.scalar(text("SELECT CAST(record AS TEXT) FROM revision"))

    assert stored
    assert "Đăng ký khai sinh" in stored
