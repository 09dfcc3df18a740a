"""Staff's pages for community digital teams: accessible, and nothing is cut off on a phone."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from services_catalog.back_office.access.roles import Role
from services_catalog.database import sessions
from services_catalog.teams.models import Team
from tests.browser.office.conftest import WIDTHS, OpenPage
from tests.browser.pages import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    open_page: OpenPage, office_engine: Engine, complaints: list[str], width: int
) -> None:
    with sessions(office_engine).begin() as session:
        team = Team(name="Tổ khu phố 1", commune="00226", code_hash=f"{width}", created_by="thử")
        session.add(team)
        session.flush()
        at = f"/quan-tri/to-cong-nghe-so/{team.id}"
    page = open_page(Role.PUBLISHER, f"axeteam{width}", width=width)

    for path in ("/quan-tri/to-cong-nghe-so", "/quan-tri/to-cong-nghe-so/moi", at, f"{at}/sua"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        is_accessible(page, complaints)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
