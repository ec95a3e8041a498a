"""Sessions: booked, moved, called off, written down. Each with what follows from it, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.audit.rules import Actor
from app.enrolments.actions import refuse_after_the_end
from app.journey import reminding
from app.sessions import actions as sessions
from app.sessions.actions import Slot
from app.sessions.rules import Attendance, BookedSession, Record, Subject, Suggestion
from app.settings import Settings


def book(
    db: Session,
    settings: Settings,
    patient: UUID,
    practitioner: UUID,
    slot: Slot,
    *,
    once: UUID,
    by: Actor,
    at: datetime,
) -> UUID:
    """A session; its id. Raises `sessions.Clash`."""
    id_ = sessions.book(db, patient, practitioner, slot, once=once, by=by, at=at)
    if slot.starts_at > at:
        reminding.session_for_patient(db, id_, patient, settings, at=at)
    return id_


def move(
    db: Session,
    settings: Settings,
    session: BookedSession,
    slot: Slot,
    *,
    practitioner: UUID,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Another time, another way, or somebody else. Raises `sessions.Stale`, `Clash` and `Impossible`."""
    sessions.move(db, session, slot, practitioner=practitioner, version=version, by=by, at=at)
    reminding.session_for_patient(db, session.id, session.patient_id, settings, at=at)


def cancel(db: Session, settings: Settings, session: BookedSession, said: str, *, by: Actor, at: datetime) -> None:
    """It does not take place. What stands on the agenda stays on it. Raises `sessions.Impossible`."""
    sessions.cancel(db, session, said, by=by, at=at)
    if by.id == session.patient_id:
        reminding.session_for_staff(db, session.id, session.patient_id, settings, at=at)
    else:
        reminding.session_for_patient(db, session.id, session.patient_id, settings, at=at)


@dataclass(frozen=True)
class Written:
    """What the form of a session's record says. `offered_items` and `offered_subjects`: all that it could tick."""

    record: Record
    attendance: Attendance | None = None
    lasted: int | None = None
    covered: Sequence[UUID] = ()
    offered_items: Sequence[UUID] = ()
    discussed: Mapping[UUID, Subject] = field(default_factory=dict)
    offered_subjects: Sequence[UUID] = ()


def write(db: Session, session: BookedSession, written: Written, *, once: UUID, by: Actor, at: datetime) -> None:
    """Saves the whole of a record, or nothing of it. Raises `sessions.StaleRecord`, with nothing overwritten."""
    sessions.write(db, session, written.record, once=once, by=by, at=at)
    sessions.cover(db, session, written.covered, of=written.offered_items, at=at)
    sessions.discuss(db, session, written.discussed, of=written.offered_subjects, by=by, at=at)
    if written.attendance is not None:
        sessions.attend(db, session, written.attendance, written.lasted, by=by, at=at)


def add_to_summary(db: Session, session: BookedSession, words: str, *, once: UUID, by: Actor, at: datetime) -> None:
    """What the patient adds to the summary of a session. Raises `Ended`."""
    refuse_after_the_end(db, session.patient_id)
    sessions.add_to_summary(db, session, words, once=once, by=by, at=at)


def add_to_agenda(db: Session, patient: UUID, words: str, *, once: UUID, by: Actor, at: datetime) -> UUID:
    """Something to cover, in somebody's own words; the item's id. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    return sessions.add(db, patient, words, once=once, by=by, at=at)


def keep_suggestion(db: Session, patient: UUID, suggestion: Suggestion, *, by: Actor, at: datetime) -> UUID:
    """A suggestion of the programme goes on the agenda; the item's id. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    return sessions.keep(db, patient, suggestion, by=by, at=at)
