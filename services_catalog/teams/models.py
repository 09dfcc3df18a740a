"""The tables of the community digital teams (tổ công nghệ số cộng đồng). No resident appears in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_catalog.models import Base, now


class Team(Base):
    """A team of one commune. Whoever has its code may use the helper's pages."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    commune: Mapped[str] = mapped_column(String(10), index=True)  # code of the commune, of places/communes.csv
    hamlets: Mapped[str] = mapped_column(Text, default="")  # one a line, to choose from
    services: Mapped[str] = mapped_column(Text, default="")  # slugs of its pack, one a line; none: the most asked
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # SHA-256 of the code that joins
    created_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # since then nobody can join

    @property
    def hamlet_names(self) -> list[str]:
        """The hamlets (thôn, bản, khu phố), in the order in which they are offered."""
        return self.hamlets.splitlines()

    @property
    def chosen(self) -> list[str]:
        """The slugs of the services that staff chose for its pack; none: the most asked."""
        return self.services.splitlines()


class Device(Base):
    """A phone that joined a team."""

    __tablename__ = "team_device"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the cookie's value
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    team: Mapped[Team] = relationship()


class Visit(Base):
    """One resident helped: what about and how it ended. Every field is a choice from a list."""

    __tablename__ = "team_visit"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # made on the device: sent twice, it counts once
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    service: Mapped[str] = mapped_column(String(120), index=True)  # slug
    guide: Mapped[str | None] = mapped_column(String(120))
    outcome: Mapped[str] = mapped_column(String(20))  # done, come_back, sent_on
    reason: Mapped[str | None] = mapped_column(String(40))  # of come_back and sent_on, from a fixed list
    hamlet: Mapped[str | None] = mapped_column(String(120))  # one of the team's
    minutes: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    team: Mapped[Team] = relationship()
