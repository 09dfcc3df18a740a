"""One record of the national portal as a draft, and what a reviewer has to look at. Pure: nothing is fetched or stored.

What the portal says is kept or is told to be missing; nothing is guessed. docs/portal-import.md tells the rules.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pydantic import HttpUrl, TypeAdapter, ValidationError

from services_catalog.portal.channels import Row, read_channels
from services_catalog.portal.documents import read_papers
from services_catalog.portal.fees import read_fees
from services_catalog.portal.findings import Finding
from services_catalog.portal.legal import read_legal
from services_catalog.portal.results import read_results
from services_catalog.portal.stale import signs_of_age
from services_catalog.portal.steps import read_steps
from services_catalog.portal.text import clean, lines, or_none, without_bullet
from services_catalog.portal.times import read_time
from services_catalog.record import Aspect, Channel, Draft, Duration, Fee, Level, Link, Note, Online, Source, Statement

SOURCE = "cong"
_CHANNEL_CELL = "cach_thuc_thuc_hien"
_LEVELS = {"Cấp xã": Level.COMMUNE, "Cấp tỉnh": Level.PROVINCE, "Cấp bộ": Level.CENTRAL, "Cơ quan khác": Level.OTHER}
_TOLD_ELSEWHERE = {"raw_text", "detail_url", "formality_id", "bo_nganh_thu_muc"}
_AUDIENCE = re.compile(r",\s+(?!HTX\)|công chức|viên chức)")
_SETS = re.compile(r"[Ss]ố lượng(?: hồ sơ)?\s*:?\s*(\d{1,2})\s*(?:\([^)]*\)\s*)?bộ")
_REMARKS = (  # fields that are kept in their own words
    ("co_quan_co_tham_quyen", Aspect.WHERE, "Cơ quan có thẩm quyền"),
    ("co_quan_duoc_uy_quyen", Aspect.WHERE, "Cơ quan được uỷ quyền"),
    ("co_quan_phoi_hop", Aspect.WHERE, "Cơ quan phối hợp"),
    ("so_quyet_dinh", Aspect.LEGAL_BASIS, "Quyết định công bố"),
    ("thu_tuc_lien_quan", Aspect.GENERAL, "Thủ tục liên quan"),
    ("loai_thu_tuc", Aspect.GENERAL, "Loại thủ tục"),
)
_url = TypeAdapter(HttpUrl)


def parse(fields: dict[str, str], seen_on: date) -> tuple[Draft, list[Finding]]:
    """The draft in a record's `fields`, by the portal's names, as the portal published them on `seen_on`.

    `fields` must hold `ma_thu_tuc` and `ten_thu_tuc`; any other may be missing, and is then told so.
    """
    said = {key: clean(value) for key, value in fields.items() if key not in _TOLD_ELSEWHERE}

    def of(field: str) -> str:
        return said.get(field, "")

    papers = read_papers(of("thanh_phan_ho_so"), SOURCE)
    rows = list(read_channels(of(_CHANNEL_CELL)))
    durations, fees, findings = _times_and_fees(rows, of(_CHANNEL_CELL))
    legal_basis, unsure = read_legal(of("can_cu_phap_ly"))
    findings = [*papers.findings, *findings, *unsure]
    level, unsure = _level(of("cap_thuc_hien"), of("co_quan_thuc_hien"))
    findings += unsure
    agency = or_none(of("co_quan_thuc_hien"))
    if agency is None:
        findings.append(
            Finding("co_quan_thuc_hien", "Không ghi cơ quan thực hiện", "", "Tìm trong trình tự thực hiện.")
        )
    told_apart = "; ".join(f"{basis.title} {basis.number}" for basis in legal_basis)
    findings += signs_of_age({**said, "can_cu_phap_ly": told_apart})
    page, unsure = _page(fields.get("detail_url", ""))
    findings += unsure
    sets = _SETS.search(of("thanh_phan_ho_so"))
    draft = Draft(
        name=said["ten_thu_tuc"],
        code=said["ma_thu_tuc"],
        field=or_none(of("linh_vuc")),
        agency=agency,
        level=level,
        audiences=[each for each in _AUDIENCE.split(of("doi_tuong_thuc_hien")) if or_none(each)],
        file_sets=int(sets[1]) if sets else None,
        documents=papers.documents,
        forms=list({form.name: form for form in papers.forms}.values()),
        fees=fees,
        durations=durations,
        steps=read_steps(of("trinh_tu_thuc_hien"), SOURCE),
        where=_statements(of("dia_chi_tiep_nhan")),
        online=_online(rows, page),
        conditions=_statements(of("yeu_cau_dieu_kien").split("Từ khóa")[0]),
        results=read_results(of("ket_qua_xu_ly"), SOURCE),
        notes=[*papers.notes, *_descriptions(rows), *_remarks(said)],
        legal_basis=legal_basis,
        sources={SOURCE: Source(title="Cổng Dịch vụ công quốc gia", url=page, kind="portal", seen_on=seen_on)},
        flags=list(dict.fromkeys(finding.what for finding in findings)),
        raw={_CHANNEL_CELL: table} if (table := of(_CHANNEL_CELL)) else {},
    )
    return draft, findings


def slug_of(code: str) -> str:
    """The slug of the draft of a procedure: 1.001193 is `tthc/1-001193`."""
    return f"tthc/{code.replace('.', '-')}"


def _times_and_fees(rows: list[Row], table: str) -> tuple[list[Duration], list[Fee], list[Finding]]:
    durations: list[Duration] = []
    fees: list[Fee] = []
    findings = [row.finding for row in rows if row.finding]
    if not rows:
        findings.append(
            Finding(_CHANNEL_CELL, "Không đọc được bảng cách thức, thời hạn, phí", table, "Tách lại bảng này.")
        )
    for row in rows:
        duration, unsure = read_time(row.time, row.channel, SOURCE)
        findings += unsure
        if duration and duration not in durations:
            durations.append(duration)
        paid, unsure = read_fees(row.fee, row.channel, SOURCE)
        findings += unsure
        fees += [fee for fee in paid if fee not in fees]
    return durations, fees, list(dict.fromkeys(findings))


def _level(said: str, agency: str) -> tuple[Level | None, list[Finding]]:
    """The level, if the record names just one; which of several is the citizen's is not for an import to say."""
    levels = [_LEVELS[each] for each in said.split(", ") if each in _LEVELS]
    if len(levels) != 1:
        return None, [Finding("cap_thuc_hien", "Không rõ một cấp thực hiện", said, "Chọn cấp mà người dân nộp hồ sơ.")]
    if levels[0] is Level.COMMUNE and "Hải quan" in agency:
        return None, [Finding("cap_thuc_hien", "Ghi cấp xã nhưng do hải quan làm", f"{said}: {agency}", "Sửa lại cấp.")]
    return levels[0], []


