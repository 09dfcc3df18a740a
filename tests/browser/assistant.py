"""The real web application on a free port, with a Rasa whose answers are made up and a small catalogue."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from bot.webhook.app import create_app
from bot.webhook.contract import Outgoing
from bot.webhook.rasa import Rasa, RasaUnavailable
from bot.webhook.settings import WebhookSettings
from bot.webhook.standby import Standby
from services_catalog.catalogue import Catalogue
from services_catalog.content import CONTENT, read_file
from services_catalog.database import connect, sessions
from services_catalog.loading import load_record
from services_catalog.migrating import migrate
from services_catalog.search.teaching import Teaching

CATALOGUE = ("khai-sinh", "can-cuoc-cap-lai", "ho-chieu-pho-thong")
SCRIPT = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


class FakeRasa(Rasa):
    """Answers by what is in the message; made worse by a test with `fails`, `away` and `seconds`."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As new: nothing heard, nothing wrong."""
        self.heard: list[tuple[str, str]] = []
        self.fails = False  # as a bug in the webhook: the citizen gets an error
        self.away = False  # the catalogue answers instead
        self.seconds = 0.0  # that an answer takes

    async def say(self, sender: str, text: str) -> list[Outgoing]:
        """The reply to the first of REPLIES whose key is in `text`."""
        self.heard.append((sender, text))
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.fails:
            raise RuntimeError("made to fail by a test")
        if self.away:
            raise RasaUnavailable("made to be away by a test")
        reply = next((REPLIES[key] for key in REPLIES if key in text.lower()), REPLIES["không hiểu"])
        return [Outgoing.model_validate({"recipient_id": sender, **message}) for message in reply]

    async def understood(self, text: str) -> dict[str, Any] | None:
        """Nothing: what is tried out is answered by the catalogue alone."""
        return None

    async def is_ready(self) -> bool:
        """Always."""
        return True

    async def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Assistant:
    """The running application."""

    url: str
    elsewhere: str  # an origin whose pages may embed the widget
    rasa: FakeRasa


@contextmanager
def serving(folder: Path, rasa: FakeRasa) -> Iterator[Assistant]:
    """The application over `rasa`, its database in `folder`, until the block ends."""
    engine = connect(f"sqlite:///{folder / 'catalogue.db'}")
    migrate(engine)
    with sessions(engine)() as session:
        for slug in CATALOGUE:
            load_record(session, slug, read_file(CONTENT / f"{slug}.yml"))
        session.commit()
    catalogue = Catalogue(engine, teaching=Teaching())
    catalogue.refresh()

    def make(port: int) -> FastAPI:
        settings = WebhookSettings(
            port=port,
            allowed_origins=[f"http://localhost:{port}"],
            conversation_secret="a secret of the tests, long enough",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            _env_file=None,
        )
        return create_app(settings, rasa, Standby(lambda: catalogue), engine)

    with running(make) as port:
        yield Assistant(f"http://127.0.0.1:{port}/", f"http://localhost:{port}", rasa)
    engine.dispose()


