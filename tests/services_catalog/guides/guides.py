"""A small guide for tests, about the made-up services of `samples`, and what to change in it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from services_catalog.guides.guide import Guide
from services_catalog.record import ServiceRecord
from tests.services_catalog.samples import CAN_CUOC, KHAI_SINH

RECORDS: dict[str, ServiceRecord] = {"khai-sinh": KHAI_SINH, "can-cuoc-cap-lai": CAN_CUOC}
DATA: dict[str, Any] = {
    "title": "Khai sinh thử",
    "summary": "Một hướng dẫn được nghĩ ra để thử, có ba câu hỏi.",
    "kind": "checklist",
    "services": ["khai-sinh"],
    "asked": ["khai sinh thử", "thử khai sinh", "khai sinh ra sao"],
    "questions": [
        {
            "id": "tuoi",
            "ask": "Bé mấy tuổi?",
            "options": [
                {"id": "duoi-6", "label": "Dưới 6 tuổi", "age": [0, 5], "relation": ["cháu"]},
                {"id": "tu-6", "label": "Từ 6 tuổi", "age": [6, 17]},
            ],
        },
        {
            "id": "the",
            "ask": "Bé có thẻ chưa?",
            "when": {"tuoi": "tu-6"},
            "options": [
                {"id": "co", "label": "Có thẻ", "bare": "có", "says": ["có căn cước"]},
                {"id": "khong", "label": "Chưa có", "bare": "không", "says": ["chưa có thẻ", "mất thẻ"]},
            ],
        },
        {
            "id": "ai",
            "ask": "Ai đi làm?",
            "options": [
                {"id": "cha-me", "label": "Cha mẹ"},
                {"id": "ong-ba", "label": "Ông bà", "says": ["ông bà đi thay"]},
            ],
        },
    ],
    "papers": [
        {"from": "Giấy chứng sinh"},
        {"name": "Giấy xác nhận", "originals": 1, "sources": ["luat"], "when": {"ai": "ong-ba"}},
    ],
    "steps": [{"text": "Nộp ở xã", "sources": ["luat"], "when": {"not": {"the": "khong"}}}],
    "fees": [{"from": "Lệ phí khai sinh", "when": {"tuoi": "duoi-6"}}],
    "next": [{"service": "can-cuoc-cap-lai", "when": {"the": "khong"}}],
    "sources": {"luat": {"title": "Nghị định thử", "kind": "law", "seen_on": "2026-11-01"}},
    "verified": {"on": "2026-11-20", "by": "biên tập viên"},
}


def guide(*changes: tuple[str, Any]) -> Guide:
    """The guide with `changes`: a path such as «questions.0.id» (a list's length appends) and the value put there."""
    data: Any = deepcopy(DATA)
    for path, value in changes:
        place: Any = data
        *way, last = path.split(".")
        for part in way:
            place = place[int(part)] if isinstance(place, list) else place[part]
        if isinstance(place, list) and int(last) == len(place):
            place.append(value)
        elif isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value
    return Guide.model_validate(data)
