"""The guides of this repository: right, every way leads somewhere, and people's own words lead to the right papers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
import yaml

from bot.webhook.sheets import Finished
from services_catalog.guides.check import faults
from services_catalog.guides.draw import svg
from services_catalog.guides.engine import next_question, walk
from services_catalog.guides.guide import Guide
from services_catalog.guides.result import result
from services_catalog.guides.understanding import prefill, understand
from services_catalog.guides.wording import say
from tests.content import GUIDES, READ_GUIDES, RECORDS
from tests.services_catalog.samples import TODAY
from tools.paths import ROOT

LEARNT = {"questions", "aliases", "situations", "keywords"}  # how citizens say it


def test_every_file_is_a_guide() -> None:
    assert {slug: str(each) for slug, each in READ_GUIDES.items() if slug not in GUIDES} == {}
    assert {"dinh-danh-muc-2", "khai-sinh", "vneid-cuu-ho"} <= set(GUIDES)


@pytest.mark.parametrize("slug", GUIDES)
def test_nothing_is_wrong(slug: str) -> None:
    assert [str(fault) for fault in faults(slug, GUIDES[slug], RECORDS, GUIDES, TODAY)] == []


@pytest.mark.parametrize("slug", GUIDES)
def test_every_way_ends_in_a_result_whose_facts_are_there(slug: str) -> None:
    for answers in walk(GUIDES[slug]):
        found = result(GUIDES[slug], answers, RECORDS, TODAY)
        assert {block["type"] for block in found.blocks} & {"checklist", "steps"}, answers
        assert found.sources, answers
        assert say("changed_since") not in found.text, answers


@pytest.mark.parametrize("slug", GUIDES)
def test_a_result_is_there_even_if_everything_was_skipped(slug: str) -> None:
    assert result(GUIDES[slug], {}, RECORDS, TODAY).text


@pytest.mark.parametrize("slug", GUIDES)
def test_every_button_answers_its_question_when_it_is_typed(slug: str) -> None:
    for question in GUIDES[slug].questions:
        for number, option in enumerate(question.options, 1):
            assert understand(question, option.label) == option
            assert understand(question, f"số {number}") == option


@pytest.mark.parametrize("slug", GUIDES)
def test_every_guide_can_be_drawn(slug: str) -> None:
    drawn = ET.fromstring(svg(GUIDES[slug]))

    assert drawn.tag.endswith("svg")


@pytest.mark.parametrize(
    ("slug", "told", "then", "papers", "not_papers", "says"),
    [
        (  # a grandmother without a smartphone
            "dinh-danh-muc-2",
            "mẹ tôi 80 tuổi không có điện thoại thông minh muốn làm mức 2",
            ["có thẻ rồi", "nằm một chỗ", "có"],
            ["Thẻ căn cước hoặc căn cước công dân gắn chip"],
            ["Hồ sơ cấp thẻ căn cước", "Hộ chiếu"],
            ["làm lưu động", "vneid.gov.vn", "03 ngày làm việc"],
        ),
        (
            "dinh-danh-muc-2",
            "con tui 10 tuổi làm mức 2 cần gì",
            ["chưa có thẻ", "có"],
            ["Giấy tờ chứng minh là người đại diện hợp pháp"],
            ["Hộ chiếu"],
            ["07 ngày làm việc", "Công an xã, phường, đặc khu bất kỳ"],
        ),
        (
            "dinh-danh-muc-2",
            "làm VNeID cho người nước ngoài",
            ["chưa"],
            ["Hộ chiếu"],
            ["Thẻ căn cước hoặc"],
            ["05 ngày làm việc", "Phòng Quản lý xuất nhập cảnh"],
        ),
        (  # a father registers a child born out of marriage
            "khai-sinh",
            "con ngoài giá thú mới sinh ở bệnh viện, tôi là cha muốn khai sinh cho con",
            ["có giấy chứng sinh", "không", "cha hoặc mẹ"],
            ["Tờ khai đăng ký nhận cha, mẹ, con", "Giấy chứng sinh"],
            ["Văn bản uỷ quyền", "Văn bản của người làm chứng về việc sinh"],
            ["03 ngày làm việc", "miễn phí"],
        ),
        (
            "khai-sinh",
            "bé 3 tuổi sinh ở nhà chưa khai sinh",
            ["đã kết hôn", "không", "ông bà đi"],
            ["Văn bản của người làm chứng về việc sinh"],
            ["Giấy chứng sinh"],
            ["Lệ phí đăng ký khai sinh quá hạn", "Không bị phạt tiền"],
        ),
        (  # the phone with VNeID fell into a river
            "vneid-cuu-ho",
            "điện thoại có VNeID bị rơi xuống sông",
            ["có nfc"],
            ["Thẻ căn cước gắn chip"],
            ["Phiếu đề nghị giải quyết"],
            ["Xác thực NFC bằng thẻ căn cước"],
        ),
        (  # the same, and the new phone cannot read the card: locking, the SIM, what to bring
            "vneid-cuu-ho",
            "điện thoại có VNeID bị rơi xuống sông",
            ["máy không có nfc"],
            ["Thẻ căn cước gắn chip", "Điện thoại và SIM chính chủ"],
            ["Phiếu đề nghị giải quyết"],
            ["vneid.gov.vn khóa tài khoản", "làm lại SIM", "Công an cấp xã bất kỳ", "1900"],
        ),
        (  # a student whose landlord refuses
            "tam-tru",
            "sinh viên thuê trọ tỉnh khác, chủ trọ không chịu làm tạm trú",
            [],
            ["Tờ khai thay đổi thông tin cư trú", "hợp đồng cho thuê", "Thẻ căn cước"],
            ["sổ đỏ"],
            ["7.000 đồng", "15.000 đồng", "chọn xin xác nhận qua VNeID", "báo Công an xã nơi thuê", "500.000"],
        ),
        (  # a grandmother without a card: what is brought, and what the card costs
            "dinh-danh-muc-2",
            "mẹ tôi 80 tuổi không có điện thoại thông minh muốn làm mức 2",
            ["chưa có thẻ", "nằm một chỗ", "có"],
            ["Họ tên khai sinh, số định danh cá nhân", "Phiếu đề nghị giải quyết thủ tục về căn cước"],
            ["Hồ sơ cấp thẻ căn cước"],
            ["Lệ phí cấp thẻ căn cước lần đầu: miễn phí", "35.000 đồng"],
        ),
        (  # a Vietnamese who lives abroad is not asked for a card of here
            "ho-chieu",
            "tôi là việt kiều, hộ chiếu Việt Nam hết hạn",
            ["người lớn"],
            ["Tờ khai đề nghị cấp hộ chiếu phổ thông ở nước ngoài", "Ảnh 4x6"],
            ["Thẻ căn cước", "người từ đủ 14 tuổi"],
            ["TK02", "Đại sứ quán, Lãnh sự quán", "quốc tịch Việt Nam"],
        ),
    ],
)  # fmt: skip
def test_a_situation_told_in_its_own_words_leads_to_the_right_sheet(
    slug: str, told: str, then: list[str], papers: list[str], not_papers: list[str], says: list[str]
) -> None:
    guide = GUIDES[slug]
    answers = prefill(guide, told)
    left = list(then)
    while question := next_question(guide, answers):
        option = understand(question, left.pop(0))
        assert option, question.ask
        answers[question.id] = option.id
    found = result(guide, answers, RECORDS, TODAY)
    checklist = "\n".join(
        item["text"] for block in found.blocks if block["type"] == "checklist" for item in block["items"]
    )

    assert left == []
    assert [name for name in papers if name not in checklist] == []
    assert [name for name in not_papers if name in checklist] == []
    assert [text for text in says if text not in found.text] == []


def test_who_has_no_card_and_lies_in_bed_is_not_sent_to_a_shop_with_a_card() -> None:
    answers = {
        "quoc-tich": "viet-nam",
        "tuoi": "tu-14",
        "the": "khong",
        "di-lai": "khong",
        "sim": "khong",
        "may": "khong",
    }

    found = result(GUIDES["dinh-danh-muc-2"], answers, RECORDS, TODAY)

    (steps,) = [block["items"] for block in found.blocks if block["type"] == "steps"]
    assert "người nhà gọi Công an xã" in steps[0]["text"]
    assert "ra cửa hàng nhà mạng mang thẻ" not in found.text


@pytest.mark.parametrize(("said", "option"), [("mất được 3 ngày rồi", "trong-15"), ("20 ngày rồi", "qua-15")])
def test_how_long_ago_somebody_died_may_be_told_in_days(said: str, option: str) -> None:
    question = GUIDES["khai-tu"].question("thoi-gian")

    assert question
    found = understand(question, said)
    assert found
    assert found.id == option


@pytest.mark.parametrize(
    ("slug", "told", "question", "option"),
    [
        ("vneid-cuu-ho", "điện thoại em bị rớt sông", "may", "hong"),
        ("khai-sinh", "bạn gái chưa cưới vừa sinh bé, làm khai sinh sao", "cha-me", "chua-ghi-cha"),
    ],
)
def test_more_words_that_people_have_for_it(slug: str, told: str, question: str, option: str) -> None:
    assert prefill(GUIDES[slug], told).get(question) == option


def test_the_example_of_the_interface_makes_a_sheet() -> None:
    """Whoever tries the interface sends the example as it stands."""
    for example in Finished.model_json_schema()["examples"]:
        guide = GUIDES[example["guide"]]
        assert [name for name, option in example["answers"].items() if not guide.question(name).option(option)] == []


@pytest.mark.parametrize("slug", GUIDES)
def test_nothing_speaks_of_records(slug: str) -> None:
    """A citizen knows no «bản ghi»: it is the page of a procedure, or what was read on a day."""
    guide = GUIDES[slug]
    told = guide.model_dump_json() + "".join(RECORDS[each].model_dump_json(exclude=LEARNT) for each in guide.draws_on)

    assert re.findall(r"(?i)(?<!văn )(?<!biên )bản ghi", told) == []


def test_the_guide_shown_to_authors_is_right() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "guides.md").read_text("utf-8"), re.DOTALL)

    assert [
        str(fault) for fault in faults("vi-du", Guide.model_validate(yaml.safe_load(shown)), RECORDS, [], TODAY)
    ] == []