def _page(address: str) -> tuple[HttpUrl | None, list[Finding]]:
    try:
        return _url.validate_python(address), []
    except ValidationError:
        return None, [Finding("detail_url", "Không có đường dẫn tới trang của Cổng", address, "Tìm trang của thủ tục.")]


def _online(rows: list[Row], page: HttpUrl | None) -> Online | None:
    """Whether the table names the online channel; how far it leads (toàn trình, một phần) the dump does not say."""
    if not rows:
        return None
    if all(row.channel is not Channel.ONLINE for row in rows):
        return Online(level="none")
    links = (
        [Link(title="Trang của thủ tục trên Cổng Dịch vụ công quốc gia", url=page, sources=[SOURCE])] if page else []
    )
    return Online(level="unknown", links=links)


def _statements(text: str) -> list[Statement]:
    if or_none(text) is None:
        return []
    return [Statement(text=without_bullet(line) or line, sources=[SOURCE]) for line in lines(text)]


def _descriptions(rows: list[Row]) -> list[Note]:
    """What the table says about each channel; the same words for all of them once."""
    said: dict[str, Any] = {}
    for row in rows:
        if or_none(row.description):
            said.setdefault(row.description, row.channel)
    names = {Channel.ONLINE: "trực tuyến", Channel.IN_PERSON: "trực tiếp", Channel.POST: "qua bưu chính"}
    return [
        Note(aspect=Aspect.STEPS, about=f"Cách nộp {names[channel]}", text=text, sources=[SOURCE])
        for text, channel in said.items()
    ]


def _remarks(said: dict[str, str]) -> list[Note]:
    return [
        Note(aspect=aspect, about=about, text=text, sources=[SOURCE])
        for field, aspect, about in _REMARKS
        if (text := or_none(said.get(field, "")))
    ]
