"""Models are trained, compared and switched to from a page, by those who may, one thing at a time."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry, Job
from services_catalog.back_office.work import jobs
from services_catalog.database import sessions
from tests.services_catalog.back_office.conftest import SignIn

MODELS = "/quan-tri/day/mo-hinh"


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the model in use and the one before it."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("MODELS_DIR", str(folder))
    for place, name in (("current", "aaaa"), ("previous", "bbbb")):
        record = {
            "file": f"{name}.tar.gz",
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "inputs": name,
            "trained_at": "2026-11-20T01:00:00+00:00",
            "seconds": 36.3,
        }
        (folder / f"{place}.json").write_text(json.dumps(record))
    return folder


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of jobs that would have been started as processes."""
    found: list[int] = []
    monkeypatch.setattr(jobs, "run", lambda _engine, job_id: found.append(job_id))
    return found


def job(engine: Engine, **values: Any) -> int:
    """A job that is in the database."""
    with sessions(engine).begin() as session:
        made = Job(**{"by": "lan", "about": {}, "state": "done", "done": 0, "total": 0, **values})
        session.add(made)
        session.flush()
        return made.id


def figures(name: str, questions: int = 10, after: int = 9) -> dict[str, Any]:
    return {"name": name, "questions": questions, "before": 8, "after": after, "better": 2, "worse": 1}


COMPARED = {
    "file": "bbbb.tar.gz",
    "present": "aaaa.tar.gz",
    **{name: figures(name) for name in ("all", "labelled", "records")},
    "aspects": [figures("Phí, lệ phí")],
    "styles": [figures("không dấu")],
    "changes": {
        "better": [],
        "worse": [
            {
                "text": "<b>phi bn</b>",
                "services": ["Đăng ký khai sinh"],
                "labelled": True,
                "before": {"verdict": "right", "reply": {"kind": "answer", "about": ["A"], "aspect": "Phí, lệ phí"}},
                "after": {"verdict": "wrong", "reply": {"kind": "fallback", "about": [], "aspect": None}},
            }
        ],
    },
}


def test_a_publisher_switches_with_a_reason_that_is_kept(
    sign_in: SignIn, office_engine: Engine, started: list[int]
) -> None:
    hoa = sign_in(Role.PUBLISHER, "hoa")

    page = hoa.submit(f"{MODELS}/doi", {"file": "bbbb.tar.gz", "why": "hiểu sai câu hỏi phí"})

    assert "Đang chờ đến lượt" in page.text
    with sessions(office_engine)() as session:
        made = session.get_one(Job, started[0])
        assert (made.kind, made.about, made.by) == ("switch", {"file": "bbbb.tar.gz"}, "hoa")
        entry = session.scalar(select(AuditEntry).where(AuditEntry.act == "switch_model"))
        assert entry
        assert (entry.by, entry.about, entry.why) == ("hoa", "bbbb.tar.gz", "hiểu sai câu hỏi phí")


def test_a_switch_needs_a_reason(sign_in: SignIn, started: list[int]) -> None:
    page = sign_in(Role.PUBLISHER).submit(f"{MODELS}/doi", {"file": "bbbb.tar.gz", "why": ""})

    assert page.status_code == 422
    assert 'href="#why"' in page.text
    assert 'id="why"' in page.text
    assert started == []


@pytest.mark.parametrize("path", ["hoc", "so-sanh", "doi"])
def test_an_editor_changes_no_model(sign_in: SignIn, started: list[int], path: str) -> None:
    page = sign_in(Role.EDITOR).submit(f"{MODELS}/{path}", {"file": "bbbb.tar.gz", "why": "thử"})

    assert page.status_code == 403
    assert started == []


@pytest.mark.parametrize("file", ["cccc.tar.gz", "../bbbb.tar.gz", "", "/etc/passwd"])
def test_only_a_model_on_record_can_be_named(sign_in: SignIn, started: list[int], file: str) -> None:
    page = sign_in(Role.PUBLISHER).submit(f"{MODELS}/doi", {"file": file, "why": "thử"})

    assert page.status_code == 404
    assert started == []


def test_one_thing_is_done_at_a_time(sign_in: SignIn, office_engine: Engine, started: list[int]) -> None:
    under_way = job(office_engine, kind="training", state="running", said="Đang học", done=3, total=9)

    page = sign_in(Role.PUBLISHER).submit(f"{MODELS}/hoc")

    assert started == []
    assert str(page.url).endswith(f"/viec/{under_way}")
    assert "Đang học: 3 trên 9" in page.text


def test_the_page_lists_models_with_who_trained_them_and_how_they_did(sign_in: SignIn, office_engine: Engine) -> None:
    job(office_engine, kind="training", by="minh", result={"file": "bbbb.tar.gz", "taught": 3})
    job(office_engine, kind="comparison", about={"file": "bbbb.tar.gz"}, result=COMPARED)

    page = sign_in(Role.PUBLISHER).get(MODELS).text

    assert "Đang dùng" in page
    assert "aaaa" in page
    assert "do minh cho học" in page
    assert "đúng 9 trên 10 câu" in page
    assert "Đổi về mô hình này" in page


def test_a_comparison_is_shown_by_aspect_and_style_with_the_questions_that_got_worse(
    sign_in: SignIn, office_engine: Engine
) -> None:
    compared = job(office_engine, kind="comparison", about={"file": "bbbb.tar.gz"}, result=COMPARED)

    page = sign_in(Role.EDITOR).get(f"/quan-tri/day/viec/{compared}").text

    assert "Theo điều người dân hỏi" in page
    assert "không dấu" in page
    assert "&lt;b&gt;phi bn&lt;/b&gt;" in page
    assert "nói là không trả lời được" in page


def test_a_failed_job_says_why_and_an_interrupted_one_that_it_was(sign_in: SignIn, office_engine: Engine) -> None:
    from datetime import timedelta

    from services_catalog.models import now

    failed = job(office_engine, kind="switch", state="failed", said="Ổ đĩa đầy.\n\nProblem: the disk is full")
    silent = now() - timedelta(seconds=jobs.LOST_SECONDS + 5)
    lost = job(office_engine, kind="training", state="running", said="Đang học", seen_at=silent)
    lan = sign_in(Role.EDITOR)

    page = lan.get(f"/quan-tri/day/viec/{failed}").text
    assert "Ổ đĩa đầy." in page
    assert "<pre>Problem: the disk is full</pre>" in page
    assert "bị ngắt giữa chừng" in lan.get(f"/quan-tri/day/viec/{lost}").text


def test_a_job_of_another_kind_or_none_is_not_found(sign_in: SignIn, office_engine: Engine) -> None:
    other = job(office_engine, kind="regression", about={"revisions": [], "withdrawn": [], "version": 1})
    lan = sign_in(Role.EDITOR)

    assert lan.get(f"/quan-tri/day/viec/{other}").status_code == 404
    assert lan.get("/quan-tri/day/viec/9999").status_code == 404
    assert lan.get("/quan-tri/thu-nghiem/so-sanh/9999").status_code == 404
