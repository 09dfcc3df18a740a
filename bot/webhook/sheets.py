"""Sheets: the result of a guide under a short code, as a page, a PDF or plain text."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine

from bot.webhook.access import address
from bot.webhook.limiting import Limiter
from bot.webhook.problems import PROBLEM, Problem
from bot.webhook.public import under
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.guides import page
from services_catalog.guides.sheets import Expired, NoGuide, NoSheet, Opened, WrongAnswers, issue, opened, shown, typed

MOST_ANSWERS = 20
MISSING: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such sheet; a page says so."},
    410: {"description": "The sheet is older than 90 days; a page says so."},
    429: PROBLEM,
}


async def _counted(request: Request) -> None:
    """A code cannot be found by trying many."""
    limiter: Limiter = request.app.state.limiter
    await limiter.count("address", address(request))


router = APIRouter(prefix="/phieu", tags=["Sheets"], dependencies=[Depends(_counted)])
Code = Annotated[str, Path(max_length=40, description="As printed; capitals and hyphens do not matter.")]
Id = Annotated[str, Field(min_length=1, max_length=80)]


class Finished(BaseModel):
    """A guide that somebody went through."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"guide": "khai-sinh", "answers": {"tuoi": "trong-60"}}]},
    )

    guide: Id
    answers: Annotated[dict[Id, Id], Field(max_length=MOST_ANSWERS)] = {}


class Issued(BaseModel):
    """Where the sheet is."""

    code: str
    url: str


@router.post(
    "", status_code=201, summary="Keep the result of a guide", responses=dict.fromkeys((404, 422, 429), PROBLEM)
)
def keep(request: Request, finished: Finished) -> Issued:
    """A sheet with a new code, shown for 90 days. It holds ids of options and no personal data."""
    engine: Engine = request.app.state.engine
    with sessions(engine).begin() as session:
        try:
            code = issue(session, finished.guide, finished.answers, today_in_vietnam())
        except NoGuide as error:
            raise Problem("unknown-guide") from error
        except WrongAnswers as error:
            raise Problem("wrong-answers", question=error.args[0]) from error
    return Issued(code=shown(code), url=address_of(request, code))


@router.get("/", include_in_schema=False)
@router.get("", summary="A page to type the code of a sheet into", response_class=HTMLResponse, responses=MISSING)
def by_code(
    request: Request, ma: Annotated[str, Query(description="The code, as somebody typed it.")] = ""
) -> Response:
    """Ask for the code, or, with one, lead to its sheet. What is wrong with it is said beside the field."""
    home = _home(request)
    if not typed(ma):
        return _html(page.entry_page(home), 200)
    sheet = _opened(request, ma)
    if isinstance(sheet, Response):
        return sheet
    return RedirectResponse(f"{home}phieu/{shown(sheet.code)}", 303, headers=_private())


@router.get("/tu/{guide}", status_code=303, summary="A sheet from a link that a phone made without a network")
def from_link(request: Request, guide: Annotated[str, Path(max_length=80)]) -> Response:
    """Make the sheet of `guide` for the answers in the query (`?question=option&…`), and lead to it."""
    engine: Engine = request.app.state.engine
    with sessions(engine).begin() as session:
        try:
            answers = dict(request.query_params.multi_items()[:MOST_ANSWERS])
            code = issue(session, guide, answers, today_in_vietnam())
        except (NoGuide, WrongAnswers):
            return _html(page.unknown_page(_home(request)), 404)
    return RedirectResponse(address_of(request, code), 303, headers=_private())


@router.get("/{code}.pdf", summary="A sheet as PDF", response_class=Response, responses=MISSING)
def as_pdf(request: Request, code: Code, kho: page.Paper = "a4") -> Response:
    """The sheet on A4 or A5, with a QR code that opens it again."""
    sheet = _opened(request, code)
    if isinstance(sheet, Response):
        return sheet
    name = f'inline; filename="phieu-{shown(sheet.code)}.pdf"'
    from services_catalog.guides.pdf import pdf  # ten megabytes, for those who want to print

    content = pdf(sheet, address_of(request, sheet.code), kho)
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": name, **_private()})


@router.get("/{code}.txt", summary="A sheet as plain text", response_class=PlainTextResponse, responses=MISSING)
def as_text(request: Request, code: Code) -> Response:
    """The sheet for channels and readers that draw nothing."""
    sheet = _opened(request, code)
    if isinstance(sheet, Response):
        return sheet
    return PlainTextResponse(page.text(sheet, address_of(request, sheet.code)), headers=_private())


@router.get("/{code}", summary="A sheet as a page", response_class=HTMLResponse, responses=MISSING)
def as_page(request: Request, code: Code, kho: page.Paper = "a4") -> Response:
    """The sheet as it was on its day, and which records have changed since."""
    sheet = _opened(request, code)
    if isinstance(sheet, Response):
        return sheet
    return _html(page.page(sheet, address_of(request, sheet.code), kho), 200, kho)


def _opened(request: Request, code: str) -> Opened | Response:
    engine: Engine = request.app.state.engine
    with sessions(engine)() as session:
        try:
            return opened(session, code, today_in_vietnam())
        except NoSheet:
            return _html(page.unknown_page(_home(request), code), 404)
        except Expired as expired:
            return _html(page.expired_page(expired.made_on, _home(request), code), 410)


def _home(request: Request) -> str:
    """The way up from this page to the assistant; being relative it holds under a path of a proxy as well."""
    return "../" * (request.scope["route"].path_format.count("/") - 1) or "./"


def _html(content: str, status: int, paper: page.Paper = "a4") -> Response:
    """A page whose only style is the one it carries, and which runs nothing."""
    style = f"style-src {page.style_hash(paper)}"
    policy = f"default-src 'none'; {style}; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    return HTMLResponse(content, status, headers={"Content-Security-Policy": policy, **_private()})


def _private() -> dict[str, str]:
    """Nobody between keeps a copy: who has the code asks us, and learns what has changed since."""
    return {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


def address_of(request: Request, code: str) -> str:
    """Where the sheet of `code` is opened: under PUBLIC_URL, or, without one, as the request came in."""
    public = request.app.state.settings.public_url
    if public is None:
        return str(request.url_for("as_page", code=shown(code)))
    return under(public, request.app.url_path_for("as_page", code=shown(code)))
