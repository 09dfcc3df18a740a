"""Whether the application is alive, and whether each part it stands on is."""

from __future__ import annotations

import httpx
from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine, text
from starlette.concurrency import run_in_threadpool

router = APIRouter(tags=["Health"])


@router.get("/healthz", summary="Alive")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", summary="Ready, part by part", responses={503: {"description": "A part is away."}})
async def readyz(request: Request, response: Response) -> dict[str, bool]:
    """Rasa, the action server and the database, each by name; 503 when one of them is away."""
    state = request.app.state
    parts = {
        "rasa": await state.rasa.is_ready(),
        "actions": await _answers(f"http://127.0.0.1:{state.settings.actions_port}/health"),
        "database": await run_in_threadpool(_database_answers, state.engine),
    }
    if not all(parts.values()):
        response.status_code = 503
    return parts


async def _answers(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2) as client:
            return (await client.get(url)).status_code == 200
    except httpx.HTTPError:
        return False


def _database_answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM service LIMIT 1"))
        return True
    except Exception:  # noqa: BLE001 (whatever it is, the database does not answer)
        return False
