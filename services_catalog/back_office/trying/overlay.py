"""The published catalogue with drafts laid over it, for whoever tries them out. Nobody else sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services_catalog.catalogue import Catalogue
from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.record import ServiceRecord


class Overlay(Catalogue):
    """A catalogue that reads drafts. It does not follow the database, and keeps nothing."""

    def __init__(self, published: Catalogue, drafts: Mapping[str, ServiceRecord | Guide | None], *, afresh: bool):
        """`drafts`: by slug; None withdraws the service.

        `afresh`: learn all services anew, as is done some seconds after a publication, not the changed ones alone.
        """
        self._teaching = published._teaching
        self.unlisted, self.version, self.notices = published.unlisted, published.version, published.notices
        self.records, self.guides = dict(published.records), dict(published.guides)
        self._store = None
        for slug, draft in drafts.items():
            name = slug.removeprefix(f"{FOLDER}/")
            if isinstance(draft, ServiceRecord):
                self.records[slug] = draft
            elif isinstance(draft, Guide):
                self.guides[name] = draft
            elif name != slug:
                self.guides.pop(name, None)
            else:
                self.records.pop(slug, None)
        self.linker = self._learnt(self.records) if afresh else published.linker.relearnt(self.records, self._teaching)

    def sheet(self, guide: str, answers: Mapping[str, str], today: date) -> str | None:
        """None: what is tried out is not kept under a code."""
        return None
