"""What is exported comes back the same: every service of the content, and whatever a text may hold."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import BaseModel

from services_catalog import record as schema
from services_catalog.content import read_folder
from services_catalog.exchange import formats
from services_catalog.exchange.formats import Format
from services_catalog.exchange.parcel import NotReadable, Parcel
from services_catalog.exchange.sheets import grids, read, tables
from services_catalog.fields import fields_of
from services_catalog.labels import labels
from services_catalog.record import Draft
from tests.content import RECORDS
from tests.services_catalog.samples import TODAY, fact, fee, record

PLACES = [
    (Format.XLSX, "all.xlsx"),
    (Format.CSV, "folder"),
    (Format.CSV, "all.zip"),
    (Format.YAML, "all.yml"),
    (Format.YAML, "folder"),
    (Format.JSON, "all.json"),
    (Format.JSON, "folder"),
]
FEW = 3  # questions of each aspect: they are all alike, and there are tens of thousands
SERVICES = {
    slug: each.model_copy(update={"questions": {aspect: texts[:FEW] for aspect, texts in each.questions.items()}})
    for slug, each in RECORDS.items()
}
ODD = [
    "=1+1",
    "+84 24 1234",
    "-5",
    "@ai đó",
    "'=cmd|' /C calc'!A0",
    "''+1",
    "＝SUM(A1)",
    "'trích'",
    "một\nhai",
    "một\r\nhai\rba",
    "gạch \\n chéo \\",
    "tab\tở giữa",
    "_x000D_ và x005F_",
    "\x00\x0b\x1f\ufffe",
    "1.001190",
    "007",
    "31/12/2026",
    "true",
    "null",
    "- gạch đầu dòng",
    "# không phải chú thích: thật",
    'ngoặc "kép", phẩy; chấm phẩy',
    "\ufeffđầu tệp",
    "chữ \u2028 ngắt \x85 dòng",
    "🙂",
]


def back(parcel: Parcel) -> dict[str, Draft]:
    """The records of a file that has no mistake."""
    assert parcel.troubles == []
    return {entry.slug: Draft.model_validate(entry.data({})) for entry in parcel.entries}


def same(before: dict[str, Any], after: dict[str, Draft]) -> None:
    assert {slug: each.model_dump() for slug, each in after.items()} == {
        slug: each.model_dump() for slug, each in before.items()
    }


@pytest.mark.long
@pytest.mark.parametrize(("chosen", "name"), PLACES)
def test_every_published_service_comes_back_the_same(chosen: Format, name: str, tmp_path: Path) -> None:
    assert len(SERVICES) >= 84

    formats.write(tmp_path / name, SERVICES, chosen, TODAY)

    same(SERVICES, back(formats.read(tmp_path / name)))


texts = st.one_of(st.sampled_from(ODD), st.text(min_size=1, max_size=30)).filter(
    lambda text: bool(text.strip(string.whitespace + "\x85\xa0\u2028\u2029 ").strip())
)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
numbers = st.one_of(st.none(), st.integers(0, 2**62))
optional_texts = st.one_of(st.none(), texts)
links = st.sampled_from([None, "https://example.gov.vn/a?b=1&c=%20d#e", "https://vi-du.gov.vn/"])


def facts(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Lists of facts with these fields, and what every fact may have."""
    common = {"when": optional_texts, "valid_from": st.one_of(st.none(), days), "valid_to": st.one_of(st.none(), days)}
    return st.lists(st.fixed_dictionaries({"sources": st.just(["=luat"]), **common, **fields}), max_size=3)


