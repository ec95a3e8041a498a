"""Leave, cover, duty, suspending and coming back. Who has what on their list follows from these (presence.py)."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent, one_at_a_time
from app.people.actions import end_logins, if_patient
from app.people.tables import DutyTurn, Leave, Person, Profile


class Overlaps(Exception):
    """There is leave for one of these days already."""


def note_leave(
    db: Session, person: UUID, first: date, last: date, cover: UUID | None, *, by: Actor, at: datetime
) -> UUID:
    """Days off with whoever stands in. Raises `Overlaps` where leave was noted for one of the days before."""
    one_at_a_time(db, f"leave {person}")
    same = select(Leave.id).where(
        Leave.person_id == person,
        col(Leave.withdrawn_at).is_(None),
        col(Leave.first) <= last,
        col(Leave.last) >= first,
    )
    if db.exec(same).first():
        raise Overlaps
    leave = Leave(person_id=person, first=first, last=last, cover_id=cover)
    db.add(leave)
    db.flush()
    audit.record(db, Deed.LEAVE_NOTED, by=by, at=at, subject=f"{person} {first} to {last}, cover {cover or 'nobody'}")
    return leave.id


def withdraw_leave(db: Session, leave: UUID, *, by: Actor, at: datetime) -> None:
    """The days off do not count any more."""
    this = update(Leave).where(col(Leave.id) == leave, col(Leave.withdrawn_at).is_(None)).values(withdrawn_at=at)
    if db.exec(this).rowcount:
        audit.record(db, Deed.LEAVE_WITHDRAWN, by=by, at=at, subject=str(leave))


def put_on_duty(db: Session, person: UUID, first: date, last: date, *, by: Actor, at: datetime) -> UUID:
    """From the first to the last of these days the practitioner has on their list what nobody else is there for."""
    turn = DutyTurn(person_id=person, first=first, last=last)
    db.add(turn)
    db.flush()
    audit.record(db, Deed.DUTY_NOTED, by=by, at=at, subject=f"{person} {first} to {last}")
    return turn.id


def withdraw_duty(db: Session, turn: UUID, *, by: Actor, at: datetime) -> None:
    this = update(DutyTurn).where(col(DutyTurn.id) == turn, col(DutyTurn.withdrawn_at).is_(None))
    if db.exec(this.values(withdrawn_at=at)).rowcount:
        audit.record(db, Deed.DUTY_WITHDRAWN, by=by, at=at, subject=str(turn))


def save_profile(db: Session, person: UUID, about: str, working_days: str, *, by: Actor, at: datetime) -> None:
    """How somebody works here. `working_days`: ISO weekdays in order, Monday "1"."""
    add_if_absent(db, Profile, [Profile(person_id=person).model_dump()])  # the same form twice, at once, is one
    said = {"about": about, "working_days": working_days}
    db.exec(update(Profile).where(col(Profile.person_id) == person).values(**said))
    audit.record(db, Deed.PROFILE_SAVED, by=by, at=at, subject=working_days)


def suspend(db: Session, person: Person, *, by: Actor, at: datetime) -> None:
    """From the next request on this person is shut out, until they are let in again. Nothing of theirs is lost."""
    person.suspended_at = at
    db.add(person)
    end_logins(db, person.id, at=at)
    audit.record(db, Deed.SUSPENDED, by=by, at=at, patient=if_patient(person), subject=str(person.id))


def let_in_again(db: Session, person: Person, *, by: Actor, at: datetime) -> None:
    person.suspended_at = None
    db.add(person)
    audit.record(db, Deed.LET_IN_AGAIN, by=by, at=at, patient=if_patient(person), subject=str(person.id))
