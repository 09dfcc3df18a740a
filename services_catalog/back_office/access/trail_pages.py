"""The pages of the audit trail: read, filtered, downloaded; never changed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import yaml
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Select, func, select
from starlette.responses import StreamingResponse

from services_catalog.back_office.access.person import Administrator
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry
from services_catalog.back_office.pages import minute, page
from services_catalog.back_office.transactions import begin
from services_catalog.clock import VIETNAM, utc

router = APIRouter(prefix="/nhat-ky")
A_PAGE = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d)?")  # as `record` writes it
COLUMNS = ("Lúc", "Ai", "Việc", "Về", "Vì sao", "Chi tiết", "Mã băm")


@dataclass(frozen=True)
class Wanted:
    """Which entries; «»: all."""

    ai: str = ""  # by whom
    viec: str = ""  # act
    ve: str = ""  # about what, or a part of it
    tu: str = ""  # first day, ISO
    den: str = ""  # last day

    def entries(self) -> Select[AuditEntry]:
        """The entries, the newest first. A day that is none does not count."""
        chosen = select(AuditEntry).order_by(AuditEntry.id.desc())
        if self.ai:
            chosen = chosen.where(AuditEntry.by == self.ai.strip())
        if self.viec:
            chosen = chosen.where(AuditEntry.act == self.viec)
        if self.ve:
            chosen = chosen.where(AuditEntry.about.icontains(self.ve.strip(), autoescape=True))
        if first := _midnight(self.tu):
            chosen = chosen.where(AuditEntry.at >= first)
        if last := _midnight(self.den):
            chosen = chosen.where(AuditEntry.at < last + timedelta(days=1))
        return chosen

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


def _wanted(ai: str = "", viec: str = "", ve: str = "", tu: str = "", den: str = "") -> Wanted:
    return Wanted(ai, viec, ve, tu, den)


Asked = Annotated[Wanted, Depends(_wanted)]


@router.get("")
def list_(request: Request, person: Administrator, wanted: Asked, trang: int = 1) -> Response:
    """A page of entries."""
    with begin(request) as session:
        chosen = wanted.entries()
        count = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
        pages = max(1, -(-count // A_PAGE))
        number = min(max(trang, 1), pages)
        rows = session.scalars(chosen.offset((number - 1) * A_PAGE).limit(A_PAGE)).all()
        acts = session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)).all()
    return page(
        request,
        "access/trail.html.j2",
        entries=[_told(row) for row in rows],
        acts=[(act, label(act)) for act in acts],
        wanted=wanted,
        count=count,
        number=number,
        pages=pages,
    )


@router.get("/tai-ve.csv")
def download(request: Request, person: Administrator, wanted: Asked) -> Response:
    """The same entries, all of them, for a spreadsheet."""
    headers = {"Content-Disposition": 'attachment; filename="nhat-ky.csv"'}
    return StreamingResponse(_lines(request, wanted), media_type="text/csv; charset=utf-8", headers=headers)


@cache
def _named(file: str) -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent.parent / file).read_text("utf-8")))


def label(act: str) -> str:
    """An act as staff read it."""
    return str(_named("acts.yml").get(act, act))


def _lines(request: Request, wanted: Wanted) -> Iterator[str]:
    yield "\ufeff"  # by which Excel knows UTF-8
    yield _line(COLUMNS)
    with begin(request) as session:
        for row in session.scalars(wanted.entries().execution_options(yield_per=500)):
            told = _told(row)
            yield _line([told["at"], told["by"], told["act"], told["about"], told["why"], told["details"], row.hash])


def _line(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in cells)
    return line.getvalue()


def _told(row: AuditEntry) -> dict[str, str]:
    return {
        "at": minute(row.at),
        "by": row.by,
        "act": label(row.act),
        "about": row.about or "",
        "why": row.why or "",
        "details": "; ".join(f"{name}: {value}" for name, value in _details(row.details)),
    }


def _details(details: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is recorded beside an act, as staff read it."""
    names, values = _named("details.yml"), _named("detail_values.yml")
    for name, value in details.items():
        if value is not None:
            known = values.get(name, {}).get(value) if isinstance(value, str) else None
            yield names.get(name, name), known or _plain(value)


def _plain(value: Any) -> str:
    """A value as staff read it: moments on the clocks of Vietnam, roles and yes and no in words."""
    match value:
        case bool():
            return "có" if value else "không"
        case list():
            return ", ".join(map(_plain, value))
        case dict():
            return ", ".join(f"{name} {each}" for name, each in _details(value))
        case str() if value in set(Role):
            return Role(value).label
        case str() if _MOMENT.fullmatch(value):
            return minute(utc(datetime.fromisoformat(value)))
        case _:
            return str(value)


def _midnight(day: str) -> datetime | None:
    """The beginning of an ISO day in Vietnam, in UTC as the database compares it."""
    try:
        begins = datetime.combine(date.fromisoformat(day.strip()), time(), VIETNAM)
    except ValueError:
        return None
    return begins.astimezone(UTC)
