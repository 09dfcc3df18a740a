"""A clerk proposes, her superior puts it on the calendar, and at its minute the chat answers it: in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select

from bot.webhook.app import create_app
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.back_office.access import sessions as sign_ins
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account, Proposal
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.back_office.workflow import due
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect, sessions
from services_catalog.guides.guide import Guide
from services_catalog.models import now
from services_catalog.publishing import publish, save
from services_catalog.record import Fee
from tests.browser.assistant import FakeRasa, running
from tests.browser.pages import PATIENCE_MS, is_accessible
from tests.polling import eventually
from tests.services_catalog.back_office.workflow.conftest import GUIDE
from tests.services_catalog.samples import KHAI_SINH, TEACHING, fee, small_catalogue

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDTHS = (320, 1280)
FEE = '/ask_fee{"service": "khai-sinh"}'


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A small catalogue with a guide; Lan has written a new fee."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('workflow') / 'catalogue.db'}")
    small_catalogue(made)
    with sessions(made).begin() as session:
        publish(session, save(session, "guides/khai-sinh", Guide.model_validate(GUIDE), "tu", "mới"), "hoa", "mới")
        dear = KHAI_SINH.model_copy(update={"fees": [Fee.model_validate(fee(5_000, "Lệ phí khai sinh"))]})
        save(session, "khai-sinh", dear, "lan", "Nghị định 1/2027")
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def url(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over it, without Rasa: the catalogue answers, which follows the database."""
    folder: Path = tmp_path_factory.mktemp("workflow-app")
    catalogue = Catalogue(engine, teaching=TEACHING)
    catalogue.follow(0.2)
    rasa = FakeRasa()
    rasa.away = True

    def make(port: int) -> FastAPI:
        settings = WebhookSettings(
            port=port,
            conversation_secret="a secret of the tests, long enough",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            _env_file=None,
        )
        return create_app(settings, rasa, Standby(lambda: catalogue), engine, OfficeSettings(_env_file=None))

    usual, due.EVERY_SECONDS = due.EVERY_SECONDS, 0.2
    with running(make) as port:
        yield f"http://127.0.0.1:{port}"
    due.EVERY_SECONDS = usual


def page_of(browser: Browser, url: str, engine: Engine, name: str, role: Role, width: int = 390) -> Page:
    """A page in the browser of somebody who has signed in."""
    with sessions(engine).begin() as session:
        account = session.scalar(select(Account).where(Account.name == name))
        if account is None:
            account = Account(name=name, display_name=name.title(), role=role)
            session.add(account)
            session.flush()
        token = sign_ins.begin(session, account, None, "a browser of the tests")
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN", reduced_motion="reduce")
    context.add_cookies([{"name": "quan-tri-phien", "value": token, "url": url}])
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def said(url: str, text: str = FEE) -> str:
    """What a citizen is told."""
    body = {"sender": "ba-nam", "message": text}
    return str(httpx.post(f"{url}/webhooks/rest/webhook", json=body, timeout=30).json()[-1]["text"])


def test_a_fee_is_proposed_scheduled_answered_at_its_minute_and_rolled_back(
    browser: Browser, url: str, engine: Engine
) -> None:
    assert "Lệ phí khai sinh: miễn phí" in said(url)
    lan = page_of(browser, url, engine, "lan", Role.EDITOR)
    lan.goto(f"{url}/quan-tri/lich-su/khai-sinh")
    lan.get_by_role("link", name="Đề nghị công bố bản 2").click()
    lan.get_by_label("Lý do").fill("Nghị định 1/2027")
    lan.get_by_role("button", name="Gửi đề nghị").click()
    expect(lan.get_by_role("status")).to_contain_text("Đã gửi đề nghị")

    minh = page_of(browser, url, engine, "minh", Role.PUBLISHER)
    minh.goto(f"{url}/quan-tri/cho-duyet")
    minh.get_by_role("link", name="Đăng ký khai sinh").first.click()
    expect(minh.get_by_text("miễn phí → 5.000 đồng").first).to_be_visible()
    minh.get_by_label("Vào ngày văn bản có hiệu lực").check()
    minh.locator("#due_day").fill("2099-01-01")
    if minh.get_by_label("Tôi đã đọc các lỗi").count():
        minh.get_by_label("Tôi đã đọc các lỗi").check()
    minh.get_by_role("button", name="Duyệt", exact=True).click()
    expect(minh.get_by_role("status")).to_contain_text("đúng giờ")
    minh.goto(f"{url}/quan-tri/lich?thang=2099-01")
    expect(minh.get_by_role("link", name="Công bố: Đăng ký khai sinh").first).to_be_visible()
    assert "5.000" not in said(url)

    with sessions(engine).begin() as session:  # the day has come
        session.query(Proposal).update({"due_at": now() - timedelta(seconds=1)})
    assert eventually(lambda: "5.000 đồng" in said(url))

    minh.goto(f"{url}/quan-tri/lich-su/khai-sinh")
    minh.get_by_text("Quay lại bản 1").click()
    minh.get_by_label("Lý do").first.fill("Nghị định lùi ngày")
    minh.get_by_role("button", name="Công bố lại bản 1").click()
    expect(minh.get_by_role("status")).to_contain_text("nay là bản 3")
    assert eventually(lambda: "Lệ phí khai sinh: miễn phí" in said(url))
    lan.context.close()
    minh.context.close()


