"""The comparison of drafts with what is published: started from the chat or a proposal, shown when it is there."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Job, Proposal
from services_catalog.back_office.work import jobs
from services_catalog.database import sessions
from services_catalog.models import Service
from services_catalog.publishing import save
from tests.services_catalog.back_office.conftest import SignIn
from tests.services_catalog.back_office.trying.test_chat import TRY, dragon
from tests.services_catalog.samples import KHAI_SINH, published, record


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of jobs that would have been started as processes."""
    found: list[int] = []
    monkeypatch.setattr(jobs, "run", lambda _engine, job_id: found.append(job_id))
    return found


def finish(engine: Engine, job_id: int) -> None:
    """As the job's process would."""
    row = {
        "text": "nuôi rồng mất bao nhiêu tiền",
        "services": ["Đăng ký nuôi rồng"],
        "labelled": False,
        "before": {"verdict": "wrong", "reply": {"kind": "fallback", "about": [], "aspect": None}},
        "after": {"verdict": "right", "reply": {"kind": "answer", "about": ["Đăng ký nuôi rồng"], "aspect": "Phí"}},
    }
    with sessions(engine).begin() as session:
        job = session.get_one(Job, job_id)
        job.state = "done"
        job.result = {
            "asked": 40,
            "labelled": 2,
            "counts": {"better": 1, "worse": 0, "other": 0},
            "changes": {"better": [row], "worse": [], "other": []},
        }


def proposed(engine: Engine, *, withdraw: bool = False) -> int:
    """A proposal about «khai-sinh»."""
    with sessions(engine).begin() as session:
        revision = save(session, "khai-sinh", KHAI_SINH.model_copy(update={"agency": "Phường"}), "lan", "thử")
        made = Proposal(
            service=session.get_one(Service, revision.service_id),
            revision=None if withdraw else revision,
            state="in_review",
            by="lan",
            why="thử",
        )
        session.add(made)
        session.flush()
        return made.id


def test_chosen_drafts_are_compared_and_the_page_shows_what_changed(
    sign_in: SignIn, office_engine: Engine, started: list[int]
) -> None:
    lan = sign_in(Role.EDITOR)

    page = lan.submit(TRY, {"ban": dragon(office_engine), "so_sanh": "1"})
    assert "Đang chờ đến lượt" in page.text

    finish(office_engine, started[0])
    page = lan.get(f"{TRY}/so-sanh/{started[0]}").text
    assert "1 câu tốt lên" in page
    assert "nuôi rồng mất bao nhiêu tiền" in page
    assert "đã có bản khác được công bố" not in page

    published(office_engine, {"moi": record("Việc mới")})
    assert "đã có bản khác được công bố" in lan.get(f"{TRY}/so-sanh/{started[0]}").text


def test_without_a_draft_there_is_nothing_to_compare(sign_in: SignIn, started: list[int]) -> None:
    page = sign_in(Role.EDITOR).submit(TRY, {"so_sanh": "1"})

    assert page.status_code == 422
    assert started == []


def test_a_viewer_starts_no_comparison(sign_in: SignIn, office_engine: Engine, started: list[int]) -> None:
    page = sign_in(Role.VIEWER).submit(TRY, {"ban": dragon(office_engine), "so_sanh": "1"})

    assert page.status_code == 403
    assert started == []


@pytest.mark.parametrize("withdraw", [False, True])
def test_a_reviewer_comes_from_a_proposal_to_what_it_changes(
    sign_in: SignIn, office_engine: Engine, started: list[int], withdraw: bool
) -> None:
    number = proposed(office_engine, withdraw=withdraw)
    hoa = sign_in(Role.PUBLISHER)
    assert "Chưa ai xem" in hoa.get(f"{TRY}/de-xuat/{number}").text

    hoa.submit(f"{TRY}/de-xuat/{number}")
    finish(office_engine, started[0])

    page = hoa.get(f"{TRY}/de-xuat/{number}")
    assert str(page.url).endswith(f"/so-sanh/{started[0]}")
    assert "1 câu tốt lên" in page.text
    hoa.submit(f"{TRY}/so-sanh/{started[0]}/lai")
    assert len(started) == 2
