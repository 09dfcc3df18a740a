"""What somebody types into a guide: kept until it is saved, saved as a revision, merged with what others saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Template
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog import publishing
from services_catalog.back_office.access import audit
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.editing import unsaved
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.clock import today_in_vietnam
from services_catalog.differences import compare
from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.models import Revision, Service

EXAMPLE = Template("""\
title: Tên hướng dẫn
summary: Trả lời vài câu ngắn để biết cần mang gì và làm ở đâu.
kind: checklist
services: [khai-sinh]
asked:
- người dân hỏi câu này
- hoặc hỏi câu này
- hay câu này

questions:
- id: tuoi
  ask: Bé bao nhiêu tuổi?
  options:
  - {id: duoi-6, label: Dưới 6 tuổi}
  - {id: tu-6, label: Từ 6 tuổi}

steps:
- when: {tuoi: duoi-6}
  text: Bạn ra Uỷ ban nhân dân xã, phường.
  sources: [luat]
- when: {tuoi: tu-6}
  text: Bạn hỏi bộ phận một cửa.
  sources: [luat]

sources:
  luat: {title: Tên văn bản, kind: law, seen_on: $today}
verified: {on: $today, by: biên tập viên}
""")


@dataclass(frozen=True)
class Opened:
    """A guide as its page shows it: the text in work, and the revision that it began with.

    `mark`: what the script gave what was typed last, by which it knows that the server has it.
    """

    slug: str
    text: str  # YAML
    base_id: int | None  # the revision that was newest when the work began; None: a new guide
    newest: Revision | None
    is_unsaved: bool  # the text is what this person typed and has not saved
    why: str = ""
    mark: str = ""


def opened(session: Session, person: Person, name: str, saved: str = "") -> Opened:
    """What this person was typing, or the newest revision, or an example for a guide that is not there yet.

    `saved`: the mark of what they have saved just now.
    """
    slug = f"{FOLDER}/{name}"
    newest = newest_of(session, slug)
    kept = unsaved.find(session, person.account_id, slug)
    if kept is not None:
        held = kept.record
        return Opened(slug, str(held["yaml"]), kept.base_id, newest, True, held.get("why", ""), held.get("mark", ""))
    text = as_yaml(newest.record) if newest else EXAMPLE.substitute(today=today_in_vietnam())
    return Opened(slug, text, newest.id if newest else None, newest, False, mark=saved)


def newest_of(session: Session, slug: str) -> Revision | None:
    """The newest revision of a guide; None if there is none."""
    return session.scalar(
        select(Revision)
        .join(Service, Service.id == Revision.service_id)
        .where(Service.slug == slug, Service.kind == "guide")
        .order_by(Revision.number.desc())
        .limit(1)
    )


def as_yaml(record: Mapping[str, Any]) -> str:
    """A guide's record as a person edits it, in the order of its fields."""
    return dumped(Guide.model_validate(record).model_dump(mode="json", exclude_defaults=True))


def dumped(data: Mapping[str, Any]) -> str:
    """Any data as YAML, also what breaks the rules of a guide."""
    return str(yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=110))


def keep(
    session: Session, person: Person, slug: str, text: str, base_id: int | None, why: str = "", mark: str = ""
) -> datetime:
    """Keep what was typed, whatever is wrong with it; when it was kept, UTC."""
    if not person.may(Role.EDITOR):
        raise Refused("Chỉ người soạn mới sửa được hướng dẫn.")
    held = {"yaml": text, "why": why, "mark": mark}
    return unsaved.keep(session, person.account_id, slug, base_id, held).at


def forget(session: Session, person: Person, slug: str) -> None:
    """Drop what was typed and not saved."""
    unsaved.drop(session, person.account_id, slug)


def changed_meanwhile(session: Session, slug: str, base_id: int | None) -> tuple[Revision, list[str]] | None:
    """The revision that somebody else has saved since `base_id`, and what it changed; None: nobody has."""
    newest = newest_of(session, slug)
    if newest is None or newest.id == base_id:
        return None
    base = session.get(Revision, base_id) if base_id else None
    before = base.record if base and base.service_id == newest.service_id else {}
    return newest, compare(before, newest.record, Guide)


def save(session: Session, person: Person, slug: str, guide: Guide, why: str) -> Revision:
    """A revision that holds `guide`; what was kept unsaved is dropped. Citizens read it once it is published."""
    if not person.may(Role.EDITOR):
        raise Refused("Chỉ người soạn mới sửa được hướng dẫn.")
    if not why.strip():
        raise Refused("Bạn ghi lý do sửa.", "why")
    revision = publishing.save(session, slug, guide, person.name, why.strip())
    forget(session, person, slug)
    audit.record(session, person.name, "save", slug, why.strip(), revision=revision.number)
    return revision
