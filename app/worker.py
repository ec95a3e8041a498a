"""`alongside work`: sends what waits in the outbox. As many of it may run as you like."""

import signal
from threading import Event

import structlog
from sqlalchemy.exc import DBAPIError

from app.database import Database
from app.notices import actions as notices
from app.settings import Settings

log = structlog.get_logger()
EVERY = 5.0
"""Seconds between two looks into the outbox."""


def work(settings: Settings, *, once: bool = False, stop: Event | None = None) -> int:
    """Until it is told to stop, or one look with `once`. Returns how many notices were taken up."""
    stop = stop or _until_told()
    database = Database(settings.database)
    taken = 0
    try:
        while True:
            taken += _tick(database, settings)
            if once or stop.wait(EVERY):
                return taken
    finally:
        database.close()


def _tick(database: Database, settings: Settings) -> int:
    """A database that is away for a moment is no reason to end. Without a mail server what waits goes on waiting."""
    if not settings.smtp_url:
        return 0
    try:
        return notices.send_due(database, settings.smtp_url, settings.sender)
    except DBAPIError as error:
        log.error("database away", kind=type(error).__name__)
        return 0


def _until_told() -> Event:
    """Set by Ctrl-C or by whoever ends the process: the notice in hand is finished first."""
    told = Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: told.set())
    return told
