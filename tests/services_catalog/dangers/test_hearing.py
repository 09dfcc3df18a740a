"""Danger that is told in plain words is heard, with marks and without; what only sounds like it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.marks import without_marks
from services_catalog.dangers.hearing import danger, signs
from services_catalog.dialogue.reply import sentences
from tests.content import RECORDS

TOLD = [
    ("violence", "chồng tui đang đánh tui, kêu ai bây giờ"),
    ("violence", "hàng xóm đánh con nhỏ bầm tím"),
    ("violence", "cháu bé bị bạo hành ở trường mầm non báo ai"),
    ("violence", "cô giáo đánh học sinh lớp lá"),
    ("violence", "ba em nhậu say đánh má em hoài"),
    ("violence", "ông xã lôi em ra đánh đập trước mặt con"),
    ("violence", "thằng con trai đập bà nội"),
    ("violence", "tụi nó đang chém nhau ngoài hẻm"),
    ("violence", "chồng cũ cầm dao đứng trước cửa"),
    ("violence", "em bị nhốt trong phòng không ra được"),
    ("violence", "mẹ tôi đang bị người ta hành hung"),
    ("violence", "nó doạ giết cả nhà em"),
    ("violence", "em bị chú họ xâm hại"),
    ("missing", "con em bị bắt cóc rồi"),
    ("missing", "con gái em bị người ta dụ đi mất từ chiều chưa về"),
    ("missing", "con em mất tích từ hôm qua"),
    ("missing", "bà nội tui đi lạc từ sáng tới giờ"),
    ("missing", "thằng nhỏ đi học từ trưa tới giờ chưa về"),
    ("missing", "lạc mất con ở bến xe"),
    ("missing", "em bị lừa sang campuchia giờ không về được"),
    ("missing", "nó bắt cháu tôi đòi tiền chuộc"),
    ("burglary", "có trộm vô nhà"),
    ("burglary", "có người đang phá cửa nhà em"),
    ("burglary", "kẻ gian đột nhập vào nhà tui"),
    ("burglary", "em vừa bị cướp giật túi xách"),
    ("fire", "nhà em đang cháy"),
    ("fire", "bình gas xì, sợ nổ quá"),
    ("fire", "xe máy bốc cháy dưới hầm chung cư"),
    ("water", "có người bị đuối nước"),
    ("water", "bé nhà bên té xuống ao"),
    ("water", "nước lũ lên tới mái rồi, còn hai ông bà"),
    ("water", "kẹt thang máy hơn tiếng rồi"),
    ("injury", "mẹ tôi ngất xỉu không thở được"),
    ("injury", "xảy ra tai nạn giao thông có người chết trước nhà"),
    ("injury", "con em uống nhầm thuốc diệt chuột"),
    ("injury", "ba em bị rắn cắn"),
    ("injury", "anh hai chảy máu nhiều quá"),
    ("distress", "em không muốn sống nữa"),
    ("distress", "chán đời quá chỉ muốn chết cho xong"),
    ("distress", "bạn em viết thư tuyệt mệnh"),
    ("emergency", "cứu tôi với"),
]
ONLY_WITH_MARKS = {"nhà em đang cháy"}  # «nha em dang chay»: it may be running

HARMLESS = [
    "bị đánh cắp thẻ căn cước",
    "em đánh mất bằng lái",
    "con em bị đánh rớt môn toán",
    "cuối tháng cháy túi rồi",
    "hồ sơ của tôi mất tích hay sao mà không thấy",
    "mất tích hồ sơ ở một cửa",
    "chồng chết cháy làm khai tử",
    "tuyên bố mất tích cần giấy gì",
    "chồng mất tích 5 năm, vợ muốn ly hôn",
    "bị trộm mất ví làm lại giấy tờ",
    "bị cướp mất căn cước thì làm lại ở đâu",
    "xe bị cháy mất cà vẹt làm lại sao",
    "cháy nhà mất hết giấy tờ thì xin lại thế nào",
    "xin cấp phép phòng cháy chữa cháy",
    "ba tôi bị đuối nước mất, làm khai tử cần gì",
    "làm định danh cho con tôi",
    "me dinh danh con duoi 14 tuoi o dau",
    "người lạ giả danh công an gọi tôi",
    "xe đang chạy bị cảnh sát thổi phạt",
    "xe dang chay grab dang ky the nao",
    "mua bao hiem y te tu nguyen o dau",
    "tiền ma chay nhà nước hỗ trợ thì xin ở đâu",
    "nha em sap co nguoi ba con len o mot thoi gian, khai voi cong an sao",
    "khach cong ty doi hoa don do ma sap trai cay cua toi khong co",
    "ba cu lang thang duoc tui em cuu mang, muon khai cho o thi lam sao",
    "chờ hồ sơ lâu muốn chết",
    "thủ tục rườm rà mệt muốn chết",
    "lam tu tu thoi",
    "điện thoại rơi xuống sông mất vneid",
    "chồng em người Đài Loan",
    "chồng em là bộ đội",
    "vợ tôi đang đi làm xa",
    "con tôi đi du học chưa về",
    "bố mẹ đánh tên sai trong giấy khai sinh",
    "tai nạn lao động được hưởng gì",
    "bạo lực gia đình bị phạt bao nhiêu",
    "thất lạc giấy khai sinh",
    "mất liên lạc với cán bộ nhận hồ sơ",
    "nhà em ngập trong giấy tờ",
    "tra cứu tôi nộp chưa",
]
MOST_FALSE = 0.001  # of the questions that citizens ask about services


@pytest.mark.parametrize(("name", "text"), TOLD)
def test_danger_is_heard(name: str, text: str) -> None:
    assert danger(text) == name


@pytest.mark.parametrize(("name", "text"), [each for each in TOLD if each[1] not in ONLY_WITH_MARKS])
def test_danger_typed_without_marks_is_heard_too(name: str, text: str) -> None:
    assert danger(without_marks(text)) == name


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_danger_is_not_taken_for_it(text: str) -> None:
    assert danger(text) is None


def test_questions_about_services_are_hardly_ever_taken_for_danger() -> None:
    asked = [text for record in RECORDS.values() for texts in record.questions.values() for text in texts][::8]
    heard = [text for text in asked if danger(text)]

    assert len(asked) > 1000
    assert len(heard) <= MOST_FALSE * len(asked), heard


@pytest.mark.parametrize("text", ["chồng tôi không đánh tôi", "nhà em chưa bị cướp bao giờ"])
def test_what_is_denied_is_no_danger(text: str) -> None:
    assert danger(text) is None


@given(st.text(max_size=200))
def test_any_text_can_be_heard(text: str) -> None:
    assert danger(text) in {None, *signs()["dangers"]}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("violence", "113"),
        ("missing", "113"),
        ("burglary", "113"),
        ("fire", "114"),
        ("water", "114"),
        ("injury", "115"),
        ("distress", "115"),
        ("emergency", "113"),
    ],
)
def test_each_danger_is_told_the_number_that_helps_and_what_it_is_for(name: str, first: str) -> None:
    numbers = [word.strip(".,:") for word in sentences()[name].split() if word.strip(".,:").isdecimal()]

    assert numbers[0] == first
    assert f"{first} (" in sentences()[name]


def test_every_danger_has_its_sentence() -> None:
    assert set(signs()["dangers"]) <= set(sentences())


@pytest.mark.parametrize("name", ["missing", "emergency", "distress"])
def test_the_line_against_the_trade_in_people_is_not_for_children_alone(name: str) -> None:
    assert "111" in sentences()[name]
    assert "lừa bán" in sentences()[name]
