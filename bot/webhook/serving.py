"""The HTTP protocol, with an end to what a slow or endless request may take before anything of ours sees it."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.webhook.settings import WebhookSettings
from bot.webhook.sizes import is_upload

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


def limited(settings: WebhookSettings) -> type[asyncio.Protocol]:
    """uvicorn's protocol, closing a connection whose request takes too long to come in or has too large a head."""

    class Limited(HttpToolsProtocol):
        _deadline: asyncio.TimerHandle | None = None
        _head_bytes = 0
        _in_head = True

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._await_request()

        def connection_lost(self, exc: Exception | None) -> None:
            self._request_is_here()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self._in_head:
                self._head_bytes += len(data)
                if self._head_bytes > settings.max_header_bytes and not self.transport.is_closing():
                    self.transport.write(_TOO_LARGE)
                    self.transport.close()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._in_head, self._head_bytes = True, 0
            if self._deadline is None:
                self._await_request()

        def on_headers_complete(self) -> None:
            self._in_head = False
            if is_upload(self.url.partition(b"?")[0].decode("latin-1")):
                self._await_request(settings.upload_seconds)
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            self._request_is_here()
            super().on_message_complete()

        def _await_request(self, seconds: float = settings.request_seconds) -> None:
            self._request_is_here()
            self._deadline = self.loop.call_later(seconds, self.transport.close)

        def _request_is_here(self) -> None:
            if self._deadline:
                self._deadline.cancel()
                self._deadline = None

    return Limited
