"""Structured logs: one JSON object a line, with a fixed set of names, so that no clinical text can get in."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from app.settings import Mode, Settings

ALLOWED = {"event", "level", "timestamp", "code", "method", "route", "status", "ms", "kind", "where", "count"}


def only_allowed(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every name that is not on the list: a forgotten word cannot reach the log."""
    return {name: value for name, value in entry.items() if name in ALLOWED}


def configure(settings: Settings) -> None:
    level = logging.WARNING if settings.mode is Mode.TEST else logging.INFO
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
