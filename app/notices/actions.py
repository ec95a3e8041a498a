"""Putting a notice into the outbox, in the transaction of its deed, and sending what is due, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel import Session, col, or_, select, update

from app import clock
from app.database import Database
from app.notices import post, rules
from app.notices.rules import CLAIM, TRIES, About, Failure
from app.notices.tables import Notice

log = structlog.get_logger()
Now = Callable[[], datetime]


def put(db: Session, kind: About, to: str, body: str, *, at: datetime, until: datetime) -> None:
    """A mail that goes out when this transaction has committed; not after `until`, when its link is dead."""
    db.add(
        Notice(
            kind=kind.value,
            to_address=to,
            subject=rules.subject(kind),
            body=body,
            created_at=at,
            due_at=at,
            until=until,
        )
    )
    db.flush()


def send_due(database: Database, smtp_url: str, sender: str, *, now: Now = clock.now) -> int:
    """Sends what is due and returns how many were taken up. Two workers never take the same one.

    A worker that dies between the server's yes and its own note leaves one that is sent again: rather twice than never.
    """
    taken = 0
    while claimed := _claim(database, at=now()):
        taken += 1
        _done(database, claimed, _tried(claimed, smtp_url, sender, at=now()), at=now())
    return taken


@dataclass(frozen=True)
class _Claimed:
    """A notice that is one worker's own until its claim runs out."""

    id: UUID
    to: str
    subject: str
    body: str
    until: datetime
    claimed_until: datetime
    attempts: int


def _claim(database: Database, *, at: datetime) -> _Claimed | None:
    """One statement: on PostgreSQL it passes over rows that another worker holds, SQLite has one writer at a time."""
    free = or_(col(Notice.claimed_until).is_(None), col(Notice.claimed_until) <= at)
    next_ = (
        select(Notice.id)
        .where(col(Notice.sent_at).is_(None), col(Notice.failed).is_(None), col(Notice.due_at) <= at, free)
        .order_by(col(Notice.due_at), col(Notice.id))
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    claim = (
        update(Notice)
        .where(col(Notice.id) == next_)
        .values(claimed_until=at + CLAIM, attempts=Notice.attempts + 1)
        .returning(
            col(Notice.id),
            col(Notice.to_address),
            col(Notice.subject),
            col(Notice.body),
            col(Notice.until),
            col(Notice.claimed_until),
            col(Notice.attempts),
        )
        .execution_options(synchronize_session=False)
    )
    with database.transaction() as db:
        row = db.execute(claim).one_or_none()
    return _Claimed(*row) if row else None


def _tried(claimed: _Claimed, smtp_url: str, sender: str, *, at: datetime) -> Failure | None:
    """One try, outside any transaction: what went wrong, if anything."""
    if at >= claimed.until:
        return Failure.LATE
    if claimed.attempts > TRIES:
        return Failure.INTERRUPTED
    try:
        post.send(smtp_url, post.letter(sender, claimed.to, claimed.subject, claimed.body))
    except post.Refused:
        return Failure.REFUSED
    except post.Unreachable:
        return Failure.UNREACHABLE
    return None


def _done(database: Database, claimed: _Claimed, failure: Failure | None, *, at: datetime) -> None:
    """Writes down how it went; words that are sent or given up are emptied."""
    again = rules.again_at(claimed.attempts, at=at) if failure is Failure.UNREACHABLE else None
    if failure is None:
        values: dict[str, object] = {"sent_at": at, "body": "", "claimed_until": None}
    elif again:
        values = {"due_at": again, "claimed_until": None}
    else:
        values = {"failed": failure.value, "body": "", "claimed_until": None}
    mine = (col(Notice.id) == claimed.id) & (col(Notice.claimed_until) == claimed.claimed_until)
    with database.transaction() as db:
        db.exec(update(Notice).where(mine).values(**values))
    log.info("notice", kind=failure.value if failure else "sent", count=claimed.attempts)
