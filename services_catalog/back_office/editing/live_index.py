"""The search index as pages need it: brought up to date when somebody looks, without making them wait for long."""

from __future__ import annotations

import logging
import threading

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import State

from services_catalog.search.fulltext import SearchIndex
from services_catalog.settings import settings

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 3.0  # a change takes milliseconds; only a whole catalogue anew takes longer


class LiveIndex:
    """An index that is refreshed on a thread of its own whenever it is asked for."""

    def __init__(self, index: SearchIndex) -> None:
        """`index`: nothing need be in it yet."""
        self._index = index
        self._lock = threading.Lock()
        self._refreshing: threading.Thread | None = None

    def current(self, *, wait: bool) -> tuple[SearchIndex, bool]:
        """The index, and whether all that was saved so far is in it; with `wait`, after some patience."""
        with self._lock:
            if self._refreshing is None or not self._refreshing.is_alive():
                self._refreshing = threading.Thread(target=self._refresh, name="office-search", daemon=True)
                self._refreshing.start()
            running = self._refreshing
        if wait:
            running.join(PATIENCE_SECONDS)
        return self._index, not running.is_alive()

    def _refresh(self) -> None:
        try:
            self._index.refresh()
        except (SQLAlchemyError, OSError, ValueError):  # tantivy tells a full or broken disk as a ValueError
            logger.exception("The search index could not be brought up to date; what it holds is still found")


_making = threading.Lock()


def live_index(state: State, engine: Engine) -> LiveIndex:
    """The index of this application, made when it is first needed. Raises OSError if it cannot be kept anywhere."""
    with _making:
        if not hasattr(state, "office_index"):
            state.office_index = LiveIndex(SearchIndex(engine, settings().search_store))
        found: LiveIndex = state.office_index
        return found
