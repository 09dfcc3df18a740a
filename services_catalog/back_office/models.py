"""The tables of the back office: who may do what, what was done, what waits, what was asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_catalog.models import Base, Revision, Service, now


class Account(Base):
    """Somebody who works in the back office."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)  # what is typed to sign in, in small letters
    display_name: Mapped[str] = mapped_column(String(120))  # how colleagues call them
    role: Mapped[str] = mapped_column(String(20))  # viewer, editor, publisher, administrator
    password_hash: Mapped[str | None] = mapped_column(String(200))  # Argon2id; None: signs in by OpenID Connect alone
    password_is_temporary: Mapped[bool] = mapped_column(default=False)  # somebody else chose it: a new one is asked for
    totp_secret: Mapped[str | None] = mapped_column(String(64))  # sealed (`access/sealing.py`); None: not set up
    totp_last_step: Mapped[int | None]  # the last code's 30-second step: no code is taken twice
    oidc_subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RecoveryCode(Base):
    """Stands in for one TOTP code when the phone is lost. A used one is deleted."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256: the code is random, 60 bits
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class SignIn(Base):
    """A session of an account in one browser."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the cookie's value
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    step: Mapped[str | None] = mapped_column(String(20))  # what is asked for before it opens anything; None: nothing
    browser: Mapped[str] = mapped_column(String(200))  # as it calls itself
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    account: Mapped[Account] = relationship()


class KnownDevice(Base):
    """A browser in which an account has signed in before: it is not held up by what others try elsewhere."""

    __tablename__ = "known_device"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the cookie's value
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class AuditEntry(Base):
    """Something that somebody did. Triggers refuse to edit it, and each entry carries the hash of the one before."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    by: Mapped[str] = mapped_column(String(120), index=True)  # an account's name, or a command
    act: Mapped[str] = mapped_column(String(60), index=True)  # «sign_in», «publish», «pause» …
    about: Mapped[str | None] = mapped_column(String(160), index=True)  # a slug, an account, a team
    why: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    before_hash: Mapped[str] = mapped_column(String(64), unique=True)  # unique: a chain, not a tree
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The end of the chain, in one row: who adds an entry locks it first; without it a cut-off end would not show."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))  # of the last entry


class Unsaved(Base):
    """What somebody has typed into a form and not saved yet."""

    __tablename__ = "unsaved"
    __table_args__ = (UniqueConstraint("account_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))  # the revision the form was opened on
    record: Mapped[dict[str, Any]] = mapped_column(JSON)  # as typed: may break any rule of a record
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Proposal(Base):
    """A revision on its way to citizens, or a service on its way out."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True)  # None: withdraw
    base_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))  # what it replaces, as it was approved
    state: Mapped[str] = mapped_column(String(20), index=True)  # in_review, scheduled, done, refused, dropped
    by: Mapped[str] = mapped_column(String(120))
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    reviewed_by: Mapped[str | None] = mapped_column(String(120))  # never who proposed it, nor who wrote it
    review: Mapped[str | None] = mapped_column(Text)  # the reviewer's words, or why it came back to be reviewed again
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)  # when it becomes public
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    service: Mapped[Service] = relationship()
    revision: Mapped[Revision | None] = relationship(foreign_keys=[revision_id])


class Notice(Base):
    """Words to citizens above every answer, of everything or of one service; it may pause the answers too."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str | None] = mapped_column(String(120), index=True)  # None: the whole assistant
    pauses: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(120))
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # None: until somebody ends it
    ended_by: Mapped[str | None] = mapped_column(String(120))


class Evidence(Base):
    """A photograph of a decree, a scanned form: what a fact was read from."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(80))  # as its bytes say, not its name
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    by: Mapped[str] = mapped_column(String(120))
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Asked(Base):
    """One message and what became of it. Its words are kept, masked, only if it may show a gap, and for a time.

    What the buttons send is not counted: only what people typed or said.
    """

    __tablename__ = "asked"
    # The figures are counted from this index alone: in the table, each row's words would be in the way.
    __table_args__ = (Index("ix_asked_counted", "day", "outcome", "channel", "service", "aspect", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    day: Mapped[date]  # in Vietnam
    channel: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))  # answered, asked_back, declined, degraded, guide …
    act: Mapped[str | None] = mapped_column(String(32))  # why it was declined; «no_information» in what was answered
    service: Mapped[str | None] = mapped_column(String(120))
    aspect: Mapped[str | None] = mapped_column(String(32))
    place: Mapped[str | None] = mapped_column(String(10))  # code of the province that was named
    milliseconds: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)  # masked
    key: Mapped[str | None] = mapped_column(String(64), index=True)  # of the gap it belongs to
    useful: Mapped[bool | None]  # what the citizen said of the reply
    followed: Mapped[bool] = mapped_column(default=False)  # asked back, and the citizen went on within half an hour
    # A pseudonym and an id, by which a rating or a deletion finds it; taken off on deletion.
    conversation: Mapped[str | None] = mapped_column(String(32), index=True)
    message_id: Mapped[str | None] = mapped_column(String(64))


class Gap(Base):
    """What staff made of a group of questions that was not answered well."""

    __tablename__ = "gap"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))  # done, out_of_scope
    what: Mapped[str] = mapped_column(Text)  # what was done
    phrases: Mapped[list[str]] = mapped_column(JSON, default=list)  # masked; taught as outside when out_of_scope
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class LabelledQuestion(Base):
    """A question with the answer it should get, by which changes are judged before they are published."""

    __tablename__ = "labelled_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)  # masked
    service: Mapped[str | None] = mapped_column(String(120))  # None: outside public services
    aspect: Mapped[str | None] = mapped_column(String(32))
    style: Mapped[str | None] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class TrainingPhrase(Base):
    """A message that staff teach Rasa, beside those of `data/nlu`."""

    __tablename__ = "training_phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    intent: Mapped[str] = mapped_column(String(60), index=True)
    text: Mapped[str] = mapped_column(Text)  # masked
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    removed_by: Mapped[str | None] = mapped_column(String(120))


class AskedDay(Base):
    """Figures of a day, kept after the questions themselves are gone."""

    __tablename__ = "asked_day"
    __table_args__ = (UniqueConstraint("day", "channel", "outcome", "service", "aspect", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    service: Mapped[str] = mapped_column(String(120), default="")  # «»: none; NULLs would not be unique
    aspect: Mapped[str] = mapped_column(String(32), default="")
    place: Mapped[str] = mapped_column(String(10), default="")
    questions: Mapped[int]
    milliseconds: Mapped[int]  # of all of them together


class Job(Base):
    """Long work that somebody started: how far it is, and what came of it."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)  # regression, training, comparison, switch
    about: Mapped[dict[str, Any]] = mapped_column(JSON)  # what it is done with; the same again need not be done again
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    state: Mapped[str] = mapped_column(String(20), default="waiting")  # waiting, running, done, failed
    done: Mapped[int] = mapped_column(default=0)  # parts of `total`
    total: Mapped[int] = mapped_column(default=0)  # 0: not known
    said: Mapped[str | None] = mapped_column(Text)  # what it is doing, or why it failed
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)  # its last sign of life
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
