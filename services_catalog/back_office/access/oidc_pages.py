"""To an agency's provider and back."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from services_catalog.back_office.access import cookies, steps, tokens
from services_catalog.back_office.access.errand import Errand, ours
from services_catalog.back_office.access.oidc import NotLetIn, Provider, ProviderAway, account_of
from services_catalog.back_office.access.signing_in import PATH, asked, encrypted, go_on
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.back_office.transactions import begin

router = APIRouter(prefix="/dang-nhap/co-quan", dependencies=[Depends(encrypted)])
_SECONDS = 600  # to sign in there
AWAY = "Nơi xác thực của cơ quan đang không trả lời. Bạn thử lại sau ít phút nhé."


@router.get("")
def leave(request: Request) -> Response:
    """Off to the provider."""
    secret = tokens.new()
    state = _state(secret, Errand.of_address(request).next)
    try:
        address = _provider(request).address(secret, _back(request), state)
    except ProviderAway:
        return asked(request, Errand.of_address(request), problem=AWAY, status=503)
    response = RedirectResponse(address, 303)
    cookies.write(request, response, "co-quan", secret, _SECONDS)
    return response


@router.get("/ve")
def come_back(request: Request, code: str = "", state: str = "") -> Response:
    """Back from the provider, in the browser that was sent there."""
    provider = _provider(request)
    secret = cookies.read(request, "co-quan")
    there = _path_of(state)
    if not secret or not hmac.compare_digest(state.encode(), _state(secret, there).encode()):
        return asked(request, Errand(), problem="Lần đăng nhập này đã quá lâu. Bạn thử lại nhé.", status=403)
    errand = Errand(next=there)
    settings: OfficeSettings = request.app.state.office_settings
    try:
        if not code:
            raise NotLetIn("Nơi xác thực của cơ quan không cho đăng nhập.")
        claims = provider.claims(secret, _back(request), code)
        with begin(request) as session:
            account = account_of(session, claims, settings.office_oidc_roles)
            entry = steps.advance(session, request, account, None, "tài khoản cơ quan")
        response = go_on(request, entry, errand)
    except NotLetIn as refused:
        response = asked(request, errand, problem=str(refused), status=403)
    except ProviderAway:
        response = asked(request, errand, problem=AWAY, status=503)
    cookies.drop(request, response, "co-quan")
    return response


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404)
    return provider


def _back(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{PATH}/co-quan/ve"


def _state(secret: str, there: str) -> str:
    """What comes back with the code: where to go afterwards, signed with the cookie's secret."""
    path = urlsafe_b64encode(there.encode()).decode()
    return f"{tokens.derived(secret, f'state:{there}')}.{path}"


def _path_of(state: str) -> str:
    try:
        return ours(urlsafe_b64decode(state.partition(".")[2].encode()).decode())
    except ValueError:
        return ours("")
