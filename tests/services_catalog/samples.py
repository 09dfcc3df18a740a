"""Small records and a small catalogue for tests: made up, complete, and quick to learn."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from services_catalog.catalogue import Catalogue
from services_catalog.database import sessions
from services_catalog.migrating import migrate
from services_catalog.publishing import publish, save, withdraw
from services_catalog.record import ServiceRecord
from services_catalog.search.teaching import NONE, Teaching, Unlisted

CHECKED_ON = date(2026, 11, 20)
TODAY = date(2026, 11, 22)


def data(name: str = "Cấp thẻ thư viện", **changes: Any) -> dict[str, Any]:
    """The least that a content file holds, with `changes`."""
    return {
        "name": name,
        "summary": f"{name}: việc được nghĩ ra để thử, ai cũng làm được, không mất tiền.",
        "agency": "Uỷ ban nhân dân cấp xã",
        "level": "commune",
        "online": {"level": "full", "statements": [{"text": "Nộp trên Cổng", "sources": ["luat"]}]},
        "legal_basis": [
            {
                "number": "1/2026/NĐ-CP",
                "title": "Nghị định thử",
                "in_force_from": "2026-01-01",
                "url": "https://example.gov.vn/nd1",
            }
        ],
        "sources": {"luat": {"title": "Nghị định thử", "kind": "law", "seen_on": "2026-11-01"}},
        "verified": {"on": CHECKED_ON.isoformat(), "by": "biên tập viên"},
        **changes,
    }


def record(name: str = "Cấp thẻ thư viện", **changes: Any) -> ServiceRecord:
    """A valid record, with `changes`."""
    return ServiceRecord.model_validate(data(name, **changes))


def fact(**values: Any) -> dict[str, Any]:
    """A fact with its source."""
    return {"sources": ["luat"], **values}


def fee(amount: int | None, label: str = "Lệ phí", **more: Any) -> dict[str, Any]:
    """A fee of `amount` dong."""
    return fact(label=label, amount_vnd=amount, **more)


KHAI_SINH = record(
    "Đăng ký khai sinh",
    aliases=["làm giấy khai sinh", "khai sinh cho con"],
    situations=["vừa sinh em bé, chưa làm giấy tờ gì"],
    documents=[fact(name="Giấy chứng sinh", originals=1)],
    fees=[fee(0, "Lệ phí khai sinh")],
    questions={
        "documents": ["khai sinh cho con cần giấy tờ gì", "làm giấy khai sinh mang theo gì"],
        "fee": ["khai sinh mất bao nhiêu tiền", "phí làm giấy khai sinh"],
        "where": ["làm khai sinh ở đâu", "khai sinh cho bé thì ra phường nào"],
    },
)
CAN_CUOC = record(
    "Cấp lại thẻ căn cước",
    aliases=["làm lại căn cước", "mất căn cước công dân"],
    situations=["rơi ví mất hết giấy tờ, mất thẻ căn cước"],
    documents=[fact(name="Phiếu thu nhận thông tin căn cước", originals=1)],
    fees=[
        fee(35_000, "Lệ phí cấp lại", valid_to="2026-12-31"),
        fee(70_000, "Lệ phí cấp lại", valid_from="2027-01-01"),
    ],
    questions={
        "documents": ["làm lại căn cước cần giấy tờ gì", "mất cccd cần mang gì"],
        "fee": ["làm lại căn cước mất bao nhiêu tiền", "phí cấp lại cccd"],
        "where": ["làm lại thẻ căn cước ở đâu", "mất căn cước thì ra công an nào"],
    },
)
TAM_TRU = record(
    "Đăng ký tạm trú",
    aliases=["đăng ký ở trọ", "làm sổ tạm trú"],
    situations=["mới thuê phòng trọ, chủ nhà bảo khai báo"],
    documents=[fact(name="Tờ khai thay đổi thông tin cư trú", originals=1, form="CT01")],
    fees=[fee(15_000, "Lệ phí tạm trú")],
    questions={
        "documents": ["đăng ký tạm trú cần giấy tờ gì", "ở trọ khai tạm trú nộp giấy gì"],
        "fee": ["đăng ký tạm trú mất bao nhiêu tiền", "phí tạm trú"],
        "where": ["đăng ký tạm trú ở đâu", "khai tạm trú ở công an nào"],
    },
)
KET_HON = record(
    "Đăng ký kết hôn",
    aliases=["làm giấy kết hôn", "giấy hôn thú"],
    situations=["hai đứa sắp cưới, muốn làm giấy"],
    documents=[fact(name="Tờ khai đăng ký kết hôn", originals=1)],
    fees=[fee(0, "Lệ phí kết hôn")],
    questions={
        "documents": ["đăng ký kết hôn cần giấy tờ gì", "làm giấy kết hôn mang gì theo"],
        "fee": ["đăng ký kết hôn mất bao nhiêu tiền"],
        "where": ["đăng ký kết hôn ở đâu", "kết hôn làm ở phường chồng hay phường vợ"],
    },
)
TEACHING = Teaching(
    phrases=[
        *((text, NONE, 1.0) for text in ("phí bao nhiêu", "cần giấy tờ gì", "làm ở đâu", "mất bao lâu thì xong")),
        *((text, "!out_of_scope", 1.0) for text in ("mai trời mưa không", "đội nào đá bóng thắng", "nấu phở thế nào")),
        *(
            (text, "!unlawful", 1.0)
            for text in ("mua bằng giả ở đâu", "làm giấy tờ giả hết nhiêu", "chạy án được không")
        ),
        *((text, "?cap-phep-xay-dung", 1.0) for text in ("giấy phép xây dựng", "xin phép xây nhà", "phép sửa nhà")),
    ],
    unlisted={"cap-phep-xay-dung": Unlisted("cap-phep-xay-dung", "Cấp phép xây dựng", "Bạn hỏi Sở Xây dựng.")},
)
RECORDS = {
    "khai-sinh": KHAI_SINH,
    "can-cuoc-cap-lai": CAN_CUOC,
    "dang-ky-tam-tru": TAM_TRU,
    "ket-hon": KET_HON,
}


def published(engine: Engine, records: dict[str, ServiceRecord], by: str = "người biên tập") -> None:
    """Publish `records` in the database behind `engine`, which has its tables."""
    with sessions(engine).begin() as session:
        for slug, each in records.items():
            publish(session, save(session, slug, each, by, "thử"), by, "thử")


def withdrawn(engine: Engine, slug: str) -> None:
    """Withdraw the service `slug`."""
    with sessions(engine).begin() as session:
        withdraw(session, slug, "người biên tập", "thử")


def small_catalogue(engine: Engine, records: dict[str, ServiceRecord] | None = None) -> Catalogue:
    """A catalogue of a few services in a new database."""
    migrate(engine)
    published(engine, RECORDS if records is None else records)
    catalogue = Catalogue(engine, teaching=TEACHING)
    catalogue.refresh()
    return catalogue
