"""`catalogue account add | list | role | password | disable | enable` and `catalogue audit verify`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.prompt import Prompt
from rich.table import Table
from sqlalchemy.orm import Session

from services_catalog.back_office.access import accounts, audit, passwords
from services_catalog.back_office.access.accounts import AccountRefused
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account
from services_catalog.database import connect, sessions
from services_catalog.migrating import migrate as migrate_database

app = typer.Typer(help="Accounts of the back office.", no_args_is_help=True)
trail = typer.Typer(help="The audit trail of the back office.", no_args_is_help=True)
out = Console(soft_wrap=True, highlight=False, markup=False)

BY = "catalogue account"
Name = Annotated[str, typer.Argument(help="What is typed to sign in.")]
Why = Annotated[str, typer.Option(help="Why, for the audit trail.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask for the password; else one is made up and shown once.")]


@contextmanager
def _session() -> Iterator[Session]:
    """A session that is committed at the end; what cannot be done is said, and the command ends with 1."""
    migrate_database(connect())
    try:
        with sessions(connect()).begin() as session:
            yield session
    except AccountRefused as refused:
        out.print(str(refused), style="red")
        raise typer.Exit(1) from refused


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What it may do.")] = Role.ADMINISTRATOR,
    display: Annotated[str | None, typer.Option(help="As colleagues read it; the name if left out.")] = None,
    ask: Ask = False,
    openid: Annotated[bool, typer.Option("--openid", help="No password: it comes in by OpenID Connect.")] = False,
) -> None:
    """Make an account: the first administrator, above all."""
    password = None if openid else passwords.generated()
    with _session() as session:
        account = accounts.add(session, BY, name, display or name, role, password)
        if ask and password:
            accounts.change_password(session, account, _typed(account), by=BY)
            password = None
    out.print(f"Đã thêm tài khoản «{account.name}», vai trò «{role.label}».")
    _show(password)


@app.command("list")
def list_() -> None:
    """All accounts."""
    with _session() as session:
        found = accounts.every(session)
    table = Table(box=None)
    for heading in ("tên", "tên hiển thị", "vai trò", "vào bằng", "bước thứ hai", ""):
        table.add_column(heading, overflow="fold")
    for each in found:
        way = "mật khẩu" if each.password_hash else "tài khoản cơ quan"
        second = "đã cài" if each.totp_secret else "chưa cài"
        role = Role(each.role).label
        table.add_row(each.name, each.display_name, role, way, second, "đã khoá" if each.disabled_at else "")
    out.print(table)


@app.command()
def role(name: Name, role: Annotated[Role, typer.Argument(help="Its new role.")]) -> None:
    """Give an account another role; it is signed out everywhere."""
    with _session() as session:
        accounts.set_role(session, BY, accounts.the(session, name), role)
    out.print(f"«{accounts.normal(name)}» nay là «{role.label}».")


@app.command()
def password(name: Name, ask: Ask = False) -> None:
    """Give an account another password; it is signed out everywhere."""
    with _session() as session:
        account = accounts.the(session, name)
        given: str | None = accounts.reset_password(session, BY, account)
        if ask:
            accounts.change_password(session, account, _typed(account), by=BY)
            given = None
    out.print(f"Đã đặt lại mật khẩu của «{account.name}» và đăng xuất nó ở mọi nơi.")
    _show(given)


@app.command()
def disable(name: Name, why: Why) -> None:
    """Shut an account: nobody comes in with it, and who is in is out."""
    with _session() as session:
        accounts.disable(session, BY, accounts.the(session, name), why)
    out.print(f"Đã khoá «{accounts.normal(name)}» và đăng xuất nó ở mọi nơi.")


@app.command()
def enable(name: Name, why: Why) -> None:
    """Open a disabled account again."""
    with _session() as session:
        accounts.enable(session, BY, accounts.the(session, name), why)
    out.print(f"Đã mở lại «{accounts.normal(name)}».")


@trail.command()
def verify(
    known: Annotated[str | None, typer.Option(help="The hash that an earlier look ended with.")] = None,
) -> None:
    """Say whether the audit trail was changed since it was written."""
    with _session() as session:
        found = audit.verify(session, known)
    if found.broken:
        out.print(f"Nhật ký KHÔNG còn nguyên vẹn: {found.broken}", style="red")
        raise typer.Exit(1)
    out.print(f"Nhật ký nguyên vẹn: {found.entries} việc. Mã của việc cuối (ghi lại ở nơi khác): {found.hash}")


def _typed(account: Account) -> str:
    """A password typed twice without being shown. Raises AccountRefused if the two differ."""
    first = Prompt.ask(f"Mật khẩu mới của {account.name}", password=True, console=out)
    if Prompt.ask("Gõ lại", password=True, console=out) != first:
        raise AccountRefused("Hai lần gõ chưa giống nhau. Chưa đổi gì.")
    return first


def _show(password: str | None) -> None:
    if password:
        out.print(f"Mật khẩu tạm, chỉ hiện một lần: {password}")
