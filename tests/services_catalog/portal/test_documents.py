"""Papers are told from notes, headings and conditions, and nothing is mended in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.portal.documents import Papers, read_papers
from tests.services_catalog.portal.records import PAPERS


def read(text: str) -> Papers:
    return read_papers(text, "cong")


def rows(text: str, heading: str = "--") -> Papers:
    return read(f"{heading}{PAPERS}{text}")


def whats(papers: Papers) -> list[str]:
    return [finding.what for finding in papers.findings]


def test_each_row_ends_with_its_quantity() -> None:
    papers = rows("- Đơn xin cấp thẻ;1 bản chínhb) Ảnh chân dung0 bản chính,2 bản sao")

    assert [(each.name, each.originals, each.copies) for each in papers.documents] == [
        ("Đơn xin cấp thẻ", 1, 0),
        ("Ảnh chân dung", 0, 2),
    ]
    assert not papers.findings


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tờ khai theo Nghị định 1161 bản chính", "Tờ khai theo Nghị định 116"),
        ("Tờ khai theo Mẫu số 081 bản chính", "Tờ khai theo Mẫu số 08"),
        ("Khai và nộp 02 bản chính tờ khai;1 bản chính", "Khai và nộp 02 bản chính tờ khai"),
        ("Giấy phép nhập khẩu: 01 bản chính1 bản chính", "Giấy phép nhập khẩu"),
    ],
)
def test_a_number_in_the_name_is_no_quantity(text: str, name: str) -> None:
    (paper,) = rows(text).documents

    assert (paper.name, paper.originals, paper.copies) == (name, 1, 0)


def test_a_row_without_original_and_copy_is_a_note() -> None:
    papers = rows("Người tiếp nhận trả lại giấy tờ ngay.0 bản chính")

    assert not papers.documents
    assert [note.text for note in papers.notes] == ["Người tiếp nhận trả lại giấy tờ ngay."]


def test_a_note_that_looks_like_a_paper_is_told() -> None:
    papers = rows("Giấy chứng sinh của trẻ0 bản chính")

    assert len(papers.notes) == 1
    assert whats(papers) == ["0 bản chính, 0 bản sao nhưng giống một giấy tờ"]


def test_what_is_shown_needs_no_copy() -> None:
    (paper,) = rows("- Hộ chiếu hoặc thẻ căn cước0 bản chính", heading="* Giấy tờ phải xuất trình:").documents

    assert (paper.handling, paper.originals, paper.copies, paper.when) == ("show", None, None, None)


def test_the_heading_of_a_table_is_the_case_of_its_papers() -> None:
    papers = read(
        f"* Giấy tờ phải nộp:{PAPERS}Đơn1 bản chính"
        f"Trường hợp mất thẻ:{PAPERS}Bản tường trình1 bản chính"
        f"* Lưu ý:{PAPERS}Thẻ cũ không dùng được nữa.0 bản chính"
    )

    assert [(each.name, each.when) for each in papers.documents] == [
        ("Đơn", None),
        ("Bản tường trình", "Trường hợp mất thẻ"),
    ]
    assert [note.text for note in papers.notes] == ["Thẻ cũ không dùng được nữa."]


@pytest.mark.parametrize(
    ("text", "name", "when"),
    [
        ("Trường hợp uỷ quyền: Văn bản uỷ quyền", "Văn bản uỷ quyền", "Trường hợp uỷ quyền"),
        ("Giấy khai tử (trường hợp người đó đã mất)", "Giấy khai tử", "trường hợp người đó đã mất"),
        ("Trường hợp làm mất thẻ thì phải nộp thêm giấy cam đoan", "giấy cam đoan", "Trường hợp làm mất thẻ"),
    ],
)
def test_a_condition_is_taken_out_of_the_name(text: str, name: str, when: str) -> None:
    (paper,) = rows(f"{text}1 bản chính").documents

    assert (paper.name, paper.when) == (name, when)


def test_a_condition_without_a_paper_becomes_a_note_and_is_told() -> None:
    papers = rows("Trường hợp nộp qua mạng thì hồ sơ được ký số.1 bản chính")

    assert not papers.documents
    assert whats(papers) == ["Câu điều kiện có số lượng, tạm xếp vào lưu ý"]


def test_a_form_file_is_parted_from_the_name() -> None:
    papers = rows("Đơn theo mẫu CT01 kèm Thông tư nàyMẫu CT01.docx1 bản chính")

    assert [(each.name, each.form) for each in papers.documents] == [("Đơn theo mẫu CT01 kèm Thông tư này", "mẫu CT01")]
    assert [form.name for form in papers.forms] == ["Mẫu CT01"]


def test_a_row_that_lists_papers_is_split_and_told() -> None:
    papers = rows("Tờ trình của sở; - Báo cáo giải trình; - Dự thảo nghị quyết1 bản chính")

    assert [each.name for each in papers.documents] == ["Tờ trình của sở", "Báo cáo giải trình", "Dự thảo nghị quyết"]
    assert whats(papers) == ["Một dòng có nhiều giấy tờ, đã tách"]


@pytest.mark.parametrize("text", ["--", "", "Không có thông tin"])
def test_no_papers_is_said_not_guessed(text: str) -> None:
    papers = read(text)

    assert not papers.documents
    assert whats(papers) == ["Không có giấy tờ nào"]


def test_a_row_that_says_there_is_none_is_no_paper() -> None:
    assert not rows("Không có.1 bản chính,1 bản sao").documents


def test_text_without_a_table_is_kept_for_the_reviewer() -> None:
    papers = read("; nộp hồ sơ cho cơ quan bảo hiểm xã hội.")

    assert [note.text for note in papers.notes] == ["nộp hồ sơ cho cơ quan bảo hiểm xã hội."]
    assert whats(papers) == ["Không có bảng giấy tờ"]


@given(st.text(alphabet="Đơnẫu0 1bảnchísao,;:()-\n.", max_size=200))
def test_any_text_is_read_and_no_letter_of_a_paper_is_made_up(text: str) -> None:
    papers = rows(text)

    assert all(each.name in text for each in papers.documents)
