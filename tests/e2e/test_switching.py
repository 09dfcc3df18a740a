"""The model is changed while citizens talk: nobody notices, and it can be changed back."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.resilience import Citizens, Seen
from services_catalog.back_office.models import Job, LabelledQuestion
from services_catalog.back_office.work import jobs
from services_catalog.database import connect, sessions
from tests.e2e.conftest import Citizen
from tools import model, served
from tools.paths import ROOT, python_of
from tools.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.long]

TALKING = 3  # conversations that go on meanwhile


def work(stack: Stack, kind: str, file: str) -> Job:
    """A job, done as the back office has it done; how it ended."""
    engine = connect(stack.database_url)
    with sessions(engine).begin() as session:
        job, _ = jobs.start(session, kind, {"file": file}, "lan")
        job_id = job.id
    argv = [str(python_of("app")), "-m", "services_catalog.back_office.work", str(job_id)]
    subprocess.run(argv, cwd=ROOT, env=stack.environment(), check=True, timeout=300)
    with sessions(engine)() as session:
        ended = session.get_one(Job, job_id)
    engine.dispose()
    return ended


async def talked_during(stack: Stack, kind: str, file: str) -> tuple[Job, Seen]:
    """The job, and what became of the messages that were sent meanwhile."""
    citizens = Citizens(stack.url)
    doing = asyncio.create_task(asyncio.to_thread(work, stack, kind, file))

    async def one() -> None:
        conversation, number = await citizens.start(), 0
        while not doing.done():
            await citizens.ask(conversation, number)
            number += 1
            await asyncio.sleep(0.3)

    await asyncio.gather(*(one() for _ in range(TALKING)))
    await citizens.close()
    return await doing, citizens.seen


def rasas(stack: Stack) -> dict[str, bool]:
    """Which of the two Rasas runs."""
    return {each.name: each.pid > 0 for each in stack._supervisor.programs() if each.name in served.PROGRAMS}


def unharmed(seen: Seen) -> bool:
    """Whether every message was answered at once, by Rasa."""
    return seen.answered > 0 and (seen.lost, seen.degraded, seen.sent_again) == (0, 0, 0)


def test_two_models_are_compared_and_the_second_rasa_is_gone_afterwards(stack: Stack) -> None:
    engine = connect(stack.database_url)
    with sessions(engine).begin() as session:
        session.add(LabelledQuestion(text="làm khai sinh tốn nhiêu tiền", service="khai-sinh", aspect="fee", by="lan"))
    engine.dispose()

    job, seen = asyncio.run(talked_during(stack, "comparison", "candidate.tar.gz"))

    assert (job.state, job.said) == ("done", None)
    assert job.result
    assert job.result["all"]["questions"] > 300
    assert job.result["all"]["before"] == job.result["all"]["after"]  # they are the same
    assert job.result["labelled"]["questions"] == 1
    assert unharmed(seen), seen.figures()
    assert rasas(stack) == {"rasa": True, "rasa_2": False}


def test_a_switch_and_the_way_back_fail_no_message_and_forget_no_conversation(stack: Stack, models: Path) -> None:
    citizen = Citizen(stack.url)
    present = model.current()
    assert present
    citizen.says("Đăng ký khai sinh cần giấy tờ gì?")
    stack.check()  # from here on: what other tests have killed does not count

    job, seen = asyncio.run(talked_during(stack, "switch", "candidate.tar.gz"))

    assert (job.state, job.said) == ("done", None)
    assert unharmed(seen), seen.figures()
    assert rasas(stack) == {"rasa": False, "rasa_2": True}
    assert json.loads((models / "current.json").read_text())["file"] == "candidate.tar.gz"
    assert stack.is_ready()
    assert stack.check() == []  # nobody takes it for a crash
    citizen.says("còn phí thì sao")
    assert citizen.understood == ("answer", "khai-sinh", "fee")
    assert not citizen.is_limited()

    job, seen = asyncio.run(talked_during(stack, "switch", present.file))

    assert (job.state, job.said) == ("done", None)
    assert unharmed(seen), seen.figures()
    assert rasas(stack) == {"rasa": True, "rasa_2": False}
    assert json.loads((models / "previous.json").read_text())["file"] == "candidate.tar.gz"
    citizen.says("làm ở đâu")
    assert citizen.understood == ("answer", "khai-sinh", "where")
    citizen.close()


def test_a_file_that_is_not_the_recorded_one_is_never_served(stack: Stack, models: Path) -> None:
    before = served.in_use(stack.folder)
    stranger = models / "candidate.tar.gz"
    content = stranger.read_bytes()
    stranger.write_bytes(content + b"\0")

    job = work(stack, "switch", "candidate.tar.gz")

    stranger.write_bytes(content)
    assert job.state == "failed"
    assert served.in_use(stack.folder) == before
    assert stack.is_ready()
    assert rasas(stack)[before]
