"""Logs: one JSON object a line, with the id of the request and nothing that anybody typed."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(stream: TextIO = sys.stderr) -> None:
    """Send this process's logs, ours and those of libraries, to `stream`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)


def without_words(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """A processor that puts an exception's type and places in the place of its message.

    Messages of exceptions quote what failed: SQL parameters, a field that did not fit, hence what people typed.
    """
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if info and info[0]:
        event["error"], event["where"] = _told(info)
    return event


def _told(info: _ExcInfo) -> tuple[str, list[str]]:
    """The exception's type, and where it passed, the innermost last."""
    frames = traceback.extract_tb(info[2])[-8:]
    return info[0].__name__, [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
