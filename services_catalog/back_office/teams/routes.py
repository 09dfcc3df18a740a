"""Staff's pages of teams, under `/to-cong-nghe-so`."""

from __future__ import annotations

import io
from operator import attrgetter
from typing import Annotated, TypedDict

import segno
from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from services_catalog.back_office.access import cookies
from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.person import Editor, Viewer
from services_catalog.back_office.forms import Posted
from services_catalog.back_office.pages import goto, page
from services_catalog.back_office.teams.forms import TeamForm
from services_catalog.back_office.teams.listing import listed
from services_catalog.back_office.transactions import begin
from services_catalog.clock import today_in_vietnam
from services_catalog.models import Revision, Service
from services_catalog.teams import codes, registering, reports
from services_catalog.teams.choices import choices
from services_catalog.teams.models import Team
from services_catalog.teams.registering import WrongTeam
from services_catalog.teams.reports import Month, commune_name

router = APIRouter(prefix="/to-cong-nghe-so")
PATH = "/quan-tri/to-cong-nghe-so"
HELPERS = "/to-cong-nghe-so/"
CODE_SECONDS = 600  # in which the page of a new code can be loaded again
TAKEN = "Xã, phường này đã có tổ tên như vậy. Bạn thêm tên thôn, khu phố cho khỏi lẫn."
NO_REASON = "Bạn ghi lý do nhé; nó được giữ trong nhật ký."


