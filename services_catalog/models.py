"""The tables. A service's words live in its revisions; what is published is a pointer to one of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
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
    """A public service or a guide, by its slug. `family` is the part of the slug before the slash.

    A guide («guides/khai-sinh») is written, kept and published as a service is; `kind` tells them apart.
    """

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    family: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="service", server_default="service")  # service, guide
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )  # None: a draft, or withdrawn
    discarded_id: Mapped[int | None]  # its last revision when a draft of what was not public was thrown away

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
    record: Mapped[dict[str, Any]] = mapped_column(JSON)  # a Draft, a ServiceRecord once it is published; or a Guide
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


class LoadedContent(Base):
    """The content files, and the code that read them, as they were when all of them were loaded. One row."""

    __tablename__ = "loaded_content"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Sheet(Base):
    """The result of a guide that a citizen keeps, prints or shares. No personal data: only ids of options.

    It names the revisions it was made from, so it can be shown as it was.
    """

    __tablename__ = "sheet"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)  # cannot be guessed; whoever has it may read
    guide_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    revisions: Mapped[dict[str, int]] = mapped_column(JSON)  # slug of each service it rests on → revision.id
    answers: Mapped[dict[str, str]] = mapped_column(JSON)  # id of the question → id of the option
    made_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)  # the last day on which it is shown


class Feedback(Base):
    """What a citizen thought of a reply. Who it was cannot be found from it."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    useful: Mapped[bool]
    why: Mapped[str | None] = mapped_column(Text)  # in the citizen's words, with what is personal masked
    service: Mapped[str | None] = mapped_column(String(120), index=True)  # slug of what the reply was about
    aspect: Mapped[str | None] = mapped_column(String(32))
    # A pseudonym, so that a second thought replaces the first; taken off on deletion and after the retention.
    conversation: Mapped[str | None] = mapped_column(String(32), index=True)
    message_id: Mapped[str | None] = mapped_column(String(64))
