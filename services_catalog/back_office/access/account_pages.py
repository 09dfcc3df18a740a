"""The administrator's pages of accounts."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from services_catalog.back_office.access import accounts, passwords, sessions
from services_catalog.back_office.access.accounts import AccountRefused
from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.person import Administrator
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.forms import Form, Posted, choices
from services_catalog.back_office.models import Account
from services_catalog.back_office.pages import goto, page
from services_catalog.back_office.transactions import begin

router = APIRouter(prefix="/tai-khoan")
PATH = "/quan-tri/tai-khoan"


class NewAccount(Form):
    """Somebody new."""

    name = StringField("Tên đăng nhập", [InputRequired(), Length(max=80)])
    display_name = StringField("Tên hiển thị", [InputRequired(), Length(max=accounts.MOST_DISPLAY_LETTERS)])
    role = SelectField("Vai trò", choices=choices(*((role.value, role.label) for role in Role)), default="viewer")
    openid = BooleanField("Đăng nhập bằng tài khoản của cơ quan (OpenID Connect), không có mật khẩu ở đây")


@router.get("")
def list_(request: Request, person: Administrator) -> Response:
    """All accounts."""
    with begin(request) as session:
        rows = accounts.every(session)
    return page(request, "access/accounts.html.j2", accounts=rows)


@router.get("/moi")
def new(request: Request, person: Administrator) -> Response:
    """The form of a new account."""
    return page(request, "access/new_account.html.j2", form=NewAccount.of(None, person))


@router.post("/moi")
def add(request: Request, person: Administrator, sent: Posted) -> Response:
    """Make it, and show its temporary password."""
    form = NewAccount.of(sent, person)
    password = None if form.openid.data else passwords.generated()
    if form.validate():
        try:
            with begin(request) as session:
                name, called = form.name.data or "", form.display_name.data or ""
                made = accounts.add(session, person.name, name, called, Role(form.role.data), password)
            return page(request, "access/password_shown.html.j2", account=made, password=password, is_new=True)
        except AccountRefused as refused:
            form.name.errors = [str(refused)]
    return page(request, "access/new_account.html.j2", status=422, form=form)


@router.get("/{account_id:int}")
def show(request: Request, person: Administrator, account_id: int) -> Response:
    """One account, with all that can be done to it."""
    return _shown(request, account_id)


@router.post("/{account_id:int}/{act}")
def change(request: Request, person: Administrator, sent: Posted, account_id: int, act: str) -> Response:
    """One of the buttons on its page."""
    why = str(sent.get("vi_sao", "")).strip()
    if act in ("khoa", "mo", "bo-hai-lop") and not why:
        return _shown(request, account_id, problem="Bạn ghi lý do nhé; nó được giữ trong nhật ký.", status=422)
    try:
        with begin(request) as session:
            account = _account(session, account_id)
            match act:
                case "vai-tro":
                    accounts.set_role(session, person.name, account, _role(sent.get("role")))
                    said = f"Vai trò của {account.display_name} nay là «{Role(account.role).label}»."
                case "khoa":
                    accounts.disable(session, person.name, account, why)
                    said = f"Đã khoá tài khoản «{account.name}» và đăng xuất nó ở mọi nơi."
                case "mo":
                    accounts.enable(session, person.name, account, why)
                    said = f"Đã mở lại tài khoản «{account.name}»."
                case "mat-khau":
                    password = accounts.reset_password(session, person.name, account)
                    return page(
                        request, "access/password_shown.html.j2", account=account, password=password, is_new=False
                    )
                case "bo-hai-lop":
                    accounts.take_totp_away(session, person.name, account, why)
                    said = f"«{account.name}» sẽ cài lại bước thứ hai ở lần đăng nhập tới."
                case "dang-xuat":
                    sessions.end_all(session, account.id)
                    sessions.forget_devices(session, account.id)
                    record(session, person.name, "sign_out_everywhere", account.name)
                    said = f"Đã đăng xuất «{account.name}» ở mọi nơi."
                case _:
                    raise HTTPException(404)
    except AccountRefused as refused:
        return _shown(request, account_id, problem=str(refused), status=422)
    return goto(request, f"{PATH}/{account_id}", said)


def _shown(request: Request, account_id: int, *, problem: str | None = None, status: int = 200) -> Response:
    with begin(request) as session:
        account = _account(session, account_id)
        places = sessions.of_account(session, account.id, request.app.state.office_settings)
    values = {"account": account, "places": places, "problem": problem, "roles": list(Role)}
    return page(request, "access/account.html.j2", status=status, **values)


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise HTTPException(404)
    return account


def _role(value: object) -> Role:
    try:
        return Role(str(value))
    except ValueError:
        raise AccountRefused("Không có vai trò này.") from None
