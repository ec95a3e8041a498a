"""Messages between a patient and the team: each deed with the mail that goes with it, in one transaction."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.audit.rules import Actor
from app.enrolments.actions import refuse_after_the_end
from app.journey import reminding
from app.messages import actions as messages
from app.messages.actions import Written
from app.service import queries as service
from app.service.calendar import calendar_of
from app.settings import Settings


def due(db: Session, zone: ZoneInfo, *, at: datetime) -> datetime:
    """By when the team answers what is sent at this instant."""
    settings = service.current(db).settings
    return calendar_of(settings, zone).due(at, settings.reply)


def send_from_patient(
    db: Session, settings: Settings, patient: UUID, written: Written, *, by: Actor, at: datetime
) -> None:
    """The promise is made as it is sent, and kept with the message. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    sent = messages.send_from_patient(db, patient, written, due_at=due(db, settings.zone, at=at), by=by, at=at)
    reminding.patient_read(db, patient, at=at)
    if sent:
        reminding.message_for_staff(db, sent, patient, settings, at=at)


def send_from_staff(
    db: Session, settings: Settings, patient: UUID, written: Written, *, version: int, by: Actor, at: datetime
) -> None:
    """An answer, or a first word. Raises `Newer`."""
    sent = messages.send_from_staff(db, patient, written, version=version, by=by, at=at)
    if sent:
        _settled(db, sent.settled, at=at)
        reminding.message_for_patient(db, sent.id, patient, settings, at=at)


def settle(db: Session, patient: UUID, *, version: int, by: Actor, at: datetime) -> None:
    """Read, and needs no answer. Raises `Newer`."""
    _settled(db, messages.note(db, patient, version=version, by=by, at=at), at=at)


def _settled(db: Session, messages_: list[UUID], *, at: datetime) -> None:
    for one in messages_:
        reminding.message_settled(db, one, at=at)
