"""Brings what a lead has saved into the help file: after each save, at each start, and every few seconds.

Each process has a file of its own where the disk is not shared, so each looks whether its own is the newest.
A file that could not be written is tried again in the same way.
"""

from pathlib import Path

import anyio
import anyio.to_thread
import structlog
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app.database import Database
from app.service import queries
from app.service.published import PublishedHelp, publish

log = structlog.get_logger()
EVERY = 20.0
"""Seconds between two looks, in each process that serves: one small query."""


def publish_current(database: Database, folder: Path) -> None:
    """Writes the contacts as they are saved now. Raises `OSError` and `SQLAlchemyError`.

    It reads only what has been committed, and looks again after it has written: of two that publish at once, whichever
    writes last has seen that what it wrote is still the newest.
    """
    written = None
    while True:
        with database.transaction(writes=False) as db:
            now = queries.current(db)
        if now.number == written:
            return
        publish(folder, now.settings.contacts, version=now.number)
        written = now.number


def published(database: Database, folder: Path) -> bool:
    """The same; whether it was done. What was saved stays saved, so nothing is raised: the lead's page says it."""
    try:
        publish_current(database, folder)
    except (OSError, SQLAlchemyError, ValidationError) as error:
        log.error("help file not written", kind=type(error).__name__)
        return False
    return True


def caught_up(database: Database, help_: PublishedHelp) -> None:
    """Brings the file up to date where it is not. Raises nothing, whatever it meets: help is shown in any case."""
    try:
        with database.transaction(writes=False) as db:
            now = queries.current(db)
        if not help_.holds(now.number, now.settings.contacts):
            publish_current(database, help_.folder)
    except Exception as error:  # a start or a service that ends because of this would take Help now with it
        log.error("help file not brought up to date", kind=type(error).__name__)


async def keep_up(database: Database, help_: PublishedHelp, *, every: float = EVERY) -> None:
    """Until it is cancelled. It takes no thread away from those that answer requests."""
    own = anyio.CapacityLimiter(1)
    while True:
        await anyio.sleep(every)
        await anyio.to_thread.run_sync(caught_up, database, help_, limiter=own)
