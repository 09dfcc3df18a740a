"""Staff add a team, hand out its code, take it back, and read what the team did."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, select

from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import AuditEntry
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.teams import codes
from services_catalog.teams.models import Team, Visit
from tests.services_catalog.back_office.conftest import Clerk

PATH = "/quan-tri/to-cong-nghe-so"
TEAM = {"xa": "ben nghe", "commune": "26740", "name": "Tổ khu phố 1", "hamlets": "Khu phố 1\n\nKhu phố 2\nKhu phố 1"}
SignIn = Callable[..., Clerk]


def added(clerk: Clerk, **changes: object) -> str:
    """The code that the page shows after a team was added."""
    page = clerk.submit(f"{PATH}/moi", TEAM | changes)
    assert page.status_code == 200, page.text
    found = re.search(r'id="ma-to">([^<]+)<', page.text)
    assert found
    return found.group(1)


def team_of(engine: Engine) -> Team:
    with sessions(engine)() as session:
        return session.scalars(select(Team)).one()


def acts(engine: Engine) -> list[tuple[str, str | None]]:
    with sessions(engine)() as session:
        wanted = select(AuditEntry).where(AuditEntry.act.startswith("team_")).order_by(AuditEntry.id)
        return [(each.act, each.why) for each in session.scalars(wanted)]


def test_a_commune_is_found_by_its_old_name_and_the_code_is_shown_once(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    assert "Phường Sài Gòn, Thành phố Hồ Chí Minh" in clerk.get(f"{PATH}/moi", params={"xa": "ben nghe"}).text

    code = added(clerk, services=["khai-sinh"])

    team = team_of(office_engine)
    assert (team.commune, team.hamlet_names, team.chosen) == ("26740", ["Khu phố 1", "Khu phố 2"], ["khai-sinh"])
    with sessions(office_engine).begin() as session:
        assert codes.join(session, code)[0].id == team.id
    assert code not in clerk.get(f"{PATH}/{team.id}").text
    assert acts(office_engine) == [("team_add", None)]
    with sessions(office_engine)() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "team_add")).one()
        assert codes.typed(code) not in str(entry.details)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Tên tổ có từ 1 đến 120"),
        ({"name": "x" * 121}, "dài nhất 120"),
        ({"commune": ""}, "Bạn tìm rồi chọn"),
        ({"commune": "99999"}, "không có trong danh sách"),
        ({"hamlets": "\n".join(f"Thôn {number}" for number in range(61))}, "Nhiều nhất 60 thôn"),
        ({"services": ["khong-co"]}, "không có trong danh sách"),
    ],
)
def test_a_team_that_cannot_be_keeps_what_was_typed(
    sign_in: SignIn, office_engine: Engine, changes: dict[str, object], said: str
) -> None:
    clerk = sign_in(Role.EDITOR)

    page = clerk.submit(f"{PATH}/moi", TEAM | changes)

    assert page.status_code == 422
    assert said in page.text
    assert "Khu phố 2" in page.text or "hamlets" in changes
    with sessions(office_engine)() as session:
        assert session.scalars(select(Team)).all() == []


def test_a_new_code_takes_the_place_of_the_old_one(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    old = added(clerk)
    page = clerk.submit(f"{PATH}/{team_of(office_engine).id}/ma-moi")
    new = re.search(r'id="ma-to">([^<]+)<', page.text)

    assert new
    with sessions(office_engine).begin() as session:
        with pytest.raises(codes.NoSuchCode):
            codes.join(session, old)
        codes.join(session, new.group(1))


def test_loading_the_card_again_makes_no_other_team_and_voids_no_code(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    code = added(clerk)
    team = team_of(office_engine)

    again = clerk.get(f"{PATH}/{team.id}/the")

    assert f'id="ma-to">{code}<' in again.text
    assert team_of(office_engine).id == team.id, "there is still one"
    clerk.get(f"{PATH}/{team.id}")  # it is written down
    gone = clerk.get(f"{PATH}/{team.id}/the")
    assert code not in gone.text
    assert "cấp mã mới" in gone.text
    with sessions(office_engine).begin() as session:
        assert codes.join(session, code)[0].id == team.id


def test_two_teams_of_a_commune_are_not_called_alike(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    added(clerk)

    page = clerk.submit(f"{PATH}/moi", TEAM | {"name": "tổ  KHU PHỐ 1"})

    assert page.status_code == 422
    assert "đã có tổ tên như vậy" in page.text
    team = team_of(office_engine)
    assert "Đã lưu" in clerk.submit(f"{PATH}/{team.id}/sua", TEAM | {"xa": ""}).text, "it may keep its own name"


@pytest.mark.parametrize(("fields", "left"), [({}, 1), ({"cho_may_ra": "co"}, 0)])
def test_a_code_is_revoked_with_a_reason_and_phones_leave_if_so_wished(
    sign_in: SignIn, office_engine: Engine, fields: dict[str, str], left: int
) -> None:
    clerk = sign_in(Role.EDITOR)
    code = added(clerk)
    team = team_of(office_engine)
    with sessions(office_engine).begin() as session:
        codes.join(session, code)
    assert clerk.submit(f"{PATH}/{team.id}/thu-hoi", fields).status_code == 422

    page = clerk.submit(f"{PATH}/{team.id}/thu-hoi", {"vi_sao": "mất máy", **fields})

    assert "Đã thu hồi mã" in page.text
    with sessions(office_engine).begin() as session:
        assert codes.devices(session, team) == left
        with pytest.raises(codes.NoSuchCode):
            codes.join(session, code)
    assert acts(office_engine)[-1] == ("team_revoke", "mất máy")


def test_what_is_known_of_a_team_can_be_changed(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    added(clerk)
    team = team_of(office_engine)
    assert "Khu phố 2" in clerk.get(f"{PATH}/{team.id}/sua").text

    clerk.submit(f"{PATH}/{team.id}/sua", TEAM | {"xa": "", "name": "Tổ mới", "hamlets": "Ấp 3"})

    assert (team_of(office_engine).name, team_of(office_engine).hamlet_names) == ("Tổ mới", ["Ấp 3"])
    assert acts(office_engine)[-1][0] == "team_change"


def test_a_report_counts_right_and_can_be_taken_along(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    added(clerk)
    team, today = team_of(office_engine), today_in_vietnam()
    told = [("done", None), ("done", None), ("come_back", "no-otp")]
    with sessions(office_engine).begin() as session:
        for number, (outcome, reason) in enumerate(told):
            session.add(visit(f"{number}", team.id, today, outcome, reason))
        session.add(visit("before", team.id, date(2026, 1, 5), "done", None))

    page = clerk.get(f"{PATH}/bao-cao", params={"to": team.id}).text
    table = clerk.get(f"{PATH}/bao-cao.csv", params={"to": team.id}).text
    listed = clerk.get(PATH, params={"tim": "khu PHO"}).text

    assert "<strong>3</strong> lượt giúp, mỗi lượt trung bình 10 phút" in page
    assert "Không nhận được mã OTP" in page
    assert "01/2026" in page
    counted = [*re.findall(r"Đăng ký khai sinh</th>(.*?)</tr>", page), ""][0]
    assert re.findall(r"\d+", counted) == ["2", "1", "0", "3"]
    assert table.splitlines()[1].split(",")[-2:] == ["1", "10"]
    assert '<td class="number">3</td>' in listed


@pytest.mark.parametrize("path", ["moi", "1/sua"])
def test_who_may_only_read_changes_nothing(sign_in: SignIn, office_engine: Engine, path: str) -> None:
    added(sign_in(Role.EDITOR))
    viewer = sign_in(Role.VIEWER)

    assert viewer.get(f"{PATH}/{path}").status_code == 403
    assert viewer.submit(f"{PATH}/1/thu-hoi", {"vi_sao": "x"}).status_code == 403
    assert viewer.submit(f"{PATH}/1/ma-moi").status_code == 403
    shown = viewer.get(f"{PATH}/1")
    assert shown.status_code == 200
    assert "Thu hồi" not in shown.text


def test_what_is_typed_is_never_run(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    added(clerk, name="<script>alert(1)</script>", hamlets="=cmd()")
    team = team_of(office_engine)
    with sessions(office_engine).begin() as session:
        session.add(visit("x", team.id, today_in_vietnam(), "done", None, hamlet="=cmd()"))

    for path in ("", f"/{team.id}", f"/{team.id}/sua", "/bao-cao"):
        assert "<script>alert" not in clerk.get(PATH + path).text
    assert ",'=cmd()," in clerk.get(f"{PATH}/bao-cao.csv").text


def visit(number: str, team: int, day: date, outcome: str, reason: str | None, hamlet: str | None = None) -> Visit:
    return Visit(
        id=number, team_id=team, day=day, service="khai-sinh", outcome=outcome, reason=reason, hamlet=hamlet, minutes=10
    )
