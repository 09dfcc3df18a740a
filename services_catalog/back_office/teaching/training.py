"""The jobs that train a model and switch to it. `tools.models` does both; here it is started and listened to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from services_catalog.back_office.teaching import exporting
from services_catalog.back_office.work.progress import NotDone, Progress
from services_catalog.database import sessions
from services_catalog.settings import ROOT

# What `tools.models` prints, by how it begins, and what staff read.
SAID = {
    "- model: training it": "Đang học (khoảng một phút)",
    "- starting a second Rasa": "Đang khởi động mô hình bên cạnh mô hình đang dùng",
    "- asking it some questions": "Đang hỏi thử vài câu",
    "New messages go to": "Câu hỏi mới đã sang mô hình này",
    "- letting the Rasa before it finish": "Đang chờ mô hình trước trả lời nốt những câu dở dang",
}
REFUSED = {
    "there is nothing new to learn": "Chưa có gì mới để học: mô hình đang có đã học đúng những câu này.",
    "is in use already": "Mô hình này đang được dùng rồi.",
    "is not a model on record": "Không còn mô hình này nữa.",
    "another comparison or switch is under way": "Đang có một lần so sánh hoặc đổi khác. Bạn chờ xong rồi làm lại.",
    "the assistant does not run from this folder": "Trợ lý đang không chạy bằng «make run» trên máy này.",
    "the model takes": "Mô hình này hiểu sai câu thường gặp nên chưa được dùng. Bạn xem lại những câu mới thêm.",
    "SHA-256": "Tệp mô hình không còn đúng như lúc học xong nên không được dùng.",
    "the disk is full": "Ổ đĩa của máy chủ đã đầy.",
}


def train(engine: Engine, about: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: train a model beside the one in use, with what staff teach. Gives its `file`."""
    progress.report("Đang gom các câu để học")
    with sessions(engine)() as session:
        taught = exporting.export(session)
    lines = _listened(["train"], progress)
    return {"file": lines[-1].removeprefix("candidate "), "taught": taught}


def switch(engine: Engine, about: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: switch to the model `about["file"]`."""
    _listened(["use", about["file"]], progress)
    return {"file": about["file"]}


@contextmanager
def beside(file: str, progress: Progress) -> Iterator[int]:
    """A second Rasa that serves `file`; its port. It is ended with the block. Raises NotDone if it does not start."""
    with _process(["beside", file]) as process:
        lines: list[str] = []
        for line in _lines(process, lines, progress):
            if line.startswith("port ") and process.stdin:
                yield int(line.removeprefix("port "))
                process.stdin.close()  # what it waits for
        _check(process, lines)


def _listened(arguments: list[str], progress: Progress) -> list[str]:
    """What `tools.models` printed, once it has ended well."""
    lines: list[str] = []
    with _process(arguments) as process:
        for _ in _lines(process, lines, progress):
            pass
        _check(process, lines)
    return lines


@contextmanager
def _process(arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.models", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    with process:  # closes the pipes and waits
        try:
            yield process
        except BaseException:
            process.terminate()
            raise


def _lines(process: subprocess.Popen[str], lines: list[str], progress: Progress) -> Iterator[str]:
    for line in process.stdout or ():
        if not line.strip():
            continue
        lines.append(line.rstrip("\n"))
        for begins, said in SAID.items():
            if line.startswith(begins):
                progress.report(said)
        yield lines[-1]


def _check(process: subprocess.Popen[str], lines: list[str]) -> None:
    if process.wait() == 0:
        return
    told = "\n".join(lines)
    known = next((said for words, said in REFUSED.items() if words in told), "Việc này chưa làm được.")
    raise NotDone(f"{known}\n\n{told[-2000:]}")
