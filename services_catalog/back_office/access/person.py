"""Who is calling. A route says who may: `def list_(request: Request, person: Editor) -> Response`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from services_catalog.back_office.access import cookies, csrf, sessions
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.database import sessions as database


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    account_id: int
    name: str  # unique: what history and audit trail know them by («by»)
    display_name: str
    role: Role
    csrf_token: str  # for the forms of this page

    def may(self, least: Role) -> bool:
        """Whether what needs at least the role `least` is theirs to do."""
        return self.role.includes(least)


class SignInNeeded(Exception):
    """Nobody is signed in, or no longer. `was`: whose session it was, if the request brings one that has ended."""

    def __init__(self, was: int | None = None) -> None:
        super().__init__()
        self.was = was


class NotAllowed(Exception):
    """The role is too small."""

    def __init__(self, least: Role) -> None:
        super().__init__(least)
        self.least = least


def signed_in(request: Request) -> Person:
    """Whoever has signed in, by the session's cookie; kept in `request.state.person`. Raises SignInNeeded."""
    token = cookies.read(request, "phien")
    if not token:
        raise SignInNeeded
    engine: Engine = request.app.state.engine
    settings: OfficeSettings = request.app.state.office_settings
    with database(engine).begin() as session:
        sign_in = sessions.find(session, token)
        if sign_in is None or sign_in.step is not None:
            raise SignInNeeded
        if not sessions.is_open(sign_in, settings):
            raise SignInNeeded(was=sign_in.account_id)
        sessions.seen(sign_in)
        account = sign_in.account
        person = Person(account.id, account.name, account.display_name, Role(account.role), csrf.token_for(token))
    request.state.person = person
    return person


def at_least(role: Role) -> Callable[[Person], Person]:
    """The dependency of a route that needs `role`."""

    def allowed(person: Annotated[Person, Depends(signed_in)]) -> Person:
        if not person.may(role):
            raise NotAllowed(role)
        return person

    return allowed


Viewer = Annotated[Person, Depends(at_least(Role.VIEWER))]
Editor = Annotated[Person, Depends(at_least(Role.EDITOR))]
Publisher = Annotated[Person, Depends(at_least(Role.PUBLISHER))]
Administrator = Annotated[Person, Depends(at_least(Role.ADMINISTRATOR))]
