"""`alongside work`: sends what waits in the outbox, and sweeps. As many of it may run as you like."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from app import clock
from app.database import Database
from app.facts.queries import Sources
from app.journey import flagging, reconciling, respond, sweeping
from app.journey.reminding import CHECKS
from app.notices import actions as notices
from app.notices import sending
from app.notices.post import Server
from app.notices.queries import WORKER
from app.settings import Settings

log = structlog.get_logger()
EVERY = 5.0
"""Seconds between two looks into the outbox."""


def work(settings: Settings, *, once: bool = False, stop: Event | None = None) -> int:
    """Until it is told to stop, or until nothing is due with `once`. Returns how many notices were taken up."""
    stop = stop or _until_told()
    database = Database(settings.database)
    sources = Sources.of(settings.modules_dir)
    taken = 0
    try:
        while not stop.is_set():
            more = _tick(database, sources, settings, stop)
            taken += more
            if more >= sending.MOST:
                continue
            if once or stop.wait(EVERY):
                break
        return taken
    finally:
        database.close()


@contextmanager
def beside(settings: Settings) -> Iterator[None]:
    """A worker in a thread of this process, from the beginning of the block to its end: for the demo."""
    stop = Event()
    thread = Thread(target=work, args=(settings,), kwargs={"stop": stop}, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2 * settings.smtp_seconds)


def _tick(database: Database, sources: Sources, settings: Settings, stop: Event) -> int:
    """One look. A database that is away for a moment is no reason to end.

    Without a mail server what waits goes on waiting; that somebody came by is noted all the same.
    """
    try:
        with database.transaction() as db:
            notices.beat(db, WORKER, at=clock.now())
            flagging.tell_staff(db, settings, at=clock.now())
            swept = sweeping.sweep(db, at=clock.now())
        with database.transaction(snapshot=True) as db:
            counted = reconciling.nightly(db, at=clock.now())
        said = _say_what_is_due(database, sources, settings, stop)
        if said:
            log.info("support messages", count=said)
        if counted and counted.disagreements:
            log.error("safety counts disagree", count=counted.disagreements)
        if swept:
            log.info("swept", count=swept)
        if not settings.smtp_url:
            return 0
        server = Server(settings.smtp_url, settings.sender, settings.smtp_seconds)
        return sending.send_due(database, server, CHECKS, stop=stop.is_set)
    except DBAPIError as error:
        log.error("database away", kind=type(error).__name__)
        return 0


def _say_what_is_due(database: Database, sources: Sources, settings: Settings, stop: Event) -> int:
    """Once an hour, what time alone has made due, a few patients at a time so that nobody waits for it."""
    with database.transaction() as db:
        if not notices.take_turn(db, "support", sweeping.EVERY, at=clock.now()):
            return 0
        patients = respond.under_way(db)
    n = 0
    for few in batched(patients, respond.AT_A_TIME):
        if stop.is_set():
            break
        with database.transaction() as db:
            n += respond.sweep(db, sources, few, settings, at=clock.now())
    return n


def batched(patients: Sequence[UUID], most: int) -> Iterator[Sequence[UUID]]:
    """So many at a time, in order."""
    for first in range(0, len(patients), most):
        yield patients[first : first + most]


def _until_told() -> Event:
    """Set by Ctrl-C or by whoever ends the process: the notice in hand is finished first."""
    told = Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: told.set())
    return told
