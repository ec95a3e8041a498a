"""Putting notices into the outbox in the transaction of their deed, taking them out again, and clearing up."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, col, delete, or_, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent
from app.notices import rules
from app.notices.rules import KEPT, REMINDERS, About
from app.notices.tables import Heartbeat, Notice

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


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


def remind(
    db: Session,
    kind: About,
    person: UUID,
    to: str,
    body: str,
    *,
    about: UUID,
    occurrence: str,
    due: datetime,
    at: datetime,
    until: datetime,
) -> None:
    """A mail to somebody who has an account, about something that waits for them. Put twice, it is there once.

    When it is due it goes to the address they have by then, unless they can no longer sign in or it is not wanted.
    """
    row = {
        "id": uuid4(),
        "kind": kind.value,
        "to_address": to,
        "subject": rules.subject(kind),
        "body": body,
        "created_at": at,
        "due_at": due,
        "until": until,
        "attempts": 0,
        "person_id": person,
        "about_id": about,
        "occurrence": occurrence,
    }
    add_if_absent(db, Notice, [row])


def cancel(
    db: Session, *, about: UUID | None = None, person: UUID | None = None, kind: About | None = None, at: datetime
) -> int:
    """What waits about this thing, for this person, of this kind is not sent: it is done. How many that were.

    One that a worker has in hand at this instant may still go out. With nothing named nothing is cancelled.
    """
    which = [
        *([col(Notice.about_id) == about] if about else []),
        *([col(Notice.person_id) == person] if person else []),
        *([col(Notice.kind) == kind.value] if kind else []),
    ]
    if not which:
        return 0
    waiting = (col(Notice.sent_at).is_(None), col(Notice.failed).is_(None), col(Notice.cancelled_at).is_(None))
    free = col(Notice.claimed_until).is_(None)
    return db.exec(update(Notice).where(*which, *waiting, free).values(cancelled_at=at, body="")).rowcount


def dealt_with(db: Session, notice: Notice, *, again: bool, by: Actor, at: datetime) -> bool:
    """A lead has looked at one that was given up. False where somebody else has been quicker."""
    this = (col(Notice.id) == notice.id) & col(Notice.failed).is_not(None)
    if not db.exec(update(Notice).where(this).values(failed=None, cancelled_at=at)).rowcount:
        return False
    deed = Deed.MAIL_TRIED_AGAIN if again else Deed.MAIL_DEALT_WITH
    audit.record(db, deed, by=by, at=at, subject=f"{notice.kind}, {notice.failed}")
    return True


def beat(db: Session, name: str, *, at: datetime) -> None:
    """Says that something which runs in the background has come by."""
    add_if_absent(db, Heartbeat, [{"name": name, "at": at}])
    db.exec(update(Heartbeat).where(col(Heartbeat.name) == name).values(at=at))


def take_turn(db: Session, name: str, every: timedelta, *, at: datetime) -> bool:
    """Whether it is this caller's turn to do what is done once in so long; of several who ask at once one is told so.

    A turn taken in what is now the future was taken on a clock that was wrong, and does not count.
    """
    add_if_absent(db, Heartbeat, [{"name": name, "at": _LONG_AGO}])
    due = or_(col(Heartbeat.at) <= at - every, col(Heartbeat.at) > at)
    return bool(db.exec(update(Heartbeat).where(col(Heartbeat.name) == name, due).values(at=at)).rowcount)


def clear_old(db: Session, *, at: datetime) -> int:
    """Takes away what was done with a month ago. What was given up stays until a lead has dealt with it."""
    reminder = col(Notice.kind).in_([one.value for one in REMINDERS])
    done = or_(
        col(Notice.sent_at).is_not(None),
        col(Notice.cancelled_at).is_not(None),
        col(Notice.failed).is_not(None) & reminder,
    )
    return db.exec(delete(Notice).where(col(Notice.created_at) < at - KEPT, done)).rowcount
