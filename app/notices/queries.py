"""Reads of the outbox."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, not_, select

from app.notices.rules import REMINDERS, About, Failure
from app.notices.tables import Heartbeat, Notice

WORKER = "worker"
_WAITS = (col(Notice.sent_at).is_(None), col(Notice.failed).is_(None), col(Notice.cancelled_at).is_(None))
_A_MISSED_REMINDER = col(Notice.kind).in_([one.value for one in REMINDERS]) & col(Notice.failed).in_(
    [Failure.LATE.value, Failure.UNCERTAIN.value]
)
_GIVEN_UP: tuple[ColumnElement[bool], ...] = (col(Notice.failed).is_not(None), not_(_A_MISSED_REMINDER))


def latest(db: Session, *, limit: int = 100) -> list[Notice]:
    """What was put into the outbox last, sent or not."""
    return list(db.exec(select(Notice).order_by(col(Notice.created_at).desc(), col(Notice.id)).limit(limit)))


def given_up(db: Session, *, limit: int = 100) -> list[Notice]:
    """What could not be sent and nobody has dealt with, the newest first. A reminder that was missed is none of it."""
    found = select(Notice).where(*_GIVEN_UP).order_by(col(Notice.created_at).desc(), col(Notice.id))
    return list(db.exec(found.limit(limit)))


def one_given_up(db: Session, id_: UUID) -> Notice | None:
    """A notice that was given up; also one that somebody has dealt with since."""
    given_up = col(Notice.failed).is_not(None) | col(Notice.cancelled_at).is_not(None)
    return db.exec(select(Notice).where(Notice.id == id_, given_up)).one_or_none()


@dataclass(frozen=True)
class Outbox:
    """How the mail stands: when a worker last came by, how much waits and since when, how much was given up."""

    came_by: datetime | None
    waiting: int
    oldest_due: datetime | None
    given_up: int


def outbox(db: Session, *, at: datetime) -> Outbox:
    """One query. What waits for a later hour is not counted."""
    due = (*_WAITS, col(Notice.due_at) <= at)
    row = db.execute(
        select(
            select(Heartbeat.at).where(Heartbeat.name == WORKER).scalar_subquery().label("came_by"),
            select(func.count()).select_from(Notice).where(*due).scalar_subquery().label("waiting"),
            select(func.min(Notice.due_at)).where(*due).scalar_subquery().label("oldest"),
            select(func.count()).select_from(Notice).where(*_GIVEN_UP).scalar_subquery().label("given_up"),
        )
    ).one()
    return Outbox(row.came_by, row.waiting, row.oldest, row.given_up)


def last_to(db: Session, person: UUID, kinds: Collection[About], *, but: UUID | None = None) -> list[datetime]:
    """When notices of these kinds went out to somebody, or may have, the newest first; the last ten, without `but`.

    One that a worker has in hand counts.
    """
    tried = func.coalesce(Notice.sent_at, Notice.due_at)
    went = col(Notice.sent_at).is_not(None) | col(Notice.claimed_until).is_not(None)
    maybe = col(Notice.failed) == Failure.UNCERTAIN.value
    these = col(Notice.kind).in_([one.value for one in kinds])
    which = (Notice.person_id == person, these, went | maybe)
    others = () if but is None else (Notice.id != but,)
    return list(db.exec(select(tried).where(*which, *others).order_by(tried.desc()).limit(10)))
