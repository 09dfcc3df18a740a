"""What a draft changes is known before it is published, question by question."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from services_catalog.back_office.models import Job, LabelledQuestion
from services_catalog.back_office.trying import questions, regression
from services_catalog.back_office.trying.overlay import Overlay
from services_catalog.back_office.trying.questions import PARTLY, RIGHT, WRONG, Question
from services_catalog.back_office.work import jobs
from services_catalog.back_office.work.progress import Progress
from services_catalog.catalogue import Catalogue
from services_catalog.database import sessions
from services_catalog.dialogue.decision import Decision
from services_catalog.record import Aspect, ServiceRecord
from tests.services_catalog.samples import KHAI_SINH, TEACHING, record

THIEF = record(
    "Cấp bản sao khai sinh",
    aliases=["xin trích lục khai sinh", "trích lục bản sao"],
    questions={"fee": ["xin bản sao khai sinh mất bao nhiêu"], "documents": ["xin bản sao khai sinh mang theo gì"]},
)


@pytest.fixture
def published(office_engine: Engine) -> Catalogue:
    catalogue = Catalogue(office_engine, teaching=TEACHING)
    catalogue.refresh()
    return catalogue


@pytest.fixture
def progress(office_engine: Engine) -> Progress:
    with sessions(office_engine).begin() as session:
        job, _ = jobs.start(session, "regression", {}, "lan")
        return Progress(office_engine, job.id)


def compared(
    published: Catalogue, drafts: dict[str, ServiceRecord | None], progress: Progress, *labelled: Question
) -> dict[str, Any]:
    overlay = Overlay(published, drafts, thoroughly=True)
    asked = [*labelled, *questions.of_records(published.records, overlay.records)]
    outcomes = regression.compared(asked, published, overlay, lambda text: {"text": text}, progress)
    return regression.summary(asked, outcomes, regression.names(overlay))


def test_a_new_service_makes_its_questions_better(published: Catalogue, progress: Progress) -> None:
    dragon = record(
        "Đăng ký nuôi rồng", aliases=["nuôi rồng"], questions={"fee": ["nuôi rồng mất bao nhiêu tiền vậy ạ"]}
    )

    found = compared(published, {"nuoi-rong": dragon}, progress)

    (better,) = [row for row in found["changes"]["better"] if row["text"] == "nuôi rồng mất bao nhiêu tiền vậy ạ"]
    assert better["services"] == ["Đăng ký nuôi rồng"]
    assert better["after"]["verdict"] == RIGHT
    assert better["after"]["reply"]["about"] == ["Đăng ký nuôi rồng"]


def test_a_service_that_is_withdrawn_makes_its_questions_worse(published: Catalogue, progress: Progress) -> None:
    found = compared(published, {"ket-hon": None}, progress)

    texts = {row["text"] for row in found["changes"]["worse"]}
    assert "đăng ký kết hôn cần giấy tờ gì" in texts
    assert "phí tạm trú" not in texts


def test_a_labelled_question_that_a_draft_takes_away_is_worse(published: Catalogue, progress: Progress) -> None:
    asked = Question("xin trích lục khai sinh", frozenset(["khai-sinh"]), frozenset(), is_labelled=True)

    found = compared(published, {"ban-sao-khai-sinh": THIEF}, progress, asked)

    worse = [row for row in found["changes"]["worse"] if row["labelled"]]
    assert [row["text"] for row in worse] == ["xin trích lục khai sinh"]


def test_a_draft_that_only_changes_words_changes_no_question(published: Catalogue, progress: Progress) -> None:
    draft = KHAI_SINH.model_copy(update={"agency": "Uỷ ban nhân dân phường"})

    found = compared(published, {"khai-sinh": draft}, progress)

    assert found["counts"] == {"better": 0, "worse": 0, "other": 0}
    assert found["asked"] > 20


def test_the_published_catalogue_stays_as_it_is(published: Catalogue) -> None:
    records = dict(published.records)

    Overlay(published, {"ket-hon": None, "nuoi-rong": record("Đăng ký nuôi rồng")}, thoroughly=False)

    assert published.records == records


@pytest.mark.parametrize(
    ("service", "aspect", "decision", "expected"),
    [
        ("khai-sinh", "fee", Decision("answer", "answer", "khai-sinh", Aspect.FEE), RIGHT),
        ("khai-sinh", "fee", Decision("answer", "answer", "khai-sinh/lai", Aspect.FEE), RIGHT),
        ("khai-sinh", "fee", Decision("answer", "answer", "khai-sinh", Aspect.WHERE), PARTLY),
        ("khai-sinh", "fee", Decision("answer", "answer", "khai-sinh", Aspect.WHERE, also=Aspect.FEE), RIGHT),
        ("khai-sinh", "fee", Decision("clarify", "clarify", candidates=["khai-sinh", "khai-tu"]), PARTLY),
        ("khai-sinh", "fee", Decision("clarify", "clarify", candidates=["ket-hon", "khai-tu"]), WRONG),
        ("khai-sinh", "fee", Decision("answer", "answer", "ket-hon", Aspect.FEE), WRONG),
        ("khai-sinh", "fee", Decision("fallback", "not_understood"), WRONG),
        (None, None, Decision("fallback", "out_of_scope"), RIGHT),
        (None, None, Decision("answer", "answer", "ket-hon", Aspect.FEE), WRONG),
    ],
)
def test_what_counts_as_right(
    office_engine: Engine, service: str | None, aspect: str | None, decision: Decision, expected: str
) -> None:
    with sessions(office_engine).begin() as session:
        session.add(LabelledQuestion(text="câu thử", service=service, aspect=aspect, by="lan"))
        session.flush()
        (question,) = questions.labelled(session)

    assert questions.verdict(question, decision) == expected


def test_a_job_that_is_under_way_is_not_started_twice(office_engine: Engine) -> None:
    with sessions(office_engine).begin() as session:
        first, is_new = jobs.start(session, "regression", {"revisions": [1]}, "lan")
        again, is_new_again = jobs.start(session, "regression", {"revisions": [1]}, "hoa")
        other, is_other_new = jobs.start(session, "regression", {"revisions": [2]}, "hoa")

        assert (is_new, is_new_again, is_other_new) == (True, False, True)
        assert again is first
        assert other is not first


def test_a_job_without_a_sign_of_life_counts_as_interrupted(office_engine: Engine) -> None:
    from datetime import timedelta

    from services_catalog.models import now

    with sessions(office_engine).begin() as session:
        job, _ = jobs.start(session, "regression", {}, "lan")
        assert jobs.is_under_way(job)
        job.seen_at = now() - timedelta(seconds=jobs.LOST_SECONDS + 1)

        assert jobs.is_lost(job)
        assert jobs.start(session, "regression", {}, "lan")[1]


def test_what_a_job_says_and_gives_is_kept(office_engine: Engine, progress: Progress) -> None:
    with progress:
        progress.report("Đang hỏi", 3, 10)
        progress.finish({"asked": 10})

    with sessions(office_engine)() as session:
        job = jobs.newest(session, "regression")
        assert isinstance(job, Job)
        assert (job.state, job.done, job.total, job.result) == ("done", 3, 10, {"asked": 10})
        assert job.ended_at
