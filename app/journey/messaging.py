"""Messages between a patient and the team: each deed with the mail that goes with it, in one transaction.

`_tell_patient` and `_tell_staff` are the one place where a message becomes a notice.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.audit.rules import Actor
from app.enrolments.actions import Ended
from app.enrolments.queries import heads
from app.messages import actions as messages
from app.messages.actions import Written
from app.service import queries as service
from app.service.calendar import calendar_of


def due(db: Session, zone: ZoneInfo, *, at: datetime) -> datetime:
    """By when the team answers what is sent at this instant."""
    settings = service.current(db).settings
    return calendar_of(settings, zone).due(at, settings.reply)


def has_ended(db: Session, patient: UUID) -> bool:
    """Whether the course has ended, and with it the writing."""
    head = heads(db, [patient]).get(patient)
    return head is not None and head.ended_at is not None


def send_from_patient(db: Session, zone: ZoneInfo, patient: UUID, written: Written, *, by: Actor, at: datetime) -> None:
    """The promise is made as it is sent, and kept with the message. Raises `Ended`."""
    if has_ended(db, patient):
        raise Ended
    messages.send_from_patient(db, patient, written, due_at=due(db, zone, at=at), by=by, at=at)
    _tell_staff(db, patient, at=at)


def send_from_staff(db: Session, patient: UUID, written: Written, *, version: int, by: Actor, at: datetime) -> None:
    """An answer, or a first word. Raises `Newer`."""
    messages.send_from_staff(db, patient, written, version=version, by=by, at=at)
    _tell_patient(db, patient, at=at)


def settle(db: Session, patient: UUID, *, version: int, by: Actor, at: datetime) -> None:
    """Read, and needs no answer. Raises `Newer`."""
    messages.note(db, patient, version=version, by=by, at=at)


def _tell_staff(db: Session, patient: UUID, *, at: datetime) -> None:
    """Nobody is mailed yet: the practitioners' lists follow from the message itself."""


def _tell_patient(db: Session, patient: UUID, *, at: datetime) -> None:
    """Nobody is mailed yet: a reminder goes into the outbox here, for a patient who asked for them."""
