"""The real server: what comes in too slowly or without end is cut off, and others do not notice."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from bot.webhook.serving import limited
from bot.webhook.settings import WebhookSettings


@asynccontextmanager
async def served(**settings: float) -> AsyncIterator[int]:
    """An application that echoes, on a port of its own."""
    app = FastAPI()

    @app.post("/")
    async def echo(body: dict[str, str]) -> dict[str, str]:
        return body

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, http=limited(WebhookSettings(_env_file=None, **settings)), ws="none", log_level="critical"
        )
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        await running


async def sent(port: int, *parts: bytes) -> bytes:
    """What comes back until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.02)
        return await reader.read()
    except ConnectionError:
        return b"cut off"
    finally:
        writer.close()


async def test_an_ordinary_request_is_served_again_and_again() -> None:
    async with served(request_seconds=0.5) as port, httpx.AsyncClient(trust_env=False) as client:
        for _ in range(3):
            response = await client.post(f"http://127.0.0.1:{port}/", json={"a": "b"})
            assert response.json() == {"a": "b"}
            await asyncio.sleep(0.3)


async def test_a_connection_that_says_nothing_or_stops_in_the_middle_is_closed() -> None:
    async with served(request_seconds=0.3) as port:
        assert await sent(port) == b""
        assert await sent(port, b"POST / HTTP/1.1\r\nhost: x\r\n") == b""
        assert await sent(port, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{") == b""


async def test_a_head_without_end_is_refused() -> None:
    async with served(max_header_bytes=2000) as port:
        answer = await sent(port, b"POST / HTTP/1.1\r\nhost: x\r\n", *[b"x-a: " + b"y" * 500 + b"\r\n"] * 6)

    assert answer == b"cut off" or answer.startswith(b"HTTP/1.1 431")
