"""The files that pages are made of, and how long a browser may keep them: never modules of two versions together."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Mount
from starlette.types import Scope

ENTRY = "tro-ly-dvc.js"
_VERSIONED = re.compile(r"v-(\w+)/(.+)")
_FOR_GOOD = "public, max-age=31536000, immutable"


class Fresh(StaticFiles):
    """Files that the browser asks about each time; an ETag spares it what it has."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """As StaticFiles does."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


class WidgetFiles(Fresh):
    """The widget's files. The module that a page names leads to one under a version, which brings the others.

    So a page that embeds the widget asks once whether there is a new version; all else it may keep for good. The page
    at `/` and its worker, which keeps the files by their plain names, ask for `?own`.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or where the version of today is."""
        if path == ENTRY and not scope["query_string"]:
            return RedirectResponse(f"v-{self._version()}/{ENTRY}", headers={"Cache-Control": "no-cache"})
        versioned = _VERSIONED.fullmatch(path)
        if not versioned:
            return await super().get_response(path, scope)
        version, name = versioned.groups()
        response = await super().get_response(name, scope)
        if version == self._version():
            response.headers["Cache-Control"] = _FOR_GOOD
        return response

    def _version(self) -> str:
        """What changes with any of the files; asked anew each time, so that who works on them sees the new ones."""
        files = sorted(filter(Path.is_file, Path(str(self.directory)).iterdir()))
        seen = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


class Pages(Mount):
    """The widget's files under `/`, for whatever is no route of a channel: there a wrong method is 405, not a file."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As Mount does, save for the channels."""
        return (Match.NONE, {}) if scope.get("path", "").startswith("/webhooks/") else super().matches(scope)
