"""Staff teach Rasa phrases: checked, masked, found again, written out for the next training."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine, select

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry, TrainingPhrase
from services_catalog.back_office.teaching import exporting, phrases
from services_catalog.content import CONTENT
from services_catalog.database import sessions
from tests.services_catalog.back_office.conftest import SignIn
from tests.services_catalog.samples import published, record
from tests.test_training_data import BUTTONS_ALONE, intents
from tools import model

TEACH = "/quan-tri/day"


def test_every_intent_can_be_taught_and_has_a_name() -> None:
    assert set(phrases.intents()) == intents() - BUTTONS_ALONE


def test_a_phrase_is_taught_found_and_removed(sign_in: SignIn, office_engine: Engine) -> None:
    lan = sign_in(Role.EDITOR, "lan")

    page = lan.submit(TEACH, {"intent": "ask_fee", "texts": "tốn chừng nhiêu xèng\nhết mấy đồng lận vậy"})

    assert "Đã thêm 2 câu" in page.text
    found = lan.get(TEACH, params={"q": "chung nhieu xeng"}).text
    assert "tốn chừng nhiêu xèng" in found
    assert "hết mấy đồng lận vậy" not in found
    with sessions(office_engine)() as session:
        row = session.scalar(select(TrainingPhrase).where(TrainingPhrase.text == "tốn chừng nhiêu xèng"))
        assert row
        assert (row.intent, row.by) == ("ask_fee", "lan")
        assert session.scalar(select(AuditEntry.by).where(AuditEntry.act == "teach")) == "lan"

    lan.submit(f"{TEACH}/{row.id}/bo")

    assert "tốn chừng nhiêu xèng" not in lan.get(TEACH).text.replace("«tốn chừng nhiêu xèng»", "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Phí tạm trú!", "đã được dạy là «Phí, lệ phí» rồi"),  # stands in a record; neither capitals nor signs count
        ("khai tam tru o cong an nao", "đang được dạy là «Nơi làm» (hồ sơ dịch vụ Đăng ký tạm trú)"),
        ("xin chào cán bộ trực", "đang được dạy là «Chào hỏi» (có sẵn)"),
        ("/ask_fee", "không phải câu người dân sẽ gõ"),
        ("?!", "không phải câu người dân sẽ gõ"),
        ("dài " * 60, "dài quá 200 ký tự"),
    ],
)
def test_a_phrase_that_cannot_be_taught_says_why_and_stays_in_the_form(
    sign_in: SignIn, office_engine: Engine, text: str, why: str
) -> None:
    page = sign_in(Role.EDITOR).submit(TEACH, {"intent": "ask_fee", "texts": f"câu này thì mới toanh\n{text}"})

    assert page.status_code == 422
    assert why in page.text
    assert text.strip() in page.text.split("<textarea", 1)[1].split("</textarea>", 1)[0].replace("&#34;", '"')
    assert "Đã thêm 1 câu" in page.text
    with sessions(office_engine)() as session:
        assert session.scalars(select(TrainingPhrase.text)).all() == ["câu này thì mới toanh"]


def test_personal_data_is_covered(sign_in: SignIn, office_engine: Engine) -> None:
    page = sign_in(Role.EDITOR).submit(TEACH, {"intent": "ask_status", "texts": "hồ sơ số 079203001234 tới đâu rồi"})

    assert "đã được che" in page.text
    with sessions(office_engine)() as session:
        (text,) = session.scalars(select(TrainingPhrase.text)).all()
    assert "079203001234" not in text


def test_a_viewer_teaches_nothing(sign_in: SignIn) -> None:
    assert sign_in(Role.VIEWER).submit(TEACH, {"intent": "ask_fee", "texts": "a"}).status_code == 403


def test_an_intent_that_does_not_exist_is_refused(sign_in: SignIn) -> None:
    page = sign_in(Role.EDITOR).submit(TEACH, {"intent": "../../etc", "texts": "câu thử mới"})

    assert page.status_code == 422


def test_what_staff_teach_is_written_for_the_training_and_changes_its_hash(
    office_engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "var" / "training" / "phrases.yml"
    before = model.inputs_hash(tmp_path)
    with sessions(office_engine).begin() as session:
        phrases.add(session, "greet", ["hế lô [bạn](tên): «nha»"], "lan")
        exporting.export(session, file)

    taught = yaml.safe_load(file.read_text("utf-8"))
    assert taught["greet"] == ["hế lô [bạn](tên): «nha»"]
    assert "phí tạm trú" in taught["ask_fee"]  # a published question that no content file holds
    assert model.inputs_hash(tmp_path) != before


def test_what_the_content_holds_already_is_not_written_twice(office_engine: Engine, tmp_path: Path) -> None:
    known = yaml.safe_load((CONTENT / "khai-sinh.yml").read_text("utf-8"))["questions"]["fee"][0]
    published(office_engine, {"thu": record("Việc thử", questions={"fee": [known, "việc thử mất nhiêu"]})})
    file = tmp_path / "phrases.yml"

    with sessions(office_engine)() as session:
        exporting.export(session, file)

    taught = yaml.safe_load(file.read_text("utf-8"))["ask_fee"]
    assert "việc thử mất nhiêu" in taught
    assert known not in taught


def test_the_same_again_leaves_the_file_alone(office_engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "phrases.yml"
    with sessions(office_engine)() as session:
        count = exporting.export(session, file)
        written = file.stat().st_mtime_ns

        assert exporting.export(session, file) == count > 0
    assert file.stat().st_mtime_ns == written
