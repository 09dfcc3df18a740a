"""Excel and others: out, changed, looked at, and in again as drafts."""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import yaml
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from services_catalog.back_office.access.roles import Role
from tests.services_catalog.back_office.conftest import Clerk, SignIn
from tests.services_catalog.back_office.editing.conftest import Form, acts, latest, record_now

PAGE = "/quan-tri/nhap-xuat"


def workbook(clerk: Clerk, query: str = "dang=xlsx") -> Workbook:
    return load_workbook(io.BytesIO(clerk.get(f"{PAGE}/xuat?{query}").content))


def send(clerk: Clerk, book: Workbook, name: str = "phí.xlsx") -> Any:
    out = io.BytesIO()
    book.save(out)
    return clerk.submit(f"{PAGE}/tai-len", files={"file": (name, out.getvalue(), "application/octet-stream")})


def cell(book: Workbook, sheet: str, heading: str, row: int) -> Any:
    titles = [each.value for each in book[sheet][1]]
    return book[sheet].cell(row, titles.index(heading) + 1)


def test_a_workbook_goes_out_is_looked_at_and_comes_in_as_drafts(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR, "lan")
    book = workbook(clerk)
    slugs = [row[0].value for row in book["Phí"].iter_rows(min_row=2)]
    row = slugs.index("can-cuoc-cap-lai") + 2
    cell(book, "Phí", "Số tiền (đồng)", row).value = 40_000

    looked = send(clerk, book)
    assert "35.000 đồng → 40.000 đồng" in looked.text
    assert latest(office_engine, "can-cuoc-cap-lai").number == 1
    refused = clerk.submit(f"{PAGE}/ghi", {"slug": "can-cuoc-cap-lai", "why": " "})
    assert refused.status_code == 422
    done = clerk.submit(f"{PAGE}/ghi", {"slug": "can-cuoc-cap-lai", "why": "nghị quyết mới"})

    assert "Đã ghi 1 bản nháp" in done.text
    saved = latest(office_engine, "can-cuoc-cap-lai")
    assert (saved.number, saved.by, saved.why) == (2, "lan", "nghị quyết mới")
    assert record_now(office_engine, "can-cuoc-cap-lai")["fees"][0]["amount_vnd"] == 40_000
    assert ("lan", "import", None, "nghị quyết mới") in acts(office_engine)
    assert "Đã ghi bản nháp" in clerk.get(f"{PAGE}/bao-cao").content.decode("utf-8-sig")
    assert "đã nhập rồi" in clerk.submit(f"{PAGE}/ghi", {"slug": "can-cuoc-cap-lai", "why": "lần nữa"}).text


def test_a_bad_cell_is_named_and_the_other_services_go_in(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR)
    book = workbook(clerk)
    cell(book, "Phí", "Số tiền (đồng)", 2).value = "=1+1"
    cell(book, "Dịch vụ", "Tên", 3).value = "Tên đổi trong Excel"

    looked = send(clerk, book)

    assert "Phí, dòng 2, cột" in looked.text
    assert "Ô có công thức" in looked.text
    assert "Tên đổi trong Excel" in looked.text
    assert "Ô có công thức" in clerk.get(f"{PAGE}/bao-cao").content.decode("utf-8-sig")


def test_what_somebody_saved_since_the_look_is_not_overwritten(sign_in: SignIn, office_engine: Engine) -> None:
    clerk = sign_in(Role.EDITOR, "lan")
    book = workbook(clerk, "dang=xlsx&ma=khai-sinh")
    cell(book, "Dịch vụ", "Tên", 2).value = "Tên trong Excel"
    send(clerk, book)
    Form(sign_in(Role.EDITOR, "minh"), "khai-sinh").save("trước", name="Tên của Minh")

    done = clerk.submit(f"{PAGE}/ghi", {"slug": "khai-sinh", "why": "nhập"})

    assert "có người vừa sửa" in done.text
    assert record_now(office_engine, "khai-sinh")["name"] == "Tên của Minh"


