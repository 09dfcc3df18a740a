"""A file into the catalogue: a mistake is named by its place, the other services go in, and citizens read them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services_catalog.catalogue import Catalogue
from services_catalog.database import connect, sessions
from services_catalog.exchange import exporting, formats
from services_catalog.exchange.formats import Format
from services_catalog.exchange.importing import Change, check, newest, write
from services_catalog.exchange.parcel import Trouble
from services_catalog.migrating import migrate
from services_catalog.record import Aspect, Draft
from tests.services_catalog.samples import RECORDS, TEACHING, TODAY, fee, published, record, small_catalogue

BOOK = {"the-thu-vien": record(fees=[fee(70_000, "Lệ phí cấp thẻ")]), "khai-sinh": RECORDS["khai-sinh"]}


def workbook(tmp_path: Path, cells: dict[tuple[str, str], Any]) -> Path:
    """The book with some cells changed: (sheet, column heading) → value, in the first row of «the-thu-vien»."""
    path = tmp_path / "bang.xlsx"
    formats.write(path, BOOK, Format.XLSX, TODAY)
    book = load_workbook(path)
    for (title, heading), value in cells.items():
        sheet = book[title]
        column = next(cell.column for cell in sheet[1] if cell.value == heading)
        row = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == "the-thu-vien")
        sheet.cell(row, column).value = value
    book.save(path)
    return path


def checked(session: Session, path: Path, *, to_publish: bool = True) -> tuple[list[Change], list[Trouble]]:
    parcel = formats.read(path)
    results = list(check(session, parcel, to_publish=to_publish))
    changes = [each for each in results if isinstance(each, Change)]
    return changes, parcel.troubles + [each for found in results if isinstance(found, list) for each in found]


def imported(engine: Engine, path: Path, *, to_publish: bool = True) -> list[str]:
    """Import a file; the troubles, as they are told."""
    with sessions(engine).begin() as session:
        changes, troubles = checked(session, path, to_publish=to_publish)
        for change in changes:
            write(session, change, "phòng tư pháp", "thử", to_publish=to_publish)
    return [str(each) for each in troubles]


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        (("Phí", "Số tiền (đồng)"), "bảy mươi", "Phí, dòng 2, cột C (Số tiền (đồng)): «bảy mươi» không phải số nguyên"),
        (("Phí", "Số tiền (đồng)"), -1, "Phí, dòng 2, cột C (Số tiền (đồng)): Phải từ 0 trở lên"),
        (("Phí", "Số tiền (đồng)"), "=35000*2", "Phí, dòng 2, cột C (Số tiền (đồng)): Ô có công thức «=35000*2»"),
        (("Phí", "Khoản"), None, "Phí, dòng 2, cột B (Khoản): Chưa ghi"),
        (("Phí", "Khoản"), 1.5, "Phí, dòng 2, cột B (Khoản): Ô là số (1.5), cần là chữ"),
        (("Phí", "Đến hết ngày"), "31/02/2026", "Phí, dòng 2, cột J (Đến hết ngày): «31/02/2026» không phải ngày"),
        (("Phí", "Cách nộp"), "bồ câu", "Phí, dòng 2, cột E (Cách nộp): «bồ câu» không có trong danh sách: Trực tuyến"),
        (("Phí", "Nguồn"), "luat\nđâu đó", "Phí: Nguồn «đâu đó» không có trong danh sách nguồn"),
        (("Dịch vụ", "Tóm tắt"), "ngắn", "Dịch vụ, dòng 2, cột E (Tóm tắt): Ngắn quá, cần ít nhất 20 ký tự"),
        (("Dịch vụ", "Cấp thực hiện"), None, "Dịch vụ, dòng 2, cột K (Cấp thực hiện)"),
        (("Nguồn", "Loại nguồn"), None, "Nguồn, dòng 2, cột E (Loại nguồn): Chưa ghi"),
        (
            ("Nguồn", "Địa chỉ trang"),
            "trang nào đó",
            "Nguồn, dòng 2, cột D (Địa chỉ trang): Địa chỉ trang không hợp lệ",
        ),
    ],
)
def test_a_bad_cell_is_named_and_the_other_service_goes_in(
    cell: tuple[str, str], value: Any, said: str, engine: Engine, tmp_path: Path
) -> None:
    troubles = imported(engine, workbook(tmp_path, {cell: value}))

    assert len(troubles) == 1
    assert said in troubles[0]
    with sessions(engine)() as session:
        assert set(exporting.records(session)) == {"khai-sinh"}


def test_every_bad_cell_of_a_row_is_named_at_once(engine: Engine, tmp_path: Path) -> None:
    path = workbook(
        tmp_path, {("Phí", "Số tiền (đồng)"): "x", ("Phí", "Từ ngày"): "y", ("Dịch vụ", "Số bộ hồ sơ"): "z"}
    )

    assert len(imported(engine, path)) == 3


def test_a_changed_cell_is_the_only_difference(engine: Engine, tmp_path: Path) -> None:
    published(engine, BOOK)
    path = workbook(tmp_path, {("Phí", "Số tiền (đồng)"): 35_000})

    with sessions(engine)() as session:
        changes, troubles = checked(session, path)

    assert troubles == []
    assert {each.slug: each.differences for each in changes} == {
        "khai-sinh": [],
        "the-thu-vien": ["Phí: “Lệ phí cấp thẻ” 70.000 đồng → 35.000 đồng"],
    }


def test_importing_twice_writes_one_revision(engine: Engine, tmp_path: Path) -> None:
    path = workbook(tmp_path, {})
    for _ in range(2):
        assert imported(engine, path) == []

    with sessions(engine)() as session:
        revision = newest(session, "khai-sinh")
        assert revision is not None
        assert (revision.number, revision.by, revision.why) == (1, "phòng tư pháp", "thử")


def test_what_is_not_published_waits_as_a_draft(engine: Engine, tmp_path: Path) -> None:
    formats.write(tmp_path / "a.yml", {"moi": Draft(name="Việc mới")}, Format.YAML, TODAY)

    assert imported(engine, tmp_path / "a.yml", to_publish=False) == []
    with sessions(engine)() as session:
        assert exporting.records(session) == {}
        assert exporting.records(session, drafts=True) == {"moi": Draft(name="Việc mới")}


def test_a_draft_is_not_published_and_what_it_lacks_is_named(engine: Engine, tmp_path: Path) -> None:
    formats.write(tmp_path / "a.yml", {"moi": Draft(name="Việc mới")}, Format.YAML, TODAY)

    troubles = imported(engine, tmp_path / "a.yml")

    assert "a.yml, moi, agency (Cơ quan thực hiện): Chưa ghi." in troubles
    with sessions(engine)() as session:
        assert exporting.records(session, drafts=True) == {}


def test_a_mistake_in_yaml_is_named_by_its_field(engine: Engine, tmp_path: Path) -> None:
    text = "a: {name: Một, fees: [{label: Phí, amount_vnd: x, sources: [l]}]}\nb: {name: Hai}\nC c: {name: Ba}\n"
    (tmp_path / "a.yml").write_text(text, "utf-8")

    troubles = imported(engine, tmp_path / "a.yml", to_publish=False)

    assert troubles == [
        "a.yml: «C c» không dùng làm mã được: chỉ chữ thường không dấu, số, gạch nối.",
        "a.yml, a, fees (Phí) 1, amount_vnd (Số tiền (đồng)): Cần là số nguyên.",
    ]
    with sessions(engine)() as session:
        assert set(exporting.records(session, drafts=True)) == {"b"}


def test_one_table_alone_changes_nothing_else(engine: Engine, tmp_path: Path) -> None:
    published(engine, BOOK)
    formats.write(tmp_path, BOOK, Format.CSV, TODAY)
    file = tmp_path / "fees.csv"
    file.write_text(file.read_text("utf-8-sig").replace("70000", "35.000"), "utf-8")

    assert imported(engine, file) == []
    with sessions(engine)() as session:
        found = exporting.records(session)["the-thu-vien"]
    assert found.fees[0].amount_vnd == 35_000
    assert found.model_copy(update={"fees": BOOK["the-thu-vien"].fees}) == BOOK["the-thu-vien"]


def test_a_formula_in_csv_is_refused(engine: Engine, tmp_path: Path) -> None:
    published(engine, BOOK)
    formats.write(tmp_path, BOOK, Format.CSV, TODAY)
    file = tmp_path / "fees.csv"
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    rows[1][1] = "=HYPERLINK(1)"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)

    troubles = imported(engine, file)

    assert [each.split(". ")[0] for each in troubles] == [
        "fees.csv, dòng 2, cột B (Khoản): Ô có công thức «=HYPERLINK(1)»"
    ]


def sheet(tmp_path: Path, title: str, *rows: list[Any]) -> Path:
    book = Workbook()
    active = book.active
    assert active is not None
    active.title = title
    for row in rows:
        active.append(row)
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


RELATIONS = ["Mã dịch vụ", "Việc kia", "Quan hệ", "Ghi chú"]


@pytest.mark.parametrize(
    ("title", "rows", "said"),
    [
        ("Việc liên quan", [RELATIONS[:3], ["the-thu-vien", "a", "Làm trước"]], "Thiếu cột «Ghi chú»"),
        ("Việc liên quan", [[*RELATIONS, "Ghi thêm"]], "Không biết cột «Ghi thêm»"),
        ("Việc liên quan", [RELATIONS, [None, "a", "Làm trước", None]], "cột A (Mã dịch vụ): Dòng chưa có mã dịch vụ"),
        ("Việc liên quan", [RELATIONS, ["Khai Sinh", "a", "Làm trước", None]], "«Khai Sinh» không dùng làm mã được"),
        ("Sheet1", [["gì đó"]], "Sheet1: Không biết trang này"),
        ("Chưa rõ", [["Mã dịch vụ", "Về mục", "Nội dung"], ["a", "Thời hạn", None]], "cột C (Nội dung): Chưa ghi"),
        ("Chưa rõ", [["Mã dịch vụ", "Về mục", "Nội dung"], *[["a", "Thời hạn", "x"]] * 2], "đã có ở dòng 2"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(
    title: str, rows: list[list[Any]], said: str, engine: Engine, tmp_path: Path
) -> None:
    published(engine, BOOK)

    troubles = imported(engine, sheet(tmp_path, title, *rows), to_publish=False)

    assert any(said in each for each in troubles), troubles
    with sessions(engine)() as session:
        assert exporting.records(session) == BOOK


def test_a_row_of_no_service_is_named(engine: Engine, tmp_path: Path) -> None:
    path = workbook(tmp_path, {("Phí", "Mã dịch vụ"): "the-thu-vein"})

    assert imported(engine, path) == [
        "Phí, dòng 2, cột A (Mã dịch vụ): Mã «the-thu-vein» không có trong trang Dịch vụ."
    ]


def test_headings_may_be_the_names_of_the_fields(engine: Engine, tmp_path: Path) -> None:
    published(engine, BOOK)
    path = sheet(
        tmp_path, "relations", ["<slug>", "service", "kind", "note"], ["the-thu-vien", "khai-sinh", "before", None]
    )

    assert imported(engine, path) == []
    with sessions(engine)() as session:
        assert [each.service for each in exporting.records(session)["the-thu-vien"].relations] == ["khai-sinh"]


def test_a_guide_is_not_overwritten_by_a_service(engine: Engine, tmp_path: Path) -> None:
    formats.write(tmp_path / "a.yml", {"guides/khai-sinh": Draft(name="Khai sinh")}, Format.YAML, TODAY)

    assert "là một bảng hỏi" in imported(engine, tmp_path / "a.yml", to_publish=False)[0]


def test_a_service_that_is_imported_is_answered_after_the_next_refresh(engine: Engine, tmp_path: Path) -> None:
    catalogue = small_catalogue(engine)
    new = record(
        "Cấp thẻ thư viện",
        aliases=["làm thẻ thư viện", "thẻ mượn sách"],
        fees=[fee(12_000, "Lệ phí thẻ")],
        questions={"fee": ["làm thẻ thư viện mất bao nhiêu"], "documents": ["thẻ mượn sách cần gì"]},
    )
    formats.write(tmp_path / "a.xlsx", {"the-thu-vien": new}, Format.XLSX, TODAY)

    assert imported(engine, tmp_path / "a.xlsx") == []

    assert catalogue.refresh()
    answer = catalogue.answer("the-thu-vien", Aspect.FEE, "thẻ thư viện bao nhiêu tiền", TODAY)
    assert "12.000 đồng" in answer.text


@pytest.mark.postgres
def test_it_is_the_same_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    engine = connect(postgres_url)
    migrate(engine)
    path = workbook(tmp_path, {("Phí", "Số tiền (đồng)"): "x"})

    assert len(imported(engine, path)) == 1
    with sessions(engine)() as session:
        assert exporting.records(session, ["khai-sinh"]) == {"khai-sinh": BOOK["khai-sinh"]}
        assert exporting.records(session, ["khai-sinh"], drafts=True) == {"khai-sinh": BOOK["khai-sinh"]}
    catalogue = Catalogue(engine, teaching=TEACHING)
    assert catalogue.refresh()
    engine.dispose()
