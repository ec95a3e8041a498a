"""Giving a measure, and saying that one is not safe: each with what the service has promised, in one transaction."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.audit.rules import Actor
from app.content.measures import Items
from app.measures import actions as measures
from app.measures.queries import Given, last_safety_answer
from app.measures.rules import Answer
from app.safety import actions as safety
from app.safety.queries import talked_at
from app.safety.rules import Fact, Flag, Promise, Source
from app.service import queries as service
from app.service.calendar import calendar_of
from app.settings import Settings


def promise(db: Session, zone: ZoneInfo, patient: UUID) -> Promise:
    """The service's own times for a safety flag of this patient's; three queries at most."""
    settings = service.current(db).settings
    calendar = calendar_of(settings, zone)
    talked = talked_at(db, patient)
    of = (last_safety_answer(db, patient, until=talked) or 0) if talked else None
    return Promise(calendar, settings.safety, settings.conversation_days, talked, talked_of=of)


def answer(
    db: Session,
    settings: Settings,
    sitting: Given,
    measure: Items,
    item: str,
    said: Answer,
    *,
    once: UUID,
    by: Actor,
    at: datetime,
) -> bool:
    """Keeps an answer; whether it flags. The flag is written first, and its notice with it. Raises `NotAnAnswer`."""
    promised = promise(db, settings.zone, sitting.patient_id)
    return measures.answer(db, sitting, measure, item, said, promised, once=once, by=by, at=at)


def tell(
    db: Session,
    settings: Settings,
    patient: UUID,
    source: Source,
    words: str,
    *,
    once: UUID,
    by: Actor,
    at: datetime,
) -> Flag:
    """A patient cannot keep safe or asks for a call; or somebody of the staff has read something."""
    promised = promise(db, settings.zone, patient)
    return safety.raise_flag(db, patient, Fact(source), promised, words=words, once=once, by=by, at=at)
