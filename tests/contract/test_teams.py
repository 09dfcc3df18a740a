"""The phones of community digital teams: joining, the pack, visits, sheets, and that nothing else can be sent."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine, delete, func, select

from services_catalog.back_office.models import Notice
from services_catalog.catalogue import Catalogue
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.models import Sheet
from services_catalog.publishing import publish, save
from services_catalog.teams import codes
from services_catalog.teams.models import Device, Team, Visit
from services_catalog.teams.registering import create
from tests.contract.conftest import ELSEWHERE, Client
from tests.contract.test_problems import assert_problem
from tests.services_catalog.guides.guides import guide

API = "/to-cong-nghe-so/api"
TODAY = today_in_vietnam()


@pytest.fixture
def team(catalogue: Catalogue, engine: Engine) -> tuple[Team, str]:
    """A team of a commune with two hamlets, and its code."""
    with sessions(engine).begin() as session:
        publish(session, save(session, "guides/thu", guide(), "lan", "mới"), "lan", "mới")
        hamlets = ["Khu phố 1", "Khu phố 2"]
        services = ["khai-sinh"]
        return create(session, name="Tổ thôn Đông", commune="26740", hamlets=hamlets, services=services, by="lan")


@pytest.fixture
async def phone(client: httpx.AsyncClient, team: tuple[Team, str]) -> httpx.AsyncClient:
    """A phone that joined."""
    await joined(client, team[1])
    return client


async def joined(client: httpx.AsyncClient, code: str) -> httpx.Response:
    """The answer to the code; the phone keeps the cookie if there is one."""
    response = await client.post(f"{API}/tham-gia", json={"code": code})
    if found := re.search(r"to_cong_nghe_so=([^;]+)", response.headers.get("set-cookie", "")):
        client.headers["cookie"] = f"to_cong_nghe_so={found[1]}"
    return response


def visit(**changes: Any) -> dict[str, Any]:
    """A visit as a phone tells it, with `changes`."""
    return {
        "id": str(uuid4()),
        "day": TODAY.isoformat(),
        "service": "khai-sinh",
        "guide": "thu",
        "outcome": "come_back",
        "reason": "missing-paper",
        "hamlet": "Khu phố 1",
        "minutes": 12,
    } | changes


async def sent(phone: httpx.AsyncClient, *visits: Any) -> dict[str, Any]:
    response = await phone.post(f"{API}/luot", json={"visits": list(visits)})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def test_a_code_that_was_read_aloud_lets_a_phone_in(client: httpx.AsyncClient, team: tuple[Team, str]) -> None:
    response = await joined(client, codes.shown(team[1]).upper().replace("-", " "))

    assert response.json() == {
        "team": {"id": team[0].id, "name": "Tổ thôn Đông"},
        "commune": {
            "code": "26740",
            "name": "Phường Sài Gòn",
            "full": "Phường Sài Gòn, Thành phố Hồ Chí Minh",
        },
        "hamlets": ["Khu phố 1", "Khu phố 2"],
    }
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/to-cong-nghe-so" in cookie
    assert (await client.get(f"{API}/toi")).json() == response.json()


@pytest.mark.parametrize("path", ["toi", "goi", f"goi/{'a' * 64}.json", "danh-muc", "the-tuan"])
async def test_nothing_is_told_to_a_phone_that_has_not_joined(client: httpx.AsyncClient, path: str) -> None:
    assert_problem(await client.get(f"{API}/{path}"), 401, "not-joined")
    client.headers["cookie"] = "to_cong_nghe_so=made-up"
    assert_problem(await client.get(f"{API}/{path}"), 401, "not-joined")


async def test_codes_cannot_be_found_by_trying_many(client_of: Client, team: tuple[Team, str]) -> None:
    async with client_of(address=ELSEWHERE) as attacker:
        wrong = [await joined(attacker, f"{number:02}" * 6) for number in range(22, 32)]
        assert {each.status_code for each in wrong} == {404}
        late = await joined(attacker, team[1])
        assert_problem(late, 429, "too-many")
        assert int(late.headers["retry-after"]) <= 60


async def test_a_hall_full_of_helpers_joins_from_one_address(client_of: Client, team: tuple[Team, str]) -> None:
    async with client_of(address=ELSEWHERE) as hall:
        assert {(await joined(hall, team[1])).status_code for _ in range(25)} == {200}


async def test_a_phone_that_left_is_forgotten(phone: httpx.AsyncClient, engine: Engine, team: tuple[Team, str]) -> None:
    response = await phone.post(f"{API}/roi-di")

    assert response.status_code == 204
    assert "max-age=0" in response.headers["set-cookie"].lower()
    assert_problem(await phone.get(f"{API}/toi"), 401, "not-joined")
    with sessions(engine)() as session:
        assert session.scalar(select(func.count()).where(Device.team_id == team[0].id)) == 0


@pytest.mark.parametrize(("end_devices", "status"), [(False, 200), (True, 401)])
async def test_a_revoked_code_joins_nobody_and_ends_phones_if_staff_say_so(
    phone: httpx.AsyncClient, engine: Engine, team: tuple[Team, str], end_devices: bool, status: int
) -> None:
    with sessions(engine).begin() as session:
        codes.revoke(session, session.get_one(Team, team[0].id), end_devices=end_devices)

    assert (await phone.get(f"{API}/toi")).status_code == status
    assert_problem(await phone.post(f"{API}/tham-gia", json={"code": team[1]}), 404, "unknown-code")


async def test_the_pack_is_fetched_item_by_item_and_updated_by_difference(
    phone: httpx.AsyncClient, engine: Engine
) -> None:
    manifest = (await phone.get(f"{API}/goi")).json()
    kinds = {(item["kind"], item["id"]) for item in manifest["items"]}
    assert {("guide", "thu"), ("service", "khai-sinh"), ("safety", "safety"), ("words", "words")} <= kinds
    assert manifest["made_on"] == TODAY.isoformat()
    for item in manifest["items"]:
        got = await phone.get(f"{API}/goi/{item['digest']}.json")
        assert hashlib.sha256(got.content).hexdigest() == item["digest"]
        assert len(got.content) == item["size"]
        assert "immutable" in got.headers["cache-control"]
    again = await phone.get(f"{API}/goi", headers={"if-none-match": (await phone.get(f"{API}/goi")).headers["etag"]})
    assert again.status_code == 304

    with sessions(engine).begin() as session:
        changed = guide(("steps.0.text", "Nộp ở xã, buổi sáng"))
        publish(session, save(session, "guides/thu", changed, "lan", "sửa"), "lan", "sửa")
    after = (await phone.get(f"{API}/goi")).json()

    assert after["version"] != manifest["version"]
    before = {item["digest"] for item in manifest["items"]}
    new = [item for item in after["items"] if item["digest"] not in before]
    assert [(item["kind"], item["id"]) for item in new] == [("guide", "thu")]
    (old,) = before - {item["digest"] for item in after["items"]}
    assert (await phone.get(f"{API}/goi/{old}.json")).status_code == 200  # whoever was fetching is not cut off
    assert_problem(await phone.get(f"{API}/goi/{'0' * 64}.json"), 404, "not-found")


async def test_a_phone_chooses_its_own_services(phone: httpx.AsyncClient) -> None:
    listed = (await phone.get(f"{API}/danh-muc")).json()["services"]
    assert {each["id"]: each["chosen"] for each in listed}["khai-sinh"] is True
    birth = next(each for each in listed if each["id"] == "khai-sinh")
    assert birth["guides"] == ["thu"]
    assert birth["aliases"], "it is found by what people call it, though no pack has it"

    items = (await phone.get(f"{API}/goi", params={"dich-vu": "ket-hon"})).json()["items"]

    assert [item["id"] for item in items if item["kind"] == "service"] == ["ket-hon"]
    unknown = await phone.get(f"{API}/goi", params={"dich-vu": "khong-co"})
    assert_problem(unknown, 422, "unknown-service")


async def test_what_the_office_pauses_is_in_no_pack(phone: httpx.AsyncClient, engine: Engine) -> None:
    with sessions(engine).begin() as session:
        session.add(Notice(slug="khai-sinh", pauses=True, text="Đang sửa", by="lan", why="phí sai"))
    try:
        paused = (await phone.get(f"{API}/goi")).json()
        assert not [item for item in paused["items"] if item["id"] in ("khai-sinh", "thu")]
        assert paused["notices"] == [{"service": "khai-sinh", "text": "Đang sửa", "until": None}]
    finally:
        with sessions(engine).begin() as session:
            session.execute(delete(Notice))


async def test_a_visit_counts_once_however_often_it_is_sent(
    phone: httpx.AsyncClient, engine: Engine, team: tuple[Team, str]
) -> None:
    visits = [visit(), visit(outcome="done", reason=None, guide=None, hamlet=None)]

    first = await sent(phone, *visits)
    second = await sent(phone, *visits, visits[0])

    ids = [each["id"] for each in visits]
    assert first == {"taken": ids, "refused": []}
    assert second == first
    with sessions(engine)() as session:
        assert session.scalar(select(func.count()).where(Visit.team_id == team[0].id)) == 2


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"day": (TODAY - timedelta(days=93)).isoformat()}, "day"),
        ({"day": "hôm nay"}, "day"),
        ({"service": "khong-co"}, "service"),
        ({"service": "guides/thu"}, "service"),
        ({"service": "khai-sinh\x00"}, "service"),
        ({"guide": "khong-co"}, "guide"),
        ({"outcome": "quên"}, "outcome"),
        ({"outcome": "done"}, "reason"),
        ({"reason": None}, "reason"),
        ({"reason": "anh Nam quên giấy"}, "reason"),
        ({"hamlet": "nhà bà Tư"}, "hamlet"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"minutes": "12"}, "minutes"),
        ({"minutes": 1.5}, "minutes"),
        ({"name": "bà Tư"}, "shape"),
        ({"id": "0912345678"}, "id"),
    ],
)
async def test_a_visit_that_says_anything_else_is_refused_and_the_others_are_taken(
    phone: httpx.AsyncClient, changes: dict[str, Any], why: str
) -> None:
    good, bad = visit(), visit(**changes)

    done = await sent(phone, bad, good)

    assert done["taken"] == [good["id"]]
    assert [each["why"] for each in done["refused"]] == [why]
    assert done["refused"][0]["id"] == (None if why == "id" else bad["id"])


@pytest.mark.parametrize("days", [1, 43])
async def test_a_phone_whose_clock_is_ahead_loses_no_visit(
    phone: httpx.AsyncClient, engine: Engine, team: tuple[Team, str], days: int
) -> None:
    ahead = visit(day=(TODAY + timedelta(days=days)).isoformat())

    assert await sent(phone, ahead) == {"taken": [ahead["id"]], "refused": []}
    with sessions(engine)() as session:
        assert session.scalars(select(Visit.day).where(Visit.team_id == team[0].id)).all() == [TODAY]


@pytest.mark.parametrize("shape", ["chữ", 1, None, [], {}, {"id": str(uuid4())}])
async def test_what_is_no_visit_is_refused(phone: httpx.AsyncClient, shape: Any) -> None:
    assert [each["why"] for each in (await sent(phone, shape))["refused"]] == ["shape"]


async def test_a_batch_of_sheets_for_a_meeting(phone: httpx.AsyncClient) -> None:
    wanted = {"guide": "thu", "answers": {"tuoi": "duoi-6"}, "copies": 20, "paper": "a5-2"}
    response = await phone.post(f"{API}/phieu-loat", json=wanted)

    assert response.content.startswith(b"%PDF-")
    assert "attachment" in response.headers["content-disposition"]
    assert b"/Count 10" in response.content  # two on a side
    one = await phone.post(f"{API}/phieu-loat", json=wanted | {"copies": 3, "paper": "a5"})
    assert b"/Count 3" in one.content
    assert_problem(await phone.post(f"{API}/phieu-loat", json=wanted | {"copies": 41}), 422, "wrong-type")
    assert_problem(await phone.post(f"{API}/phieu-loat", json=wanted | {"guide": "la"}), 404, "unknown-guide")
    wrong = wanted | {"answers": {"tuoi": "la"}}
    assert_problem(await phone.post(f"{API}/phieu-loat", json=wrong), 422, "wrong-answers")


async def test_it_is_told_how_long_a_handout_is_before_many_are_printed(
    phone: httpx.AsyncClient, engine: Engine
) -> None:
    wanted = {"guide": "thu", "answers": {"tuoi": "duoi-6"}, "paper": "a5-2"}
    with sessions(engine)() as session:
        kept = session.scalar(select(func.count()).select_from(Sheet))

    assert (await phone.post(f"{API}/phieu-loat/so-trang", json=wanted)).json() == {"pages": 1, "brief": False}
    wrong = wanted | {"guide": "la"}
    assert_problem(await phone.post(f"{API}/phieu-loat/so-trang", json=wrong), 404, "unknown-guide")
    with sessions(engine)() as session:
        assert session.scalar(select(func.count()).select_from(Sheet)) == kept, "nothing is kept for it"


async def test_it_is_told_that_a_handout_would_leave_the_papers_out(phone: httpx.AsyncClient, engine: Engine) -> None:
    papers = [{"name": f"Giấy {number}", "when": {"tuoi": "duoi-6"}, "sources": ["luat"]} for number in range(30)]
    with sessions(engine).begin() as session:
        publish(session, save(session, "guides/thu", guide(("papers", papers)), "lan", "sửa"), "lan", "sửa")

    async def is_brief(**answers: str) -> bool:
        asked = await phone.post(f"{API}/phieu-loat/so-trang", json={"guide": "thu", "answers": answers})
        return bool(asked.json()["brief"])

    assert await is_brief()
    assert not await is_brief(tuoi="duoi-6", ai="cha-me")


async def test_what_fits_no_service_is_tallied_too(phone: httpx.AsyncClient) -> None:
    refused = visit(service="viec-khac", guide=None, reason="not-decided")

    assert (await sent(phone, refused))["taken"] == [refused["id"]]


async def test_a_link_that_was_made_without_a_network_opens_the_sheet(phone: httpx.AsyncClient) -> None:
    response = await phone.get("/phieu/tu/thu", params={"tuoi": "duoi-6", "ai": "ong-ba"})

    assert response.status_code == 303
    page = await phone.get(response.headers["location"])
    assert "Giấy xác nhận" in page.text
    assert (await phone.get("/phieu/tu/thu", params={"tuoi": "0912345678"})).status_code == 404


async def test_ten_cards_of_the_week(phone: httpx.AsyncClient) -> None:
    week = (await phone.get(f"{API}/the-tuan")).json()

    assert re.fullmatch(r"\d{4}-W\d\d", week["week"])
    assert week["from"] == "editors"  # nobody has asked yet
    birth = next(card for card in week["cards"] if card["service"] == "khai-sinh")
    assert (birth["name"], birth["guide"]) == ("Đăng ký khai sinh", "thu")
    assert birth["question"].endswith("?")
    assert len({card["service"] for card in week["cards"]}) == len(week["cards"])


async def test_the_public_file_tells_no_small_count(
    phone: httpx.AsyncClient, engine: Engine, team: tuple[Team, str]
) -> None:
    last_month = TODAY.replace(day=1) - timedelta(days=1)
    many = [visit(day=last_month.isoformat(), outcome="done", reason=None) for _ in range(5)]
    few = [visit(day=last_month.isoformat(), reason="no-otp") for _ in range(4)]
    await sent(phone, *many, *few, visit(reason="device"))

    text = (await phone.get("/du-lieu-mo/to-cong-nghe-so.csv")).text

    lines = [line for line in text.splitlines() if "Xong việc" in line or "OTP" in line]
    assert [line.rsplit(",", 1)[1] for line in sorted(lines)] == ["dưới 5", "5"]
    assert "chip" not in text  # this month is not over
    assert "Tổ thôn" not in text
    assert "Khu phố" not in text
