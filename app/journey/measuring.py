"""Giving a measure, and saying that one is not safe: each with what the service has promised, in one transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.audit.rules import Actor
from app.content.measures import Items
from app.database import one_at_a_time
from app.journey import flagging
from app.measures import actions as measures
from app.measures import queries as measured
from app.measures.queries import Given
from app.measures.rules import Answer
from app.safety import actions as safety
from app.safety.queries import talked_at
from app.safety.rules import Fact, Flag, FlagDeed, Outcome, Promise, Source
from app.service import queries as service
from app.service.calendar import calendar_of
from app.sessions import queries as sessions
from app.sessions.rules import coming
from app.settings import Settings


def promise(db: Session, zone: ZoneInfo, patient: UUID, *, at: datetime) -> Promise:
    """The service's own times for a safety flag of this patient's; four queries at most."""
    settings = service.current(db).settings
    calendar = calendar_of(settings, zone)
    talked = talked_at(db, patient)
    of = (measured.last_safety_answer(db, patient, until=talked) or 0) if talked else None
    ahead = sessions.ahead(db, [patient], since=at).get(patient, []) if talked else []
    session = coming(ahead, at)
    begins = session.starts_at if session else None
    return Promise(calendar, settings.safety, settings.conversation_days, talked, begins, talked_of=of)


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
    """Keeps an answer; whether it flags. The flag is written first, in the same transaction. Raises `NotAnAnswer`."""
    promised = partial(promise, db, settings.zone, sitting.patient_id, at=at)
    return measures.answer(db, sitting, measure, item, said, promised, once=once, by=by, at=at)


def deal(
    db: Session,
    flag: Flag,
    deed: FlagDeed,
    words: str,
    *,
    outcome: Outcome | None = None,
    version: int,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """What somebody of the staff does with a flag. Where it waits no longer, neither does mail about it.

    Raises `safety.Stale` and `safety.Impossible`.
    """
    safety.deal(db, flag, deed, words, outcome=outcome, version=version, once=once, by=by, at=at)
    flagging.settled(db, flag.id, at=at)


def by_phone(
    db: Session,
    settings: Settings,
    patient: UUID,
    measure: Items,
    said: Mapping[str, Answer],
    *,
    on: date,
    once: UUID,
    by: Actor,
    at: datetime,
) -> bool:
    """A whole list that was answered on the telephone; whether one of the answers flags. The same form twice is one.

    What the patient had begun themselves is finished as it is, so that nobody's answers stand among another's.
    Raises `NotAnAnswer` and `Ended`.
    """
    one_at_a_time(db, f"sitting {patient} {measure.id}")
    known = measured.sitting_of_form(db, patient, once)
    if known is None and (begun := measured.open_sitting(db, patient, measure.id)):
        measures.finish(db, begun, at=at)
    sitting = known or measures.begin(db, patient, measure, on=on, once=once, by=by, at=at)
    kept = [answer(db, settings, sitting, measure, item, one, once=once, by=by, at=at) for item, one in said.items()]
    measures.finish(db, sitting, at=at)
    return any(kept)


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
    promised = promise(db, settings.zone, patient, at=at)
    return safety.raise_flag(db, patient, Fact(source), promised, words=words, once=once, by=by, at=at)