records = st.fixed_dictionaries(
    {
        "name": texts,
        "code": optional_texts,
        "aliases": st.lists(texts, max_size=4),
        "file_sets": st.one_of(st.none(), st.integers(-5, 10**18)),
        "documents": facts(name=texts, originals=st.integers(1, 9), on_vneid=st.booleans(), note=optional_texts),
        "fees": facts(label=texts, amount_vnd=numbers, channel=st.sampled_from([None, "online", "post"])),
        "durations": facts(text=texts, value=st.one_of(st.none(), st.floats(0, 1e12))),
        "steps": facts(text=texts, url=links, actor=st.sampled_from(["citizen", "officer"])),
        "forms": facts(name=texts, how_to_fill=st.lists(texts, max_size=3)),
        "questions": st.dictionaries(
            st.sampled_from([each.value for each in schema.Aspect]), st.lists(texts, min_size=1, max_size=3)
        ),
        "online": st.one_of(
            st.none(), st.fixed_dictionaries({"level": st.just("full"), "statements": facts(text=texts)})
        ),
        "alert": st.one_of(st.none(), st.fixed_dictionaries({"text": texts, "sources": st.just(["=luat"])})),
        "valid_from": st.one_of(st.none(), days),
        "sources": st.just({"=luat": {"title": "-Luật", "kind": "law", "seen_on": "2026-11-01"}}),
        "local": st.lists(
            st.fixed_dictionaries({"place": st.just("01"), "replaces": st.just(["fees"])}).flatmap(
                lambda held: st.lists(texts, min_size=1, max_size=2).map(
                    lambda labels: {**held, "fees": [{"sources": ["=luat"], "label": each} for each in labels]}
                )
            ),
            max_size=1,
        ),
    }
).map(Draft.model_validate)


def test_odd_texts_come_back_from_what_a_cell_holds_as_json(tmp_path: Path) -> None:
    local = [{"place": "01", "replaces": ["fees"], "fees": [fee(None, text) for text in ODD]}]
    each = Draft.model_validate(record(local=local).model_dump(mode="json"))

    formats.write(tmp_path / "all.xlsx", {"a": each}, Format.XLSX, TODAY)

    same({"a": each}, back(formats.read(tmp_path / "all.xlsx")))


@given(each=records)
def test_whatever_a_record_holds_fits_the_tables(each: Draft) -> None:
    same({"a/b": each}, back(read(grid for _, grid in grids({"a/b": each.model_dump(mode="json")}))))


@pytest.mark.long
@pytest.mark.parametrize(("chosen", "name"), PLACES)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(each=records)
def test_whatever_a_record_holds_comes_back_from_a_file(chosen: Format, name: str, tmp_path: Path, each: Draft) -> None:
    formats.write(tmp_path / name, {"a": each}, chosen, TODAY)

    same({"a": each}, back(formats.read(tmp_path / name)))


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize(("chosen", "name"), PLACES)
def test_an_odd_text_comes_back(chosen: Format, name: str, text: str, tmp_path: Path) -> None:
    odd = record(text, aliases=[text, "khác"], fees=[fee(0, text, note=text)], questions={"fee": [text]})

    formats.write(tmp_path / name, {"a": odd}, chosen, TODAY)

    same({"a": odd}, back(formats.read(tmp_path / name)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "＝1"])
def test_excel_takes_no_text_for_a_formula(text: str, tmp_path: Path) -> None:
    each = record(text)
    formats.write(tmp_path / "a.xlsx", {"a": each}, Format.XLSX, TODAY)
    formats.write(tmp_path / "a", {"a": each}, Format.CSV, TODAY)

    cell = load_workbook(tmp_path / "a.xlsx")["Dịch vụ"]["B2"]
    row = (tmp_path / "a" / "services.csv").read_text("utf-8-sig").splitlines()[1]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert row.startswith(f"a,'{text},")


def test_numbers_and_days_are_typed_cells(tmp_path: Path) -> None:
    each = record(fees=[fee(70_000, valid_to="2026-12-31")])
    formats.write(tmp_path / "a.xlsx", {"a": each}, Format.XLSX, TODAY)

    sheet = load_workbook(tmp_path / "a.xlsx")["Phí"]
    row = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}

    assert row["Số tiền (đồng)"].value == 70_000
    assert row["Đến hết ngày"].is_date
    assert row["Đến hết ngày"].number_format == "dd/mm/yyyy"


def test_the_workbook_helps_to_fill_it_in(tmp_path: Path) -> None:
    formats.write(tmp_path / "a.xlsx", {"a": record()}, Format.XLSX, TODAY)

    book = load_workbook(tmp_path / "a.xlsx")
    sheet = book["Phí"]

    assert book.sheetnames[0] == "Hướng dẫn"
    assert book["Danh mục"].sheet_state == "hidden"
    assert sheet.freeze_panes == "B2"
    assert all(cell.comment for cell in sheet[1])
    channel = next(cell.column_letter for cell in sheet[1] if cell.value == "Cách nộp")
    offered = next(rule for rule in sheet.data_validations.dataValidation if str(rule.sqref).startswith(channel))
    where, cells = str(offered.formula1).replace("$", "").split("!")
    assert [row[0].value for row in book[where.strip("'")][cells]] == ["Trực tuyến", "Trực tiếp", "Bưu chính"]


