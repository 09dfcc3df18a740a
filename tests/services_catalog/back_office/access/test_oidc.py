"""Signing in at an agency's provider: a real one, on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread
from sqlalchemy import Engine

from services_catalog.back_office.access import accounts
from services_catalog.back_office.access.oidc import Provider
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.settings import OfficeSettings
from services_catalog.database import sessions
from tests.services_catalog.back_office.access.conftest import SIGN_IN, AddAccount, is_in
from tests.services_catalog.back_office.conftest import Clerk

USERS = [
    User(sub="u-1", claims={"email": "Lan@xa.test", "email_verified": True, "roles": ["dvc-soan", "khac"]}),
    User(sub="u-2", claims={"email": "lan@xa.test", "email_verified": False, "roles": ["dvc-soan"]}),
    User(sub="u-3", claims={"preferred_username": "binh", "roles": "dvc-duyet"}),
    User(sub="u-4", claims={"preferred_username": "chi", "roles": []}),
]
BACK = "/quan-tri/dang-nhap/co-quan/ve"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider."""
    with run_server_in_thread(require_nonce=True, user_claims=USERS) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def office_settings(provider: str) -> OfficeSettings:
    """With that provider."""
    return OfficeSettings(
        office_oidc_issuer=provider,
        office_oidc_client_id="quan-tri",
        office_oidc_client_secret="bi-mat",
        office_oidc_roles={"dvc-soan": Role.EDITOR, "dvc-duyet": Role.PUBLISHER},
        _env_file=None,
    )


def prepare(engine: Engine, name: str, role: Role = Role.VIEWER) -> None:
    """An account without a password."""
    with sessions(engine).begin() as session:
        accounts.add(session, "a test", name, name, role, None)


