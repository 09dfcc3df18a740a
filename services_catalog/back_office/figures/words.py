"""What the keys of the figures are called in Vietnamese."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.answers.wording import say
from services_catalog.models import Revision, Service
from services_catalog.places import Level, Places
from services_catalog.record import Aspect

OUTCOMES = {
    "answered": "Trả lời được",
    "guide": "Hướng dẫn từng bước",
    "asked_back": "Hỏi lại",
    "declined": "Không trả lời được",
    "degraded": "Trả lời hạn chế",
    "handoff": "Chuyển người hỗ trợ",
}
CHANNELS = {"web": "Khung chat trên trang", "rest": "Ứng dụng nối vào"}
_ASPECTS = frozenset(map(str, Aspect))


def outcome(key: str) -> str:
    """«declined» as «Không trả lời được»."""
    return OUTCOMES.get(key, key)


def channel(key: str) -> str:
    """«web» as «Khung chat trên trang»."""
    return CHANNELS.get(key, key)


def aspect(key: str) -> str:
    """«fee» as it is called in answers."""
    return str(say(f"aspect.{key}")) if key in _ASPECTS else key


@lru_cache
def provinces() -> dict[str, str]:
    """The provinces of today by code, in the order of their names."""
    units = [unit for unit in Places.load().units.values() if unit.level is Level.PROVINCE and unit.until is None]
    return {unit.key: unit.name for unit in sorted(units, key=lambda unit: unit.bare)}


def service_names(session: Session, slugs: Collection[str]) -> dict[str, str]:
    """The names of the services of `slugs` that are published; of the others their slug."""
    rows = session.execute(
        select(Service.slug, Revision.record["name"].as_string())
        .join(Revision, Revision.id == Service.published_id)
        .where(Service.slug.in_(slugs))
    )
    return {slug: slug for slug in slugs} | {slug: str(name) for slug, name in rows if name}


def published_services(session: Session, most: int = 500) -> dict[str, str]:
    """The names of up to `most` published services by slug, to choose from."""
    rows = session.execute(
        select(Service.slug, Revision.record["name"].as_string())
        .join(Revision, Revision.id == Service.published_id)
        .where(Service.kind == "service")
        .order_by(Service.slug)
        .limit(most)
    )
    return {slug: str(name) for slug, name in rows}
