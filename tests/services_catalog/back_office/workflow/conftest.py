"""A guide in the office's database, and what the tests of pages share."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from services_catalog.database import sessions
from services_catalog.guides.guide import Guide
from services_catalog.publishing import publish, save

GUIDE = {
    "title": "Giấy tờ khai sinh của bạn",
    "summary": "Trả lời một câu ngắn để biết cần mang gì khi khai sinh cho con.",
    "kind": "checklist",
    "services": ["khai-sinh"],
    "asked": ["khai sinh cho con mang gì", "khai sinh cần gì cho con", "chỉ tôi làm khai sinh"],
    "questions": [
        {
            "id": "tuoi",
            "ask": "Bé bao nhiêu tuổi?",
            "about": "Tuổi của bé",
            "options": [
                {"id": "duoi-6", "label": "Dưới 6 tuổi", "age": [0, 5]},
                {"id": "tu-6", "label": "Từ 6 tuổi trở lên", "age": [6, 17]},
            ],
        }
    ],
    "papers": [{"from": "Giấy chứng sinh", "when": {"tuoi": "duoi-6"}}],
    "steps": [{"text": "Ra bộ phận một cửa.", "sources": ["luat"], "when": {"tuoi": "tu-6"}}],
    "sources": {"luat": {"title": "Nghị định thử", "kind": "law", "seen_on": "2026-11-01"}},
    "verified": {"on": "2026-11-20", "by": "biên tập viên"},
}


@pytest.fixture
def guided(office_engine: Engine) -> Engine:
    """The office's database with one published guide, «khai-sinh»."""
    with sessions(office_engine).begin() as session:
        guide = Guide.model_validate(GUIDE)
        publish(session, save(session, "guides/khai-sinh", guide, "lan", "mới"), "minh", "mới")
    return office_engine
