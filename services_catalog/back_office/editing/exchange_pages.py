"""Services out into files, and from files into drafts."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Engine
from starlette.datastructures import UploadFile
from starlette.responses import Response

from services_catalog.back_office.access.person import Editor, Viewer
from services_catalog.back_office.editing import importing, uploads
from services_catalog.back_office.forms import Posted
from services_catalog.back_office.pages import goto, page
from services_catalog.clock import today_in_vietnam
from services_catalog.database import sessions
from services_catalog.exchange import exporting, formats
from services_catalog.exchange.formats import Format
from services_catalog.exchange.parcel import NotReadable

router = APIRouter(prefix="/nhap-xuat")
PAGE = "/quan-tri/nhap-xuat"
KINDS = {
    Format.XLSX: (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.CSV: (".zip", "application/zip"),
    Format.YAML: (".yml", "application/yaml"),
}


@router.get("")
def overview(request: Request, person: Viewer) -> Response:
    """Export, and import with what waits."""
    return _overview(request, person)


@router.get("/xuat")
def export(
    request: Request,
    person: Viewer,
    dang: str = Format.XLSX,
    ma: Annotated[str, Query(max_length=20_000)] = "",
    nhap: str = "",
) -> Response:
    """A file of all services, or of those whose slugs stand in `ma`. `nhap`: the newest revisions, published or not."""
    slugs = ma.replace(",", " ").split()
    engine: Engine = request.app.state.engine
    with sessions(engine)() as session:
        records = exporting.records(session, slugs, drafts=bool(nhap))
    missing = [slug for slug in slugs if slug not in records]
    chosen = Format(dang) if dang in set(KINDS) else Format.XLSX
    if missing or not records:
        said = f"Không có: {', '.join(missing)}." if missing else "Chưa có dịch vụ nào để xuất."
        hint = "" if nhap else " Dịch vụ chưa công bố thì chọn «Bản mới nhất»."
        return _overview(request, person, status=422, problem=said + hint, slugs=ma)
    ending, kind = KINDS[chosen]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"dich-vu{ending}"
        try:
            formats.write(path, records, chosen, today_in_vietnam())
        except NotReadable as error:
            return _overview(request, person, status=422, problem=str(error), slugs=ma)
        content = path.read_bytes()
    name = f'attachment; filename="dich-vu-{today_in_vietnam():%Y-%m-%d}{ending}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": name})


@router.post("/tai-len")
def upload(request: Request, person: Editor, sent: Posted) -> Response:
    """Read a file and show what it would change; nothing is written."""
    file = sent.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _overview(request, person, status=422, problem="Bạn chưa chọn tệp.")
    content = file.file.read(uploads.MOST_BYTES + 1)
    try:
        parcel = uploads.read(file.filename, content)
    except NotReadable as error:
        return _overview(request, person, status=422, problem=str(error))
    engine: Engine = request.app.state.engine
    with sessions(engine).begin() as session:
        importing.keep(session, person, importing.look(session, Path(file.filename).name[:120], parcel))
    return goto(request, f"{PAGE}/xem")


@router.get("/xem")
def show(request: Request, person: Editor) -> Response:
    """What the file that waits would change, service by service, and what is wrong in it, cell by cell."""
    engine: Engine = request.app.state.engine
    with sessions(engine)() as session:
        waiting = importing.waiting(session, person)
    if waiting is None:
        return goto(request, PAGE, "Chưa có tệp nào chờ nhập.")
    return page(request, "editing/import.html.j2", upload=waiting, results=importing.RESULTS, problem="", why="")


@router.post("/ghi")
def write(request: Request, person: Editor, sent: Posted) -> Response:
    """Write what was chosen as drafts by this person."""
    why = sent.get("why")
    engine: Engine = request.app.state.engine
    with sessions(engine).begin() as session:
        waiting = importing.waiting(session, person)
        if waiting is None or waiting.done:
            return goto(request, PAGE, "Tệp này đã nhập rồi, hoặc không còn chờ.")
        slugs = {slug for slug in sent.getlist("slug") if isinstance(slug, str)}
        problem = "" if isinstance(why, str) and why.strip() else "Bạn ghi lý do: người sau cần biết vì sao sửa."
        problem = problem or ("" if slugs else "Bạn chọn ít nhất một dịch vụ.")
        if problem:
            return page(
                request,
                "editing/import.html.j2",
                status=422,
                upload=waiting,
                results=importing.RESULTS,
                problem=problem,
                why=why if isinstance(why, str) else "",
            )
        importing.write(session, person, waiting, slugs, str(why).strip()[:2000])
    return goto(
        request, f"{PAGE}/xem", f"Đã ghi {len(waiting.written)} bản nháp. Người dân chưa thấy cho đến khi được duyệt."
    )


@router.get("/bao-cao")
def report(request: Request, person: Editor) -> Response:
    """What became of the file, as CSV."""
    engine: Engine = request.app.state.engine
    with sessions(engine)() as session:
        waiting = importing.waiting(session, person)
    if waiting is None:
        return goto(request, PAGE, "Chưa có tệp nào chờ nhập.")
    headers = {"Content-Disposition": 'attachment; filename="bao-cao-nhap.csv"'}
    return Response(importing.report(waiting), media_type="text/csv; charset=utf-8", headers=headers)


def _overview(request: Request, person: Viewer, *, status: int = 200, problem: str = "", slugs: str = "") -> Response:
    engine: Engine = request.app.state.engine
    with sessions(engine)() as session:
        waiting = importing.waiting(session, person)
    return page(
        request,
        "editing/exchange.html.j2",
        status=status,
        waiting=waiting,
        problem=problem,
        slugs=slugs,
        endings=uploads.TAKEN,
        kinds=[
            (str(kind), label)
            for kind, label in zip(KINDS, ("Excel", "CSV (nhiều tệp trong một .zip)", "YAML"), strict=True)
        ],
    )
