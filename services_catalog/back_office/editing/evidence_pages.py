"""Evidence of a service: sent, listed in its form, given out for download, removed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Engine
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.back_office.access.person import Editor, Viewer
from services_catalog.back_office.editing import evidence
from services_catalog.back_office.forms import Posted
from services_catalog.back_office.models import Evidence
from services_catalog.back_office.pages import goto, page
from services_catalog.database import sessions
from services_catalog.history import NotThere, service_of
from services_catalog.models import Service

router = APIRouter()
SAFE = {
    "Content-Type": "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}
"""A browser saves it and never shows it, whatever is in it."""


@router.post("/dich-vu/{slug:path}/bang-chung/tai-len")
def add(request: Request, person: Editor, slug: str, sent: Posted) -> Response:
    """Keep a photograph, a scan or a PDF with a service."""
    engine: Engine = request.app.state.engine
    file, note = sent.get("file"), sent.get("note")
    if not isinstance(file, UploadFile):
        return _refused(request, slug, "Bạn chưa chọn tệp.")
    content = file.file.read(evidence.MOST_BYTES + 1)
    try:
        with sessions(engine).begin() as session:
            piece = evidence.add(
                session,
                person,
                service_of(session, slug),
                file.filename or "",
                content,
                note[:500] if isinstance(note, str) else None,
            )
    except NotThere as error:
        raise HTTPException(404) from error
    except evidence.Refused as error:
        return _refused(request, slug, str(error))
    return goto(request, f"/quan-tri/dich-vu/{slug}/sua#bang-chung", f"Đã giữ tệp «{piece.name}».")


def _refused(request: Request, slug: str, reason: str) -> Response:
    return page(request, "editing/evidence_refused.html.j2", status=422, slug=slug, reason=reason)


@router.get("/bang-chung/{piece_id:int}")
def download(request: Request, person: Viewer, piece_id: int) -> Response:
    """The file, to be saved under a name of ours."""
    engine: Engine = request.app.state.engine
    with sessions(engine)() as session:
        piece = session.get(Evidence, piece_id)
        if piece is None:
            raise HTTPException(404)
        name = f'attachment; filename="{evidence.download_name(piece)}"'
        return Response(piece.content, headers={"Content-Disposition": name, **SAFE})


@router.post("/bang-chung/{piece_id:int}/xoa")
def remove(request: Request, person: Editor, piece_id: int, sent: Posted) -> Response:
    """Delete a file, with a reason."""
    engine: Engine = request.app.state.engine
    why = sent.get("why")
    with sessions(engine).begin() as session:
        piece = session.get(Evidence, piece_id)
        if piece is None:
            raise HTTPException(404)
        slug = session.get_one(Service, piece.service_id).slug
        if not isinstance(why, str) or not why.strip():
            return _refused(request, slug, "Bạn ghi lý do xoá tệp.")
        evidence.remove(session, person, piece, slug, why.strip()[:500])
    return goto(request, f"/quan-tri/dich-vu/{slug}/sua#bang-chung", "Đã xoá tệp.")