@router.get("")
def list_(
    request: Request,
    person: Viewer,
    tim: Annotated[str, Query(max_length=120)] = "",
    trang: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """All teams, with their phones and this month's visits."""
    with begin(request) as session:
        found = listed(session, tim.strip(), trang, today_in_vietnam())
    return page(request, "teams/list.html.j2", found=found, text=tim, number=trang)


@router.get("/moi")
def new(request: Request, person: Editor, xa: Annotated[str, Query(max_length=120)] = "") -> Response:
    """The form of a new team; first its commune is looked for."""
    with begin(request) as session:
        form = TeamForm.for_team(None, person, _services(session), xa)
    return page(request, "teams/edit.html.j2", form=form, asked=xa, team=None)


@router.post("/moi")
def add(request: Request, person: Editor, sent: Posted) -> Response:
    """Make it, and lead to its card."""
    asked = str(sent.get("xa", ""))[:120]
    with begin(request) as session:
        form = TeamForm.for_team(sent, person, _services(session), asked)
        if form.validate() and _is_free(session, form):
            try:
                team, code = registering.create(session, by=person.name, **_given(form))
                record(session, person.name, "team_add", _about(team), commune=team.commune)
                return _to_card(request, team, code)
            except WrongTeam as wrong:
                form[wrong.field].errors = [str(wrong)]
    return page(request, "teams/edit.html.j2", status=422, form=form, asked=asked, team=None)


@router.get("/bao-cao")
def report(
    request: Request,
    person: Viewer,
    thang: str = "",
    to: Annotated[int | None, Query(alias="to")] = None,
    xa: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """One month, of all, of a team, or of a commune; made to be printed."""
    with begin(request) as session:
        made = reports.report(session, _month(thang), to, xa or None)
        team = session.get(Team, to) if to is not None else None
        known = [Month.of(today_in_vietnam()), *reports.months(session)]
        called = reports.names(session, (row.service for row in made.rows))
    return page(
        request,
        "teams/report.html.j2",
        report=made,
        team=team,
        commune=xa,
        commune_name=commune_name,
        months=sorted(dict.fromkeys(known), key=str, reverse=True),
        called=called,
        choices=choices(),
        by_service=attrgetter("service"),
        by_reason=attrgetter("reason"),
        by_commune=attrgetter("commune"),
        by_team=attrgetter("team"),
        by_hamlet=attrgetter("hamlet"),
    )


@router.get("/bao-cao.csv")
def report_csv(
    request: Request,
    person: Viewer,
    thang: str = "",
    to: int | None = None,
    xa: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The same as a table, with every count: for the office, not to be published."""
    with begin(request) as session:
        made = reports.report(session, _month(thang), to, xa or None)
        content = reports.staff_csv(session, made)
    name = f'attachment; filename="to-cong-nghe-so-{made.month}.csv"'
    headers = {"Content-Disposition": name}
    return Response(content.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{team_id:int}")
def show(request: Request, person: Viewer, team_id: int) -> Response:
    """One team, with all that can be done to it. Its new code is written down by now."""
    response = _shown(request, team_id)
    cookies.drop(request, response, "ma-to")
    return response


@router.get("/{team_id:int}/the")
def card(request: Request, person: Editor, team_id: int) -> Response:
    """The page with the new code, to be printed. The code is not stored: the browser that asked for it brings it."""
    code = cookies.read(request, "ma-to")
    with begin(request) as session:
        team = _team(session, team_id)
        if code and codes.opens(team, code):
            return _card(request, team, code)
    return goto(request, f"{PATH}/{team_id}", "Mã không còn hiện nữa. Chưa kịp ghi lại thì bạn cấp mã mới.")


@router.get("/{team_id:int}/sua")
def edit(request: Request, person: Editor, team_id: int, xa: Annotated[str, Query(max_length=120)] = "") -> Response:
    """The form of what is known of it."""
    with begin(request) as session:
        team = _team(session, team_id)
        form = TeamForm.for_team(None, person, _services(session), xa, team)
    return page(request, "teams/edit.html.j2", form=form, asked=xa, team=team)


@router.post("/{team_id:int}/sua")
def change(request: Request, person: Editor, sent: Posted, team_id: int) -> Response:
    """Keep it. Phones learn of it the next time they have a network."""
    asked = str(sent.get("xa", ""))[:120]
    with begin(request) as session:
        team = _team(session, team_id)
        form = TeamForm.for_team(sent, person, _services(session), asked)
        if form.validate() and _is_free(session, form, team):
            try:
                registering.change(team, **_given(form))
                record(session, person.name, "team_change", _about(team))
                return goto(request, f"{PATH}/{team.id}", f"Đã lưu «{team.name}».")
            except WrongTeam as wrong:
                form[wrong.field].errors = [str(wrong)]
    return page(request, "teams/edit.html.j2", status=422, form=form, asked=asked, team=team)


@router.post("/{team_id:int}/ma-moi")
def issue(request: Request, person: Editor, sent: Posted, team_id: int) -> Response:
    """A new code; the one before joins nobody any more, and phones stay in."""
    with begin(request) as session:
        team = _team(session, team_id)
        code = codes.issue(team)
        record(session, person.name, "team_code", _about(team))
        return _to_card(request, team, code)


@router.post("/{team_id:int}/thu-hoi")
def revoke(request: Request, person: Editor, sent: Posted, team_id: int) -> Response:
    """Nobody joins with the code any more; if so wished, phones that joined are put out too."""
    why = str(sent.get("vi_sao", "")).strip()
    if not why:
        return _shown(request, team_id, problem=NO_REASON, status=422)
    with begin(request) as session:
        team = _team(session, team_id)
        ended = codes.revoke(session, team, end_devices=bool(sent.get("cho_may_ra")))
        record(session, person.name, "team_revoke", _about(team), why, devices_ended=ended)
    said = f"Đã thu hồi mã của «{team.name}»."
    return goto(request, f"{PATH}/{team_id}", f"{said} {ended} máy đã ra khỏi tổ." if ended else said)


def _shown(request: Request, team_id: int, *, problem: str | None = None, status: int = 200) -> Response:
    with begin(request) as session:
        team = _team(session, team_id)
        names = _services(session)
        phones = codes.devices(session, team)
    return page(
        request,
        "teams/team.html.j2",
        status=status,
        team=team,
        commune=commune_name(team.commune),
        services=[names.get(slug, slug) for slug in team.chosen],
        devices=phones,
        device_days=codes.DEVICE_DAYS,
        problem=problem,
    )


def _is_free(session: Session, form: TeamForm, team: Team | None = None) -> bool:
    """Whether no other team of the commune has the name; if one has, the form says so."""
    if not registering.is_taken(session, form.name.data or "", form.commune.data or "", team):
        return True
    form.name.errors = [TAKEN]
    return False


def _to_card(request: Request, team: Team, code: str) -> Response:
    """On to the card by GET: loaded again, it neither makes another team nor voids the code that was just printed."""
    response = goto(request, f"{PATH}/{team.id}/the")
    cookies.write(request, response, "ma-to", code, CODE_SECONDS)
    return response


def _card(request: Request, team: Team, code: str) -> Response:
    shown = codes.shown(code)
    public = request.app.state.settings.public_url
    start = str(public or request.base_url.replace(path="/")).rstrip("/") + HELPERS
    picture = io.BytesIO()
    segno.make(f"{start}#ma={shown}", error="m").save(
        picture, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, title=f"Mã QR vào tổ {team.name}"
    )
    qr = Markup(picture.getvalue().decode())  # noqa: S704 (drawn by segno)
    return page(
        request,
        "teams/card.html.j2",
        team=team,
        commune=commune_name(team.commune),
        code=shown,
        address=start,
        qr=qr,
        minutes=CODE_SECONDS // 60,
    )


class _Given(TypedDict):
    name: str
    commune: str
    hamlets: list[str]
    services: list[str]


def _given(form: TeamForm) -> _Given:
    return {
        "name": form.name.data or "",
        "commune": form.commune.data or "",
        "hamlets": (form.hamlets.data or "").splitlines(),
        "services": form.services.data or [],
    }


def _services(session: Session) -> dict[str, str]:
    """Names of the published services by slug."""
    rows = session.execute(
        select(Service.slug, Revision.record["name"].as_string())
        .join(Revision, Revision.id == Service.published_id)
        .where(Service.kind == "service")
    )
    return {each[0]: each[1] for each in rows}


def _team(session: Session, team_id: int) -> Team:
    team = session.get(Team, team_id)
    if team is None:
        raise HTTPException(404)
    return team


def _about(team: Team) -> str:
    return f"tổ {team.id}: {team.name}"


def _month(text: str) -> Month:
    """The month that is asked for; this one where none is, or what is no month."""
    try:
        return Month.read(text)
    except ValueError:
        return Month.of(today_in_vietnam())