def leave(clerk: Clerk, there: str = "/quan-tri/toi") -> str:
    """Press the button; where the browser is sent."""
    answer = clerk.get(f"{SIGN_IN}/co-quan", params={"tiep": there}, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def at_the_provider(address: str, sub: str, action: str = "authorize") -> str:
    """Sign in there as `sub`; the address that it sends the browser back to."""
    answer = httpx.post(address, data={"sub": sub, "action": action}, trust_env=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def come(clerk: Clerk, sub: str) -> Any:
    """All the way."""
    return clerk.get(at_the_provider(leave(clerk), sub))


def test_somebody_with_a_prepared_account_comes_in_with_the_role_the_agency_gives(
    office: Clerk, office_engine: Engine
) -> None:
    prepare(office_engine, "lan@xa.test")

    answer = come(office, "u-1")

    assert answer.url.path == "/quan-tri/toi"
    assert "Người soạn" in answer.text
    assert is_in(office)


def test_afterwards_the_account_is_known_by_its_subject_whatever_its_name(
    another: Callable[..., Clerk], office_engine: Engine
) -> None:
    prepare(office_engine, "lan@xa.test")
    come(another(), "u-1")
    with sessions(office_engine).begin() as session:
        accounts.the(session, "lan@xa.test").name = "lan"

    again = another()
    come(again, "u-1")

    assert "lan" in again.get("/quan-tri/toi").text


def test_a_role_that_the_agency_takes_away_is_gone_and_ends_older_sessions(
    another: Callable[..., Clerk], office_engine: Engine
) -> None:
    prepare(office_engine, "lan@xa.test", Role.ADMINISTRATOR)
    first = another()

    come(first, "u-1")

    assert first.get("/quan-tri/nhat-ky").status_code == 403


@pytest.mark.parametrize(
    ("sub", "prepared", "said"),
    [
        ("u-1", None, "Bạn chưa có tài khoản ở đây"),
        ("u-2", "lan@xa.test", "Bạn chưa có tài khoản ở đây"),  # an address that nobody has verified
        ("u-4", "chi", "chưa cho bạn vai trò nào"),
    ],
)
def test_a_stranger_is_told_whom_to_ask(
    office: Clerk, office_engine: Engine, sub: str, prepared: str | None, said: str
) -> None:
    if prepared:
        prepare(office_engine, prepared)

    answer = come(office, sub)

    assert (answer.status_code, said in answer.text) == (403, True)
    assert not is_in(office)


def test_an_account_with_a_password_is_not_taken_over_by_its_name(add: AddAccount, office: Clerk) -> None:
    add("binh", Role.PUBLISHER)

    assert "Bạn chưa có tài khoản ở đây" in come(office, "u-3").text


def test_a_disabled_account_does_not_come_in_by_the_agency_either(office: Clerk, office_engine: Engine) -> None:
    prepare(office_engine, "binh")
    with sessions(office_engine).begin() as session:
        accounts.disable(session, "a test", accounts.the(session, "binh"), "nghỉ")

    assert "đã bị khoá" in come(office, "u-3").text
    assert not is_in(office)


def test_the_request_carries_pkce_state_and_nonce_new_each_time(office: Clerk) -> None:
    first, second = (parse_qs(urlsplit(leave(office)).query) for _ in range(2))

    assert first["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
    assert first["redirect_uri"] == [f"https://quan-tri.test{BACK}"]


def test_an_answer_meant_for_another_browser_is_refused(another: Callable[..., Clerk], office_engine: Engine) -> None:
    prepare(office_engine, "lan@xa.test")
    attacker, victim, other = another(), another(), another()
    answer = at_the_provider(leave(attacker), "u-1")
    leave(victim)

    assert victim.get(answer).status_code == 403
    assert other.get(answer).status_code == 403
    assert not is_in(victim)


def test_an_answer_is_good_once(office: Clerk, office_engine: Engine) -> None:
    prepare(office_engine, "lan@xa.test")
    answer = at_the_provider(leave(office), "u-1")
    office.get(answer)
    office.submit("/quan-tri/dang-xuat")

    assert office.get(answer).status_code == 403
    assert not is_in(office)


@pytest.mark.parametrize("change", ["state=x", "code=x", "state="])
def test_a_changed_answer_is_refused(office: Clerk, office_engine: Engine, change: str) -> None:
    prepare(office_engine, "lan@xa.test")
    back = urlsplit(at_the_provider(leave(office), "u-1"))
    name = change.partition("=")[0]
    kept = [part for part in back.query.split("&") if not part.startswith(f"{name}=")]

    assert office.get(f"{BACK}?{'&'.join([*kept, change])}").status_code == 403
    assert not is_in(office)


def test_who_says_no_there_can_try_again_here(office: Clerk) -> None:
    answer = office.get(at_the_provider(leave(office), "u-1", "deny"))

    assert (answer.status_code, "không cho đăng nhập" in answer.text) == (403, True)


def test_the_way_back_never_leads_to_another_site(office: Clerk, office_engine: Engine) -> None:
    prepare(office_engine, "lan@xa.test")

    answer = office.get(at_the_provider(leave(office, "https://evil.test/"), "u-1"))

    assert str(answer.url) == "https://quan-tri.test/quan-tri/"


def test_a_provider_that_is_away_is_said_and_passwords_still_work(
    office_app: Any, add: AddAccount, office: Clerk, office_settings: OfficeSettings
) -> None:
    away = office_settings.model_copy(update={"office_oidc_issuer": "http://127.0.0.1:9"})
    office_app.state.provider = Provider(away)

    answer = office.get(f"{SIGN_IN}/co-quan")

    assert (answer.status_code, "không trả lời" in answer.text) == (503, True)


@pytest.mark.parametrize("issuer", ["http://sso.xa.test", "sso.xa.test"])
def test_a_provider_elsewhere_must_be_spoken_to_over_https(issuer: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Provider(OfficeSettings(office_oidc_issuer=issuer, office_oidc_client_id="a", _env_file=None))