def test_a_draft_that_the_file_would_take_back_is_named_and_not_ticked(sign_in: SignIn, office_engine: Engine) -> None:
    minh, lan = sign_in(Role.EDITOR, "minh"), sign_in(Role.EDITOR, "lan")
    published = workbook(lan, "dang=xlsx&ma=khai-sinh")
    Form(minh, "khai-sinh").save("viết lại", summary="Minh viết lại tóm tắt cho dễ hiểu hơn nhiều.")

    cell(published, "Phí", "Số tiền (đồng)", 2).value = 6_000
    looked = send(lan, published).text
    assert "Có bản nháp 2 của Minh (minh), chưa công bố." in looked
    assert not re.search(r'name="slug"[^>]*checked', looked)
    assert "Khác với bản đang công bố" in looked
    assert "“Minh viết lại tóm tắt cho dễ hiểu hơn nhiều.” →" in looked  # what would be taken back

    newest = workbook(lan, "dang=xlsx&ma=khai-sinh&nhap=1")
    cell(newest, "Phí", "Số tiền (đồng)", 2).value = 6_000
    built_upon = send(lan, newest).text
    assert "Có bản nháp" not in built_upon
    assert re.search(r'name="slug"[^>]*checked', built_upon)


def test_an_upload_waits_for_its_sender_alone(sign_in: SignIn, office_engine: Engine) -> None:
    lan, minh = sign_in(Role.EDITOR, "lan"), sign_in(Role.EDITOR, "minh")
    book = workbook(lan)
    cell(book, "Dịch vụ", "Tên", 2).value = "Của Lan"
    send(lan, book)

    assert "Chưa có tệp nào chờ nhập" in minh.get(f"{PAGE}/xem").text
    minh.submit(f"{PAGE}/ghi", {"slug": "can-cuoc-cap-lai", "why": "x"})
    assert latest(office_engine, "can-cuoc-cap-lai").number == 1


def test_formulas_in_the_catalogue_leave_as_text(sign_in: SignIn) -> None:
    clerk = sign_in(Role.EDITOR)
    Form(clerk, "khai-sinh").save(name='=HYPERLINK("http://xau","bấm")', aliases="+84\n@SUM(A1)\n-1+1")

    name = cell(workbook(clerk, "dang=xlsx&ma=khai-sinh&nhap=1"), "Dịch vụ", "Tên", 2)
    packed = ZipFile(io.BytesIO(clerk.get(f"{PAGE}/xuat?dang=csv&ma=khai-sinh&nhap=1").content))

    assert (name.data_type, name.quotePrefix) == ("s", True)
    assert "'=HYPERLINK" in packed.read("services.csv").decode("utf-8-sig")


def test_yaml_of_chosen_services(sign_in: SignIn) -> None:
    clerk = sign_in(Role.VIEWER)

    given = clerk.get(f"{PAGE}/xuat?dang=yaml&ma=khai-sinh")
    missing = clerk.get(f"{PAGE}/xuat?dang=yaml&ma=khong-co")

    assert yaml.safe_load(given.text)["khai-sinh"]["name"] == "Đăng ký khai sinh"
    assert missing.status_code == 422
    assert "khong-co" in missing.text


def test_a_bomb_and_rubbish_are_refused_kindly(sign_in: SignIn) -> None:
    clerk = sign_in(Role.EDITOR)
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (200 * 1024 * 1024))

    for name, content, said in [
        ("bom.xlsx", bomb.getvalue(), "mở ra thì lớn quá"),
        ("hong.xlsx", b"PK\x03\x04rubbish", "Tệp hỏng"),
        ("tep.exe", b"MZ", "Không nhận dạng tệp"),
        ("tep.yml", b"a: [", "Không đọc được"),
        ("rong.csv", b"", "Tệp này rỗng"),
    ]:
        answer = clerk.submit(f"{PAGE}/tai-len", files={"file": (name, content, "application/octet-stream")})
        assert answer.status_code == 422, name
        assert said in answer.text, name
        assert "Traceback" not in answer.text
