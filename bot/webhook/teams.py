"""What the phones of community digital teams ask of the server. Nothing about a resident can be sent here.

Whoever holds the code of a team may join; the phone is known afterwards by a cookie that no script can read.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from bot.webhook.access import address
from bot.webhook.limiting import Limiter
from bot.webhook.problems import PROBLEM, Problem
from bot.webhook.sheets import address_of
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.guides.page import Paper
from services_catalog.guides.sheets import NoGuide, Opened, WrongAnswers, issue, opened, shown
from services_catalog.guides.wording import say
from services_catalog.record import Slug
from services_catalog.teams import codes, reports
from services_catalog.teams.models import Team
from services_catalog.teams.most_asked import cards
from services_catalog.teams.packs import DEFAULT, MOST_BYTES, Json, manifest
from services_catalog.teams.registering import commune_of
from services_catalog.teams.shelf import Shelf
from services_catalog.teams.tallies import take

COOKIE = "to_cong_nghe_so"
PAGES = "/to-cong-nghe-so"
MOST_VISITS = 100
MOST_COPIES = 40
MOST_SERVICES = 100
MOST_ANSWERS = 20
DAY_SECONDS = 86_400
LEFT_OPEN = say("left_open.title")  # heads a result that leaves out what hangs on open questions
NOT_STORED = {"Cache-Control": "private, no-store"}

router = APIRouter(prefix=f"{PAGES}/api", tags=["Community digital teams"])
open_data = APIRouter(prefix="/du-lieu-mo", tags=["Open data"])
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Joining(_Sent):
    """The code of a team, as it was read aloud."""

    code: Annotated[str, Field(max_length=40)]


class Visits(_Sent):
    """Visits as the phone recorded them; each is looked at by itself (services_catalog/teams/tallies.py)."""

    visits: Annotated[list[Any], Field(max_length=MOST_VISITS)]


class Handout(_Sent):
    """A sheet to be handed out at a meeting."""

    guide: Id
    answers: Annotated[
        dict[Id, Annotated[str, Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*|\?)$")]], Field(max_length=MOST_ANSWERS)
    ] = {}
    paper: Literal["a4", "a5", "a5-2"] = "a5-2"  # a5-2: two A5 beside each other on A4

    @property
    def page(self) -> Paper:
        """The paper that one page of it has."""
        return "a4" if self.paper == "a4" else "a5"


class Batch(Handout):
    """The same many times."""

    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)]


class Length(BaseModel):
    """How long one handout is, and whether too much is open for it to tell all papers and steps."""

    pages: int
    brief: bool


class AboutTeam(BaseModel):
    """A team, without what is only for staff."""

    id: int
    name: str


class AboutCommune(BaseModel):
    """The team's commune."""

    code: str
    name: str
    full: str


class About(BaseModel):
    """What a phone is told of its team."""

    team: AboutTeam
    commune: AboutCommune
    hamlets: list[str]


def _joined(request: Request) -> Team:
    """The team that the calling phone joined. Raises Problem."""
    token = request.cookies.get(COOKIE)
    with sessions(_engine(request))() as session:
        team = codes.team_of(session, token) if token else None
    if team is None:
        raise Problem("not-joined")
    return team


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _shelf(request: Request) -> Shelf:
    """The packs of this process."""
    shelf: Shelf = request.app.state.shelf
    return shelf


Joined = Annotated[Team, Depends(_joined)]
Packs = Annotated[Shelf, Depends(_shelf)]


def _about(team: Team) -> About:
    commune = commune_of(team.commune)
    return About(
        team=AboutTeam(id=team.id, name=team.name),
        commune=AboutCommune(
            code=team.commune,
            name=commune.name if commune else team.commune,
            full=commune.full if commune else team.commune,
        ),
        hamlets=team.hamlet_names,
    )


