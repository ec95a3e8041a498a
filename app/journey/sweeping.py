"""What time alone changes: done once an hour by whichever worker comes first."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from app.notices import actions as notices
from app.people import links

EVERY = timedelta(hours=1)

Sweep = Callable[[Session, datetime], int]
"""Does what is due at this instant, however often it is asked, and says how many rows that touched."""


def _old_notices(db: Session, at: datetime) -> int:
    return notices.clear_old(db, at=at)


def _old_links(db: Session, at: datetime) -> int:
    return links.clear_old(db, at=at)


SWEEPS: tuple[Sweep, ...] = (_old_notices, _old_links)


def sweep(db: Session, *, at: datetime) -> int | None:
    """Every sweep, in the caller's transaction; None where it is not their turn yet."""
    if not notices.take_turn(db, "sweep", EVERY, at=at):
        return None
    return sum(one(db, at) for one in SWEEPS)
