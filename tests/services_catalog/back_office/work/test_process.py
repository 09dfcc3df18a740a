"""A job is done by a process of its own, which writes down how it ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_catalog.back_office.models import Job
from services_catalog.back_office.trying import drafts
from services_catalog.back_office.work import jobs
from services_catalog.database import sessions
from services_catalog.publishing import save
from services_catalog.record import Draft
from tests.polling import eventually


def test_a_job_that_cannot_be_done_says_what_to_do(
    office_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_DIR", str(tmp_path))
    with sessions(office_engine).begin() as session:
        revision = save(session, "nuoi-rong", Draft(name="Đăng ký nuôi rồng"), "lan", "thử")
        job, _ = jobs.start(session, "regression", drafts.compared_with(session, [revision.id]), "lan")

    jobs.run(office_engine, job.id)

    def ended() -> bool:
        with sessions(office_engine)() as session:
            return session.get_one(Job, job.id).state not in ("waiting", "running")

    assert eventually(ended)
    with sessions(office_engine)() as session:
        found = session.get_one(Job, job.id)
    assert found.state == "failed"
    assert found.said == (
        "Bản nháp nuoi-rong còn thiếu thông tin bắt buộc nên chưa công bố được. Bạn điền đủ rồi so lại."
    )
