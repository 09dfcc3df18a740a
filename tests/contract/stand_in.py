"""A stand-in for Rasa: a real HTTP server that answers as Rasa's REST channel does, or fails as it does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CUSTOM = {
    "type": "answer",
    "service": "khai-sinh",
    "aspect": "fee",
    "candidates": [],
    "confidence": 0.9,
    "sources": [{"number": "60/2014/QH13", "title": "Luật Hộ tịch", "url": None}],
    "valid_from": None,
    "verified_at": "2026-11-20",
    "blocks": [{"type": "text", "text": "Miễn phí"}],
}


def answer(recipient: str) -> list[dict[str, Any]]:
    """A reply as Rasa 3.6.21 sends it: text and custom are two messages."""
    return [
        {
            "recipient_id": recipient,
            "text": "Miễn phí",
            "buttons": [{"title": "Nơi làm", "payload": "/ask_where"}],
        },
        {"recipient_id": recipient, "custom": CUSTOM},
    ]


@dataclass
class StandIn:
    """What Rasa hears, and how it replies."""

    port: int
    reply: Callable[[dict[str, Any]], tuple[int, bytes]]
    heard: list[dict[str, Any]] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[str]:
        """The texts heard, in order."""
        return [message["message"] for message in self.heard]


def good(message: dict[str, Any]) -> tuple[int, bytes]:
    """The usual reply."""
    return 200, json.dumps(answer(message["sender"])).encode()


def saying(status: int, body: bytes) -> Callable[[dict[str, Any]], tuple[int, bytes]]:
    """Always the same reply."""
    return lambda _: (status, body)


@contextmanager
def serving() -> Iterator[StandIn]:
    """A stand-in that listens until the end of the block."""
    stand_in = StandIn(0, good)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(200, b"Hello from Rasa: 3.6.21")

        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["content-length"])))
            stand_in.heard.append(message)
            status, body = stand_in.reply(message)
            stand_in.finished.append(message["message"])
            self._send(status, body)

        def _send(self, status: int, body: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                pass  # whoever asked has given up

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name in http.server)
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    stand_in.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