def test_a_service_is_paused_and_taken_up_again_within_seconds(browser: Browser, url: str, engine: Engine) -> None:
    hoa = page_of(browser, url, engine, "hoa", Role.PUBLISHER)
    hoa.goto(f"{url}/quan-tri/thong-bao?ve=ket-hon")
    hoa.get_by_label("Dừng trả lời: người dân chỉ thấy lời nhắn này").check()
    hoa.get_by_label("Lời nhắn cho người dân").fill("Phí kết hôn đang được xem lại.")
    hoa.get_by_label("Lý do (chỉ đồng nghiệp thấy)").fill("sai phí")
    hoa.get_by_role("button", name="Đặt ngay").click()
    expect(hoa.get_by_text("Dừng trả lời", exact=True)).to_be_visible()
    asking = '/ask_fee{"service": "ket-hon"}'
    assert eventually(lambda: "đang được xem lại" in said(url, asking))
    assert "miễn phí" in said(url)

    hoa.get_by_text("Kết thúc", exact=True).click()
    hoa.get_by_label("Lý do kết thúc").fill("đã sửa")
    hoa.get_by_role("button", name="Kết thúc ngay").click()
    assert eventually(lambda: "đang được xem lại" not in said(url, asking))
    hoa.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_for_everyone(browser: Browser, url: str, engine: Engine, width: int) -> None:
    page, complaints = page_of(browser, url, engine, "hoa", Role.PUBLISHER, width), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    paths = (
        "cho-duyet",
        "cho-duyet/moi/khai-sinh?ban=2",
        "lich?thang=2026-12",
        "lich-su/khai-sinh?cu=1&moi=2",
        "thong-bao",
        "huong-dan",
        "huong-dan/khai-sinh",
        "huong-dan/khai-sinh/yaml",
        "huong-dan/khai-sinh/thu",
        "huong-dan/khai-sinh/thu?tuoi=duoi-6",
    )
    for path in paths:
        page.goto(f"{url}/quan-tri/{path}")
        is_accessible(page, complaints)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"{url}/quan-tri/cho-duyet/moi/khai-sinh?ban=2")
    page.get_by_label("Lý do").fill("thử")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_role("status")).to_be_visible()
    is_accessible(page, complaints)
    reviewer = page_of(browser, url, engine, "minh", Role.PUBLISHER, width)
    reviewer.goto(page.url)
    is_accessible(reviewer, [])
    assert reviewer.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
    reviewer.context.close()


@pytest.mark.parametrize(("path", "field"), [("", "title"), ("/yaml", "text")])
def test_what_is_typed_into_a_guide_outlives_the_page(
    browser: Browser, url: str, engine: Engine, path: str, field: str
) -> None:
    page = page_of(browser, url, engine, f"tu-{field}", Role.EDITOR)
    page.goto(f"{url}/quan-tri/huong-dan/khai-sinh{path}")
    typed = page.locator(f'[name="{field}"]')
    longer = f"{typed.input_value().strip()} # gõ một giờ"
    typed.fill(longer)
    expect(page.locator("#giu")).to_contain_text("Đã giữ phần gõ dở")
    page.reload()
    expect(typed).to_have_value(longer)

    typed.fill(f"{longer}, thêm")
    page.reload()  # before the server has it
    page.get_by_role("button", name="Lấy lại").click()
    expect(typed).to_have_value(f"{longer}, thêm")

    page.get_by_role("button", name="Bỏ phần chưa lưu").click()
    expect(page.get_by_text("Đã bỏ phần chưa lưu.")).to_be_visible()
    expect(page.locator("#may-giu")).to_be_hidden()
    assert "gõ một giờ" not in typed.input_value()
    page.context.close()


def test_a_guide_is_mended_and_drawn(browser: Browser, url: str, engine: Engine) -> None:
    page = page_of(browser, url, engine, "lan", Role.EDITOR, 1280)
    page.goto(f"{url}/quan-tri/huong-dan/khai-sinh")
    page.get_by_text("Câu hỏi 1: Bé bao nhiêu tuổi?").click()
    page.get_by_label("Câu hỏi", exact=True).fill("Bé mấy tuổi rồi?")
    page.get_by_role("button", name="Kiểm tra và vẽ lại").click()
    expect(page.get_by_role("status").first).to_contain_text("Không có lỗi nào")
    drawn = page.locator(".picture img")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.complete && image.naturalWidth") > 300
    page.get_by_role("link", name="Đi thử").click()
    page.get_by_label("Dưới 6 tuổi").check()
    page.get_by_role("button", name="Tiếp").click()
    expect(page.get_by_text("Giấy chứng sinh")).to_be_visible()
    page.context.close()
