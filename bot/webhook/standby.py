"""The catalogue in reserve, for when Rasa is away: opened the first time it is needed, then kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.webhook.contract import Outgoing

if TYPE_CHECKING:  # the catalogue and what it learns with are 200 MB of memory that on most days nobody needs
    from services_catalog.catalogue import Catalogue


class Standby:
    """Answers from the catalogue alone. Its first answer takes a second or two, those after it milliseconds."""

    def __init__(self, open_catalogue: Callable[[], Catalogue]) -> None:
        """`open_catalogue` gives a catalogue that follows the database; `close` closes it."""
        self._open = open_catalogue
        self._opening = threading.Lock()
        self._catalogue: Catalogue | None = None

    def answer(self, sender: str, text: str) -> list[Outgoing]:
        """One reply to `text` on its own. Blocks; call it on a thread."""
        from bot.webhook import limited

        return limited.answer(self.catalogue(), sender, text)

    def catalogue(self) -> Catalogue:
        """The catalogue, opened if it is not yet. Staff who try out drafts use it too."""
        with self._opening:
            if self._catalogue is None:
                self._catalogue = self._open()
            return self._catalogue

    def close(self) -> None:
        """Close the catalogue, if it was ever opened."""
        if self._catalogue is not None:
            self._catalogue.close()
