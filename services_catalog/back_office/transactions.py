"""A transaction for a route."""

from __future__ import annotations

from contextlib import AbstractContextManager

from fastapi import Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services_catalog.database import sessions


def begin(request: Request) -> AbstractContextManager[Session]:
    """A session on the application's database, committed at the end of the block unless something is raised."""
    engine: Engine = request.app.state.engine
    return sessions(engine).begin()
