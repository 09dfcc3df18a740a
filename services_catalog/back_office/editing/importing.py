"""A file on its way into the catalogue: read, shown with what it would change, then written as drafts.

Between the two it waits among what its sender has not saved (`unsaved`), where nobody else reaches it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from services_catalog.back_office.access import audit
from services_catalog.back_office.access.person import Person
from services_catalog.back_office.editing import unsaved
from services_catalog.back_office.editing.merging import merge
from services_catalog.differences import compare
from services_catalog.exchange import importing
from services_catalog.exchange.csv_files import guarded
from services_catalog.exchange.importing import Change
from services_catalog.exchange.parcel import Data, Parcel
from services_catalog.models import Revision
from services_catalog.publishing import save_all
from services_catalog.record import Draft

WAITS_AS = "<nhap>"  # no slug: the place of an upload among what is not saved


@dataclass
class Waiting:
    """One service of the file that can be written."""

    slug: str
    name: str
    record: Data
    base_id: int | None  # its newest revision when the file was read
    differences: list[str]
    result: str = ""  # what became of it: «ghi», «bo», «doi»
    overlaid: Overlaid | None = None  # the draft that the file would take back


@dataclass
class Overlaid:
    """A draft that is not published yet and of which something is not in the file."""

    number: int
    by: str
    differences: list[str]  # from what is published to the file


@dataclass
class Mistake:
    """What cannot be written, where in the file, and why."""

    slug: str
    where: str
    reason: str


@dataclass
class Upload:
    """A file that was read."""

    name: str
    services: list[Waiting] = field(default_factory=list)
    same: list[str] = field(default_factory=list)  # slugs that the file does not change
    mistakes: list[Mistake] = field(default_factory=list)
    done: bool = False

    @property
    def written(self) -> list[Waiting]:
        """What was written as drafts."""
        return [each for each in self.services if each.result == "ghi"]

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @classmethod
    def of(cls, held: dict[str, Any]) -> Upload:
        """From the database."""
        return cls(
            held["name"],
            [_waiting(each) for each in held["services"]],
            held["same"],
            [Mistake(**each) for each in held["mistakes"]],
            held["done"],
        )


def _waiting(held: dict[str, Any]) -> Waiting:
    overlaid = held.get("overlaid")
    return Waiting(**{**held, "overlaid": Overlaid(**overlaid) if overlaid else None})


def look(session: Session, name: str, parcel: Parcel) -> Upload:
    """What the file would change, and what in it cannot be read."""
    upload = Upload(name, mistakes=[Mistake(each.slug or "", each.where, each.reason) for each in parcel.troubles])
    for result in importing.check(session, parcel, to_publish=False):
        if not isinstance(result, Change):
            upload.mistakes += [Mistake(each.slug or "", each.where, each.reason) for each in result]
        elif not result.new and not result.differences:
            upload.same.append(result.slug)
        else:
            present = importing.newest(session, result.slug)
            record = result.record.model_dump(mode="json", exclude_defaults=True)
            upload.services.append(
                Waiting(
                    result.slug,
                    result.record.name,
                    record,
                    present.id if present else None,
                    [] if result.new else result.differences,
                    overlaid=_overlaid(present, record) if present else None,
                )
            )
    return upload


def _overlaid(newest: Revision, record: Data) -> Overlaid | None:
    """The draft that `record` would take back: written upon what is published, it lacks what the draft has changed."""
    published = newest.service.published
    if published is None or published.id == newest.id:
        return None
    both = merge(published.record, newest.record, record)
    if both.record == record and not both.conflicts:
        return None
    return Overlaid(newest.number, newest.by, compare(published.record, record))


def keep(session: Session, person: Person, upload: Upload) -> None:
    """Let the upload wait for its sender, in the place of the one before."""
    unsaved.keep(session, person.account_id, WAITS_AS, None, upload.as_json())


def waiting(session: Session, person: Person) -> Upload | None:
    """The upload of this person that waits or was written last."""
    kept = unsaved.find(session, person.account_id, WAITS_AS)
    return Upload.of(kept.record) if kept else None


def write(session: Session, person: Person, upload: Upload, slugs: set[str], why: str) -> None:
    """Write the services `slugs` of the file as drafts by `person`. What changed since it was read is left."""
    records: dict[str, Draft] = {}
    for each in upload.services:
        present = importing.newest(session, each.slug)
        if each.slug not in slugs:
            each.result = "bo"
        elif (present.id if present else None) != each.base_id:
            each.result = "doi"
        else:
            each.result = "ghi"
            records[each.slug] = Draft.model_validate(each.record)
    if records:
        revisions = save_all(session, records, person.name, why)
        numbers = {slug: revision.number for slug, revision in revisions.items()}
        audit.record(session, person.name, "import", None, why, file=upload.name, revisions=numbers)
    upload.done = True
    keep(session, person, upload)


RESULTS = {
    "": "Chưa ghi",
    "ghi": "Đã ghi bản nháp",
    "bo": "Không chọn",
    "doi": "Chưa ghi: có người vừa sửa dịch vụ này, bạn gửi lại tệp để xem",
}


def report(upload: Upload) -> bytes:
    """What became of each service and each mistake, as CSV that Excel opens."""
    rows = [["Dịch vụ", "Kết quả", "Chỗ trong tệp", "Nội dung"]]
    for each in upload.services:
        lines = each.differences or ["Dịch vụ mới"]
        rows += [[each.slug, RESULTS[each.result], "", line] for line in lines]
    rows += [[slug, "Không đổi", "", ""] for slug in upload.same]
    rows += [[each.slug, "Không nhập", each.where, each.reason] for each in upload.mistakes]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([guarded(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")
