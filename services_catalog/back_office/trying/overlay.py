"""The published catalogue with drafts laid over it, for whoever tries them out. Nobody else sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services_catalog.catalogue import Catalogue
from services_catalog.guides.guide import FOLDER, Guide
from services_catalog.record import ServiceRecord
from services_catalog.search.linker import Told
from services_catalog.search.names import Names


class Overlay(Catalogue):
    """A catalogue that reads drafts. It does not follow the database, and keeps nothing."""

    def __init__(
        self,
        published: Catalogue,
        drafts: Mapping[str, ServiceRecord | Guide | None],
        *,
        thoroughly: bool,
        told: Told = lambda _done, _total: None,
    ) -> None:
        """`drafts`: by slug; None withdraws the service.

        `thoroughly`: what others say of the drafts' phrases is learnt too, as it is some seconds after a publication.
        """
        self._teaching = published._teaching
        self.unlisted, self.version, self.notices = published.unlisted, published.version, published.notices
        self.records, self.guides = dict(published.records), dict(published.guides)
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
        self.linker = published.linker.relearnt(self.records, self._teaching, thoroughly=thoroughly, told=told)
        self.names = Names(self.records)

    def sheet(self, guide: str, answers: Mapping[str, str], today: date) -> str | None:
        """None: what is tried out is not kept under a code."""
        return None
