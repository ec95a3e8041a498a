"""Sending what is due. As many workers as you like: each notice is one worker's own while it is tried.

A reminder that a worker has taken up counts as sent: where nobody can tell how it ended, it is not sent again. Every
other kind is sent again until the server has said yes: rather twice than never (docs/decisions/0017).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, or_, select, update

from app import clock
from app.database import Database
from app.notices import post, rules
from app.notices.rules import CLAIM, REMINDERS, TRIES, About, Failure
from app.notices.tables import Notice
from app.people.queries import MAY_SIGN_IN
from app.people.tables import Person

log = structlog.get_logger()
Now = Callable[[], datetime]
Check = Callable[[Session, Notice, datetime], bool | datetime]
"""Whether a notice that is due is still wanted: yes, no, or not before a later instant."""
MOST = 100
"""How many one call takes up at most, so that its caller comes by often."""
_WAITS = (col(Notice.sent_at).is_(None), col(Notice.failed).is_(None), col(Notice.cancelled_at).is_(None))
_REMINDERS = tuple(one.value for one in REMINDERS)


def send_due(
    database: Database,
    server: post.Server,
    checks: Mapping[About, Check],
    *,
    stop: Callable[[], bool] = lambda: False,
    now: Now = clock.now,
) -> int:
    """Sends what is due and returns how many were taken up. Two workers never have the same one in hand."""
    let_go(database, at=now())
    taken = 0
    while taken < MOST and not stop() and (notice := _take(database, checks, at=now())):
        taken += 1
        failure, away = _tried(notice, server, at=now())
        _done(database, notice, failure, at=now())
        if away:
            break
    return taken


def let_go(database: Database, *, at: datetime) -> None:
    """Gives up what came too late, and the reminders of a worker that died with them in hand: those may have gone."""
    late = (*_WAITS, col(Notice.claimed_until).is_(None), col(Notice.until) <= at, col(Notice.due_at) <= at)
    uncertain = (*_WAITS, col(Notice.claimed_until) <= at, col(Notice.kind).in_(_REMINDERS))
    with database.transaction(writes=False) as db:
        some = [which for which in (late, uncertain) if db.exec(select(Notice.id).where(*which).limit(1)).first()]
    if not some:
        return
    with database.transaction() as db:
        for which, failure in ((late, Failure.LATE), (uncertain, Failure.UNCERTAIN)):
            given_up = {"failed": failure.value, "body": "", "claimed_until": None}
            db.exec(update(Notice).where(*which).values(**given_up))


def _take(database: Database, checks: Mapping[About, Check], *, at: datetime) -> Notice | None:
    """The next that is due and still wanted, claimed. What is not wanted is cancelled or put off on the way."""
    while True:
        with database.transaction() as db:
            notice = _claim(db, at=at)
            if notice is None:
                return None
            wanted = _wanted(db, notice, checks, at=at)
            if wanted is True:
                return notice
            _put_aside(db, notice, wanted, at=at)


def _claim(db: Session, *, at: datetime) -> Notice | None:
    """One statement: on PostgreSQL it passes over rows that another worker holds, SQLite has one writer at a time."""
    nobodys = col(Notice.claimed_until).is_(None)
    forgotten = (col(Notice.claimed_until) <= at) & col(Notice.kind).not_in(_REMINDERS)
    next_ = (
        select(Notice.id)
        .where(*_WAITS, col(Notice.due_at) <= at, or_(nobodys, forgotten))
        .order_by(col(Notice.due_at), col(Notice.id))
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    claim = (
        update(Notice)
        .where(col(Notice.id) == next_)
        .values(claimed_until=at + CLAIM, attempts=Notice.attempts + 1)
        .returning(col(Notice.id))
        .execution_options(synchronize_session=False)
    )
    found = db.execute(claim).scalar_one_or_none()
    return db.get_one(Notice, found) if found else None


def _wanted(db: Session, notice: Notice, checks: Mapping[About, Check], *, at: datetime) -> bool | datetime:
    """Whether it is to go out now. Somebody's notice goes to the address they have now, while they may sign in."""
    if notice.person_id:
        found = select(Person.email).where(Person.id == notice.person_id, *MAY_SIGN_IN)
        address = db.exec(found).one_or_none()
        if address is None:
            return False
        notice.to_address = address
    check = checks.get(About(notice.kind))
    return check(db, notice, at) if check else True


def _put_aside(db: Session, notice: Notice, until: bool | datetime, *, at: datetime) -> None:
    """Nothing was tried, so it does not count as a try."""
    notice.claimed_until = None
    notice.attempts -= 1
    if isinstance(until, datetime):
        notice.due_at = max(until, at + timedelta(minutes=1))
    else:
        notice.cancelled_at, notice.body = at, ""
    db.add(notice)


def _tried(notice: Notice, server: post.Server, *, at: datetime) -> tuple[Failure | None, bool]:
    """One try, outside any transaction: what went wrong, if anything, and whether the server is away altogether."""
    if at >= notice.until:
        return Failure.LATE, False
    if notice.attempts > TRIES:
        return Failure.INTERRUPTED, False
    try:
        post.send(server, post.letter(server.sender, notice.to_address, notice.subject, notice.body, notice.id))
    except post.Refused:
        return Failure.REFUSED, False
    except post.Unreachable as error:
        return Failure.UNREACHABLE, isinstance(error, post.Away)
    except post.Uncertain:
        return Failure.UNCERTAIN, True
    return None, False


def _done(database: Database, notice: Notice, failure: Failure | None, *, at: datetime) -> None:
    """Writes down how it went; words that are sent or given up are emptied."""
    may_again = failure is Failure.UNREACHABLE or (failure is Failure.UNCERTAIN and notice.kind not in _REMINDERS)
    spread = notice.id.int % 1000 / 1000
    again = rules.again_at(notice.attempts, at=at, spread=spread) if may_again else None
    if failure is None:
        values: dict[str, object] = {"sent_at": at, "body": "", "claimed_until": None}
    elif again:
        values = {"due_at": again, "claimed_until": None}
    else:
        values = {"failed": failure.value, "body": "", "claimed_until": None}
    mine = (col(Notice.id) == notice.id) & (col(Notice.claimed_until) == notice.claimed_until)
    with database.transaction() as db:
        db.exec(update(Notice).where(mine, *_WAITS).values(**values))
    log.info("notice", kind=failure.value if failure else "sent", count=notice.attempts)
