"""The pages on which staff sign in, step by step, and out."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from services_catalog.back_office.access import accounts, cookies, csrf, passwords, sessions, steps, tokens, totp
from services_catalog.back_office.access.address import is_loopback
from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.errand import NEXT, Errand
from services_catalog.back_office.access.lockout import Lockout, Trier
from services_catalog.back_office.access.person import SignInNeeded, Viewer
from services_catalog.back_office.access.steps import Entry, Step
from services_catalog.back_office.forms import Posted, read
from services_catalog.back_office.models import Account
from services_catalog.back_office.pages import address, goto, page
from services_catalog.back_office.transactions import begin

log = structlog.get_logger()

PATH = "/quan-tri/dang-nhap"
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
OLD_PAGE = "Trang này mở đã lâu. Bạn đăng nhập lại từ đầu nhé."
_PAGES = {Step.CODE: "code", Step.NEW_PASSWORD: "new_password", Step.TOTP: "totp"}
_MOST_NAME_LETTERS = 80


class Unencrypted(Exception):
    """Somebody wants to sign in from elsewhere over plain HTTP, where others can read along."""


async def encrypted(request: Request) -> None:
    """Over HTTPS, or on this machine itself. Raises Unencrypted."""
    if request.url.scheme != "https" and not is_loopback(request.url.hostname or ""):
        log.warning("sign_in_without_https")
        raise Unencrypted


router = APIRouter()
doors = APIRouter(prefix="/dang-nhap", dependencies=[Depends(encrypted)])
Sent = Annotated[FormData, Depends(read)]


@doors.get("")
def ask(request: Request) -> Response:
    """Name and password."""
    return asked(request, Errand.of_address(request))


@doors.post("")
def sign_in(request: Request, sent: Sent) -> Response:
    """The first step."""
    errand = Errand.of_form(sent)
    name = accounts.normal(_text(sent, "ten"))[:_MOST_NAME_LETTERS]
    if not _is_ours(request, sent, "truoc"):
        return asked(request, errand, name=name, problem=OLD_PAGE, status=403)
    lockout: Lockout = request.app.state.lockout
    with begin(request) as session:
        account = accounts.find(session, name)
        trier = steps.trier(request, session, name, account)
    if seconds := lockout.wait("password", trier):
        _tell_of_blocking(request, lockout, trier, account)
        return _held_up(asked(request, errand, name=name, problem=_wait(seconds), status=429), seconds)
    kept = account.password_hash if account and account.disabled_at is None else None
    if not passwords.fits(_text(sent, "mat_khau"), kept):
        lockout.failed("password", trier)
        _tell(request, account, "sign_in_failed", trier)
        return asked(request, errand, name=name, problem=WRONG, status=422)
    lockout.succeeded("password", trier)
    with begin(request) as session:
        known = accounts.the(session, name)
        if known.password_hash and passwords.is_outdated(known.password_hash):
            known.password_hash = passwords.hashed(_text(sent, "mat_khau"))
        entry = steps.advance(session, request, known, steps.after_password(known), "mật khẩu")
    return go_on(request, entry, errand)


@doors.get("/ma")
@doors.get("/mat-khau")
@doors.get("/hai-lop")
def again(request: Request) -> Response:
    """A step whose page was reloaded."""
    step = next(step for step in Step if request.url.path.endswith(_path(step)))
    with begin(request) as session:
        waits = steps.waiting(request, session, step)
        if waits is None:
            return goto(request, PATH)
        return _step(request, step, waits.account, Errand.of_address(request))


@doors.post("/ma")
def give_code(request: Request, sent: Sent) -> Response:
    """The second step: a code of the app, or a recovery code."""
    errand, code = Errand.of_form(sent), _text(sent, "ma")
    lockout: Lockout = request.app.state.lockout
    with begin(request) as session:
        waits = steps.waiting(request, session, Step.CODE)
        if waits is None or not _is_ours(request, sent, "phien"):
            return asked(request, errand, problem=OLD_PAGE, status=403)
        account = waits.account
        trier = steps.trier(request, session, account.name, account)
        if seconds := lockout.wait("code", trier):
            refused = _step(request, Step.CODE, account, errand, problem=_wait(seconds), status=429)
            return _held_up(refused, seconds)
        if totp.take(session, account, code, request.app.state.totp_seal):
            how = "mật khẩu và mã"
        elif totp.take_recovery_code(session, account, code):
            how = "mật khẩu và mã dự phòng"
        else:
            lockout.failed("code", trier)
            record(session, account.name, "code_failed", account.name, address=trier.address)
            problem = "Mã chưa đúng hoặc đã dùng rồi. Bạn chờ mã mới trên điện thoại rồi nhập lại nhé."
            return _step(request, Step.CODE, account, errand, problem=problem, status=422)
        lockout.succeeded("code", trier)
        entry = steps.advance(session, request, account, steps.after_code(account), how)
    return go_on(request, entry, errand)


@doors.post("/mat-khau")
def choose_password(request: Request, sent: Sent) -> Response:
    """The step of who came with a temporary password."""
    errand = Errand.of_form(sent)
    with begin(request) as session:
        waits = steps.waiting(request, session, Step.NEW_PASSWORD)
        if waits is None or not _is_ours(request, sent, "phien"):
            return asked(request, errand, problem=OLD_PAGE, status=403)
        account, new = waits.account, _text(sent, "mat_khau_moi")
        try:
            if new != _text(sent, "nhac_lai"):
                raise accounts.AccountRefused("Hai lần gõ mật khẩu mới chưa giống nhau.")
            accounts.change_password(session, account, new, but=waits.token_hash)
        except accounts.AccountRefused as refused:
            return _step(request, Step.NEW_PASSWORD, account, errand, problem=str(refused), status=422)
        entry = steps.advance(session, request, account, steps.after_code(account), "mật khẩu mới")
    return go_on(request, entry, errand)


@doors.post("/hai-lop")
def set_up_totp(request: Request, sent: Sent) -> Response:
    """The step of who must have a second factor and has none."""
    errand, secret = Errand.of_form(sent), _text(sent, "khoa")
    with begin(request) as session:
        waits = steps.waiting(request, session, Step.TOTP)
        if waits is None or not _is_ours(request, sent, "phien") or not totp.SECRET.fullmatch(secret):
            return asked(request, errand, problem=OLD_PAGE, status=403)
        account = waits.account
        codes = totp.set_up(session, account, secret, _text(sent, "ma"), request.app.state.totp_seal)
        if codes is None:
            problem = "Mã chưa đúng. Bạn quét lại hình, chờ mã mới rồi nhập nhé."
            return _step(request, Step.TOTP, account, errand, problem=problem, status=422, secret=secret)
        record(session, account.name, "totp_set", account.name)
        entry = steps.advance(session, request, account, None, "mật khẩu và mã")
    request.state.person = entry.person
    return entry.leave(request, page(request, "access/recovery_codes.html.j2", codes=codes, errand=errand))


@router.post("/dang-xuat")
def sign_out(request: Request, person: Viewer, _sent: Posted) -> Response:
    """Out, in this browser; it stays a known one.

    The cookie stays too: it opens nothing any more, but tells whose the forms are that other tabs still hold.
    """
    token = cookies.read(request, "phien") or ""
    with begin(request) as session:
        if found := sessions.find(session, token):
            sessions.end(found)
        record(session, person.name, "sign_out", person.name)
    return goto(request, PATH, "Bạn đã đăng xuất.")


def sign_in_path(request: Request) -> str:
    """Where to sign in so as to come back to `request`."""
    return f"{PATH}?{NEXT}={quote(address(request))}"


async def sign_in_again(request: Request, needed: SignInNeeded) -> Response:
    """For a form that came too late: the page to sign in on, which holds what was typed, if it was typed here."""
    if needed.was is None:
        return asked(request, Errand(), problem="Bạn cần đăng nhập để làm việc này.", status=401)
    sent = await read(request)
    token = cookies.read(request, "phien") or ""
    if csrf.comes_from_here(request) is False or not csrf.fits(sent.get(csrf.FIELD), token):
        return asked(request, Errand(), problem="Bạn cần đăng nhập để làm việc này.", status=401)
    errand = Errand.of_late_form(request, sent, needed.was)
    return asked(request, errand, problem="Phiên làm việc đã hết. Bạn đăng nhập lại nhé.", status=401)


def asked(
    request: Request, errand: Errand, *, name: str = "", problem: str | None = None, status: int = 200
) -> Response:
    """The page that asks for name and password."""
    token = cookies.read(request, "truoc") or tokens.new()
    response = page(
        request,
        "access/sign_in.html.j2",
        status=status,
        person=None,
        csrf_token=csrf.token_for(token),
        errand=errand,
        name=name,
        problem=problem,
        plain=request.url.scheme != "https",
        provider=request.app.state.provider is not None,
    )
    cookies.write(request, response, "truoc", token)
    return response


def go_on(request: Request, entry: Entry, errand: Errand) -> Response:
    """The page of the next step, or of what one was about to do."""
    if entry.step is not None:
        with begin(request) as session:
            account = session.get_one(Account, entry.person.account_id)
            response = _step(request, entry.step, account, errand, csrf_token=entry.csrf_token)
    elif errand.typed is None:
        response = goto(request, errand.next)
    else:
        request.state.person = entry.person
        response = page(request, "access/resend.html.j2", errand=errand)
    return entry.leave(request, response)


def _step(
    request: Request,
    step: Step,
    account: Account,
    errand: Errand,
    *,
    problem: str | None = None,
    status: int = 200,
    csrf_token: str | None = None,
    secret: str | None = None,
) -> Response:
    values: dict[str, Any] = {"errand": errand, "problem": problem, "name": account.name, "person": None}
    values["csrf_token"] = csrf_token or csrf.token_for(cookies.read(request, "phien") or "")
    if step is Step.TOTP:
        secret = secret or totp.new_secret()
        values |= {"secret": secret, "shown": totp.shown(secret), "picture": totp.picture(account.name, secret)}
    return page(request, f"access/{_PAGES[step]}.html.j2", status=status, **values)


def _path(step: Step) -> str:
    return {Step.CODE: "/ma", Step.NEW_PASSWORD: "/mat-khau", Step.TOTP: "/hai-lop"}[step]


def _is_ours(request: Request, sent: FormData, cookie: cookies.Cookie) -> bool:
    fits = csrf.fits(sent.get(csrf.FIELD), cookies.read(request, cookie) or "")
    return fits and csrf.comes_from_here(request) is not False


def _text(sent: FormData, field: str) -> str:
    value = sent.get(field)
    return value if isinstance(value, str) else ""


def _tell(request: Request, account: Account | None, act: str, trier: Trier) -> None:
    """Into the audit trail; of a name that is none, not the name: it may be a password typed into the wrong field."""
    with begin(request) as session:
        name = account.name if account else "?"
        record(session, name, act, account.name if account else None, address=trier.address)


def _tell_of_blocking(request: Request, lockout: Lockout, trier: Trier, account: Account | None) -> None:
    if lockout.is_news(trier):
        _tell(request, account, "sign_in_blocked", trier)


def _wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return (
        f"Đã thử sai nhiều lần. Bạn chờ {minutes} phút rồi thử lại, "
        "hoặc dùng trình duyệt mà bạn vẫn đăng nhập hằng ngày: ở đó bạn không phải chờ vì người khác."
    )


def _held_up(response: Response, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response


router.include_router(doors)
