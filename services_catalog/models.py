"""The tables. A service's words live in its revisions; what is published is a pointer to one of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


def now() -> datetime:
    """The current time, UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """All tables of the catalogue; constraints are named so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Service(Base):
    """A public service, by its slug. `family` is the part of the slug before the slash."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    family: Mapped[str] = mapped_column(String(120), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )  # None: a draft, or withdrawn

    published: Mapped[Revision | None] = relationship(foreign_keys=[published_id])
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="service", foreign_keys="Revision.service_id", order_by="Revision.number"
    )


class Revision(Base):
    """One version of a service's record. Written once, never edited."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("service_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    number: Mapped[int]  # 1, 2, 3 … within the service
    record: Mapped[dict[str, Any]] = mapped_column(JSON)  # a ServiceRecord
    digest: Mapped[str] = mapped_column(String(64), index=True)  # SHA-256 of the record
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    by: Mapped[str] = mapped_column(String(120))  # who wrote it: an account or a command
    why: Mapped[str] = mapped_column(Text)

    service: Mapped[Service] = relationship(back_populates="revisions", foreign_keys=[service_id])


class Publication(Base):
    """The log of what was made public or withdrawn; its highest id is the version of the whole catalogue."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))  # None: withdrawn
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    by: Mapped[str] = mapped_column(String(120))
    why: Mapped[str] = mapped_column(Text)
