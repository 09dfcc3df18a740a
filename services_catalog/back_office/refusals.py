"""What a page says when something cannot be done. Nothing that was typed is lost by it."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services_catalog.back_office.access.person import NotAllowed, SignInNeeded
from services_catalog.back_office.access.signing_in import Unencrypted, sign_in_again, sign_in_path
from services_catalog.back_office.forms import Forged
from services_catalog.back_office.pages import page

# status → title, what to do
_SAID = {
    400: ("Không đọc được điều bạn gửi", "Bạn quay lại trang trước rồi gửi lại nhé."),
    404: ("Không có trang này", "Có thể mục này đã bị xoá, hoặc đường dẫn gõ chưa đúng."),
    405: ("Cách gọi này không dùng được ở đây", "Bạn mở lại trang từ danh sách các mục nhé."),
    413: ("Tệp quá lớn", "Mỗi tệp nhiều nhất 10 MB. Bạn bấm nút lùi của trình duyệt rồi chọn tệp nhỏ hơn nhé."),
    422: ("Đường dẫn chưa đúng", "Bạn mở lại trang từ danh sách các mục nhé."),
    500: ("Có trục trặc ở máy chủ", "Bạn thử lại sau ít phút nhé. Nếu vẫn vậy, bạn báo cho người quản trị."),
}


def install(office: FastAPI) -> None:
    """Answer every error of `office` with a page."""

    @office.exception_handler(SignInNeeded)
    async def _sign_in(request: Request, needed: SignInNeeded) -> Response:
        if request.method in ("GET", "HEAD"):
            return RedirectResponse(sign_in_path(request), 303)
        return await sign_in_again(request, needed)

    @office.exception_handler(Unencrypted)
    async def _unencrypted(request: Request, _refused: Unencrypted) -> Response:
        return page(request, "access/unencrypted.html.j2", status=403)

    @office.exception_handler(NotAllowed)
    async def _not_allowed(request: Request, refused: NotAllowed) -> Response:
        return page(request, "access/not_allowed.html.j2", status=403, least=refused.least)

    @office.exception_handler(Forged)
    async def _forged(request: Request, forged: Forged) -> Response:
        texts = [(name, value) for name, value in forged.sent.multi_items() if isinstance(value, str)]
        return page(request, "access/forged.html.j2", status=403, fields=texts, from_here=forged.from_here)

    @office.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        response = told(request, error.status_code)
        response.headers.update(error.headers or {})
        return response

    @office.exception_handler(RequestValidationError)
    async def _validation(request: Request, _error: RequestValidationError) -> Response:
        return told(request, 422)

    @office.exception_handler(Exception)
    async def _failed(request: Request, _error: Exception) -> Response:  # logged by what is around the application
        return told(request, 500)


def told(request: Request, status: int) -> Response:
    """The page that says that a request was refused with `status`."""
    title, advice = _SAID.get(status) or _SAID[500 if status >= 500 else 400]
    return page(request, "access/refused.html.j2", status=status, heading=title, advice=advice)
