"""A clerk asks a draft in a real browser, with and without script, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from bot.webhook.app import create_app
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.back_office.access import sessions as sign_ins
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account, Job
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.back_office.trying import labelled
from services_catalog.back_office.trying.labelled import Label
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect, sessions
from services_catalog.publishing import save
from services_catalog.record import ServiceRecord
from tests.browser.assistant import FakeRasa, running
from tests.browser.pages import PATIENCE_MS, is_accessible
from tests.services_catalog.back_office.teaching.test_models_page import COMPARED
from tests.services_catalog.back_office.trying.test_chat import DRAGON
from tests.services_catalog.samples import TEACHING, data, small_catalogue

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A small catalogue with the draft of a service."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('trying') / 'catalogue.db'}")
    small_catalogue(made)
    with sessions(made).begin() as session:
        save(session, "nuoi-rong", ServiceRecord.model_validate(data("Đăng ký nuôi rồng", **DRAGON)), "lan", "thử")
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def url(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over it."""
    folder: Path = tmp_path_factory.mktemp("trying-app")
    catalogue = Catalogue(engine, teaching=TEACHING)
    catalogue.refresh()

    def make(port: int):  # type: ignore[no-untyped-def]
        settings = WebhookSettings(
            port=port,
            conversation_secret="a secret of the tests, long enough",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            _env_file=None,
        )
        return create_app(settings, FakeRasa(), Standby(lambda: catalogue), engine, OfficeSettings(_env_file=None))

    with running(make) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def token(engine: Engine) -> str:
    """The cookie of a publisher who has signed in."""
    with sessions(engine).begin() as session:
        account = session.query(Account).filter_by(name="hoa").one_or_none()
        if account is None:
            account = Account(name="hoa", display_name="Hoa", role=Role.PUBLISHER)
            session.add(account)
            session.flush()
        return sign_ins.begin(session, account, None, "a browser of the tests")


def page_of(browser: Browser, url: str, token: str, *, width: int = 390, script: bool = True) -> Page:
    """A page of that publisher's browser."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, locale="vi-VN", reduced_motion="reduce"
    )
    context.add_cookies([{"name": "quan-tri-phien", "value": token, "url": url}])
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def begin(page: Page, url: str) -> None:
    page.goto(f"{url}/quan-tri/thu-nghiem?dich-vu=nuoi-rong")
    expect(page.get_by_label("Đăng ký nuôi rồng")).to_be_checked()
    page.get_by_role("button", name="Bắt đầu").click()


def ask(page: Page, text: str) -> None:
    page.get_by_label("Câu hỏi").fill(text)
    page.get_by_role("button", name="Gửi").click()


def test_a_draft_is_asked_and_drawn_as_citizens_will_see_it(browser: Browser, url: str, token: str) -> None:
    page = page_of(browser, url, token)
    begin(page, url)
    ask(page, "tôi muốn nuôi rồng")

    reply = page.locator("#moi-nhat")
    expect(reply.locator(".name")).to_have_text("Đăng ký nuôi rồng")
    expect(reply).to_be_focused()
    reply.get_by_role("button", name="Phí").click()
    expect(page.locator("#moi-nhat .block.fees")).to_contain_text("123.000 đồng")
    expect(page.locator("#moi-nhat .asked")).to_contain_text("Phí")
    page.context.close()


def test_without_script_it_is_asked_in_plain_words(browser: Browser, url: str, token: str) -> None:
    page = page_of(browser, url, token, script=False)
    begin(page, url)
    ask(page, "tôi muốn nuôi rồng")

    reply = page.locator("#moi-nhat")
    expect(reply).to_contain_text("Đăng ký nuôi rồng")
    reply.get_by_role("button", name="Phí").click()
    expect(page.locator("#moi-nhat")).to_contain_text("123.000 đồng")
    page.context.close()


def test_a_page_of_work_renews_itself_until_it_is_done(browser: Browser, url: str, token: str, engine: Engine) -> None:
    with sessions(engine).begin() as session:
        job = Job(kind="comparison", about={"file": "b.tar.gz"}, by="hoa", state="running", done=1, total=9)
        job.said = "Đang hỏi"
        session.add(job)
        session.flush()
        job_id = job.id
    page = page_of(browser, url, token)
    page.goto(f"{url}/quan-tri/day/viec/{job_id}")
    expect(page.get_by_text("Đang hỏi: 1 trên 9")).to_be_visible()

    with sessions(engine).begin() as session:
        session.get_one(Job, job_id).done = 5
    expect(page.get_by_text("Đang hỏi: 5 trên 9")).to_be_visible()

    with sessions(engine).begin() as session:
        found = session.get_one(Job, job_id)
        found.state, found.result = "done", COMPARED
    expect(page.get_by_role("table", name="Theo điều người dân hỏi")).to_be_visible()
    page.context.close()


def test_a_clerk_adds_a_question_that_every_change_is_judged_by(
    browser: Browser, url: str, token: str, engine: Engine
) -> None:
    page = page_of(browser, url, token)
    page.goto(f"{url}/quan-tri/thu-nghiem")
    page.get_by_role("link", name="Các câu kiểm tra").click()
    page.get_by_role("link", name="Thêm câu kiểm tra").click()
    page.get_by_label("Câu hỏi").fill("nuôi rồng thì đóng bao nhiêu")
    page.get_by_label("Tìm dịch vụ theo tên").fill("nuoi rong")
    page.get_by_role("button", name="Tìm dịch vụ").click()
    page.get_by_label("Phải trả lời về dịch vụ").select_option("Đăng ký nuôi rồng")
    page.get_by_label("Và về điều").select_option("fee")
    page.get_by_role("button", name="Thêm câu kiểm tra").click()

    expect(page.get_by_role("status")).to_contain_text("Đã thêm câu kiểm tra")
    expect(page.get_by_role("row", name="nuôi rồng thì đóng bao nhiêu")).to_contain_text("Đăng ký nuôi rồng")
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, url: str, token: str, engine: Engine, width: int, complaints: list[str]
) -> None:
    with sessions(engine).begin() as session:
        job = Job(kind="comparison", about={"file": "b.tar.gz"}, by="hoa", state="done", result=COMPARED)
        session.add(job)
        session.flush()
        job_id = job.id
    page = page_of(browser, url, token, width=width)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    begin(page, url)
    ask(page, "tôi muốn nuôi rồng")
    expect(page.locator("#moi-nhat .name")).to_be_visible()
    questions = "thu-nghiem/cau-kiem-tra"
    with sessions(engine).begin() as session:
        labelled.add(session, f"khai sinh trễ phạt mấy tiền {width}", Label("khai-sinh"), "hoa")
    for path in (
        *(None, "day", "day?q=phi", "day/mo-hinh", f"day/viec/{job_id}"),
        *(questions, f"{questions}/moi", f"{questions}/1"),
    ):
        if path:
            page.goto(f"{url}/quan-tri/{path}")
        is_accessible(page, complaints)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.context.close()
