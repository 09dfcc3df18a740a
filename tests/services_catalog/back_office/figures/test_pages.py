"""The pages of the figures and their exports: what staff see, and what anybody may have."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.figures.tables import BUILDERS
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.models import Feedback
from tests.services_catalog.back_office.conftest import Clerk, SignIn
from tests.services_catalog.back_office.figures.test_figures import asked

FIGURES = "/quan-tri/so-lieu"


@pytest.fixture(autouse=True)
def _asked(office_engine: Engine) -> None:
    """Twelve questions of two days, a rating, and a month that is over."""
    today = today_in_vietnam()
    last_month = today.replace(day=1) - timedelta(days=3)
    with sessions(office_engine).begin() as session:
        session.add_all([*asked(today, 7), *asked(today - timedelta(days=1), 5, service="ket-hon", outcome="declined")])
        session.add_all([*asked(last_month, 1234), *asked(last_month, 2, service="dang-ky-tam-tru")])
        session.add(Feedback(useful=False, service="ket-hon"))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))


def test_each_table_stands_there_with_its_words_and_its_chart(sign_in: SignIn) -> None:
    page = sign_in(Role.VIEWER).get(FIGURES).text

    assert "Đăng ký khai sinh" in page
    assert page.count("<h2 id=") == len(BUILDERS)
    assert page.count("<table>") >= 8
    for chart in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        assert "<title id=" in chart
        assert "<desc id=" in chart
    assert " style=" not in page
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))


@pytest.mark.parametrize("name", BUILDERS)
def test_each_table_is_exported(sign_in: SignIn, name: str) -> None:
    answer = sign_in(Role.VIEWER).get(f"{FIGURES}/{name}.csv")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert rows(answer.text)[0]


def test_what_is_chosen_narrows_the_figures(sign_in: SignIn) -> None:
    clerk = sign_in(Role.VIEWER)

    def services(query: str) -> list[str]:
        return [row[0] for row in rows(clerk.get(f"{FIGURES}/dich-vu.csv?{query}").text)[1:]]

    today = today_in_vietnam().isoformat()
    assert services("") == ["Đăng ký khai sinh", "Đăng ký kết hôn"]
    assert services("dich_vu=ket-hon") == ["Đăng ký kết hôn"]
    assert services(f"tu={today}&den={today}") == ["Đăng ký khai sinh"]
    assert services("kenh=zalo") == []
    assert services("tinh=01") == []
    assert services("tu=&den=&dich_vu=&kenh=&tinh=") == ["Đăng ký khai sinh", "Đăng ký kết hôn"]


def test_the_figures_say_why_replies_were_not_of_use(sign_in: SignIn, office_engine: Engine) -> None:
    with sessions(office_engine).begin() as session:
        session.add_all(Feedback(useful=False, why=why) for why in ("Khó hiểu", "Còn thiếu", "Còn thiếu"))
        session.add(Feedback(useful=True, why="Khó hiểu"))
    clerk = sign_in(Role.VIEWER)

    told = rows(clerk.get(f"{FIGURES}/chua-co-ich.csv").text)[1:]
    assert told == [["Còn thiếu", "2"], ["Khó hiểu", "1"], ["Không nói vì sao", "1"]]
    page = clerk.get(FIGURES).text
    assert "Vì sao người dân thấy chưa có ích" in page
    assert "p95" not in page


def test_days_that_cannot_be_are_said(sign_in: SignIn) -> None:
    clerk = sign_in(Role.VIEWER)

    assert "chưa dùng được" in clerk.get(f"{FIGURES}?tu=2026-02-02&den=2026-01-01").text
    assert clerk.get(f"{FIGURES}?tu=hom-qua").status_code < 500
    assert clerk.get(f"{FIGURES}/khong-co.csv").status_code == 404


def test_without_a_sign_in_there_are_no_figures(office: Clerk) -> None:
    for path in (FIGURES, f"{FIGURES}/ngay.csv", f"{FIGURES}/mo"):
        assert office.get(path, follow_redirects=False).status_code == 303


def test_open_data_is_for_everybody_and_holds_no_small_count(office: Clerk, sign_in: SignIn) -> None:
    answer = office.get("/du-lieu-mo/cau-hoi.csv")

    assert answer.status_code == 200
    head, *data = rows(answer.text)
    assert head == ["thang", "chieu", "ma", "ten", "so_cau_hoi"]
    assert {row[0] for row in data} == {f"{today_in_vietnam().replace(day=1) - timedelta(days=1):%Y-%m}"}
    assert all(int(row[4]) >= 5 for row in data)
    assert [row[2:] for row in data if row[1] == "dich-vu"] == [["khac", "Khác", "1236"]]
    assert "CC BY 4.0" in sign_in(Role.VIEWER).get(f"{FIGURES}/mo").text