@contextmanager
def running(make: Callable[[int], FastAPI]) -> Iterator[int]:
    """The application that `make` makes for a free port, served on it until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(make(port), log_level="critical", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the application did not start")
            time.sleep(0.01)
        yield port
        server.should_exit = True
        thread.join(10)


def _custom(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "confidence": 0.9, **more}


def _answer(title: str, text: str, blocks: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    custom = _custom(
        "answer",
        service="khai-sinh",
        title=title,
        blocks=blocks,
        verified_at="2026-11-20",
        sources=[
            {
                "number": "60/2014/QH13",
                "title": "Luật Hộ tịch",
                "url": "https://vanban.chinhphu.vn/?docid=178366",
            },
            {"number": None, "title": "Cổng Dịch vụ công quốc gia", "url": "https://dichvucong.gov.vn/"},
            {"number": "123/2015/NĐ-CP", "title": "Nghị định 123/2015/NĐ-CP về hộ tịch", "url": None},
        ],
    )
    return {"text": f"{title}\n\n{text}", "custom": custom, **more}


PAPERS = [
    {"text": "Tờ khai đăng ký khai sinh", "count": "1 bản chính, mẫu TK01"},
    {
        "text": "Giấy chứng sinh",
        "count": "1 bản chính",
        "note": "Sinh ngoài cơ sở y tế thì nộp văn bản của người làm chứng",
    },
    {"text": "Giấy tờ tuỳ thân của người đi làm", "count": "chỉ cần xuất trình, có thể dùng bản trên VNeID"},
]

QUESTION: list[dict[str, Any]] = [
    {"type": "progress", "step": 2, "of": 5, "title": "Mất thẻ căn cước"},
    {"type": "text", "text": "Bạn đã cho biết: mất ở Việt Nam."},
    {"type": "question", "text": "Bạn có VNeID mức 2 chưa?"},
]
CHOICES = [
    {"title": title, "payload": f'/guide{{"guide": "can-cuoc?muc={title}"}}'}
    for title in ("Có rồi", "Chưa có", "Dừng hướng dẫn")
]
PARTS = [{"type": "list", "title": f"Phần {number}", "items": [{"text": f"Điều {number}"}]} for number in range(1, 8)]

REPLIES: dict[str, list[dict[str, Any]]] = {
    "mất thẻ": [
        _answer("Cấp lại thẻ căn cước", "Bạn có VNeID?\n1. Có rồi\n2. Chưa có", [*QUESTION, *PARTS], buttons=CHOICES)
    ],
    "hỏi xen": [
        _answer(
            "Cấp lại thẻ căn cước",
            "Trả lời xen",
            [*PARTS, {"type": "text", "text": "Mình hỏi tiếp để lọc đúng phần của bạn:"}, *QUESTION],
            buttons=CHOICES,
        )
    ],
    "nguy cấp": [
        {"text": "Bạn gọi ngay 113, 114 hoặc 115. Tin lừa đảo thì báo 156. Xem Luật 113/2025/QH15, phí 115.000 đồng."}
    ],
    "khai sinh": [
        _answer(
            "Đăng ký khai sinh",
            "Giấy tờ cần có: Tờ khai, Giấy chứng sinh, Giấy tờ tuỳ thân",
            [
                {"type": "checklist", "title": "Giấy tờ cần có – ai cũng cần", "items": PAPERS},
                {
                    "type": "checklist",
                    "title": "Giấy tờ cần có – tuỳ trường hợp của bạn",
                    "items": [{"text": "Văn bản uỷ quyền", "when": "người khác đi làm thay", "count": "1 bản chính"}],
                },
            ],
            buttons=[
                {"title": "Phí, lệ phí", "payload": '/ask_fee{"service": "khai-sinh"}'},
                {"title": "Cách làm", "payload": '/ask_steps{"service": "khai-sinh"}'},
            ],
        )
    ],
    "ask_fee": [
        _answer(
            "Đăng ký khai sinh",
            "Phí, lệ phí: miễn phí",
            [
                {
                    "type": "fees",
                    "title": "Phí, lệ phí",
                    "items": [
                        {
                            "text": "Lệ phí đăng ký khai sinh",
                            "when": "đúng hạn 60 ngày",
                            "amount": "miễn phí",
                            "amount_vnd": 0,
                        },
                        {
                            "text": "Bản sao trích lục",
                            "amount": "8.000 đồng mỗi bản",
                            "amount_vnd": 8000,
                            "period": "đến hết 31/12/2026",
                            "note": "thu khi xin thêm bản sao",
                        },
                        {"text": "Đăng ký quá hạn", "amount": "chưa có mức chung", "amount_vnd": None},
                        {"text": "Lệ phí trước bạ", "amount": "0,5% giá trị nhà, đất", "amount_vnd": None},
                    ],
                }
            ],
        )
    ],
    "ask_steps": [
        _answer(
            "Đăng ký khai sinh",
            "Cách làm: nhiều bước",
            [
                {
                    "type": "steps",
                    "title": "Cách làm – làm trên mạng",
                    "items": [{"text": f"Việc phải làm thứ {number}"} for number in range(1, 13)],
                },
                {
                    "type": "links",
                    "items": [
                        {"text": "Nộp hồ sơ khai sinh", "url": "https://dichvucong.gov.vn/nop-ho-so"},
                        {"text": "Đường dẫn lạ", "url": "javascript:document.title='taken'"},
                    ],
                },
                {"type": "notice", "level": "info", "text": "Bộ phận một cửa làm việc giờ hành chính."},
                {
                    "type": "notice",
                    "level": "warning",
                    "title": "Sắp đổi",
                    "text": "Mẫu tờ khai mới từ 01/01/2027.",
                },
                {
                    "type": "notice",
                    "level": "scam",
                    "title": "Cẩn thận lừa đảo",
                    "text": "Không ai thu phí qua điện thoại.",
                },
                {
                    "type": "notice",
                    "level": "scam",
                    "title": "Cẩn thận lừa đảo",
                    "text": "Không bấm đường dẫn lạ.",
                },
            ],
        )
    ],
    "hướng dẫn": [
        {
            "text": "Con bạn bao nhiêu tuổi?",
            "buttons": [
                {"title": "Dưới 6 tuổi", "payload": '/guide{"guide": "phieu"}'},
                {"title": "Khai sinh cho con", "payload": '/guide{"guide": "khai-sinh"}'},
            ],
            "custom": _custom(
                "guide",
                title="Khai sinh cho con",
                blocks=[
                    {"type": "progress", "step": 2, "of": 5, "title": "Tuổi của con"},
                    {
                        "type": "question",
                        "text": "Con bạn bao nhiêu tuổi?",
                        "buttons": [
                            {"title": "Dưới 6 tuổi", "payload": '/guide{"guide": "phieu"}'},
                            {"title": "Từ 6 tuổi", "payload": '/guide{"guide": "phieu"}'},
                        ],
                    },
                ],
            ),
        }
    ],
    "phieu": [
        {
            "text": "Các bước:\n1. Nộp hồ sơ\n\nPhiếu của bạn\nGiữ 90 ngày. /phieu/K7M2-QX4D",
            "custom": _custom(
                "guide",
                title="Khai sinh cho con",
                blocks=[
                    {
                        "type": "steps",
                        "title": "Các bước",
                        "items": [
                            {
                                "text": "Nộp hồ sơ",
                                "place": "Uỷ ban nhân dân xã nơi bạn ở",
                                "who": "cha hoặc mẹ",
                                "helper": "cán bộ một cửa",
                            }
                        ],
                    },
                    {
                        "type": "sheet",
                        "title": "Phiếu hướng dẫn của bạn",
                        "code": "K7M2-QX4D",
                        "url": "/phieu/K7M2-QX4D",
                        "pdf": "/phieu/K7M2-QX4D.pdf",
                    },
                ],
            ),
        }
    ],
    "trọn bộ": [
        _answer(
            "Đăng ký khai sinh",
            "Trọn bộ: nhiều phần",
            [
                *(
                    {"type": "list", "title": f"Phần {number}", "items": [{"text": f"Điều cần biết {number}"}]}
                    for number in range(1, 9)
                ),
                {"type": "notice", "level": "scam", "text": "Không ai thu phí qua điện thoại."},
            ],
        )
    ],
    "nhiều cách": [
        _answer(
            "Đăng ký khai sinh",
            "Nhiều cách làm",
            [
                *({"type": "text", "text": f"Điều {number}"} for number in range(1, 7)),
                *(
                    {"type": "list", "title": f"Cách {number}", "items": [{"text": f"Việc {number}"}]}
                    for number in range(1, 6)
                ),
            ],
        )
    ],
    "giấy tờ": [
        {
            "text": "Bạn hỏi về việc nào?\n- Đăng ký khai sinh\n- Cấp lại thẻ căn cước",
            "buttons": [
                {"title": "Đăng ký khai sinh", "payload": '/ask_documents{"service": "khai sinh"}'},
                {"title": "Cấp lại thẻ căn cước", "payload": '/ask_documents{"service": "can-cuoc-cap-lai"}'},
            ],
            "custom": _custom(
                "clarify",
                blocks=[
                    {
                        "type": "text",
                        "text": "Bạn hỏi về việc nào?\n- Đăng ký khai sinh\n- Cấp lại thẻ căn cước",
                    }
                ],
            ),
        }
    ],
    "mã độc": [
        {"text": SCRIPT},
        _answer(
            SCRIPT,
            SCRIPT,
            [
                {
                    "type": kind,
                    "title": SCRIPT,
                    "level": SCRIPT,
                    "text": SCRIPT,
                    "items": [{"text": SCRIPT, "when": SCRIPT, "note": SCRIPT}],
                }
                for kind in ("text", "list", "checklist", "steps", "fees", "links", "notice", SCRIPT)
            ],
            buttons=[{"title": SCRIPT, "payload": SCRIPT}],
        ),
    ],
    "không hiểu": [
        {
            "text": "Mình chưa hiểu rõ. Cần hỏi người: 18001096 (miễn phí).",
            "custom": _custom(
                "fallback",
                blocks=[{"type": "text", "text": "Mình chưa hiểu rõ. Cần hỏi người: 18001096 (miễn phí)."}],
            ),
        }
    ],
}
