"""Errors as RFC 9457 problem details, in Vietnamese and English. What is no Problem is caught by guard.py."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

PROBLEM: dict[str, Any] = {
    "content": {"application/problem+json": {}},
    "description": "Problem details (RFC 9457).",
}  # for OpenAPI

# slug → (status, Vietnamese, English)
KINDS: dict[str, tuple[int, str, str]] = {
    "empty-message": (422, "Tin nhắn đang trống. Bạn gõ câu hỏi rồi gửi lại nhé.", "The message is empty."),
    "message-too-long": (
        422,
        "Tin nhắn dài quá {most} ký tự. Bạn viết ngắn lại hoặc chia làm hai tin nhé.",
        "The message is longer than {most} characters.",
    ),
    "sender-too-long": (422, "Tên người gửi dài quá {most} ký tự.", "The sender is longer than {most} characters."),
    "not-utf8": (400, "Tin nhắn không phải chữ UTF-8 nên không đọc được.", "The body is not UTF-8."),
    "not-json": (400, "Nội dung gửi lên không phải JSON.", "The body is not JSON."),
    "wrong-type": (
        422,
        "Có trường sai kiểu hoặc thiếu: {fields}.",
        "A field is missing or has the wrong type: {fields}.",
    ),
    "length-needed": (411, "Yêu cầu phải nói rõ độ dài (Content-Length).", "Content-Length is needed."),
    "body-too-large": (413, "Nội dung gửi lên quá lớn.", "The body is too large."),
    "key-needed": (401, "Cần khoá truy cập (bearer token).", "A key (bearer token) is needed."),
    "loopback-only": (403, "Đường này chỉ mở cho chính máy chủ.", "Without a key this route answers loopback only."),
    "unknown-conversation": (
        404,
        "Cuộc trò chuyện này không còn. Bạn bắt đầu cuộc mới nhé.",
        "There is no such conversation.",
    ),
    "unknown-guide": (404, "Không có hướng dẫn này, hoặc nó không còn được đăng.", "There is no such guide."),
    "wrong-answers": (
        422,
        "Câu trả lời không khớp với hướng dẫn ({question}). Bạn bắt đầu lại hướng dẫn nhé.",
        "The guide has no such question or option ({question}).",
    ),
    "unknown-code": (
        404,
        "Không có tổ nào dùng mã này. Bạn xem lại từng chữ, hoặc hỏi cán bộ xã xem mã còn dùng không.",
        "No team has this code.",
    ),
    "not-joined": (401, "Máy này chưa vào tổ, hoặc đã được cho ra. Bạn nhập mã tổ nhé.", "Join a team first."),
    "unknown-service": (422, "Danh mục không có thủ tục {service}.", "There is no service {service}."),
    "pack-too-large": (
        422,
        "Gói quá lớn: {size} KB, nhiều nhất {most} KB. Bạn bỏ bớt thủ tục nhé.",
        "The pack is too large: {size} KB; at most {most} KB.",
    ),
    "not-found": (404, "Không có trang này.", "Not found."),
    "method-not-allowed": (405, "Cách gọi này không dùng được ở đây.", "Method not allowed."),
    "headers-too-large": (431, "Phần đầu của yêu cầu quá lớn.", "The headers are too large."),
    "too-many": (
        429,
        "Bạn gửi hơi nhanh. Bạn chờ {retry_after} giây rồi gửi tiếp nhé.",
        "Too many requests. Wait {retry_after} seconds.",
    ),
    "busy": (
        429,
        "Đang có nhiều người hỏi cùng lúc. Bạn chờ {retry_after} giây rồi gửi lại nhé.",
        "The assistant is busy. Wait {retry_after} seconds.",
    ),
    "not-now": (
        503,
        "Ngay lúc này trợ lý chưa làm được việc này. Bạn thử lại sau {retry_after} giây nhé.",
        "This cannot be done right now. Try again in {retry_after} seconds.",
    ),
    "failed": (500, "Có trục trặc ở máy chủ. Bạn thử lại sau ít phút nhé.", "Something went wrong here."),
}


class Problem(Exception):
    """A request that cannot be served; `kind` is a key of KINDS, `values` fill its sentences."""

    def __init__(self, kind: str, **values: Any) -> None:
        """`retry_after` among the values, in seconds, is sent as a header too. Raises KeyError for an unknown kind."""
        self.status, vi, en = KINDS[kind]
        self.headers: dict[str, str] = {}
        if self.status == 401:
            self.headers["WWW-Authenticate"] = "Bearer"
        if "retry_after" in values:
            self.headers["Retry-After"] = str(values["retry_after"])
        self.kind = kind
        self.vi, self.en = vi.format(**values), en.format(**values)
        super().__init__(self.en)

    def document(self, path: str) -> dict[str, Any]:
        """The problem as RFC 9457 has it; `path`: of the request."""
        return {
            "type": f"urn:tro-ly-dvc:problem:{self.kind}",
            "title": self.vi,
            "status": self.status,
            "detail": self.en,
            "instance": path,
        }

    def response(self, request: Request) -> JSONResponse:
        """The problem as an HTTP answer."""
        document = self.document(request.url.path)
        return JSONResponse(document, self.status, self.headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Answer every error of `app` with problem details."""

    @app.exception_handler(Problem)
    async def _problem(request: Request, problem: Problem) -> JSONResponse:
        return problem.response(request)

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> JSONResponse:
        kinds = {item["type"] for item in error.errors()}
        if "json_invalid" in kinds:
            return Problem("not-json").response(request)
        fields = ", ".join(
            sorted({".".join(str(p) for p in item["loc"] if p != "body") or "body" for item in error.errors()})
        )
        return Problem("wrong-type", fields=fields).response(request)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(_missing_page().replace("{home}", _home(request)), 404)
        kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code)
        if kind is None:
            kind = "not-json" if error.status_code < 500 else "failed"
        problem = Problem(kind)
        problem.headers.update(error.headers or {})  # «Allow», where the method is wrong
        return problem.response(request)


@lru_cache
def _missing_page() -> str:
    """For people, who mistype an address: programs do not ask for HTML."""
    return Path(__file__).with_name("not_found.html").read_text("utf-8")


def _home(request: Request) -> str:
    """The way up to the assistant; being relative it holds under a path of a proxy as well."""
    return "../" * (request.url.path.count("/") - 1) or "./"
