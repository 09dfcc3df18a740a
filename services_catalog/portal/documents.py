"""Thành phần hồ sơ: papers told from notes, headings and conditions.

The portal's tables arrive flattened, one after the other, with no mark between their cells:
`heading Tên giấy tờMẫu đơn, tờ khaiSố lượng name [file.docx] 1 bản chính,1 bản sao name …`.
So a row ends where its quantity ends, and what stands after a table's last quantity is the next table's heading.
The order of the rows is not that of the law, therefore no row is read as the heading of those below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services_catalog.portal.findings import Finding
from services_catalog.portal.text import LOWER, UPPER, or_none, without_bullet
from services_catalog.record import Aspect, Document, Form, Note

FIELD = "thanh_phan_ho_so"
_TABLE = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
# One digit: a longer number is the end of the name («Nghị định 116» and «1 bản chính»). A quantity in the name itself
# has a zero before it or goes on with a small letter or a mark («nộp 02 bản chính tờ khai;»).
_QUANTITY = re.compile(rf"(?<!\D0)(\d) bản chính(?:,(\d{{1,2}}) bản sao)?(?!\s?[;:.,)/]|\s+[{LOWER}])")
_LAST_WORDS = re.compile(r"[\s.;:,]*\b0?\d bản chính[;.,]?$")
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|odt|zip|rar|jpe?g|png)(?=$|[^a-z])", re.IGNORECASE)
_FILE_START = re.compile(
    rf"(?<=[{LOWER}0-9.;:,)\]”\"])(?=[{UPPER}])(?!ID\b)"
    rf"|(?<=\S)(?=(?:Mẫu|MẪU|Mau|MAU|Phụ lục|PHỤ LỤC|Phu luc|Biểu mẫu)(?![{LOWER}]))"
    rf"|(?<=[{LOWER}])(?=\d)|(?<=[.;:)])(?=mẫu|mau|phụ lục)"
    r"|(?:(?<=NĐ-CP)|(?<=NQ-CP)|(?<=TT-BTC)|(?<=TT-BCA)|(?<=-BNNMT))(?=\w)"
)
_LONGEST_FILE_NAME = 150
_SHOWN = re.compile(r"xuất trình", re.IGNORECASE)
_HANDED_IN = re.compile(r"\b(?:phải )?nộp\b", re.IGNORECASE)
_REMARK = re.compile(r"[\s*+-]*(?:\(\*+\)\s*)?(?:lưu ý|ghi chú|chú ý)\b", re.IGNORECASE)
# Headings that only say «papers»; what they add to a paper is nothing.
_PLAIN_HEADING = re.compile(
    r"(?:[\s*+().:-]|\d|thành phần|hồ sơ|giấy tờ|chứng từ|tài liệu|các|phải|nộp|xuất trình|gồm|bao|có|trực tiếp|"
    r"như sau|số lượng|bộ|[a-e]\)|mỗi loại|bản chính|bản|một|sau|đây|và|,|thủ tục|theo quy định|cần|i+\b|đề nghị)+",
    re.IGNORECASE,
)
_CASE = re.compile(r"((?:Đối với|Trường hợp|Trong trường hợp|Nếu|Khi)\b[^:]{3,300}?)\s*:\s*(\S.+)", re.DOTALL)
_DEMAND = re.compile(  # «Trường hợp … thì phải nộp thêm <paper>»
    r"((?:Trường hợp|Đối với|Nếu|Khi)\b.{5,400}?),?\s"
    r"(?:thì\s(?:[^,;:.]{0,60}\s)?(?:phải\s)?|(?:hồ sơ\s)?phải\s|hồ sơ\s)"
    r"(?:nộp|gửi kèm|kèm|bổ sung|xuất trình|có)(?:\s(?:thêm|bổ sung|kèm|theo))*\s+(\S.+)",
    re.DOTALL,
)
_LIST = re.compile(r"\s*[;.]\s+[-+]\s+")
_CASE_AT_END = re.compile(
    r"(.+?)\s*\(\s*((?:[Tt]rường hợp|[Đđ]ối với|[Nn]ếu|[Áá]p dụng|[Tt]ất cả)\b[^()]*)\)\s*[.;]?", re.DOTALL
)
_CASE_WORDS = re.compile(r"(?:đối với|trường hợp|nếu|khi)\b", re.IGNORECASE)
_PAPER = re.compile(
    r"(?:các\s+|một trong các\s+)?"
    r"(?:(?:0?\d|một|hai)?\s*(?:\(\w+\)\s*)?(?:bản|bộ|tờ|cuốn)?\s*(?:chính|sao|gốc|chụp|scan)?\s*)"
    r"(?:giấy|đơn|tờ khai|văn bản|hộ chiếu|thẻ|sổ|hợp đồng|quyết định|biên bản|báo cáo|ảnh|phiếu|chứng|tài liệu|"
    r"hồ sơ|danh sách|bảng|bằng|công văn|tờ trình|hóa đơn|vận đơn|căn cước|lý lịch|phương án|dự thảo|dự án|bản)\b",
    re.IGNORECASE,
)
_FORM_CODE = re.compile(
    r"\b([Mm]ẫu(?: số)?:? ?[A-Z0-9][A-Za-zĐ0-9./-]*[A-Za-zĐ0-9]|[Mm]ẫu(?: số)?:? ?\d"
    r"|(?:CT|TK|NA|DC|CC|HQ|CK|PL)\d{1,3}[a-z]?)\b"
)


@dataclass
class Papers:
    """What a flattened table of papers holds."""

    documents: list[Document]
    forms: list[Form]
    notes: list[Note]
    findings: list[Finding]


def read_papers(text: str, source: str) -> Papers:
    """The papers, forms and notes in the cleaned text of `thanh_phan_ho_so`; each fact names `source`."""
    papers = Papers([], [], [], [])
    if or_none(text) is None:
        papers.findings.append(
            Finding(FIELD, "Không có giấy tờ nào", text, "Xem thủ tục có thật sự không cần giấy tờ.")
        )
        return papers
    heading, *tables = text.split(_TABLE)
    if not tables:
        papers.notes.append(_note(text, source))
        papers.findings.append(Finding(FIELD, "Không có bảng giấy tờ", text, "Tự tách từng giấy tờ ra."))
        return papers
    reader = _Reader(papers, source)
    for table in tables:
        end = 0
        for row in _QUANTITY.finditer(table):
            reader.row(table[end : row.start()], int(row[1]), int(row[2] or 0), heading.strip())
            end = row.end()
        heading = table[end:].strip()
    if or_none(heading):
        papers.notes.append(_note(heading, source))
        papers.findings.append(
            Finding(FIELD, "Chữ sau bảng, không có số lượng", heading, "Xem đây là giấy tờ hay lưu ý.")
        )
    return papers


@dataclass
class _Reader:
    """Sorts rows into `papers`."""

    papers: Papers
    source: str

    def row(self, cells: str, originals: int, copies: int, heading: str) -> None:
        """One row of a table under `heading`."""
        name, files = _without_files(cells.strip())
        if files == [name]:
            self.find("Không tách được tên tệp mẫu khỏi tên giấy tờ", name, "Bỏ tên tệp ở cuối.")
        name = without_bullet(name)
        if name.endswith("bản chính"):
            name = _LAST_WORDS.sub("", name) or name
        name = name.rstrip(" ;")
        if or_none(name) is None:
            if not name and files:
                name = _title(files[0])
            elif name:
                return  # «Không có»: a row that says there is none
            else:
                self.find(
                    "Dòng có số lượng mà không có tên giấy tờ", f"{heading} … {originals} bản chính, {copies} bản sao"
                )
                return
        self.papers.forms += [Form(name=_title(file), sources=[self.source]) for file in files]
        if _REMARK.match(name) or (_REMARK.match(heading) and not (originals or copies)):
            self.papers.notes.append(_note(name, self.source))
        elif originals or copies:
            for each in self.split(name):
                self.paper(each, originals, copies, heading)
        elif name.endswith(":"):
            self.papers.notes.append(_note(name, self.source))
            self.find("Tiêu đề nằm giữa các giấy tờ", name, "Xem tiêu đề này dành cho những giấy tờ nào.")
        elif _PAPER.match(name) and _SHOWN.search(heading) and not _HANDED_IN.search(heading):
            self.paper(name, None, None, heading, handling="show")
        else:
            self.papers.notes.append(_note(name, self.source))
            if _PAPER.match(name):
                self.find("0 bản chính, 0 bản sao nhưng giống một giấy tờ", name, "Nếu là giấy tờ, hãy ghi số bản.")

    def split(self, name: str) -> list[str]:
        """The papers in one row: several if it lists them («Tờ trình; - Báo cáo; - Dự thảo»), and then says so."""
        parts = [part.strip() for part in _LIST.split(name)]
        if len(parts) < 2 or ":" in parts[0] or not all(_PAPER.match(part) for part in parts):
            return [name]
        self.find("Một dòng có nhiều giấy tờ, đã tách", name, "Xem lại số bản của từng giấy tờ.")
        return parts

    def paper(
        self, name: str, originals: int | None, copies: int | None, heading: str, handling: str = "submit"
    ) -> None:
        """A row that is a paper."""
        name, when = _case(name)
        if when is None and _CASE_WORDS.match(name):
            self.papers.notes.append(_note(name, self.source))
            self.find("Câu điều kiện có số lượng, tạm xếp vào lưu ý", name, "Nếu là giấy tờ, hãy tách khỏi điều kiện.")
            return
        group = _group(heading)
        document = Document(
            name=name,
            originals=originals,
            copies=copies,
            handling=handling,
            when="; ".join(part for part in (group, when) if part) or None,
            form=_form_code(name),
            sources=[self.source],
        )
        if name.endswith(":"):
            self.find("Tên giấy tờ kết thúc bằng dấu hai chấm", name, "Xem đây là giấy tờ hay tiêu đề.")
        if document in self.papers.documents:
            self.find("Giấy tờ lặp lại", name, "Xem có phải một giấy tờ ghi hai lần.")
            return
        self.papers.documents.append(document)

    def find(self, what: str, raw: str, to_do: str = "Xem lại trên trang của Cổng.") -> None:
        self.papers.findings.append(Finding(FIELD, what, raw, to_do))


def _note(text: str, source: str) -> Note:
    return Note(
        aspect=Aspect.DOCUMENTS,
        about="Lưu ý về giấy tờ",
        text=without_bullet(text).lstrip("; ") or text,
        sources=[source],
    )


def _group(heading: str) -> str | None:
    """The case that a table's heading names, or None if it only says «papers»."""
    heading = without_bullet(heading).rstrip(" :;.")
    if or_none(heading) is None or _PLAIN_HEADING.fullmatch(heading) or _REMARK.match(heading):
        return None
    return heading


