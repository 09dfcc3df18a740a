"""The offline pack of the widget: the services most asked about, for a device that will have no network."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.webhook.problems import PROBLEM, Problem
from services_catalog import notices
from services_catalog.answers.pack import MOST_ASKED, offline_pack
from services_catalog.database import sessions
from services_catalog.models import Revision, Service
from services_catalog.publishing import version
from services_catalog.record import ServiceRecord

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FRESH_SECONDS = 3600  # browsers and caches in between need not ask again
AWAY_SECONDS = 30  # until a device should ask again when the database is away

router = APIRouter(prefix="/widget", tags=["Widget"])


class Pack:
    """The pack as bytes, made anew when the catalogue, what is paused, or the day has changed."""

    def __init__(self, engine: Engine) -> None:
        """The database that holds what is published."""
        self._sessions = sessions(engine)
        self._made_for: tuple[int, date, frozenset[str | None]] | None = None
        self._made = (b"", "")

    def read(self, today: date) -> tuple[bytes, str]:
        """The pack of the day `today` as UTF-8 JSON, and its ETag.

        Raises SQLAlchemyError when the database cannot be read.
        """
        with self._sessions() as session:
            standing = notices.read(session)
            wanted = (version(session), today, standing.paused())
            if wanted != self._made_for:
                rows = session.execute(
                    select(Service.slug, Revision.record)
                    .join(Revision, Revision.id == Service.published_id)
                    .where(Service.slug.in_(MOST_ASKED))
                ).all()
                records = {
                    slug: ServiceRecord.model_validate(record)
                    for slug, record in rows
                    if not standing.pause() and not standing.pause(slug)
                }
                pack = offline_pack(records, today)
                body = json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode()
                self._made = (body, hashlib.sha256(body).hexdigest()[:32])
                self._made_for = wanted
        return self._made


@router.get("/offline-pack.json", summary="Answers for when there is no network", responses={503: PROBLEM})
async def offline(request: Request) -> Response:
    """The pack, with an ETag: 304 where the device has it already."""
    pack: Pack = request.app.state.pack
    try:
        body, mark = await run_in_threadpool(pack.read, datetime.now(VIETNAM).date())
    except SQLAlchemyError as error:
        raise Problem("not-now", retry_after=AWAY_SECONDS) from error
    headers = {"ETag": f'W/"{mark}"', "Cache-Control": f"public, max-age={FRESH_SECONDS}"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
