"""What everybody may do with their own account: password, second step, sessions."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from services_catalog.back_office.access import accounts, cookies, passwords, sessions, steps, tokens, totp
from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.browser import told
from services_catalog.back_office.access.lockout import Lockout, Trier
from services_catalog.back_office.access.person import Person, Viewer
from services_catalog.back_office.forms import Posted
from services_catalog.back_office.models import Account
from services_catalog.back_office.pages import goto, page
from services_catalog.back_office.transactions import begin

router = APIRouter(prefix="/toi")
PATH = "/quan-tri/toi"


class WrongPassword(Exception):
    """The present password, asked for again, is not right; the message is for the page."""


@router.get("")
def show(request: Request, person: Viewer) -> Response:
    """The account, and where it is signed in."""
    return _page(request, person)


@router.post("/mat-khau")
def change_password(request: Request, person: Viewer, sent: Posted) -> Response:
    """Another password. Every other browser is signed out."""
    mine = _mine(request)
    try:
        _check(request, person, str(sent.get("mat_khau_cu", "")))
        if sent.get("mat_khau_moi") != sent.get("nhac_lai"):
            raise accounts.AccountRefused("Hai lần gõ mật khẩu mới chưa giống nhau.")
        with begin(request) as session:
            account = session.get_one(Account, person.account_id)
            accounts.change_password(session, account, str(sent.get("mat_khau_moi", "")), but=mine)
            device = sessions.know_device(session, account.id)
    except (WrongPassword, accounts.AccountRefused) as refused:
        return _page(request, person, status=422, password_problem=str(refused))
    response = goto(request, PATH, "Đã đổi mật khẩu. Những nơi khác đã được đăng xuất.")
    cookies.write(request, response, "may", device, steps.DEVICE_SECONDS)
    return response


@router.get("/hai-lop")
def offer_totp(request: Request, person: Viewer) -> Response:
    """Set up an authenticator app, the first or another one."""
    return _totp_page(request, person, totp.new_secret())


@router.post("/hai-lop")
def set_up_totp(request: Request, person: Viewer, sent: Posted) -> Response:
    """The app has the secret if it shows the right code."""
    secret = str(sent.get("khoa", ""))
    if not totp.SECRET.fullmatch(secret):
        return goto(request, f"{PATH}/hai-lop")
    try:
        _check(request, person, str(sent.get("mat_khau_cu", "")))
    except WrongPassword as wrong:
        return _totp_page(request, person, secret, status=422, problem=str(wrong))
    with begin(request) as session:
        account = session.get_one(Account, person.account_id)
        codes = totp.set_up(session, account, secret, str(sent.get("ma", "")), request.app.state.totp_seal)
        if codes is None:
            problem = "Mã chưa đúng. Bạn quét lại hình, chờ mã mới rồi nhập nhé."
            return _totp_page(request, person, secret, status=422, problem=problem)
        sessions.end_all(session, account.id, but=_mine(request))
        record(session, person.name, "totp_set", person.name)
    return page(request, "access/recovery_codes.html.j2", codes=codes, errand=None)


@router.post("/hai-lop/bo")
def remove_totp(request: Request, person: Viewer, sent: Posted) -> Response:
    """Without a second step, for whom it is not compulsory."""
    try:
        _check(request, person, str(sent.get("mat_khau_cu", "")))
    except WrongPassword as wrong:
        return _page(request, person, status=422, totp_problem=str(wrong))
    if person.role.must_have_totp:
        return _page(request, person, status=422, totp_problem="Vai trò của bạn bắt buộc có bước thứ hai.")
    with begin(request) as session:
        totp.remove(session, session.get_one(Account, person.account_id))
        record(session, person.name, "totp_remove", person.name)
    return goto(request, PATH, "Đã bỏ bước đăng nhập thứ hai.")


@router.post("/ma-du-phong")
def new_codes(request: Request, person: Viewer, sent: Posted) -> Response:
    """Ten new recovery codes; the old ones are void."""
    try:
        _check(request, person, str(sent.get("mat_khau_cu", "")))
    except WrongPassword as wrong:
        return _page(request, person, status=422, totp_problem=str(wrong))
    with begin(request) as session:
        account = session.get_one(Account, person.account_id)
        if account.totp_secret is None:
            return goto(request, f"{PATH}/hai-lop")
        codes = totp.new_recovery_codes(session, account)
        record(session, person.name, "recovery_codes", person.name)
    return page(request, "access/recovery_codes.html.j2", codes=codes, errand=None)


@router.post("/dang-xuat-moi-noi")
def sign_out_everywhere(request: Request, person: Viewer, _sent: Posted) -> Response:
    """Out in every browser, this one too; none of them is a known one any more."""
    with begin(request) as session:
        sessions.end_all(session, person.account_id)
        sessions.forget_devices(session, person.account_id)
        record(session, person.name, "sign_out_everywhere", person.name)
    response = goto(request, "/quan-tri/dang-nhap", "Bạn đã đăng xuất ở mọi nơi.")
    cookies.drop(request, response, "phien")
    cookies.drop(request, response, "may")
    return response


def _check(request: Request, person: Person, password: str) -> None:
    """Raises WrongPassword. Whoever finds a browser open cannot go on guessing in it."""
    with begin(request) as session:
        kept = session.get_one(Account, person.account_id).password_hash
    if kept is None:
        return  # signed in by OpenID Connect: there is none to ask for
    lockout: Lockout = request.app.state.lockout
    trier = Trier(person.name, "", _mine(request))
    if seconds := lockout.wait("password", trier):
        raise WrongPassword(f"Đã thử sai nhiều lần. Bạn chờ {-(-seconds // 60)} phút rồi thử lại nhé.")
    if not passwords.fits(password, kept):
        raise WrongPassword("Mật khẩu hiện tại chưa đúng.")
    lockout.succeeded("password", trier)


def _page(request: Request, person: Person, *, status: int = 200, **problems: str) -> Response:
    mine = _mine(request)
    with begin(request) as session:
        account = session.get_one(Account, person.account_id)
        values: dict[str, Any] = {
            "has_password": account.password_hash is not None,
            "has_totp": account.totp_secret is not None,
            "codes_left": totp.recovery_codes_left(session, account),
            "places": _places(session, request, person, mine),
        }
    shown = {"password_problem": None, "totp_problem": None} | problems
    return page(request, "access/own.html.j2", status=status, **values, **shown)


def _places(session: Session, request: Request, person: Person, mine: str) -> list[dict[str, Any]]:
    found = sessions.of_account(session, person.account_id, request.app.state.office_settings)
    return [
        {"browser": told(row.browser), "at": row.at, "seen": row.last_seen_at, "here": row.token_hash == mine}
        for row in found
    ]


def _totp_page(
    request: Request, person: Person, secret: str, *, status: int = 200, problem: str | None = None
) -> Response:
    with begin(request) as session:
        has_password = session.get_one(Account, person.account_id).password_hash is not None
    picture, shown = totp.picture(person.name, secret), totp.shown(secret)
    values = {"secret": secret, "picture": picture, "shown": shown, "problem": problem, "has_password": has_password}
    return page(request, "access/own_totp.html.j2", status=status, **values)


def _mine(request: Request) -> str:
    """The hash of this browser's session."""
    return tokens.hashed(cookies.read(request, "phien") or "")
