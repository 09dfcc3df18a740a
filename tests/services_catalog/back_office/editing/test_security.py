"""What an attacker tries on these pages gets nowhere."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from sqlalchemy import Engine, select

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Evidence, Unsaved
from services_catalog.database import sessions
from tests.services_catalog.back_office.conftest import Clerk, SignIn
from tests.services_catalog.back_office.editing.conftest import Form, latest

READ = [
    "/quan-tri/dich-vu",
    "/quan-tri/dich-vu/diem?ban=1",
    "/quan-tri/nhap-xuat",
    "/quan-tri/nhap-xuat/xuat",
    "/quan-tri/bang-chung/1",
]
WRITE = ["/quan-tri/dich-vu/moi", "/quan-tri/dich-vu/khai-sinh/sua", "/quan-tri/dich-vu/khai-sinh/gop"]
READ_AS_EDITOR = [*WRITE, "/quan-tri/nhap-xuat/xem", "/quan-tri/nhap-xuat/bao-cao"]
POSTED = [
    *WRITE,
    "/quan-tri/dich-vu/khai-sinh/giu",
    "/quan-tri/dich-vu/khai-sinh/xem",
    "/quan-tri/dich-vu/khai-sinh/bang-chung/tai-len",
    "/quan-tri/bang-chung/1/xoa",
    "/quan-tri/nhap-xuat/tai-len",
    "/quan-tri/nhap-xuat/ghi",
]
SCRIPT = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}"


class Attributes(HTMLParser):
    """The names of all attributes in a page, as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize("path", [*READ, *READ_AS_EDITOR])
def test_nobody_reads_without_signing_in(office: Clerk, path: str) -> None:
    answer = office.get(path, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/quan-tri/dang-nhap")


@pytest.mark.parametrize("path", POSTED)
def test_nobody_writes_without_signing_in(office: Clerk, office_engine: Engine, path: str) -> None:
    answer = office.post(path, data={"record.name": "x", "do": "luu", "why": "x"}, follow_redirects=False)

    assert answer.status_code in (303, 401, 403)
    assert latest(office_engine, "khai-sinh").number == 1


@pytest.mark.parametrize("path", READ_AS_EDITOR)
def test_a_viewer_opens_no_form(sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.VIEWER).get(path).status_code == 403


@pytest.mark.parametrize("path", POSTED)
def test_a_viewer_writes_nothing(sign_in: SignIn, office_engine: Engine, path: str) -> None:
    answer = sign_in(Role.VIEWER).submit(path, {"record.name": "x", "do": "luu", "why": "x"})

    assert answer.status_code == 403
    assert latest(office_engine, "khai-sinh").number == 1
    with sessions(office_engine)() as session:
        assert session.scalars(select(Unsaved)).all() == []


@pytest.mark.parametrize("path", POSTED)
def test_a_forged_form_does_nothing(sign_in: SignIn, office_engine: Engine, path: str) -> None:
    answer = sign_in(Role.EDITOR).post(path, data={"record.name": "x", "do": "luu", "why": "x", "csrf_token": "x"})

    assert answer.status_code == 403
    assert latest(office_engine, "khai-sinh").number == 1


def test_script_in_every_field_is_text(sign_in: SignIn, office_engine: Engine) -> None:
    form = Form(sign_in(Role.EDITOR), "can-cuoc-cap-lai")
    for name in ("documents", "fees", "steps", "notes", "local", "sources", "forms", "contacts", "legal_basis"):
        form.press(f"add:record.{name}")
    attacked = {
        name.removeprefix("record.").replace(".", "__"): SCRIPT
        for name, _ in form.pairs
        if name.startswith("record.") and not name.endswith((".sources", ".replaces"))
    }

    form.press("xem", **attacked, why=SCRIPT, xem__cau=SCRIPT)
    shown = form.script("xem", **attacked)
    listed = form.clerk.get("/quan-tri/dich-vu").text

    assert form.value("record.name") == SCRIPT
    for page in (form.answer.text, listed):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{7*7}}" in page  # no template either
    assert shown.headers["content-type"] == "application/json"
    assert "'unsafe" not in form.answer.headers["content-security-policy"]
    assert Attributes(form.answer.text).names.isdisjoint({"onerror", "onload", "onclick", "style"})


def test_anothers_unsaved_draft_is_reached_by_no_id(sign_in: SignIn, office_engine: Engine) -> None:
    lan, minh = sign_in(Role.EDITOR, "lan"), sign_in(Role.PUBLISHER, "minh")
    lan.submit("/quan-tri/dich-vu/moi", {"name": "Việc riêng của Lan", "slug": "viec-cua-lan"})

    assert minh.get("/quan-tri/dich-vu/viec-cua-lan/sua").status_code == 404
    assert minh.get("/quan-tri/dich-vu/viec-cua-lan/gop").status_code == 404
    assert "Việc riêng của Lan" not in minh.get("/quan-tri/dich-vu").text


def test_a_base_of_somebody_elses_service_is_of_no_use(sign_in: SignIn, office_engine: Engine) -> None:
    other = latest(office_engine, "can-cuoc-cap-lai")

    form = Form(sign_in(Role.EDITOR), "khai-sinh").save(base=str(other.id), name="Lừa")

    assert str(form.answer.url).endswith("/gop")
    assert latest(office_engine, "khai-sinh").number == 1


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anh.png", b"<html><script>alert(1)</script>"),
        ("anh.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("tep.pdf", b"MZ\x90\x00" + b"\x00" * 300),
        ("anh.gif", b"GIF89a" + b"\x00" * 300),
        ("rong.png", b""),
        ("to.png", PNG + b"\x00" * (10 * 1024 * 1024)),
    ],
)
def test_what_is_no_picture_or_too_large_is_no_evidence(
    sign_in: SignIn, office_engine: Engine, name: str, content: bytes
) -> None:
    answer = sign_in(Role.EDITOR).submit(
        "/quan-tri/dich-vu/khai-sinh/bang-chung/tai-len", files={"file": (name, content, "image/png")}
    )

    assert answer.status_code == 422
    assert "Traceback" not in answer.text
    with sessions(office_engine)() as session:
        assert session.scalars(select(Evidence.id)).all() == []


def test_fifty_megabytes_are_refused_kindly(sign_in: SignIn) -> None:
    clerk = sign_in(Role.EDITOR)
    for path in ("/quan-tri/nhap-xuat/tai-len", "/quan-tri/dich-vu/khai-sinh/bang-chung/tai-len"):
        answer = clerk.submit(path, files={"file": ("to.xlsx", b"\x00" * (50 * 1024 * 1024), "application/x")})

        assert answer.status_code in (413, 422)
        assert "lớn" in answer.text


def test_a_file_name_says_nothing_to_the_browser(sign_in: SignIn) -> None:
    clerk = sign_in(Role.EDITOR)
    name = '../../"><script>alert(1)</script>\u202egnp.exe.png'

    added = clerk.submit("/quan-tri/dich-vu/khai-sinh/bang-chung/tai-len", files={"file": (name, PNG, "text/html")})
    given = clerk.get("/quan-tri/bang-chung/1")

    assert "<script>alert" not in added.text
    assert "\u202e" not in added.text
    assert given.content == PNG
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"] == 'attachment; filename="bang-chung-1.png"'
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in given.headers["content-security-policy"]
