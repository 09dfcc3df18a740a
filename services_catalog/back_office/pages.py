"""Pages from templates, the navigation they share, and the sentence that one page leaves for the next."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine, select

from services_catalog.answers.wording import day
from services_catalog.back_office.access import cookies
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account
from services_catalog.clock import in_vietnam
from services_catalog.database import sessions
from services_catalog.labels import place_label
from services_catalog.models import Revision

HOME = "/quan-tri/"
_SAID_LETTERS = 400  # a cookie holds 4 KB
_SAID_SECONDS = 60


@dataclass(frozen=True)
class Entry:
    """One line of the navigation."""

    path: str
    label: str
    least: Role
    about: str  # what is done there


NAVIGATION = (
    Entry("/quan-tri/dich-vu", "Dịch vụ", Role.VIEWER, "Tìm, sửa, thêm dịch vụ mà trợ lý trả lời."),
    Entry("/quan-tri/cho-duyet", "Chờ duyệt", Role.VIEWER, "Bản nháp chờ người thứ hai xem và công bố."),
    Entry("/quan-tri/lich", "Lịch", Role.VIEWER, "Ngày nào công bố gì, thông tin nào sắp hết hạn."),
    Entry("/quan-tri/huong-dan", "Hướng dẫn", Role.VIEWER, "Các câu hỏi dẫn người dân đi từng bước."),
    Entry("/quan-tri/khoang-trong", "Câu chưa trả lời được", Role.VIEWER, "Người dân hỏi gì mà trợ lý chưa biết."),
    Entry("/quan-tri/thu-nghiem", "Hỏi thử", Role.VIEWER, "Hỏi thử bản nháp trước khi công bố; các câu kiểm tra."),
    Entry("/quan-tri/day", "Dạy trợ lý", Role.EDITOR, "Dạy trợ lý hiểu cách người dân gõ."),
    Entry("/quan-tri/so-lieu", "Số liệu", Role.VIEWER, "Người dân hỏi bao nhiêu, hỏi gì, có hài lòng không."),
    Entry("/quan-tri/thong-bao", "Thông báo", Role.VIEWER, "Nhắn người dân, hoặc dừng trả lời khi có sự cố."),
    Entry("/quan-tri/nhap-xuat", "Nhập, xuất", Role.EDITOR, "Sửa nhiều dịch vụ cùng lúc bằng Excel."),
    Entry("/quan-tri/to-cong-nghe-so", "Tổ công nghệ số", Role.VIEWER, "Mã và báo cáo của các tổ cộng đồng."),
    Entry("/quan-tri/tai-khoan", "Tài khoản", Role.ADMINISTRATOR, "Ai được vào đây, với vai trò gì."),
    Entry("/quan-tri/nhat-ky", "Nhật ký", Role.ADMINISTRATOR, "Ai đã làm gì, lúc nào, vì sao."),
)


def minute(at: datetime) -> str:
    """«22/11/2026 08:05», in Vietnam."""
    return in_vietnam(at).strftime("%d/%m/%Y %H:%M")


def stopped(text: str) -> str:
    """What somebody wrote, with the full stop that a sentence around it needs, once."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


class Names:
    """What colleagues call the accounts of this office; asked of the database once a page, and only if it names one."""

    def __init__(self, request: Request) -> None:
        """For one page."""
        self._request = request
        self._known: dict[str, str] | None = None

    def __call__(self, name: str) -> str:
        """«Lê Thị Lan (lan)»; the bare name if no account has it, as of what came with the programme."""
        if self._known is None:
            engine: Engine = self._request.app.state.engine
            with sessions(engine)() as session:
                self._known = {row[0]: row[1] for row in session.execute(select(Account.name, Account.display_name))}
        display = self._known.get(name, name)
        return name if display == name else f"{display} ({name})"


def told_of(request: Request, revision: Revision) -> str:
    """Who saved `revision`, when and why, for the script of a form that it overtook."""
    return f"{Names(request)(revision.by)}, {minute(revision.at)}: {revision.why}"


environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters.update(day=day, minute=minute, place=place_label, stopped=stopped)
environment.globals.update(Role=Role)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page that `template` («editing/list.html.j2») makes of `values`.

    Beside them every template has `person` (None before sign-in), `csrf_token`, `said` (the sentence that `goto` left),
    `navigation` (what this person may open), `here` (the address of the request, without its host) and `who` (what
    colleagues call an account: `{{ who(revision.by) }}`).
    """
    person: Person | None = getattr(request.state, "person", None)
    left = cookies.read(request, "loi")
    shared = {
        "person": person,
        "csrf_token": person.csrf_token if person else "",
        "said": _unpacked(left) if left else None,
        "navigation": [entry for entry in NAVIGATION if person and person.may(entry.least)],
        "here": address(request),
        "who": Names(request),
    }
    response = HTMLResponse(environment.get_template(template).render(shared | values), status)
    if left:
        cookies.drop(request, response, "loi")
    return response


def address(request: Request) -> str:
    """Path and query of `request`."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def goto(request: Request, path: str, said: str | None = None) -> RedirectResponse:
    """Send the browser on to `path` (with `/quan-tri` before it), where the sentence `said` is shown once."""
    response = RedirectResponse(path, 303)
    if said:
        packed = urlsafe_b64encode(said[:_SAID_LETTERS].encode()).decode()
        cookies.write(request, response, "loi", packed, _SAID_SECONDS)
    return response


def _unpacked(left: str) -> str | None:
    try:
        return urlsafe_b64decode(left.encode()).decode()
    except ValueError:  # not ours
        return None
