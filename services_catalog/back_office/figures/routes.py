"""Pages of the figures, their exports, and the open data, which anybody may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import BeforeValidator
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from services_catalog.back_office.access.person import Viewer
from services_catalog.back_office.figures import open_data, tables, words
from services_catalog.back_office.figures.charts import spaced
from services_catalog.back_office.figures.counting import Filters
from services_catalog.back_office.figures.exporting import as_csv
from services_catalog.back_office.figures.open_data import OpenData
from services_catalog.back_office.gaps import board
from services_catalog.back_office.pages import environment, page
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.record import Slug

PATH = "/quan-tri/so-lieu"
OPEN_PATH = "/du-lieu-mo/cau-hoi.csv"
PERIODS = {7: "7 ngày qua", 30: "30 ngày qua", 90: "90 ngày qua", 365: "một năm qua"}
MOST_DAYS = 366
UNLESS_EMPTY = BeforeValidator(lambda value: value or None)  # a field of a form that was left empty
FRESH_SECONDS = 3600

environment.filters["spaced"] = spaced
router = APIRouter(prefix="/so-lieu")
public = APIRouter(tags=["Open data"])


@dataclass(frozen=True)
class Wanted:
    """The period and what else is chosen, as the address says it."""

    ngay: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 7
    tu: Annotated[date | None, UNLESS_EMPTY] = None
    den: Annotated[date | None, UNLESS_EMPTY] = None
    dich_vu: Annotated[Slug | None, UNLESS_EMPTY] = None
    kenh: Annotated[str | None, Query(max_length=20)] = None
    tinh: Annotated[str | None, Query(max_length=10)] = None

    @property
    def address(self) -> str:
        """The part of an address behind the question mark."""
        return urlencode({name: value for name, value in vars(self).items() if value})

    def filters(self, today: date) -> Filters:
        """From `tu` to `den` if both are right, else the last `ngay` days."""
        since, until = today - timedelta(days=self.ngay - 1), today
        if self.tu and self.den and self.tu <= self.den <= today and (self.den - self.tu).days < MOST_DAYS:
            since, until = self.tu, self.den
        return Filters(since, until, self.dich_vu or None, self.kenh or None, self.tinh or None)


@router.get("")
def figures(request: Request, person: Viewer, wanted: Annotated[Wanted, Depends()]) -> Response:
    """All tables, each with its chart."""
    today = today_in_vietnam()
    filters = wanted.filters(today)
    with _sessions(request)() as session:
        found = tables.all_tables(session, filters, today)
        channels = board.channels(session)
        names = words.service_names(session, [filters.service] if filters.service else [])
        services = words.published_services(session)
    return page(
        request,
        "figures/figures.html.j2",
        tables=found,
        most=tables.MOST_ROWS,
        filters=filters,
        wanted=wanted,
        periods=PERIODS,
        channels={key: words.channel(key) for key in channels},
        provinces=words.provinces(),
        services=services,
        service_name=names.get(filters.service or "", ""),
        odd_period=bool((wanted.tu or wanted.den) and (filters.since, filters.until) != (wanted.tu, wanted.den)),
    )


@router.get("/mo")
def open_(request: Request, person: Viewer) -> Response:
    """What of the figures is public, and how."""
    with _sessions(request)() as session:
        months = open_data.months(session, today_in_vietnam())
        rows = open_data.rows(session, months[0]) if months else []
    return page(request, "figures/open.html.j2", months=months, rows=rows, licence=open_data.LICENCE, address=OPEN_PATH)


@router.get("/{name}.csv")
def export(request: Request, person: Viewer, name: str, wanted: Annotated[Wanted, Depends()]) -> Response:
    """One table with all its rows."""
    today = today_in_vietnam()
    if name not in tables.BUILDERS:
        raise HTTPException(404)
    with _sessions(request)() as session:
        table = tables.one_table(name, session, wanted.filters(today), today)
    return _csv(as_csv(table.columns, table.rows), f"{name}-{today.isoformat()}")


@public.get(OPEN_PATH, summary="What citizens ask, by month, as open data", response_class=Response)
def open_csv(request: Request) -> Response:
    """CSV in UTF-8: `thang,chieu,ma,ten,so_cau_hoi`. Licence: CC BY 4.0. docs/open-data.md tells what it means."""
    made: OpenData = request.app.state.open_data
    try:
        response = _csv(made.read(today_in_vietnam()), "cau-hoi")
    except SQLAlchemyError as error:
        raise HTTPException(503) from error
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _csv(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _sessions(request: Request) -> sessionmaker[Session]:
    engine: Engine = request.app.state.engine
    return sessions(engine)