def test_a_text_too_long_for_a_cell_is_refused_not_cut(tmp_path: Path) -> None:
    long = record(notes=[fact(aspect="fee", about="Dài", text="d" * 40_000)])

    with pytest.raises(NotReadable, match=r"a, Nội dung: dài quá 32767 ký tự"):
        formats.write(tmp_path / "a.xlsx", {"a": long}, Format.XLSX, TODAY)


def test_excel_saves_csv_with_semicolons_where_the_comma_is_for_decimals(tmp_path: Path) -> None:
    formats.write(tmp_path / "a", {"a": record()}, Format.CSV, TODAY)
    file = tmp_path / "a" / "relations.csv"
    file.write_text("Mã dịch vụ;Việc kia;Quan hệ;Ghi chú\r\na;khai-sinh;Làm trước;một, hai\r\n", "utf-8-sig")

    relations = back(formats.read(tmp_path / "a"))["a"].relations

    assert [(each.service, each.kind, each.note) for each in relations] == [("khai-sinh", "before", "một, hai")]


def test_what_is_exported_to_a_folder_can_be_loaded_as_content(tmp_path: Path) -> None:
    formats.write(tmp_path, {"nha/sua": record(), "nha": record("Xây nhà")}, Format.YAML, TODAY)

    assert dict(read_folder(tmp_path)) == {"nha": record("Xây nhà"), "nha/sua": record()}


MODELS = [each for each in vars(schema).values() if isinstance(each, type) and issubclass(each, BaseModel)]


@pytest.mark.parametrize(("model", "name"), [(model.__name__, name) for model in MODELS for name in fields_of(model)])
def test_a_field_has_a_name_that_staff_know(model: str, name: str) -> None:
    known = labels()["fields"]

    assert known.get(f"{model}.{name}") or known.get(name), "name it in services_catalog/labels.yml"


def test_no_two_tables_or_columns_are_called_the_same() -> None:
    titles = [each.title.casefold() for each in tables()]

    assert len(set(titles)) == len(titles)
    for table in tables():
        headings = [column.heading.casefold() for column in table.columns]
        assert len(set(headings)) == len(headings), table.title


def test_every_field_of_a_record_has_a_place() -> None:
    places = {table.path[0] for table in tables() if table.path}
    places |= {column.path[0] for column in tables()[0].columns}

    assert set(Draft.model_fields) <= places


def test_one_record_in_a_file_is_called_as_the_file_is(tmp_path: Path) -> None:
    formats.write(tmp_path, {"the-thu-vien": record()}, Format.JSON, TODAY)

    same({"the-thu-vien": record()}, back(formats.read(tmp_path / "the-thu-vien.json")))


WRONG: list[tuple[str, Callable[[Path], Any], str]] = [
    ("a.xlsx", lambda path: path.write_text("không phải Excel"), "không phải tệp Excel"),
    ("a.zip", lambda path: path.write_text("không phải zip"), "không phải tệp .zip"),
    ("a.yml", lambda path: path.write_text("a: [1"), "Không đọc được tệp"),
    ("a.yml", lambda path: path.write_bytes(b"\xff\xfe\xfa"), "Không đọc được tệp"),
    ("a.yml", lambda path: path.write_text("a: 2026-02-30"), "Không đọc được tệp"),
    ("a.json", lambda path: path.write_text("{"), "Không đọc được tệp"),
    ("fees.csv", lambda path: path.write_bytes("phí".encode("utf-16")), "không phải UTF-8"),
    ("a.doc", lambda path: path.write_text("x"), "không biết dạng"),
    ("a.xlsx", lambda path: None, "không có tệp a.xlsx"),
]


@pytest.mark.parametrize(("name", "make", "said"), WRONG)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    name: str, make: Callable[[Path], Any], said: str, tmp_path: Path
) -> None:
    make(tmp_path / name)

    with pytest.raises(NotReadable, match=said):
        formats.read(tmp_path / name)


def test_a_number_keeps_all_its_digits(tmp_path: Path) -> None:
    each = record(durations=[fact(text="lâu", value=0.1 + 0.2)], fees=[fee(2**62)])
    formats.write(tmp_path / "a.xlsx", {"a": each}, Format.XLSX, TODAY)

    same({"a": each}, back(formats.read(tmp_path / "a.xlsx")))