@router.post("/tham-gia", summary="Join a team", responses=dict.fromkeys((404, 422, 429), PROBLEM))
async def join(request: Request, response: Response, joining: Joining) -> About:
    """Join with the code that staff gave out. Ten wrong ones a minute from an address are the most."""
    limiter: Limiter = request.app.state.limiter
    await limiter.count("code", address(request))  # before looking, so that many at once are counted too
    try:
        team, token = await run_in_threadpool(_join, _engine(request), joining.code)
    except codes.NoSuchCode as error:
        raise Problem("unknown-code") from error
    await limiter.forgive("code", address(request))
    response.set_cookie(
        COOKIE,
        token,
        max_age=codes.DEVICE_DAYS * DAY_SECONDS,
        path=PAGES,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    response.headers.update(NOT_STORED)
    return _about(team)


def _join(engine: Engine, code: str) -> tuple[Team, str]:
    with sessions(engine).begin() as session:
        return codes.join(session, code)


@router.post("/roi-di", status_code=204, summary="Leave the team")
def leave(request: Request, response: Response) -> None:
    """Forget this phone."""
    if token := request.cookies.get(COOKIE):
        with sessions(_engine(request)).begin() as session:
            codes.leave(session, token)
    response.delete_cookie(COOKIE, path=PAGES, httponly=True, samesite="strict")


@router.get("/toi", summary="The team of this phone", responses={401: PROBLEM})
def about(team: Joined, response: Response) -> About:
    """Team, commune and hamlets."""
    response.headers.update(NOT_STORED)
    return _about(team)


@router.get("/goi", summary="What the pack consists of", responses=dict.fromkeys((401, 422), PROBLEM))
def pack(
    request: Request,
    team: Joined,
    packs: Packs,
    response: Response,
    chosen: Annotated[list[Slug], Query(alias="dich-vu", max_length=MOST_SERVICES)] = [],  # noqa: B006 (FastAPI copies it)
) -> Any:
    """The manifest: names, digests and sizes, so that a phone fetches only what it lacks. 304 where nothing changed."""
    today = today_in_vietnam()
    records, _ = packs.services(today)
    for slug in chosen:
        if slug not in records:
            raise Problem("unknown-service", service=slug)
    items, notices = packs.pack(chosen or team.chosen, today)
    made = manifest(items, notices, today)
    if made["size"] > MOST_BYTES:
        raise Problem("pack-too-large", size=made["size"] // 1000, most=MOST_BYTES // 1000)
    mark = f'W/"{made["version"]}-{today.isoformat()}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return made


@router.get("/goi/{digest}.json", summary="One item of the pack", responses=dict.fromkeys((401, 404), PROBLEM))
def item(team: Joined, packs: Packs, digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:
    """The item of that SHA-256. It never changes; one that is gone was replaced: ask for the manifest again."""
    body = packs.body(digest, today_in_vietnam())
    if body is None:
        raise Problem("not-found")
    headers = {"Cache-Control": f"private, max-age={365 * DAY_SECONDS}, immutable"}
    return Response(body, headers=headers, media_type="application/json")


@router.get("/danh-muc", summary="What a pack may consist of", responses={401: PROBLEM})
def choices(team: Joined, packs: Packs, response: Response) -> Json:
    """Every published service by its names, to choose from and to be found."""
    records, guides = packs.services(today_in_vietnam())
    response.headers.update(NOT_STORED)
    chosen = {*(team.chosen or DEFAULT)}
    return {
        "services": [
            {
                "id": slug,
                "name": record.name,
                "aliases": record.aliases,
                "guides": [name for name in sorted(guides) if slug in guides[name].settles],
                "chosen": slug in chosen,
            }
            for slug, record in sorted(records.items(), key=lambda pair: pair[1].name)
        ],
        "most_bytes": MOST_BYTES,
    }


@router.post("/luot", summary="Send recorded visits", responses=dict.fromkeys((401, 422), PROBLEM))
def visits(request: Request, team: Joined, sent: Visits) -> Json:
    """Take them in, each once however often it comes. Says of each refused one which field is wrong."""
    with sessions(_engine(request)).begin() as session:
        done = take(session, team, sent.visits, today_in_vietnam())
    return {"taken": done.taken, "refused": [{"id": each.id, "why": each.why} for each in done.refused]}


@router.get("/the-tuan", summary="What was asked most this week", responses={401: PROBLEM})
def most_asked(request: Request, team: Joined, packs: Packs, response: Response) -> Json:
    """Ten cards at most, of services that are published."""
    today = today_in_vietnam()
    response.headers.update(NOT_STORED)
    with sessions(_engine(request))() as session:
        return cards(session, *packs.services(today), today)


@router.post(
    "/phieu-loat",
    summary="Print a sheet many times",
    response_class=Response,
    responses=dict.fromkeys((401, 404, 422, 429), PROBLEM),
)
async def batch(request: Request, team: Joined, wanted: Batch) -> Response:
    """A PDF of one short sheet in many copies, with the QR code that opens all of it: «20 tờ làm định danh mức 2»."""
    limiter: Limiter = request.app.state.limiter
    await limiter.count("batch", str(team.id))
    content, code = await run_in_threadpool(_printed, request, wanted, today_in_vietnam())
    name = f'attachment; filename="phieu-{code}-{wanted.copies}.pdf"'
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": name, **NOT_STORED})


@router.post(
    "/phieu-loat/so-trang", summary="How long a handout is", responses=dict.fromkeys((401, 404, 422, 429), PROBLEM)
)
async def length(request: Request, team: Joined, wanted: Handout) -> Length:
    """The pages of one copy and what it lacks, to be known before many are printed. No sheet is kept for it."""
    limiter: Limiter = request.app.state.limiter
    await limiter.count("address", address(request))
    return await run_in_threadpool(_length, request, wanted, today_in_vietnam())


def _printed(request: Request, wanted: Batch, today: date) -> tuple[bytes, str]:
    from services_catalog.guides.pdf import handouts  # ten megabytes, for those who want to print

    with sessions(_engine(request)).begin() as session:
        sheet = _issued(session, wanted, today)
    where = address_of(request, sheet.code)
    return handouts(sheet, where, wanted.copies, wanted.page, paired=wanted.paper == "a5-2"), shown(sheet.code)


def _length(request: Request, wanted: Handout, today: date) -> Length:
    from services_catalog.guides.pdf import handout_pages

    with sessions(_engine(request))() as session:  # never committed
        sheet = _issued(session, wanted, today)
    pages = handout_pages(sheet, address_of(request, sheet.code), wanted.page)
    return Length(pages=pages, brief=any(block.get("title") == LEFT_OPEN for block in sheet.result.blocks))


def _issued(session: Session, wanted: Handout, today: date) -> Opened:
    """A new sheet of what is wanted. Raises Problem."""
    try:
        return opened(session, issue(session, wanted.guide, wanted.answers, today), today)
    except NoGuide as error:
        raise Problem("unknown-guide") from error
    except WrongAnswers as error:
        raise Problem("wrong-answers", question=error.args[0]) from error


@open_data.get("/to-cong-nghe-so.csv", summary="Visits of the teams, small counts left out")
def figures(request: Request) -> Response:
    """Whole months that are over, by commune, service, outcome and reason. Counts under five are not told."""
    with sessions(_engine(request))() as session:
        content = reports.public_csv(session, today_in_vietnam())
    name = 'attachment; filename="to-cong-nghe-so.csv"'
    headers = {"Content-Disposition": name, "Cache-Control": "public, max-age=3600"}
    return Response(content.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)
