"""Whoever has not signed in, has too small a role or forges a form gets nowhere: on every page there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from services_catalog.back_office.access.roles import Role
from tests.services_catalog.back_office.conftest import Clerk, SignIn

_STEPS = ("", "/ma", "/mat-khau", "/hai-lop", "/co-quan", "/co-quan/ve")
OPEN = {f"/dang-nhap{step}" for step in _STEPS}
FOR_ADMINISTRATORS = ("/quan-tri/tai-khoan", "/quan-tri/tai-khoan/moi", "/quan-tri/tai-khoan/1", "/quan-tri/nhat-ky")


def routes(app: FastAPI, method: str) -> Iterator[str]:
    """The path of every page of the back office that is not open to all, with something in the place of its values."""
    office = next(route.app for route in app.routes if isinstance(route, Mount) and route.path == "/quan-tri")
    assert isinstance(office, FastAPI)
    for path, methods in office.openapi()["paths"].items():
        if method.lower() in methods and path not in OPEN:
            yield "/quan-tri" + re.sub(r"\{[^}]+\}", "1", path)


def test_every_page_sends_a_stranger_to_the_sign_in_page_and_back(office_app: FastAPI, office: Clerk) -> None:
    pages = list(routes(office_app, "GET"))

    answers = {path: office.get(path, follow_redirects=False) for path in pages}

    assert len(pages) > 5
    assert {path for path, each in answers.items() if each.status_code != 303} == set()
    assert {each.headers["location"].partition("?")[0] for each in answers.values()} == {"/quan-tri/dang-nhap"}


def test_the_way_back_is_the_page_with_its_query(office: Clerk) -> None:
    answer = office.get("/quan-tri/nhat-ky?ai=lan&trang=2", follow_redirects=False)

    assert answer.headers["location"] == "/quan-tri/dang-nhap?tiep=/quan-tri/nhat-ky%3Fai%3Dlan%26trang%3D2"


def test_every_form_refuses_a_stranger(office_app: FastAPI, office: Clerk) -> None:
    forms = list(routes(office_app, "POST"))

    answers = {path: office.post(path, data={"a": "b"}).status_code for path in forms}

    assert len(forms) > 5
    assert set(answers.values()) == {401}, answers


def test_every_form_refuses_what_has_no_token_of_this_session(
    office_app: FastAPI, sign_in: SignIn, office: Clerk
) -> None:
    administrator, other = sign_in(Role.ADMINISTRATOR), sign_in(Role.ADMINISTRATOR, "another")
    forms = list(routes(office_app, "POST"))

    for token in ("", "x" * 59, other.csrf_token):
        answers = {path: administrator.post(path, data={"csrf_token": token}).status_code for path in forms}
        assert set(answers.values()) == {403}, answers


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.test"},
        {"origin": "null"},
    ],
)
def test_a_form_sent_by_another_site_is_refused_even_with_the_token(sign_in: SignIn, headers: dict[str, str]) -> None:
    clerk = sign_in(Role.EDITOR)

    answer = clerk.submit("/quan-tri/toi/dang-xuat-moi-noi", headers=headers)

    assert answer.status_code == 403
    assert "Gửi lại" not in answer.text
    assert clerk.get("/quan-tri/", follow_redirects=False).status_code == 200


def test_a_form_from_before_another_sign_in_gives_back_what_was_typed(sign_in: SignIn) -> None:
    clerk = sign_in(Role.ADMINISTRATOR)
    typed = {"csrf_token": "of an earlier session", "name": "hoa", "display_name": "Hoa «một cửa»\n2"}

    answer = clerk.post("/quan-tri/tai-khoan/moi", data=typed, headers={"sec-fetch-site": "same-origin"})

    assert answer.status_code == 403
    assert "Gửi lại những gì tôi đã gõ" in answer.text
    assert "Hoa «một cửa»\n2" in answer.text


@pytest.mark.parametrize("path", FOR_ADMINISTRATORS)
@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.PUBLISHER])
def test_pages_of_administrators_tell_others_whom_to_ask(sign_in: SignIn, role: Role, path: str) -> None:
    answer = sign_in(role).get(path)

    assert answer.status_code == 403
    assert "vai trò «Quản trị»" in answer.text


def test_a_role_includes_the_roles_before_it() -> None:
    assert Role.PUBLISHER.includes(Role.EDITOR)
    assert not Role.EDITOR.includes(Role.PUBLISHER)


def test_what_is_not_there_is_a_page_that_says_so(sign_in: SignIn) -> None:
    answer = sign_in(Role.VIEWER).get("/quan-tri/khong-co")

    assert (answer.status_code, "Không có trang này" in answer.text) == (404, True)


def test_no_page_is_kept_framed_or_listed(sign_in: SignIn, office: Clerk) -> None:
    for answer in (sign_in(Role.VIEWER).get("/quan-tri/"), office.get("/quan-tri/dang-nhap")):
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "noindex" in answer.headers["x-robots-tag"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", answer.text)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(office: Clerk) -> None:
    cookie = office.get("/quan-tri/dang-nhap").headers["set-cookie"]

    assert cookie.startswith("__Host-quan-tri-truoc=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}


def test_over_plain_http_nobody_signs_in_from_elsewhere(office: Clerk) -> None:
    elsewhere = office.get("http://quan-tri.test/quan-tri/dang-nhap")
    here = office.get("http://127.0.0.1/quan-tri/dang-nhap")

    assert (elsewhere.status_code, "https://" in elsewhere.text) == (403, True)
    assert (here.status_code, "chưa được mã hoá" in here.text) == (200, True)


def test_a_form_may_be_long_and_only_an_upload_longer(sign_in: SignIn) -> None:
    clerk = sign_in(Role.ADMINISTRATOR)
    long, longer = "a" * 500_000, "a" * 2_000_000

    assert clerk.submit("/quan-tri/tai-khoan/moi", {"name": long}).status_code == 422
    assert clerk.submit("/quan-tri/tai-khoan/moi", {"name": longer}).status_code == 413
    assert clerk.post("/quan-tri/khong-co/tai-len", data={"name": longer}).status_code == 404
    far_too_long = clerk.post("/quan-tri/khong-co/tai-len", data={"name": "a" * (50 * 1024 * 1024)})
    assert far_too_long.status_code == 413
    assert "<h1>Tệp quá lớn</h1>" in far_too_long.text  # a page, not what programs read
    assert clerk.post("/webhooks/rest/webhook/tai-len", data={"name": longer}).status_code == 413