def _case(name: str) -> tuple[str, str | None]:
    """A paper's name without the case in which it is needed, and that case."""
    if (found := _DEMAND.fullmatch(name)) and _PAPER.match(found[2]):
        return found[2], found[1]
    if (found := _CASE.fullmatch(name)) and _PAPER.match(without_bullet(found[2])):
        return without_bullet(found[2]), found[1]
    if found := _CASE_AT_END.fullmatch(name):
        return found[1].rstrip(), found[2].strip()
    return name, None


def _form_code(name: str) -> str | None:
    found = _FORM_CODE.search(name)
    return found[1] if found else None


def _without_files(cells: str) -> tuple[str, list[str]]:
    """A row's name, and the names of the form files that are glued to its end."""
    files: list[str] = []
    ends = [found.end() for found in _FILE.finditer(cells)]
    if not ends or ends[-1] != len(cells):
        return cells, files
    first = ends[0]
    starts = [at.start() for at in _FILE_START.finditer(cells, 0, first) if first - at.start() <= _LONGEST_FILE_NAME]
    if not starts:  # no seam to be seen
        return cells, [cells]
    for start, end in zip([starts[0], *ends], ends, strict=False):
        files.append(cells[start:end].strip())
    return cells[: starts[0]].strip(), files


def _title(file: str) -> str:
    """The name of a form from that of its file."""
    return file.rpartition(".")[0].strip() or file
